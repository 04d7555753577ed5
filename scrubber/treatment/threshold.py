"""Where each line stands against the year's therapy threshold (KX)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.tables import PoolThreshold, Tables
from scrubber.treatment.fees import NOTHING_ALLOWED, Allowed, day_amounts
from scrubber.treatment.identity import superseded

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

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

    Dollars allowed: the estimate, and at the most (the dearest locality). `counted_before`: the
    line replaces one that the amount used may hold already, so its estimate counts nothing.
    """

    pool: str
    threshold: PoolThreshold | None
    review: PoolThreshold | None
    used: UsedAmount | None
    earlier: Allowed
    allowed: Allowed
    published: bool
    prices: str
    counted_before: bool

    @property
    def total(self) -> Decimal:
        """What is used once this line is counted, as estimated."""
        used = self.used.amount if self.used else Decimal()
        return used + self.earlier.estimate + self.allowed.estimate

    @property
    def at_most(self) -> Decimal:
        """The most that is used once this line is counted."""
        used = self.used.amount if self.used else Decimal()
        return used + self.earlier.at_most + self.allowed.at_most

    @property
    def standing(self) -> Standing:
        """Over: by the estimate. May be over: where a locality pays more, or a line has no
        published amount but its charge. Unknown: nothing says what was used before."""
        if self.threshold is None:
            return Standing.UNKNOWN
        limit = self.threshold.amount
        if self.total > limit:
            return Standing.OVER
        if self.used is None:
            return Standing.UNKNOWN
        return Standing.MAYBE_OVER if self.at_most > limit else Standing.BELOW


class ThresholdBook:
    """The running amounts of a file, by member, year and pool, in file order."""

    def __init__(self, used: TherapyUsed) -> None:
        self._used = used
        self._earlier: dict[tuple[str, int, str], Allowed] = defaultdict(lambda: NOTHING_ALLOWED)

    def positions(
        self, days: Iterable["TreatmentDay"], tables: Tables
    ) -> dict[int, ThresholdPosition]:
        """The positions of the days' lines by offset of SV1; from here on their amounts count.

        `days` are those of one transaction set, void claims among them. An original that a later
        claim of the set replaces or takes back does not count. Where the original is not in the
        set, the amount used may hold it already: a replacement then counts only at the most, and a
        void one is taken from the estimate alone.
        """
        days = list(days)
        replaced, of_originals_in_set = superseded(line.claim for day in days for line in day.lines)
        counted = [
            line
            for day in days
            for part in _parted(day, replaced)
            for line in _counted_lines(part, tables)
        ]
        counted.sort(key=lambda item: item.line.line.sv1.offset)
        positions = {}
        for item in counted:
            claim, offset = item.line.claim, item.line.line.sv1.offset
            member = claim.subscriber.member_id.upper()
            # Without a member id nobody else's amounts may be counted in.
            key = (member or f"claim at byte {claim.clm.offset}", item.on.year, item.pool)
            allowed = item.allowed
            counted_before = claim.is_replacement and claim.clm.offset not in of_originals_in_set
            if counted_before:
                allowed = Allowed(Decimal(), allowed.at_most)
            if not claim.is_void:
                positions[offset] = ThresholdPosition(
                    pool=item.pool,
                    threshold=tables.kx_thresholds.on(item.on).get(item.pool),
                    review=tables.medical_review_thresholds.on(item.on).get(item.pool),
                    used=self._used.before(member, item.pool, item.on),
                    earlier=self._earlier[key],
                    allowed=allowed,
                    published=item.published,
                    prices=f"estimate at the prices of {tables.locality}"
                    if tables.locality_on(item.on)
                    else "national estimate",
                    counted_before=counted_before,
                )
            elif claim.clm.offset not in of_originals_in_set:
                allowed = Allowed(-allowed.estimate, Decimal())
            else:
                continue
            if claim.clm.offset not in replaced:
                self._earlier[key] += allowed
        return positions


class _Counted(NamedTuple):
    """A line that counts toward a threshold: its day, pool and allowed amount."""

    line: "TreatmentLine"
    on: date
    pool: str
    allowed: Allowed
    published: bool


def _parted(day: "TreatmentDay", replaced: set[int]) -> list["TreatmentDay"]:
    """The day as it stands, and apart from it the lines of claims that no longer do: the same
    service must not be reckoned as a further unit of itself."""
    parts: dict[bool, list[TreatmentLine]] = defaultdict(list)
    for line in day.lines:
        parts[line.claim.clm.offset in replaced].append(line)
    return [replace(day, lines=tuple(lines)) for lines in parts.values()]


def _counted_lines(day: "TreatmentDay", tables: Tables) -> list[_Counted]:
    """The day's lines that count toward the threshold: therapy under a known discipline."""
    if not day.payer.therapy_threshold or day.date is None:
        return []
    modifiers = tables.modifiers.on(day.date)
    amounts = day_amounts(day, tables)
    return [
        _Counted(
            line,
            day.date,
            modifiers[line.discipline_modifier].pool,
            amounts.get(line.line.sv1.offset, Allowed(Decimal(), line.line.most_payable)),
            line.line.sv1.offset in amounts,
        )
        for line in day.therapy_lines
        if line.discipline_modifier and line.code and line.code.therapy_class in COUNTED_CLASSES
    ]
