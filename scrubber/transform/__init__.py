"""Claims in other forms: XML and back, JSON Lines, CSV, Parquet, and by a user's stylesheet.

Nothing is imported here: each form needs a library that the others do without.
"""
