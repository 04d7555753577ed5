"""Rules on documented time that is not billed, once units that are over have been lowered."""
