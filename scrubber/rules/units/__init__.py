"""Rules on the units of timed procedures."""
