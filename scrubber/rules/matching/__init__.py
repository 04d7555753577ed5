"""Rules on matching the treatment log to the claims."""
