"""Procedures of one provider and day that an edit takes together.

NCCI (practitioner table): column 1 is paid and column 2 denied; with indicator 1 a distinct
modifier lifts the edit, with indicator 0 nothing does. A payer may edit further pairs by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, NamedTuple

from scrubber.tables import PayerPair, PayerProfile, ProcedurePair, Tables
from scrubber.value_class import value_class

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

NEVER = "0"
Lines = Mapping[str, Sequence["TreatmentLine"]]


@value_class()
class EditedPair:
    """Two procedures under one edit: the `denied` lines lose their payment, the `paid` keep it.

    A distinct modifier on a denied line lifts the edit for it; where the edit reads the modifier on
    any of the two, one on a paid line does so as well. `unlifted`: the paid lines that lift
    nothing. What is not `confirmed` corrects and holds nothing.
    """

    paid: tuple["TreatmentLine", ...]
    denied: tuple["TreatmentLine", ...]
    may_be_lifted: bool
    unlifted: tuple["TreatmentLine", ...]
    confirmed: bool
    source: str

    @property
    def told(self) -> str:
        """The edit's source, with what doubt there is."""
        return self.source if self.confirmed else f"unconfirmed: {self.source}"


def edited_pairs(day: "TreatmentDay", tables: Tables) -> list[EditedPair]:
    """The edits that bind lines of the day, by the place of the first denied one in the file."""
    on = day.date
    if on is None:
        return []
    pairs: list[EditedPair] = []
    for lines in day.by_provider_and_procedure:
        own, edits = _own_pairs(day.payer, on, lines), _ncci_edits(tuple(lines), on, tables)
        if not (own or edits):
            continue
        # What is not confirmed of the payer does not take the place of what is known of NCCI.
        stand = {both for both, pair in own.items() if pair.confirmed or both not in edits}
        pairs += [_payer_pair(own[both], lines) for both in stand]
        pairs += [
            _ncci_pair(edit, day.payer, on, lines)
            for both, edit in edits.items()
            if both not in stand
        ]
    pairs.sort(key=lambda p: (p.denied[0].line.sv1.offset, p.paid[0].line.sv1.offset))
    return pairs


def may_be_edited(day: "TreatmentDay") -> bool:
    """Whether the day has procedures that an edit takes together, if one provider rendered them."""
    procedures = frozenset([line.line.hcpcs for line in day.lines])
    if day.date is None or len(procedures) < 2:
        return False
    return _any_edit(procedures, day.date, day.payer.profile, day.tables)


@lru_cache(maxsize=16_384)
def _any_edit(procedures: frozenset[str], on: date, profile: str, tables: Tables) -> bool:
    payer = tables.payers.by_name[profile]
    return bool(_ncci_edits(tuple(procedures), on, tables)) or any(
        procedures.issuperset(pair.procedures) for pair in payer.pairs
    )


def _own_pairs(payer: PayerProfile, on: date, lines: Lines) -> dict[frozenset[str], PayerPair]:
    """The payer's own edits among procedures, by the two that they bind."""
    own = {}
    for named in payer.pairs:
        one, other = named.procedures
        if one in lines and other in lines and one != other:
            pair = payer.pair(one, other, on)
            if pair:
                own[frozenset((one, other))] = pair
    return own


def _payer_pair(pair: PayerPair, lines: Lines) -> EditedPair:
    (other,) = {*pair.procedures} - {pair.modifier_on}
    paid, denied = tuple(lines[other]), tuple(lines[pair.modifier_on])
    return EditedPair(paid, denied, pair.modifier_helps, paid, pair.confirmed, pair.source)


class _NcciEdit(NamedTuple):
    """A row of the NCCI table, and how to name it to a person."""

    row: ProcedurePair
    source: str


def _ncci_pair(edit: _NcciEdit, payer: PayerProfile, on: date, lines: Lines) -> EditedPair:
    row, source = edit
    paid, denied = tuple(lines[row.column_1]), tuple(lines[row.column_2])
    unlifted = paid
    if payer.takes_modifier_on_either_line(on):
        unlifted = tuple(line for line in paid if not line.used_with_role("distinct"))
    return EditedPair(
        paid, denied, row.modifier_indicator != NEVER, unlifted, row.confirmed, source
    )


@lru_cache(maxsize=4096)
def _ncci_edits(
    procedures: tuple[str, ...], on: date, tables: Tables
) -> Mapping[frozenset[str], _NcciEdit]:
    """The NCCI edits among procedures, by the two that they bind.

    One of the two is a therapy code: the full table has the edits of all others too, which are no
    business of ours.
    """
    codes, rows = tables.therapy_codes.on(on), tables.ncci_ptp.on(on)
    therapy = [procedure for procedure in procedures if procedure in codes]
    others = [procedure for procedure in procedures if procedure and procedure not in codes]
    found = {}
    for pair in chain(combinations(therapy, 2), product(therapy, others)):
        row = rows.get(pair) or rows.get(pair[::-1])
        if row:
            found[frozenset(pair)] = _NcciEdit(row, _told(row, on, tables))
    return found


def _told(row: ProcedurePair, on: date, tables: Tables) -> str:
    columns = (row.column_1, row.column_2)
    release = tables.release_behind(tables.ncci_ptp.name, columns, on)
    return (
        f"{row.source}, table of {release}, column 1 {row.column_1}, "
        f"column 2 {row.column_2}, indicator {row.modifier_indicator}"
    )


@lru_cache(maxsize=4096)
def edit_has_ended(one: str, other: str, on: date, tables: Tables) -> bool:
    """Whether the table knows an edit of the two procedures, and it is over on a service date."""
    history = tables.ncci_ptp.history
    edits = [*history((one, other)), *history((other, one))]
    return any(row.valid_to and row.valid_to < on for row in edits) and not any(
        row.valid_to is None or on <= row.valid_to for row in edits
    )


@lru_cache(maxsize=16)
def edits_known_from(tables: Tables) -> date:
    """The first service date on which the absence of an edit says that there is none."""
    return tables.coverage(tables.ncci_ptp.name).start
