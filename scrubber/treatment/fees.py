"""What Medicare allows for a line: relative value units, conversion factor, reduced further units.

Multiple procedure payment reduction: of all therapy units of a patient's day the one with the
highest practice expense is paid in full, every other with a share of its practice expense (42 CFR
414.50). A line that carries an assistant's modifier is paid a share. Amounts are national, or those
of the locality that the run names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from scrubber.claims.values import CENT
from scrubber.tables import RelativeValue, Tables

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

STANDARD = "standard"
REDUCED_PRACTICE_EXPENSE = "reduced_practice_expense"
ASSISTANT_PAYMENT = "assistant_payment"
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Allowed:
    """An allowed amount in dollars: the estimate, and the most that it could be."""

    estimate: Decimal
    at_most: Decimal

    def __add__(self, other: "Allowed") -> "Allowed":
        return Allowed(self.estimate + other.estimate, self.at_most + other.at_most)

    def within(self, charge: Decimal | None) -> "Allowed":
        """No more than is charged (42 CFR 414.21), where that is an amount, and nothing of a
        negative charge."""
        if charge is None:
            return self
        most = max(charge, Decimal())
        return Allowed(min(self.estimate, most), min(self.at_most, most))


NOTHING_ALLOWED = Allowed(Decimal(), Decimal())


@dataclass(frozen=True, slots=True)
class UnitFee:
    """One unit of a procedure, paid in full and reduced; `rank` orders the units of a day.

    Where the practice expense is not published apart, the reduced estimate is the least that it
    can be, and at the most nothing is reduced.
    """

    full: Allowed
    reduced: Allowed
    rank: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Units:
    """Units of a line, the fee of one, and the share that is paid of them."""

    count: int
    fee: UnitFee
    share: Decimal = WHOLE


@lru_cache(maxsize=4096)
def unit_fee(procedure: str, on: date, tables: Tables) -> UnitFee | None:
    """The fee of one unit on a service date; None where it is not published."""
    values = tables.fee_schedule.on(on).get(procedure)
    factor = tables.conversion_factors.on(on).get(STANDARD)
    share = tables.therapy_figures.on(on).get(REDUCED_PRACTICE_EXPENSE)
    if values is None or factor is None or share is None:
        return None
    full, reduced = _relative_values(values, share.amount, on, tables)
    if values.pe_rvu is None:
        expense_at_most = values.total_rvu - (values.work_rvu or Decimal())
        rank = (expense_at_most, values.total_rvu)
        reduced_at_most = full
    else:
        rank = (values.pe_rvu, values.total_rvu)
        reduced_at_most = reduced
    dearest = tables.locality_range.on(on).get(procedure)
    known_locality = tables.locality_on(on) is not None and values.pe_rvu is not None
    most_full = most_reduced = WHOLE
    if dearest and not known_locality:
        most_full = dearest.full
        most_reduced = dearest.full if values.pe_rvu is None else dearest.reduced
    return UnitFee(
        _allowed(full, full * most_full, factor.amount),
        _allowed(reduced, reduced_at_most * most_reduced, factor.amount),
        rank,
    )


def _relative_values(
    values: RelativeValue, share: Decimal, on: date, tables: Tables
) -> tuple[Decimal, Decimal]:
    """Of a unit in full and of one with `share` of its practice expense, in the run's locality."""
    work = values.work_rvu or Decimal()
    if values.pe_rvu is None:
        return values.total_rvu, work + (values.total_rvu - work) * share
    place = tables.locality_on(on)
    if place is None:
        return values.total_rvu, values.total_rvu - values.pe_rvu * (WHOLE - share)
    expense = values.pe_rvu * place.practice_expense
    rest = work * place.work + (values.mp_rvu or Decimal()) * place.malpractice
    return rest + expense, rest + expense * share


def _allowed(estimate: Decimal, at_most: Decimal, factor: Decimal) -> Allowed:
    return Allowed(_dollars(estimate * factor), _dollars(at_most * factor))


def _dollars(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def allowed_amounts(units: Mapping[int, Units]) -> dict[int, Allowed]:
    """The allowed amounts of a patient's day by line.

    Of lines with an equal practice expense the one with the higher total is the one paid in full.
    What an assistant's share does to the count toward a threshold is not confirmed, so at the most
    it does nothing.
    """
    first = max(units, key=lambda line: (units[line].fee.rank, -line), default=None)
    amounts = {}
    for line, of_line in units.items():
        whole = min(of_line.count, 1) if line == first else 0
        full, reduced, further = of_line.fee.full, of_line.fee.reduced, of_line.count - whole
        amounts[line] = Allowed(
            _dollars((full.estimate * whole + reduced.estimate * further) * of_line.share),
            full.at_most * whole + reduced.at_most * further,
        )
    return amounts


def day_amounts(day: "TreatmentDay", tables: Tables) -> dict[int, Allowed]:
    """The allowed amounts of the day's therapy lines that have a published fee, by offset of SV1;
    none is more than its charge."""
    return _charged(_units(day, tables), _charges(day))


def worth_of_units(
    day: "TreatmentDay", line: "TreatmentLine", units: int, tables: Tables
) -> Decimal | None:
    """What the difference between the line's units and other ones is worth, in dollars allowed, at
    the same charge a unit; None where Medicare publishes no fee."""
    as_billed, charges = _units(day, tables), _charges(day)
    offset, charge = line.line.sv1.offset, line.line.charge
    if offset not in as_billed:
        return None
    otherwise = as_billed | {offset: replace(as_billed[offset], count=units)}
    in_proportion = charge and _dollars(charge * units / as_billed[offset].count)
    days = (as_billed, charges), (otherwise, charges | {offset: in_proportion})
    totals = [
        sum((allowed.estimate for allowed in _charged(*of_day).values()), Decimal())
        for of_day in days
    ]
    return abs(totals[0] - totals[1])


def assistant_reduction(
    day: "TreatmentDay", line: "TreatmentLine", units: int, tables: Tables
) -> Decimal | None:
    """By how much the payment of so many of the line's units falls once an assistant's modifier
    stands on it, in dollars allowed; None where Medicare publishes no fee."""
    share = tables.therapy_figures.on(day.date).get(ASSISTANT_PAYMENT)
    allowed = day_amounts(day, tables).get(line.line.sv1.offset)
    if share is None or allowed is None or not line.line.units:
        return None
    return _dollars(allowed.estimate * (WHOLE - share.amount) * units / line.line.units)


def _charged(
    units: Mapping[int, Units], charges: Mapping[int, Decimal | None]
) -> dict[int, Allowed]:
    """The allowed amounts of a patient's day by line, none more than its charge."""
    return {line: allowed.within(charges[line]) for line, allowed in allowed_amounts(units).items()}


def _charges(day: "TreatmentDay") -> dict[int, Decimal | None]:
    return {line.line.sv1.offset: line.line.charge for line in day.therapy_lines}


def _units(day: "TreatmentDay", tables: Tables) -> dict[int, Units]:
    if day.date is None:
        return {}
    units = {}
    for line in day.therapy_lines:
        fee = unit_fee(line.line.hcpcs, day.date, tables)
        if fee and line.line.units:
            units[line.line.sv1.offset] = Units(line.line.units, fee, _share(line, tables))
    return units


def _share(line: "TreatmentLine", tables: Tables) -> Decimal:
    """What is paid of a line that an assistant's modifier stands on."""
    share = tables.therapy_figures.on(line.line.service_date).get(ASSISTANT_PAYMENT)
    return share.amount if share and line.used_with_role("assistant", tables) else WHOLE
