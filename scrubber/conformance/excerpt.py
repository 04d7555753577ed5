"""What pyx12 is given to read: a small valid interchange around a set, or around one claim.

Layout is left out: it is no fault for us, and pyx12 takes some of it for data.
"""

from functools import lru_cache
from re import Pattern

from scrubber.claims import ClaimText
from scrubber.claims.levels import Levels
from scrubber.claims.parting import CHILD, NO_CHILD
from scrubber.x12 import Delimiters, Segment, TransactionSet
from scrubber.x12.delimiters import ISA_WIDTHS, unwrapped
from scrubber.x12.envelope import count_segments, segments

BEFORE_SET = 2
"""ISA and GS."""


def interchange_of_set(transaction_set: TransactionSet) -> bytes:
    """The set between its own ISA and GS, and trailers that fit them."""
    isa = transaction_set.isa.text
    fits = len(isa) == sum(ISA_WIDTHS) + len(ISA_WIDTHS) + len("ISA")
    return _interchange(transaction_set, transaction_set.text, isa if fits else "")


def interchange_of_claim(transaction_set: TransactionSet, claim: ClaimText, text: str) -> bytes:
    """A claim whose text this is, under its own levels and no others."""
    delimiters = transaction_set.delimiters
    levels = _chain(claim.levels)
    first = _first_level(delimiters).search(transaction_set.text)
    parts = [transaction_set.text[: first.start(1)]] if first else []
    for number, level in enumerate(levels, 1):
        body = level.text[level.start : level.stop]
        parts.append(_renumbered(body, number, len(levels), delimiters) if first else body)
    whole = "".join([*parts, text])
    count = count_segments(whole, delimiters) + 1
    se = delimiters.element.join(["SE", str(count), transaction_set.header.value(2)])
    return _interchange(transaction_set, whole + se + delimiters.terminator, "")


def _chain(levels: Levels) -> list[Levels]:
    """The levels above a claim, the outermost first."""
    chain = [levels]
    while (above := chain[0].parent) is not None:
        chain.insert(0, above)
    return chain


def _renumbered(text: str, number: int, levels: int, delimiters: Delimiters) -> str:
    end = text.index(delimiters.terminator)
    hl = Segment(text[:end], 0, 0, delimiters).with_value(str(number), 1)
    hl = hl.with_value(str(number - 1) if number > 1 else "", 2)
    hl = hl.with_value(CHILD if number < levels else NO_CHILD, 4)
    return hl.text + text[end:]


def _interchange(transaction_set: TransactionSet, text: str, isa: str) -> bytes:
    delimiters = transaction_set.delimiters
    gs = transaction_set.gs
    isa = isa or _plain_isa(delimiters)
    of_set = [unwrapped(segment.text, delimiters) for segment in segments(text, 0, 0, delimiters)]
    ge = delimiters.element.join(["GE", "1", gs.value(6)])
    iea = delimiters.element.join(["IEA", "1", isa.split(delimiters.element)[13]])
    whole = [isa, unwrapped(gs.text, delimiters), *of_set, ge, iea, ""]
    return delimiters.terminator.join(whole).encode("latin-1")


def _plain_isa(delimiters: Delimiters) -> str:
    """An ISA of the right widths that says nothing but the delimiters."""
    sender, receiver = "SENDER".ljust(15), "RECEIVER".ljust(15)
    values = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", sender, "ZZ", receiver, "260101", "0000"]
    values += [delimiters.repetition, "00501", "000000001", "0", "T", delimiters.component]
    return delimiters.element.join(values)


@lru_cache(maxsize=16)
def _first_level(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("HL")
