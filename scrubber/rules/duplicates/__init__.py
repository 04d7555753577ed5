"""Rules on what is billed twice."""
