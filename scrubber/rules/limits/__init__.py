"""Rules on the most units of a day."""
