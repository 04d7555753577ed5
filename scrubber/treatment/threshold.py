"""Where each line stands against the year's therapy threshold (KX)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.lazy import lazy
from scrubber.tables import PoolThreshold, Tables
from scrubber.treatment.earlier import Earlier, EarlierSets
from scrubber.treatment.entries import YEAR, packed_amount, total
from scrubber.treatment.fees import NOTHING_ALLOWED, Allowed, day_amounts
from scrubber.treatment.identity import superseded
from scrubber.value_class import value_class

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay, TreatmentLine

COUNTED_CLASSES = {"always", "sometimes"}


class Standing(StrEnum):
    """How sure it is that a line passes the threshold."""

    BELOW = "below"
    MAYBE_OVER = "may be over"
    OVER = "over"
    UNKNOWN = "unknown"


@value_class(slots=False)
class ThresholdPosition:
    """One line's place in its patient's year: used before, earlier in the file, and by itself.

    Dollars allowed: the estimate, and at the most (the dearest locality). `own`: of the line as it
    stands; `allowed`: what of it counts here. `counted_before`: the line replaces one that the
    amount used may hold already, so its estimate counts nothing.
    """

    pool: str
    threshold: PoolThreshold | None
    review: PoolThreshold | None
    used: UsedAmount | None
    earlier: Allowed
    own: Allowed
    allowed: Allowed
    published: bool
    prices: str
    counted_before: bool

    @lazy
    def total(self) -> Decimal:
        """What is used once this line is counted, as estimated."""
        used = self.used.amount if self.used else Decimal()
        return used + self.earlier.estimate + self.allowed.estimate

    @lazy
    def at_most(self) -> Decimal:
        """The most that is used once this line is counted."""
        used = self.used.at_most if self.used else Decimal()
        return used + self.earlier.at_most + self.allowed.at_most

    @lazy
    def standing(self) -> Standing:
        """Over: by the estimate. May be over: where a locality pays more, a line has no published
        amount but its charge, or what was used before may be more. Unknown: nothing says what was
        used before, or not what other providers have used."""
        if self.threshold is None:
            return Standing.UNKNOWN
        limit = self.threshold.amount
        if self.total > limit:
            return Standing.OVER
        if self.used is None:
            return Standing.UNKNOWN
        if self.at_most > limit:
            return Standing.MAYBE_OVER
        return Standing.BELOW if self.used.complete else Standing.UNKNOWN


class ThresholdBook:
    """The running amounts of a file, by member, year and pool, in file order."""

    def __init__(self, used: TherapyUsed, earlier: Earlier | None = None) -> None:
        self._used = used
        self._earlier = earlier or EarlierSets()

    @property
    def oldest_held(self) -> tuple[date, date] | None:
        """See TherapyUsed."""
        return self._used.oldest_held

    def positions(
        self, days: Iterable["TreatmentDay"], tables: Tables
    ) -> dict[int, ThresholdPosition]:
        """The positions of the days' lines by offset of SV1; from here on their amounts count.

        `days` are those of one transaction set, void claims among them. An original that a later
        claim of the set replaces or takes back does not count. Where the original is not in the
        set, the amount used may hold it already: a replacement then counts only at the most, and a
        void one is taken from the estimate alone. Where the amount is known to be without it, the
        replacement counts as any other line, and the void one not at all.
        """
        counted = _counted_of_set(list(days), tables, self._used)
        running = self._before(counted)
        positions = {}
        for item in counted:
            claim = item.line.claim
            if not claim.is_void:
                threshold, review, prices = _figures(item.pool, item.on, tables)
                positions[item.line.line.sv1.offset] = ThresholdPosition(
                    pool=item.pool,
                    threshold=threshold,
                    review=review,
                    used=self._used.before(claim.subscriber.member_id, item.pool, item.on),
                    earlier=running[item.key],
                    own=item.own,
                    allowed=item.allowed,
                    published=item.published,
                    prices=prices,
                    counted_before=item.counted_before,
                )
            if item.stands:
                running[item.key] += item.allowed
        return positions

    def _before(self, counted: Iterable["_Counted"]) -> dict[str, Allowed]:
        """The amounts of earlier sets, by key; from here on those of this set count in."""
        of_set: dict[str, Allowed] = {}
        for item in counted:
            before = of_set.setdefault(item.key, NOTHING_ALLOWED)
            if item.stands:
                of_set[item.key] = before + item.allowed
        entries = {YEAR + key.encode(): packed_amount(allowed) for key, allowed in of_set.items()}
        found = self._earlier.exchange(entries)
        return {key: total(found.get(YEAR + key.encode(), ())) for key in of_set}


@lru_cache(maxsize=4096)
def _figures(
    pool: str, on: date, tables: Tables
) -> tuple[PoolThreshold | None, PoolThreshold | None, str]:
    """The pool's threshold and review threshold on a service date, and what amounts are at."""
    return (
        tables.kx_thresholds.on(on).get(pool),
        tables.medical_review_thresholds.on(on).get(pool),
        f"estimate at the prices of {tables.locality}"
        if tables.locality_on(on)
        else "national estimate",
    )


