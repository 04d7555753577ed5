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
from scrubber.value_class import value_class

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

STANDARD = "standard"
REDUCED_PRACTICE_EXPENSE = "reduced_practice_expense"
ASSISTANT_PAYMENT = "assistant_payment"
WHOLE = Decimal(1)


@value_class()
class Allowed:
    """An allowed amount in dollars: the estimate, and the most that it could be."""

    estimate: Decimal
    at_most: Decimal

    def __add__(self, other: "Allowed") -> "Allowed":
        return Allowed(self.estimate + other.estimate, self.at_most + other.at_most)

    def within(self, charge: Decimal | None) -> "Allowed":
        """No more than is charged (42 CFR 414.21), where that is an amount, and nothing of a
        negative charge."""
        if charge is None or (self.estimate <= charge and self.at_most <= charge):
            return self
        most = max(charge, Decimal())
        return Allowed(min(self.estimate, most), min(self.at_most, most))


NOTHING_ALLOWED = Allowed(Decimal(), Decimal())


# Not compared: `unit_fee` makes one object for each, which is a cheap key.
@dataclass(frozen=True, slots=True, eq=False)
class UnitFee:
    """One unit of a procedure, paid in full and reduced; `rank` orders the units of a day.

    Where the practice expense is not published apart, the reduced estimate is the least that it
    can be, and at the most nothing is reduced.
    """

    full: Allowed
    reduced: Allowed
    rank: tuple[Decimal, Decimal]


@value_class()
class Units:
    """Units of a line, the fee of one, the share that is paid of them, and what is charged."""

    count: int
    fee: UnitFee
    share: Decimal = WHOLE
    charge: Decimal | None = None

    def allowed(self, with_first: bool) -> Allowed:
        """Their allowed amount, no more than is charged; the day's first unit is paid in full."""
        return _of_units(self.fee, self.count, self.share, with_first).within(self.charge)

    def as_many(self, count: int) -> "Units":
        """Another number of them, at the same charge a unit."""
        charge = self.charge and _dollars(self.charge * count / self.count)
        return replace(self, count=count, charge=charge)


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


@lru_cache(maxsize=4096)
def _of_units(fee: UnitFee, count: int, share: Decimal, with_first: bool) -> Allowed:
    """What an assistant's share does to the count toward a threshold is not confirmed, so at the
    most it does nothing."""
    whole = min(count, 1) if with_first else 0
    further = count - whole
    return Allowed(
        _dollars((fee.full.estimate * whole + fee.reduced.estimate * further) * share),
        fee.full.at_most * whole + fee.reduced.at_most * further,
    )


@value_class()
class DayFees:
    """The units of a patient's day that have a published fee, by line, and the line whose first
    unit is paid in full. `assistant_share`: what is paid once an assistant's modifier stands."""

    units: Mapping[int, Units]
    first: int | None
    assistant_share: Decimal | None = None

    @classmethod
    def of(cls, units: Mapping[int, Units], assistant_share: Decimal | None = None) -> "DayFees":
        """Of lines with an equal practice expense the one with the higher total is the first."""
        first = max(units, key=lambda line: (units[line].fee.rank, -line), default=None)
        return cls(units, first, assistant_share)

    def amounts(self) -> dict[int, Allowed]:
        """The allowed amounts by line."""
        return {line: units.allowed(line == self.first) for line, units in self.units.items()}

    def worth_of_units(self, line: "TreatmentLine", count: int) -> Decimal | None:
        """What the difference between the line's units and other ones is worth, in dollars allowed,
        at the same charge a unit; None where Medicare publishes no fee.

        No other line's amount depends on it: which unit is the first is a question of the fees.
        """
        at = line.line.sv1.offset
        if at not in self.units:
            return None
        billed, is_first = self.units[at], at == self.first
        otherwise = billed.as_many(count)
        return abs(billed.allowed(is_first).estimate - otherwise.allowed(is_first).estimate)

    def assistant_reduction(self, line: "TreatmentLine", count: int) -> Decimal | None:
        """By how much the payment of so many of the line's units falls once an assistant's modifier
        stands on it, in dollars allowed; None where Medicare publishes no fee."""
        at = line.line.sv1.offset
        if self.assistant_share is None or at not in self.units:
            return None
        allowed = self.units[at].allowed(at == self.first).estimate
        return _dollars(allowed * (WHOLE - self.assistant_share) * count / self.units[at].count)


def day_fees(day: "TreatmentDay", tables: Tables) -> DayFees:
    """The fees of the day's therapy lines."""
    if day.date is None:
        return DayFees({}, None)
    figure = tables.therapy_figures.on(day.date).get(ASSISTANT_PAYMENT)
    share = figure.amount if figure else None
    units = {}
    for line in day.therapy_lines:
        count, fee = line.line.units, unit_fee(line.line.hcpcs, day.date, tables)
        if fee and count:
            assisted = line.used_with_role("assistant")
            paid = share if assisted and share is not None else WHOLE
            units[line.line.sv1.offset] = Units(count, fee, paid, line.line.charge)
    return DayFees.of(units, share)


def day_amounts(day: "TreatmentDay", tables: Tables) -> dict[int, Allowed]:
    """The allowed amounts of the day's therapy lines that have a published fee, by offset of SV1;
    none is more than its charge."""
    return day_fees(day, tables).amounts()
