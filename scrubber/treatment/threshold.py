"""Where each line stands against the year's therapy threshold (KX)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.tables import KxThreshold, Tables
from scrubber.treatment.fees import (
    Allowed,
    UnitFee,
    allowed_amounts,
    unit_fee,
    within_charge,
)

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

STANDARD = "standard"
HIGHEST = "highest"
COUNTED_CLASSES = {"always", "sometimes"}


class Standing(StrEnum):
    """How sure it is that a line passes the threshold."""

    BELOW = "below"
    MAYBE_OVER = "may be over"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ThresholdPosition:
    """One line's place in its patient's year: used before, earlier in the file, and by itself.

    Dollars allowed, national; `at_most` figures are those of the dearest locality.
    """

    pool: str
    threshold: KxThreshold | None
    used: UsedAmount | None
    earlier: Decimal
    earlier_at_most: Decimal
    allowed: Allowed
    published: bool

    @property
    def total(self) -> Decimal:
        """What is used once this line is counted, by national amounts."""
        used = self.used.amount if self.used else Decimal()
        return used + self.earlier + self.allowed.national

    @property
    def standing(self) -> Standing:
        """Over: by the national amount. May be over: where a locality pays more, or a line has no
        published amount but its charge. Unknown: nothing says what was used before."""
        if self.threshold is None:
            return Standing.UNKNOWN
        limit = self.threshold.amount
        if self.total > limit:
            return Standing.OVER
        if self.used is None:
            return Standing.UNKNOWN
        most = self.used.amount + self.earlier_at_most + self.allowed.at_most
        return Standing.MAYBE_OVER if most > limit else Standing.BELOW


class ThresholdBook:
    """The running amounts of a file, by member, year and pool, in file order."""

    def __init__(self, used: TherapyUsed) -> None:
        self._used = used
        self._earlier: dict[tuple[str, int, str], Allowed] = defaultdict(
            lambda: Allowed(Decimal(), Decimal())
        )

    def positions(
        self, days: Iterable["TreatmentDay"], tables: Tables
    ) -> dict[int, ThresholdPosition]:
        """The positions of the days' lines by offset of SV1; from here on their amounts count."""
        counted: list[_Counted] = []
        for day in days:
            if day.payer.therapy_threshold and day.date:
                counted += _counted_lines(day, tables)
        counted.sort(key=lambda item: item.line.line.sv1.offset)
        positions = {}
        for line, on, pool, allowed, published in counted:
            member = line.claim.subscriber.member_id.upper()
            # Without a member id nobody else's amounts may be counted in.
            key = (member or f"claim at byte {line.claim.clm.offset}", on.year, pool)
            earlier = self._earlier[key]
            positions[line.line.sv1.offset] = ThresholdPosition(
                pool=pool,
                threshold=tables.kx_thresholds.on(on).get(pool),
                used=self._used.of(member, on.year, pool),
                earlier=earlier.national,
                earlier_at_most=earlier.at_most,
                allowed=allowed,
                published=published,
            )
            self._earlier[key] = Allowed(
                earlier.national + allowed.national, earlier.at_most + allowed.at_most
            )
        return positions


class _Counted(NamedTuple):
    """A line that counts toward a threshold: its day, pool and allowed amount."""

    line: "TreatmentLine"
    on: date
    pool: str
    allowed: Allowed
    published: bool


def _counted_lines(day: "TreatmentDay", tables: Tables) -> list[_Counted]:
    """The day's lines that count toward the threshold: therapy under a known discipline."""
    assert day.date is not None
    modifiers = tables.modifiers.on(day.date)
    values = tables.fee_schedule.on(day.date)
    factor = tables.conversion_factors.on(day.date).get(STANDARD)
    highest = tables.locality_range.on(day.date).get(HIGHEST)
    lines = [
        line
        for line in day.therapy_lines
        if line.discipline_modifier and line.code and line.code.therapy_class in COUNTED_CLASSES
    ]
    fees: dict[int, tuple[int, UnitFee]] = {}
    for line in lines:
        units = line.line.units
        row = values.get(line.line.procedure)
        if units and row and factor:
            fees[line.line.sv1.offset] = (units, unit_fee(row, factor.amount))
    amounts = allowed_amounts(fees, highest.factor if highest else Decimal(1))
    return [
        _Counted(
            line,
            day.date,
            modifiers[line.discipline_modifier].pool,
            within_charge(amounts.get(line.line.sv1.offset), line.line.charge or Decimal()),
            line.line.sv1.offset in amounts,
        )
        for line in lines
    ]
