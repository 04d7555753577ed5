"""All that is on record for one service line besides the claim."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scrubber.claims import ServiceLine
from scrubber.claims.models import MINUTES
from scrubber.evidence.minutes import MINUTES_A_DAY, Minutes, TimeBlock
from scrubber.evidence.notes import note_minutes
from scrubber.evidence.treatment_rows import TreatmentRow


class BookedTime(NamedTuple):
    """A time block, and by whom it was given where the log names the therapist.

    `with_assistant`: some of it was an assistant's, who works under the therapist's number.
    """

    block: TimeBlock
    therapist_npi: str
    with_assistant: bool


class LineEvidence(NamedTuple):
    """Minutes from the best source, time blocks, and signed statements; None is not said.

    `assistant_minutes` are those of the minutes that an assistant gave alone; `therapists` are the
    NPIs that the log names, with a time or without; `note` is the daily note's text.
    """

    minutes: Minutes | None = None
    assistant_minutes: int | None = None
    booked: tuple[BookedTime, ...] = ()
    therapists: tuple[str, ...] = ()
    note: str = ""
    separate_service: bool | None = None
    kx_justified: bool | None = None
    statement: str = ""

    @property
    def blocks(self) -> tuple[TimeBlock, ...]:
        """The time blocks in order."""
        if len(self.booked) == 1:
            return (self.booked[0].block,)
        return tuple(sorted(booked.block for booked in self.booked))

    def __repr__(self) -> str:
        """What it relies on: a note is patient data."""
        return f"LineEvidence(minutes={self.minutes}, statement={self.statement!r})"


NOTHING = LineEvidence()


def gather(line: ServiceLine, rows: Sequence[TreatmentRow]) -> LineEvidence:
    """The evidence for a line. Minutes come from, best first: the log's minutes, its start and end,
    a line note, SV103=MJ; last, a note that mentions them among other words."""
    if not rows and not line.notes and line.unit != MINUTES:
        return NOTHING
    if len(rows) == 1 and not line.notes:
        return _of_row(rows[0], line)
    return _of_rows(rows, line)


def _of_row(row: TreatmentRow, line: ServiceLine) -> LineEvidence:
    """The evidence of a single row where no line note says otherwise: quick, since most are so."""
    source = f"{row.where}, signed by {row.signed_by}" if row.signed_by else row.where
    block = row.block
    length = block.minutes if block else None
    if row.minutes is None:
        minutes = _quantity(line) if length is None else Minutes(length, source)
    elif length is None or length == row.minutes:
        minutes = Minutes(row.minutes, source)
    else:
        minutes = Minutes(row.minutes, f"{source}; start and end make {length}")
    assisted = bool(row.assistant_minutes)
    return LineEvidence(
        minutes,
        row.assistant_minutes,
        (BookedTime(block, row.therapist_npi, assisted),) if block else (),
        (row.therapist_npi,) if row.therapist_npi else (),
        row.note,
        row.separate_service,
        row.kx_justified,
        source,
    )


def _of_rows(rows: Sequence[TreatmentRow], line: ServiceLine) -> LineEvidence:
    """The evidence of any number of rows, and of the line's notes."""
    signers: dict[str, None] = {}
    therapists: dict[str, None] = {}
    booked = []
    notes = []
    for row in rows:
        if row.signed_by:
            signers[row.signed_by] = None
        if row.therapist_npi:
            therapists[row.therapist_npi] = None
        if row.block:
            booked.append(BookedTime(row.block, row.therapist_npi, bool(row.assistant_minutes)))
        if row.note:
            notes.append(row.note)
    source = "; ".join([row.where for row in rows])
    if signers:
        source = f"{source}, signed by {', '.join(signers)}"
    noted = _noted_minutes(line) if line.notes else None
    minutes = _logged(rows, source, noted[0] if noted else None)
    if noted and noted[0].sure:
        minutes = minutes or noted[0]
        booked = booked or _noted(noted[1], rows)
    minutes = minutes or _quantity(line) or (noted[0] if noted else None)
    return LineEvidence(
        minutes,
        _assistant(rows),
        tuple(booked),
        tuple(therapists),
        " ".join(notes),
        _said([row.separate_service for row in rows]),
        _said([row.kx_justified for row in rows]),
        source,
    )


def _noted_minutes(line: ServiceLine) -> tuple[Minutes, tuple[TimeBlock, ...]] | None:
    return note_minutes(
        [(note.qualifier, note.text, note.segment.number) for note in line.notes], line.procedure
    )


def _noted(blocks: Iterable[TimeBlock], rows: Sequence[TreatmentRow]) -> list[BookedTime]:
    """Time blocks of a line note, and what the rows without any say of who gave the line."""
    therapists = {row.therapist_npi for row in rows}
    therapist = therapists.pop() if len(therapists) == 1 else ""
    assisted = any(row.assistant_minutes for row in rows)
    return [BookedTime(block, therapist, assisted) for block in blocks]


def _quantity(line: ServiceLine) -> Minutes | None:
    quantity = line.quantity
    if line.unit != MINUTES or quantity is None or quantity % 1:
        return None
    if not 0 <= quantity <= MINUTES_A_DAY:
        return None
    return Minutes(int(quantity), "SV103=MJ: the quantity is minutes")


def _logged(rows: Sequence[TreatmentRow], source: str, noted: Minutes | None) -> Minutes | None:
    """The log's minutes; what else is on record and says otherwise is told with their source."""
    total = in_blocks = 0
    for row in rows:
        length = row.block.minutes if row.block else 0
        if row.minutes is None and not row.block:
            return None
        total += length if row.minutes is None else row.minutes
        in_blocks += length
    if in_blocks != total and all(row.block for row in rows):
        source = f"{source}; start and end make {in_blocks}"
    if noted and noted.sure and noted.value != total:
        source = f"{source}; the {noted.source} says {noted.value}"
    return Minutes(total, source) if rows else None


def _assistant(rows: Sequence[TreatmentRow]) -> int | None:
    given = [row.assistant_minutes for row in rows if row.assistant_minutes is not None]
    return sum(given) if given else None


def _said(answers: Sequence[bool | None]) -> bool | None:
    """One answer for the line: a no outweighs a yes."""
    if False in answers:
        return False
    return True if True in answers else None
