"""All that is on record for one service line besides the claim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scrubber.claims import ServiceLine
from scrubber.claims.models import MINUTES
from scrubber.evidence.minutes import MINUTES_A_DAY, Minutes, TimeBlock
from scrubber.evidence.notes import note_minutes
from scrubber.evidence.treatment_log import TreatmentRow


@dataclass(frozen=True, slots=True)
class BookedTime:
    """A time block, and by whom it was given where the log names the therapist.

    `with_assistant`: some of it was an assistant's, who works under the therapist's number.
    """

    block: TimeBlock
    therapist_npi: str
    with_assistant: bool


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """Minutes from the best source, time blocks, and signed statements; None is not said.

    `assistant_minutes` are those of the minutes that an assistant gave alone; `therapists` are the
    NPIs that the log names, with a time or without; `note` is the daily note's text.
    """

    minutes: Minutes | None = None
    assistant_minutes: int | None = None
    booked: tuple[BookedTime, ...] = ()
    therapists: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    separate_service: bool | None = None
    kx_justified: bool | None = None
    statement: str = ""

    @property
    def blocks(self) -> tuple[TimeBlock, ...]:
        """The time blocks in order."""
        return tuple(sorted(booked.block for booked in self.booked))


NOTHING = LineEvidence()


def gather(line: ServiceLine, rows: Sequence[TreatmentRow]) -> LineEvidence:
    """The evidence for a line. Minutes come from, best first: the log's minutes, its start and end,
    a line note, SV103=MJ; last, a note that mentions them among other words."""
    if not rows and not line.notes and line.unit != MINUTES:
        return NOTHING
    signers = ", ".join(dict.fromkeys(row.signed_by for row in rows if row.signed_by))
    where = "; ".join(row.where for row in rows)
    source = f"{where}, signed by {signers}" if signers else where
    booked = tuple(
        BookedTime(row.block, row.therapist_npi, bool(row.assistant_minutes))
        for row in rows
        if row.block
    )
    noted = note_minutes(
        [(note.qualifier, note.text, note.segment.number) for note in line.notes], line.procedure
    )
    minutes = _logged(rows, source, noted[0] if noted else None)
    if noted and noted[0].sure:
        minutes = minutes or noted[0]
        booked = booked or _noted(noted[1], rows)
    minutes = minutes or _quantity(line) or (noted[0] if noted else None)
    return LineEvidence(
        minutes=minutes,
        assistant_minutes=_assistant(rows),
        booked=booked,
        therapists=tuple(dict.fromkeys(row.therapist_npi for row in rows if row.therapist_npi)),
        note=" ".join(row.note for row in rows if row.note),
        separate_service=_said(row.separate_service for row in rows),
        kx_justified=_said(row.kx_justified for row in rows),
        statement=source,
    )


def _noted(blocks: Iterable[TimeBlock], rows: Sequence[TreatmentRow]) -> tuple[BookedTime, ...]:
    """Time blocks of a line note, and what the rows without any say of who gave the line."""
    therapists = {row.therapist_npi for row in rows}
    therapist = therapists.pop() if len(therapists) == 1 else ""
    assisted = any(row.assistant_minutes for row in rows)
    return tuple(BookedTime(block, therapist, assisted) for block in blocks)


def _quantity(line: ServiceLine) -> Minutes | None:
    quantity = line.quantity
    if line.unit != MINUTES or quantity is None or quantity % 1:
        return None
    if not 0 <= quantity <= MINUTES_A_DAY:
        return None
    return Minutes(int(quantity), "SV103=MJ: the quantity is minutes")


def _logged(rows: Sequence[TreatmentRow], source: str, noted: Minutes | None) -> Minutes | None:
    """The log's minutes; what else is on record and says otherwise is told with their source."""
    stated = [row.minutes if row.minutes is not None else _length(row) for row in rows]
    known = [minutes for minutes in stated if minutes is not None]
    if not known or len(known) < len(stated):
        return None
    total = sum(known)
    in_blocks = sum(_length(row) or 0 for row in rows)
    if all(row.block for row in rows) and in_blocks != total:
        source = f"{source}; start and end make {in_blocks}"
    if noted and noted.sure and noted.value != total:
        source = f"{source}; the {noted.source} says {noted.value}"
    return Minutes(total, source)


def _assistant(rows: Sequence[TreatmentRow]) -> int | None:
    given = [row.assistant_minutes for row in rows if row.assistant_minutes is not None]
    return sum(given) if given else None


def _length(row: TreatmentRow) -> int | None:
    return row.block.minutes if row.block else None


def _said(answers: Iterable[bool | None]) -> bool | None:
    """One answer for the line: a no outweighs a yes."""
    given = [answer for answer in answers if answer is not None]
    return all(given) if given else None
