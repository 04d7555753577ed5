"""Rules on therapy modifiers and modifier slots."""
