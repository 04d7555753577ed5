"""Where the claims of a transaction set are, and whose they are.

HL nesting decides (2000A billing provider, 2000B subscriber, 2000C patient). A claim whose HL names
no known parent, and a file without HL, are read by order: the last level of each kind holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from scrubber.claims.builder import Level
from scrubber.claims.models import HCPCS
from scrubber.x12 import Delimiters, Segment, TransactionSet
from scrubber.x12.envelope import count_segments, segments

BILLING, SUBSCRIBER = "20", "22"
LINE_CONTROL_NUMBER = "6R"


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim that is not yet read: its text from CLM on, where it stands, its levels."""

    text: str = field(repr=False)
    number: int
    offset: int
    delimiters: Delimiters
    levels: "Levels" = field(repr=False)

    def procedures(self) -> list[str]:
        """The HCPCS codes of its service lines ("" for another kind of code), and no more read."""
        delimiters, found = self.delimiters, []
        for match in _service_lines(delimiters).finditer(self.text):
            end = self.text.find(delimiters.terminator, match.end())
            sv1 = Segment(self.text[match.start(1) : end], 0, 0, delimiters)
            found.append(sv1.code(1, 2) if sv1.code(1, 1) == HCPCS else "")
        return found

    def line_control_numbers(self) -> list[str]:
        """REF*6R of its service lines, and no more read."""
        delimiters, found = self.delimiters, []
        for match in _references(delimiters).finditer(self.text):
            end = self.text.find(delimiters.terminator, match.end())
            ref = Segment(self.text[match.start(1) : end], 0, 0, delimiters)
            if ref.code(1) == LINE_CONTROL_NUMBER:
                found.append(ref.value(2))
        return found

    def header(self) -> Segment:
        """The CLM segment."""
        end = self.text.index(self.delimiters.terminator)
        return Segment(self.text[:end], self.number, self.offset, self.delimiters)

    def segments(self) -> list[Segment]:
        """The claim's segments, CLM first."""
        return list(segments(self.text, self.number, self.offset, self.delimiters))

    def level(self) -> Level:
        """The provider, subscriber, patient and payer above the claim."""
        return self.levels.level()


class Levels:
    """The chain of HL loops above a claim; read when first asked for, since few claims ask."""

    __slots__ = ("parent", "read", "text")

    def __init__(self, parent: "Levels | None", text: "_Block") -> None:
        self.parent = parent
        self.text = text
        self.read: Level | None = None

    def level(self) -> Level:
        """What the chain says, the outermost level first."""
        unread: list[Levels] = []
        above: Levels | None = self
        while above is not None and above.read is None:
            unread.append(above)
            above = above.parent
        level = above.read if above is not None and above.read else Level()
        for levels in reversed(unread):
            level = levels.read = level.with_segments(levels.text.segments())
        return level


@dataclass(frozen=True, slots=True)
class _Block:
    """The text from one anchor (HL, CLM or the start of the set) to the next."""

    anchor: str
    text: str = field(repr=False)
    number: int
    offset: int
    delimiters: Delimiters

    def segments(self) -> Iterator[Segment]:
        return segments(self.text, self.number, self.offset, self.delimiters)


def claims_of(transaction_set: TransactionSet) -> Iterator[ClaimText]:
    """The claims of the set in file order, not yet read."""
    by_id: dict[str, Levels] = {}
    last_billing: Levels | None = None
    last_subscriber: Levels | None = None
    current: Levels | None = None
    by_order = True
    for block in _blocks(transaction_set):
        if block.anchor == "HL":
            by_order = False
            hl = next(block.segments())
            id_, parent_id, code = hl.value(1), hl.value(2), hl.value(3)
            if code == BILLING:
                current = last_billing = Levels(None, block)
                last_subscriber = None
            elif code == SUBSCRIBER:
                current = last_subscriber = Levels(by_id.get(parent_id) or last_billing, block)
            else:
                parent = by_id.get(parent_id) or last_subscriber or last_billing
                current = Levels(parent, block)
            by_id[id_] = current
        elif block.anchor == "CLM":
            claim, rest = _split_by_order(block) if by_order else (block, None)
            levels = current or Levels(None, _Block("", "", 0, 0, block.delimiters))
            yield ClaimText(claim.text, claim.number, claim.offset, claim.delimiters, levels)
            if rest:
                current = Levels(current, rest)
        else:
            current = Levels(None, block)


def _blocks(transaction_set: TransactionSet) -> Iterator[_Block]:
    text, delimiters = transaction_set.text, transaction_set.delimiters
    number, offset = transaction_set.header.number, transaction_set.header.offset
    # SE's own text is left out: the last block ends where SE starts.
    end = text.rindex(delimiters.terminator, 0, len(text) - 1) + 1
    starts = [(0, "")]
    starts += [
        (match.start(1), "".join(match[1].split()).upper())
        for match in _anchors(delimiters).finditer(text, 1, end)
    ]
    starts.append((end, ""))
    for (start, anchor), (stop, _) in pairwise(starts):
        block = text[start:stop]
        yield _Block(anchor, block, number, offset + start, delimiters)
        number += count_segments(block, delimiters)


@lru_cache(maxsize=16)
def _service_lines(delimiters: Delimiters) -> re.Pattern[str]:
    return delimiters.segment_start("SV1")


@lru_cache(maxsize=16)
def _references(delimiters: Delimiters) -> re.Pattern[str]:
    return delimiters.segment_start("REF")


@lru_cache(maxsize=16)
def _anchors(delimiters: Delimiters) -> re.Pattern[str]:
    return delimiters.segment_start("HL", "CLM")


def _split_by_order(block: _Block) -> tuple[_Block, _Block | None]:
    """Without HL, a billing provider, subscriber or patient after a claim begins the next one.

    Inside a claim these stand only after the SBR of another subscriber (2320, with 2330A and
    2330G), and before the service lines.
    """
    other_subscriber = lines = False
    for segment in block.segments():
        match segment.id, segment.code(1):
            case ("NM1", "85" | "IL" | "QC") | ("PRV", "BI"):
                opens_next = lines or not other_subscriber
            case "SBR", _:
                opens_next, other_subscriber = lines, True
            case id_, _:
                opens_next = False
                lines = lines or id_ in {"LX", "SV1"}
        if opens_next:
            at = segment.offset - block.offset
            claim = _Block("CLM", block.text[:at], block.number, block.offset, block.delimiters)
            rest = _Block("", block.text[at:], segment.number, segment.offset, block.delimiters)
            return claim, rest
    return block, None
