"""Rules on the yearly therapy threshold."""
