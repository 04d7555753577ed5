"""A file split in two: the claims that go out, and those that are held back.

Both are whole. An interchange, functional group or transaction set is in the file that has claims
of it, and in both where both have. What holds no claim (another type of set, TA1) goes out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from scrubber.claims.parting import Seam, claim_starts, part
from scrubber.x12 import Envelope, TransactionSet, splice


class Writable(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take more."""


class SplitSet(NamedTuple):
    """A transaction set as it goes out and as it is held back, empty where it does not."""

    out: str
    held: str
    seams: list[Seam]

    @classmethod
    def all_out(cls, text: str) -> "SplitSet":
        """A set that goes out whole."""
        return cls(text, "", [Seam(len(text), 0)])


def split_set(transaction_set: TransactionSet, corrected: str, held: Collection[int]) -> SplitSet:
    """Split a set's corrected text; `held` are the offsets in the file of the CLM to hold back."""
    if not held:
        return SplitSet.all_out(corrected)
    delimiters, offset = transaction_set.delimiters, transaction_set.header.offset
    starts = claim_starts(transaction_set.text, delimiters)
    chosen = {number for number, start in enumerate(starts) if start + offset in held}
    if len(chosen) == len(starts):
        return SplitSet("", corrected, [Seam(0, len(corrected))])
    return SplitSet(*part(corrected, delimiters, chosen))


class Splitter:
    """Writes the two files, piece by piece."""

    def __init__(self, out: Writable, held: Writable) -> None:
        self._out, self._held = _Side(out), _Side(held)
        self._open: list[_Open] = []
        self._runs: list[_Run] = []

    def seams(self) -> tuple[Seam, ...]:
        """What joins the two files again, in the order of the whole."""
        return tuple(Seam(run.out, run.held, run.text) for run in self._runs)

    def envelope(self, piece: Envelope) -> None:
        """Take an envelope segment, or the layout at the end of the file."""
        match piece.segment and piece.segment.id:
            case "ISA" | "GS":
                self._begin(piece)
            case "GE" | "IEA":
                self._end(piece)
            case None:
                text = piece.text
                self._add(Seam.of(text, self._out.end(text), self._held.end(text)))
            case _:
                self._add(Seam.of(piece.text, self._out.write(piece.text), ""))

    def transaction_set(self, lead: str, split: SplitSet) -> None:
        """Take a transaction set and the layout before it."""
        self._open[-1].inside += 1
        for side, text in ((self._out, split.out), (self._held, split.held)):
            if text:
                side.add(lead + text)
        self._add(Seam.of(lead, lead if split.out else "", lead if split.held else ""))
        for seam in split.seams:
            self._add(seam)

    def _begin(self, piece: Envelope) -> None:
        assert piece.segment is not None
        lead = ""
        if self._open:
            self._open[-1].inside += 1
        elif self._runs:
            lead = piece.text[: piece.text.index(piece.segment.text)]
        # The runs stay by themselves until it is known which files have them.
        runs = [_Run(text=text) for text in (lead, piece.text[len(lead) :]) if text]
        self._runs += runs
        self._open.append(_Open(runs))
        self._out.begin(lead, piece.text)
        self._held.begin(lead, piece.text)

    def _end(self, piece: Envelope) -> None:
        opening = self._open.pop()
        if not opening.inside:
            self._out.write("")
        (out_begins, out), (held_begins, held) = (
            side.close(piece, opening.inside) for side in (self._out, self._held)
        )
        for run in reversed(opening.runs):
            run.out, run.held = (
                min(left, len(run.text or "")) for left in (out_begins, held_begins)
            )
            out_begins, held_begins = out_begins - run.out, held_begins - run.held
            if run.out or run.held:
                run.text = None
        self._add(Seam.of(piece.text, out, held))

    def _add(self, seam: Seam) -> None:
        """Add a seam, to the last one where it is more of the same."""
        if not (seam.rest or seam.parted):
            return
        last = self._runs[-1]
        same_files = (last.out > 0, last.held > 0) == (seam.rest > 0, seam.parted > 0)
        if same_files and last.text is seam.text is None:
            last.out += seam.rest
            last.held += seam.parted
        else:
            self._runs.append(_Run(*seam))


@dataclass(slots=True)
class _Run:
    """A seam that may grow."""

    out: int = 0
    held: int = 0
    text: str | None = None


@dataclass(slots=True)
class _Open:
    """An ISA or GS whose trailer has not come yet, and how many groups or sets it has so far."""

    runs: list[_Run]
    inside: int = 0


@dataclass(slots=True)
class _Beginning:
    """An ISA or GS on one side: written once something inside it is, which is counted.

    `lead`: the layout that it starts with, if that only parts it from the interchange before.
    `written`: how many characters of it are written.
    """

    lead: str
    text: str
    written: int = 0
    inside: int = 0


class _Side:
    """One of the two files."""

    def __init__(self, file: Writable) -> None:
        self._file = file
        self._open: list[_Beginning] = []
        self._is_empty = True

    def begin(self, lead: str, text: str) -> None:
        """An ISA or GS, of which this file may have nothing."""
        self._open.append(_Beginning(lead, text))

    def write(self, text: str) -> str:
        """Write a text, and before it what it stands in."""
        for depth, beginning in enumerate(self._open):
            if not beginning.written:
                # A file starts with its ISA: many a receiver takes nothing else.
                begins = beginning.text[len(beginning.lead) if self._is_empty else 0 :]
                beginning.written = len(begins)
                self._file.write(begins.encode("latin-1"))
                self._is_empty = False
                if depth:
                    self._open[depth - 1].inside += 1
        self._file.write(text.encode("latin-1"))
        return text

    def add(self, text: str) -> None:
        """Write a transaction set."""
        self.write(text)
        self._open[-1].inside += 1

    def close(self, piece: Envelope, inside: int) -> tuple[int, str]:
        """Write a GE or IEA, counting what this file has where it is not all that is `inside`.

        Gives how many characters of its ISA or GS are written, and what is written now.
        """
        beginning = self._open.pop()
        if not beginning.written:
            return 0, ""
        mine = beginning.inside
        text = piece.text if mine == inside else _counted(piece, mine)
        return beginning.written, self.write(text)

    def end(self, text: str) -> str:
        """Write the layout after the last interchange."""
        return "" if self._is_empty else self.write(text)


def _counted(piece: Envelope, inside: int) -> str:
    assert piece.segment is not None
    start = piece.text.index(piece.segment.text)
    counted = piece.segment.with_value(str(inside), 1)
    return splice(piece.text, piece.segment.offset - start, [(piece.segment, counted)])
