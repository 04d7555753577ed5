"""Cells of a CSV file that people open in a spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text of a file as a cell: an apostrophe stands before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
