"""What a run writes: files that are whole or not there, their names, and what goes into them."""
