"""A claim that is not yet read."""

import re
from dataclasses import field
from functools import lru_cache

from scrubber.claims.levels import Level, Levels
from scrubber.value_class import value_class
from scrubber.x12 import Delimiters, Segment

LINE_CONTROL_NUMBER = "6R"


@value_class()
class ClaimText:
    """A claim's text from CLM on with its last terminator, where it stands, and its levels."""

    text: str = field(repr=False)
    number: int
    offset: int
    delimiters: Delimiters
    levels: Levels = field(repr=False, compare=False)

    def header(self) -> Segment:
        """The CLM segment."""
        end = self.text.index(self.delimiters.terminator)
        return Segment(self.text[:end], self.number, self.offset, self.delimiters)

    def line_control_numbers(self) -> list[str]:
        """REF*6R of its service lines, and no more read."""
        found = [
            Segment(ref, 0, 0, self.delimiters)
            for ref in _references(self.delimiters).findall(self.text)
        ]
        return [ref.value(2) for ref in found if ref.code(1) == LINE_CONTROL_NUMBER]

    def level(self) -> Level:
        """The provider, subscriber, patient and payer above the claim."""
        return self.levels.level()


@lru_cache(maxsize=16)
def _references(delimiters: Delimiters) -> re.Pattern[str]:
    return delimiters.segment_start("REF", elements=2)
