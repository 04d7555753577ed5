"""What Medicare allows for a line: relative value units, conversion factor, reduced further units.

Multiple procedure payment reduction: of all therapy units of a patient's day the one with the
highest practice expense is paid in full, every other with half its practice expense (42 CFR
414.50; CMS since 2013-04-01). Amounts are national; a locality may pay less or more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scrubber.claims.values import CENT
from scrubber.tables import RelativeValue

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class UnitFee:
    """National dollars of one unit: paid in full, reduced, and reduced at the most.

    `reduced` is the least where the practice expense is not published apart; then the two differ.
    """

    full: Decimal
    reduced: Decimal
    reduced_at_most: Decimal
    rank: tuple[Decimal, Decimal]


def unit_fee(values: RelativeValue, conversion_factor: Decimal) -> UnitFee:
    """The fee of one unit of a procedure."""

    def dollars(rvu: Decimal) -> Decimal:
        return (rvu * conversion_factor).quantize(CENT, ROUND_HALF_UP)

    full = dollars(values.total_rvu)
    if values.pe_rvu is None:
        work = values.work_rvu or Decimal()
        least = work + (values.total_rvu - work) * HALF
        return UnitFee(full, dollars(least), full, (values.total_rvu - work, values.total_rvu))
    reduced = dollars(values.total_rvu - values.pe_rvu * HALF)
    return UnitFee(full, reduced, reduced, (values.pe_rvu, values.total_rvu))


@dataclass(frozen=True, slots=True)
class Allowed:
    """A line's allowed amount: the national one, and the most a locality could pay."""

    national: Decimal
    at_most: Decimal


def allowed_amounts(
    units: Mapping[int, tuple[int, UnitFee]], highest_locality: Decimal
) -> dict[int, Allowed]:
    """The allowed amounts of a patient's day, from units and unit fee by line.

    Of lines with an equal practice expense the one with the higher total is the one paid in full.
    """
    first = max(units, key=lambda line: (units[line][1].rank, -line), default=None)
    amounts = {}
    for line, (count, fee) in units.items():
        whole = 1 if line == first else 0
        national = fee.full * whole + fee.reduced * (count - whole)
        most = fee.full * whole + fee.reduced_at_most * (count - whole)
        amounts[line] = Allowed(national, (most * highest_locality).quantize(CENT))
    return amounts


def within_charge(allowed: Allowed | None, charge: Decimal) -> Allowed:
    """No more than is charged (42 CFR 414.21); without a published amount anything up to it."""
    if allowed is None:
        return Allowed(Decimal(), charge)
    return Allowed(min(allowed.national, charge), min(allowed.at_most, charge))
