"""Where the claims of a transaction set are, and whose they are.

HL nesting decides (2000A billing provider, 2000B subscriber, 2000C patient). A claim whose HL names
no known parent, and a file without HL, are read by order: the last level of each kind holds.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from re import Pattern
from typing import Generic, NamedTuple, TypeVar

from scrubber.claims.claim_text import ClaimText
from scrubber.claims.levels import Levels
from scrubber.claims.models import HCPCS, SERVICE_LINE
from scrubber.claims.values import day, number
from scrubber.x12 import Delimiters, Segment, TransactionSet
from scrubber.x12.envelope import count_segments, segments

BILLING, SUBSCRIBER = "20", "22"
BEGINNING = 1_000
"""How far into a set BHT is looked for: it is the second segment."""
LevelT = TypeVar("LevelT")


class Nesting(Generic[LevelT]):
    """Which level each level of a set stands under: the one that its HL02 names, else by order."""

    def __init__(self) -> None:
        self.any = False
        self._by_id: dict[str, LevelT] = {}
        self._billing: LevelT | None = None
        self._subscriber: LevelT | None = None

    def open(self, hl: Segment, new: Callable[[LevelT | None], LevelT]) -> LevelT:
        """The level that an HL opens, made from the one above it."""
        _, id_, parent_id, code, *_ = *hl.values, "", "", ""
        parent = None
        if code == SUBSCRIBER:
            parent = self._by_id.get(parent_id) or self._billing
        elif code != BILLING:
            parent = self._by_id.get(parent_id) or self._subscriber or self._billing
        level = self._by_id[id_] = new(parent)
        self.any = True
        if code == BILLING:
            self._billing, self._subscriber = level, None
        elif code == SUBSCRIBER:
            self._subscriber = level
        return level


class Census(NamedTuple):
    """What a transaction set holds: claims, service lines, the sum of CLM02 in dollars, and which
    HCPCS codes its lines bill."""

    claims: int
    lines: int
    charges: Decimal
    procedures: frozenset[str]


def census(transaction_set: TransactionSet) -> Census:
    """Count a set's claims without reading them: most sets hold nothing of interest."""
    text, delimiters = transaction_set.text, transaction_set.delimiters
    headers = _headers(delimiters, 2).findall(text)
    lines = _lines(delimiters).findall(text)
    return Census(
        len(headers),
        len(lines),
        sum([_total(clm, delimiters) for clm in headers], Decimal()),
        frozenset([_procedure(sv1, delimiters) for sv1 in set(lines)]),
    )


def written_on(transaction_set: TransactionSet) -> date | None:
    """The day on which a set says that it was made: BHT04 or GS04, whichever is later, since some
    systems send one of them unchanged for years; None where neither is a date."""
    found = _beginnings(transaction_set.delimiters).search(transaction_set.text, 0, BEGINNING)
    bht04 = Segment(found[1], 0, 0, transaction_set.delimiters).value(4) if found else ""
    return max(filter(None, map(day, (bht04, transaction_set.gs.value(4)))), default=None)


def claim_numbers(transaction_set: TransactionSet) -> Iterator[tuple[str, str]]:
    """Number (CLM01) and frequency (CLM05-3) of each claim of a set, and no more read."""
    delimiters = transaction_set.delimiters
    for clm in _headers(delimiters, 5).findall(transaction_set.text):
        header = Segment(clm, 0, 0, delimiters)
        yield header.value(1), header.value(5, 3)


def _total(clm: str, delimiters: Delimiters) -> Decimal:
    """CLM02, given the CLM up to it."""
    elements = clm.split(delimiters.element)
    if len(elements) < 3:
        return Decimal()
    as_it_stands = number(elements[2])
    if as_it_stands is None:
        as_it_stands = number(Segment(clm, 0, 0, delimiters).value(2))
    return as_it_stands or Decimal()


@lru_cache(maxsize=16_384)
def _procedure(sv1: str, delimiters: Delimiters) -> str:
    """The HCPCS code of an SV1, given up to SV101; empty for another kind of code."""
    segment = Segment(sv1, 0, 0, delimiters)
    return segment.code(1, 2) if segment.code(1, 1) == HCPCS else ""


