"""Procedures of one provider and day that an edit takes together.

NCCI (practitioner table): column 1 is paid and column 2 denied; with indicator 1 a distinct
modifier lifts the edit, with indicator 0 nothing does. A payer may edit further pairs by itself.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.tables import Tables

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

NEVER = "0"


@dataclass(frozen=True, slots=True)
class EditedPair:
    """Two lines under one edit: `denied` loses its payment, `paid` keeps it.

    `on_either`: a distinct modifier counts on any of the two, else on `denied` alone.
    """

    paid: "TreatmentLine"
    denied: "TreatmentLine"
    may_be_lifted: bool
    on_either: bool
    source: str

    def carries_distinct_modifier(self, tables: Tables) -> bool:
        """Whether a distinct modifier stands where this edit reads it."""
        lines = (self.denied, self.paid) if self.on_either else (self.denied,)
        return any(line.used_with_role("distinct", tables) for line in lines)


def edited_pairs(day: "TreatmentDay", tables: Tables) -> list[EditedPair]:
    """The edits that bind two lines of the day, in file order."""
    if day.date is None:
        return []
    rows = tables.ncci_ptp.on(day.date)
    release = tables.sources[tables.ncci_ptp.name].release
    pairs = []
    for one, other in day.pairs_of_one_provider():
        a, b = one.line.hcpcs, other.line.hcpcs
        if own := day.payer.pair(a, b, day.date):
            denied, paid = (one, other) if a == own.modifier_on else (other, one)
            pairs.append(EditedPair(paid, denied, True, False, own.source))
        elif row := rows.get((a, b)) or rows.get((b, a)):
            paid, denied = (one, other) if a == row.column_1 else (other, one)
            pairs.append(
                EditedPair(
                    paid,
                    denied,
                    row.modifier_indicator != NEVER,
                    day.payer.takes_modifier_on_either_line(day.date),
                    f"{row.source}, table of {release}, column 1 {row.column_1}, "
                    f"column 2 {row.column_2}, indicator {row.modifier_indicator}",
                )
            )
    return pairs


def edit_has_ended(one: str, other: str, day: "TreatmentDay", tables: Tables) -> bool:
    """Whether the table knows an edit of the two procedures, and it is over on the day."""
    on = day.date
    edits = [row for row in tables.ncci_ptp.rows if {row.column_1, row.column_2} == {one, other}]
    return (
        on is not None
        and any(row.valid_to and row.valid_to < on for row in edits)
        and not any(row.valid_to is None or on <= row.valid_to for row in edits)
    )
