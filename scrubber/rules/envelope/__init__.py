"""Rules on envelope counts and control numbers."""
