"""How long a replacement is looked for that stands for nothing else."""

from scrubber.errors import Mismatch

MOST_ATTEMPTS = 1_000
"""At a replacement that is no original of the file, and no replacement of another one."""
LENGTHEN_AFTER = 16
"""Attempts after which a replacement gets one more character: short ones run out."""


class Exhausted(Mismatch):
    """All that could stand for a kind of value is in use."""

    def __init__(self, of: str) -> None:
        super().__init__(f"it has too many different values of a kind ({of}); split it")
