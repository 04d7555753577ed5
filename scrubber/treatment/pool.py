"""The timed lines of one day and discipline, counted by the payer's unit method."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from scrubber.claims import ServiceLine
from scrubber.claims.models import MINUTES
from scrubber.evidence import LineEvidence
from scrubber.lazy import lazy
from scrubber.tables import UnitMethod
from scrubber.treatment.units import Allocation, allocate, bills_its_allocation, supported_units
from scrubber.value_class import value_class


class _Timed(Protocol):
    """What a pool needs of a line."""

    @property
    def line(self) -> ServiceLine: ...
    @property
    def evidence(self) -> LineEvidence: ...


T = TypeVar("T", bound=_Timed)


@value_class(slots=False)
class Pool(Generic[T]):
    """Lines, and the methods that may hold (two where the payer's is not known).

    `complete`: every line has whole units and documented minutes, and no line of unknown discipline
    might belong here too. Only then are there readings. What follows is found out once, when it is
    first asked for.
    """

    lines: tuple[T, ...]
    methods: tuple[UnitMethod, ...]
    complete: bool

    @classmethod
    def of(
        cls,
        lines: Sequence[T],
        certain: bool,
        methods: tuple[UnitMethod, ...],
    ) -> "Pool[T]":
        """The pool of these lines, counted by the methods that may be the payer's."""
        complete = certain
        for line in lines:
            counted = line.line.units is not None or line.line.unit == MINUTES
            complete = complete and counted and line.evidence.minutes is not None
        return cls(tuple(lines), methods, complete)

    @property
    def has_minutes(self) -> bool:
        """Whether minutes of any line are known."""
        return any(line.evidence.minutes for line in self.lines)

    @lazy
    def as_billed(self) -> bool:
        """Whether by every method each line bills what it is due: then no rule on units speaks."""
        if not self.complete:
            return False
        billed = []
        for line in self.lines:
            minutes, units = line.evidence.minutes, line.line.units
            if minutes is None or units is None:
                return False
            billed.append((line.line.procedure, minutes.value, units))
        return all(bills_its_allocation(billed, method) for method in self.methods)

    @lazy
    def readings(self) -> tuple[Allocation[int], ...]:
        """The units of the lines by each method; none where the pool is not complete."""
        if not self.complete:
            return ()
        minutes, procedures, billed = {}, {}, {}
        for line in self.lines:
            at, units = line.line.sv1.offset, line.line.units
            procedures[at] = line.line.procedure
            if line.evidence.minutes:
                minutes[at] = line.evidence.minutes.value
            if units is not None:
                billed[at] = units
        return tuple(allocate(minutes, procedures, billed, method) for method in self.methods)

    @lazy
    def sure(self) -> bool:
        """Whether every line's minutes may lower units."""
        return all(line.evidence.minutes and line.evidence.minutes.sure for line in self.lines)

    @lazy
    def minutes(self) -> int:
        """The documented minutes of the pool."""
        return sum(line.evidence.minutes.value for line in self.lines if line.evidence.minutes)

    def due(self, line: T) -> list[int]:
        """The line's units by each reading."""
        return [reading.units[line.line.sv1.offset] for reading in self.readings]

    def due_at_most(self, line: T) -> int:
        """The line's units by the method that gives the least, if the therapist's choice goes for
        it."""
        return min(reading.most(line.line.sv1.offset) for reading in self.readings)

    def told(self, line: T, of_readings: Callable[[Iterable[int]], int] = max) -> str:
        """The units that the line's minutes support, by the method that gives the most (or the
        least, with min): `2`, or `1 or 2` where there is a choice."""
        at = line.line.sv1.offset
        fewest = of_readings(reading.fewest(at) for reading in self.readings)
        most = of_readings(reading.most(at) for reading in self.readings)
        return str(most) if fewest == most else f"{fewest} or {most}"

    def is_over(self, line: T) -> bool:
        """Over by every reading: the line bills more than its allocation and the day more than the
        method supports. Where the therapist may choose, more than the fewest it may come to."""
        units = line.line.units
        return units is not None and all(
            units > reading.fewest(line.line.sv1.offset) and reading.billed > reading.total
            for reading in self.readings
        )

    def is_above_share(self, line: T) -> bool:
        """Whether the line bills more than its allocation by every reading."""
        units = line.line.units
        return units is not None and bool(self.readings) and units > max(self.due(line))

    def is_choice(self, line: T, of_readings: Callable[[Iterable[int]], int]) -> bool:
        """Whether the therapist has to say which of several lines keeps a unit: the most (max) or
        the least (min) of the readings depends on it."""
        at = line.line.sv1.offset
        return of_readings(reading.fewest(at) for reading in self.readings) != of_readings(
            reading.most(at) for reading in self.readings
        )

    def units_by_itself(self, minutes: int) -> list[int]:
        """The units of so many minutes of a line that is alone, by each method."""
        return [supported_units(minutes, method) for method in self.methods]

    def most_units(self, line: T) -> int | None:
        """The most units that the line's own minutes could earn, whatever the other lines have."""
        minutes = line.evidence.minutes
        if minutes is None:
            return None
        return max(
            minutes.value // method.minutes_per_unit + (1 if minutes.value else 0)
            for method in self.methods
        )