def claims_of(
    transaction_set: TransactionSet, procedures: frozenset[str] | None = None
) -> Iterator[ClaimText]:
    """The claims of the set in file order, not yet read; with `procedures` only those that bill one
    of these HCPCS codes."""
    text, delimiters = transaction_set.text, transaction_set.delimiters
    # SE's own text is left out: the last claim ends where SE starts.
    end = text.rindex(delimiters.terminator, 0, len(text) - 1) + 1
    reading = _Reading(transaction_set, procedures is None)
    for match in _outline(delimiters).finditer(text, 1, end):
        found = match[1]
        if found[0] in "Ss":
            if reading.claim is not None and not reading.wanted:
                reading.wanted = _procedure(found, delimiters) in (procedures or ())
            continue
        start = match.start(1)
        if claim := reading.closed(start):
            yield claim
        if found[0] in "Hh":
            reading.open_level(found, start)
        else:
            reading.claim = start
    if claim := reading.closed(end):
        yield claim


class _Reading:
    """What a set's reader has open: a level, and under it perhaps a claim.

    `claim`: where it starts; `wanted`: whether it bills something of interest.
    """

    def __init__(self, transaction_set: TransactionSet, all_wanted: bool) -> None:
        self._text, self._delimiters = transaction_set.text, transaction_set.delimiters
        self._offset = transaction_set.header.offset
        self._counted_to, self._number = 0, transaction_set.header.number
        self._all_wanted = self.wanted = all_wanted
        self.claim: int | None = None
        self._level = Levels(None, self._text, self._delimiters, 0)
        self._nesting = Nesting[Levels]()

    def open_level(self, hl: str, start: int) -> None:
        """An HL, given up to HL03, and what follows it."""
        self._level = self._nesting.open(
            Segment(hl, 0, 0, self._delimiters),
            lambda above: Levels(above, self._text, self._delimiters, start),
        )

    def closed(self, stop: int) -> ClaimText | None:
        """The claim that ends where the next level, claim or SE starts, if open and wanted."""
        if self.claim is None:
            self._level.stop = stop
            return None
        start, level, wanted = self.claim, self._level, self.wanted
        self.claim, self.wanted = None, self._all_wanted
        if not self._nesting.any:
            next_ = next_by_order(self._text, start, stop, self._delimiters)
            if next_ < stop:
                self._level = Levels(level, self._text, self._delimiters, next_, stop)
                stop = next_
        if not wanted:
            return None
        self._number += count_segments(self._text[self._counted_to : start], self._delimiters)
        self._counted_to = start
        text = self._text[start:stop]
        return ClaimText(text, self._number, self._offset + start, self._delimiters, level)


def next_by_order(text: str, start: int, stop: int, delimiters: Delimiters) -> int:
    """Without HL, a billing provider, subscriber or patient after a claim begins the next one.

    Inside a claim these stand only after the SBR of another subscriber (2320, with 2330A and
    2330G), and before the service lines.
    """
    other_subscriber = lines = False
    for segment in segments(text[start:stop], 0, start, delimiters):
        opens_next = opens_level(segment) and (lines or not other_subscriber)
        if segment.id == "SBR":
            opens_next, other_subscriber = lines, True
        lines = lines or segment.id in SERVICE_LINE
        if opens_next:
            return segment.offset
    return stop


def opens_level(segment: Segment) -> bool:
    """Whether it begins a billing provider, subscriber or patient where no HL does."""
    match segment.id, segment.code(1):
        case ("NM1", "85" | "IL" | "QC") | ("PRV", "BI") | ("SBR", _):
            return True
    return False


@lru_cache(maxsize=16)
def _outline(delimiters: Delimiters) -> Pattern[str]:
    """Levels up to HL03, claims, lines up to SV101: nothing that is looked at beyond that."""
    return delimiters.segment_start("HL", "CLM", "SV1", elements=3)


@lru_cache(maxsize=16)
def _beginnings(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("BHT", elements=4)


@lru_cache(maxsize=16)
def _headers(delimiters: Delimiters, elements: int) -> Pattern[str]:
    return delimiters.segment_start("CLM", elements=elements)


@lru_cache(maxsize=16)
def _lines(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("SV1", elements=1)
