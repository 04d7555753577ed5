"""Minutes into units: the two counting rules and the split of a day's units over its procedures.

Source: CMS Pub 100-04 chapter 5 section 20.2.C (pooled), the AMA midpoint rule (each procedure for
itself). The figures 15 and 8 come from mappings/cms/unit_methods.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from scrubber.tables import UnitMethod

Line = TypeVar("Line", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Line]):
    """Units by line and in all. `choice` holds the lines among which the therapist may choose, with
    the fewest and the most units that the choice could give each."""

    units: Mapping[Line, int]
    total: int
    choice: Mapping[Line, tuple[int, int]]

    def fewest(self, line: Line) -> int:
        """The line's units if the choice goes against it."""
        return self.choice[line][0] if line in self.choice else self.units[line]

    def most(self, line: Line) -> int:
        """The line's units if the choice goes for it."""
        return self.choice[line][1] if line in self.choice else self.units[line]


def supported_units(minutes: int, method: UnitMethod) -> int:
    """Units that a number of minutes supports: 8-22 is 1, 23-37 is 2, and so on."""
    if minutes < method.least_minutes:
        return 0
    grace = method.minutes_per_unit - method.least_minutes
    return (minutes + grace) // method.minutes_per_unit


def allocate(
    minutes: Mapping[Line, int],
    procedures: Mapping[Line, str],
    billed: Mapping[Line, int],
    method: UnitMethod,
) -> Allocation[Line]:
    """The units of a pool's lines.

    Each procedure gets its full quarter hours; what the method supports beyond goes to the largest
    remainders, at most one each. Between equal remainders the split that was billed stands; where
    that settles nothing, the lowest code is taken and the lines are told as a choice.
    """
    by_code: dict[str, int] = defaultdict(int)
    billed_by_code: dict[str, int] = defaultdict(int)
    for line, code in procedures.items():
        by_code[code] += minutes[line]
        billed_by_code[code] += billed.get(line, 0)
    if method.pooled:
        total = supported_units(sum(by_code.values()), method)
        codes, tied_codes = _spread(by_code, total, billed_by_code, method)
    else:
        codes = {code: supported_units(m, method) for code, m in by_code.items()}
        total, tied_codes = sum(codes.values()), frozenset()
    units: dict[Line, int] = {}
    choice: dict[Line, tuple[int, int]] = {}
    for code, code_units in codes.items():
        lines = {line: m for line, m in minutes.items() if procedures[line] == code}
        spread, tied_lines = _spread(lines, code_units, billed, method)
        units |= spread
        for line in lines if code in tied_codes else tied_lines:
            full = minutes[line] // method.minutes_per_unit
            choice[line] = (full, full + 1)
    return Allocation(units, total, choice)


def _spread(
    minutes: Mapping[Key, int], total: int, billed: Mapping[Key, int], method: UnitMethod
) -> tuple[dict[Key, int], frozenset[Key]]:
    """`total` units by largest remainder, and the keys between which that leaves a choice."""
    units = {key: m // method.minutes_per_unit for key, m in minutes.items()}
    left = total - sum(units.values())
    if left <= 0:
        # A total below the full quarter hours cannot come from either method.
        return units, frozenset()
    remainder = {key: m % method.minutes_per_unit for key, m in minutes.items()}

    def wanted(key: Key) -> bool:
        return billed.get(key, 0) > units[key]

    ranked = sorted(minutes, key=lambda key: (-remainder[key], not wanted(key), str(key)))
    last_in, first_out = ranked[left - 1], ranked[left] if left < len(ranked) else None
    tied: frozenset[Key] = frozenset()
    if (
        first_out is not None
        and remainder[first_out] == remainder[last_in]
        and wanted(first_out) == wanted(last_in)
    ):
        tied = frozenset(
            key
            for key in ranked
            if remainder[key] == remainder[last_in] and wanted(key) == wanted(last_in)
        )
    return units | {key: units[key] + 1 for key in ranked[:left]}, tied
