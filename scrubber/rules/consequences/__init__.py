"""Rules on what follows from corrections."""
