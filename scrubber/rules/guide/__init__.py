"""Rules on what pyx12 says of the implementation guide."""
