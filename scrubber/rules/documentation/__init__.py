"""Rules on daily notes and visits."""
