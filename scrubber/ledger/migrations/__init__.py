"""How a ledger comes to have the tables of `schema.py`, whatever version wrote it."""
