"""A copy of a file, with its evidence files, that gives the same findings and names nobody."""

from scrubber.deidentify.copying import Copied, deidentify
from scrubber.deidentify.day import Day
from scrubber.deidentify.keys import BadKey, Key, new_key, one_time_key, read_key
from scrubber.deidentify.proof import NotProven

__all__ = [
    "BadKey",
    "Copied",
    "Day",
    "Key",
    "NotProven",
    "deidentify",
    "new_key",
    "one_time_key",
    "read_key",
]
