"""Procedures of one provider and day that an edit takes together.

NCCI (practitioner table): column 1 is paid and column 2 denied; with indicator 1 a distinct
modifier lifts the edit, with indicator 0 nothing does. A payer may edit further pairs by itself.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from scrubber.tables import Tables

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

NEVER = "0"


@dataclass(frozen=True, slots=True)
class EditedPair:
    """Two lines under one edit: `denied` loses its payment, `paid` keeps it.

    `on_either`: a distinct modifier counts on any of the two, else on `denied` alone. What is not
    `confirmed` corrects and holds nothing.
    """

    paid: "TreatmentLine"
    denied: "TreatmentLine"
    may_be_lifted: bool
    on_either: bool
    confirmed: bool
    source: str

    @property
    def told(self) -> str:
        """The edit's source, with what doubt there is."""
        return self.source if self.confirmed else f"unconfirmed: {self.source}"

    @property
    def contradiction(self) -> str:
        """What on record says that the two services were not separate; empty where nothing does."""
        for line in (self.denied, self.paid):
            if line.evidence.separate_service is False:
                return f"{line.evidence.statement}: not a separate service"
        overlaps = [
            f"{one} and {other}"
            for one in self.denied.evidence.blocks
            for other in self.paid.evidence.blocks
            if one.overlaps(other)
        ]
        return f"time blocks overlap: {', '.join(overlaps)}" if overlaps else ""

    def carries_distinct_modifier(self, tables: Tables) -> bool:
        """Whether a distinct modifier stands where this edit reads it."""
        lines = (self.denied, self.paid) if self.on_either else (self.denied,)
        return any(line.used_with_role("distinct", tables) for line in lines)


def edited_pairs(day: "TreatmentDay", tables: Tables) -> list[EditedPair]:
    """The edits that bind two lines of the day, by the place of the denied line in the file."""
    pairs = [
        edited
        for lines in day.by_provider_and_procedure()
        for one, other in combinations(lines, 2)
        for edited in _edited(day, lines[one], lines[other], tables)
    ]
    return sorted(pairs, key=lambda p: (p.denied.line.sv1.offset, p.paid.line.sv1.offset))


def _edited(
    day: "TreatmentDay", lines: list["TreatmentLine"], others: list["TreatmentLine"], tables: Tables
) -> list[EditedPair]:
    """The pairs of two procedures' lines, if an edit takes the two together."""
    a, b = lines[0].line.hcpcs, others[0].line.hcpcs
    if day.date is None or not a or not b:
        return []
    rows = tables.ncci_ptp.on(day.date) if _is_therapy(a, b, day, tables) else {}
    row = rows.get((a, b)) or rows.get((b, a))
    own = day.payer.pair(a, b, day.date)
    # What is not confirmed of the payer does not take the place of what is known of NCCI.
    if own and (own.confirmed or not row):
        column_2, may_be_lifted, on_either = own.modifier_on, own.modifier_helps, False
        confirmed, source = own.confirmed, own.source
    elif row:
        column_2, may_be_lifted = row.column_2, row.modifier_indicator != NEVER
        on_either = day.payer.takes_modifier_on_either_line(day.date)
        confirmed = row.confirmed
        pair = (row.column_1, row.column_2)
        release = tables.release_behind(tables.ncci_ptp.name, pair, day.date)
        source = (
            f"{row.source}, table of {release}, column 1 {row.column_1}, "
            f"column 2 {row.column_2}, indicator {row.modifier_indicator}"
        )
    else:
        return []
    paid, denied = (lines, others) if b == column_2 else (others, lines)
    return [
        EditedPair(p, d, may_be_lifted, on_either, confirmed, source) for d in denied for p in paid
    ]


def _is_therapy(a: str, b: str, day: "TreatmentDay", tables: Tables) -> bool:
    """Whether one of two procedures is a therapy code on the day; the full NCCI table has the edits
    of all others too, which are no business of ours."""
    codes = tables.therapy_codes.on(day.date)
    return a in codes or b in codes


def edit_has_ended(one: str, other: str, day: "TreatmentDay", tables: Tables) -> bool:
    """Whether the table knows an edit of the two procedures, and it is over on the day."""
    on = day.date
    history = tables.ncci_ptp.history
    edits = [*history((one, other)), *history((other, one))]
    return (
        on is not None
        and any(row.valid_to and row.valid_to < on for row in edits)
        and not any(row.valid_to is None or on <= row.valid_to for row in edits)
    )
