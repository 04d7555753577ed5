"""A copy of a file, with its evidence files, that gives the same findings and names nobody."""

from scrubber.deidentify.copying import Copied, deidentify
from scrubber.deidentify.day import Day
from scrubber.deidentify.proof import NotProven

__all__ = [
    "Copied",
    "Day",
    "NotProven",
    "deidentify",
]