class _Counted(NamedTuple):
    """A line that counts toward a threshold: its day, pool, its own amount and what of it counts.

    `key`: the member, year and pool whose amount it adds to. `stands`: no later claim of the set
    takes it back.
    """

    line: "TreatmentLine"
    on: date
    pool: str
    key: str
    own: Allowed
    allowed: Allowed
    published: bool
    counted_before: bool
    stands: bool


def _counted_of_set(
    days: Sequence["TreatmentDay"], tables: Tables, used: TherapyUsed
) -> list[_Counted]:
    """The lines of a set that count, in file order."""
    replaced, of_originals_in_set = superseded(line.claim for day in days for line in day.lines)
    counted = [
        line
        for day in days
        if day.payer.therapy_threshold
        for part in _parted(day, replaced)
        for line in _counted_lines(part, replaced, of_originals_in_set, tables, used)
    ]
    return sorted(counted, key=lambda item: item.line.line.sv1.offset)


def _parted(day: "TreatmentDay", replaced: set[int]) -> list["TreatmentDay"]:
    """The day as it stands, and apart from it the lines of claims that no longer do: the same
    service must not be reckoned as a further unit of itself."""
    if not replaced:
        return [day]
    parts: dict[bool, list[TreatmentLine]] = defaultdict(list)
    for line in day.lines:
        parts[line.claim.clm.offset in replaced].append(line)
    return [replace(day, lines=tuple(lines)) for lines in parts.values()]


def _counted_lines(
    day: "TreatmentDay",
    replaced: set[int],
    of_originals_in_set: set[int],
    tables: Tables,
    used: TherapyUsed,
) -> Iterator[_Counted]:
    """The day's lines that count toward the threshold: therapy under a known discipline."""
    if day.date is None:
        return
    modifiers = tables.modifiers.on(day.date)
    amounts = day_amounts(day, tables)
    for line in day.therapy_lines:
        code, discipline, claim = line.code, line.discipline_modifier, line.claim
        if not discipline or code is None or code.therapy_class not in COUNTED_CLASSES:
            continue
        settled = claim.clm.offset in of_originals_in_set or (
            (claim.is_void or claim.is_replacement)
            and used.takes_out(claim.subscriber.member_id, claim.claim_id, claim.replaces)
        )
        if claim.is_void and settled:
            continue
        pool = modifiers[discipline].pool
        published = amounts.get(line.line.sv1.offset)
        own = allowed = published or Allowed(Decimal(), line.line.most_payable)
        counted_before = claim.is_replacement and not settled
        if counted_before:
            allowed = Allowed(Decimal(), allowed.at_most)
        elif claim.is_void:
            allowed = Allowed(-allowed.estimate, Decimal())
        # Without a member id nobody else's amounts may be counted in.
        member = claim.subscriber.member_id.upper() or f"claim at byte {claim.clm.offset}"
        yield _Counted(
            line,
            day.date,
            pool,
            f"{member}\0{day.date.year}\0{pool}",
            own,
            allowed,
            published is not None,
            counted_before,
            claim.clm.offset not in replaced,
        )
