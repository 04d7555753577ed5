"""Rules on procedures billed together."""
