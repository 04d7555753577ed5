"""Rules on claims as they came."""
