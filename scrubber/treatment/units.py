"""Minutes into units: the two counting rules and the split of a day's units over its procedures.

Source: CMS Pub 100-04 chapter 5 section 20.2.C (pooled), the AMA midpoint rule (each procedure for
itself). The figures 15 and 8 come from mappings/cms/unit_methods.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scrubber.tables import UnitMethod

Line = TypeVar("Line", int, str)
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Line]):
    """Units by line and in all, and what is `billed`, where a line without units counts with what
    it is due. `choice` holds the lines among which the therapist may choose, with the fewest and
    the most units that the choice could give each."""

    units: Mapping[Line, int]
    total: int
    billed: int
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
    """The units of a pool's lines; `billed` has those that bill any.

    Each procedure gets its full quarter hours; what the method supports beyond goes to the largest
    remainders, at most one each. Between equal remainders the split that was billed stands; where
    that settles nothing, the lowest code and the first line are taken, and told as a choice.
    """
    by_code: dict[str, dict[Line, int]] = defaultdict(dict)
    for line, code in procedures.items():
        by_code[code][line] = minutes[line]
    of_codes = {code: sum(lines.values()) for code, lines in by_code.items()}
    tied_codes: frozenset[str] = frozenset()
    if method.pooled:
        total = supported_units(sum(of_codes.values()), method)
        billed_by_code = {
            code: sum(billed.get(line, 0) for line in lines) for code, lines in by_code.items()
        }
        codes, tied_codes = _spread(of_codes, total, billed_by_code, method)
    else:
        codes = {code: supported_units(m, method) for code, m in of_codes.items()}
        total = sum(codes.values())
    units: dict[Line, int] = {}
    choice: dict[Line, tuple[int, int]] = {}
    for code, lines in by_code.items():
        spread, tied_lines = _spread(lines, codes[code], billed, method)
        units.update(spread)
        for line in lines if code in tied_codes else tied_lines:
            full = lines[line] // method.minutes_per_unit
            choice[line] = (full, full + 1)
    all_billed = sum(billed.get(line, due) for line, due in units.items())
    return Allocation(units, total, all_billed, choice)


def _spread(
    minutes: Mapping[Key, int], total: int, billed: Mapping[Key, int], method: UnitMethod
) -> tuple[dict[Key, int], frozenset[Key]]:
    """`total` units by largest remainder, and the keys between which that leaves a choice."""
    units = {key: m // method.minutes_per_unit for key, m in minutes.items()}
    left = total - sum(units.values())
    if left <= 0:
        # A total below the full quarter hours cannot come from either method.
        return units, frozenset()

    def rank(key: Key) -> tuple[int, bool]:
        return -(minutes[key] % method.minutes_per_unit), billed.get(key, 0) <= units[key]

    ranks = {key: rank(key) for key in minutes}
    ranked = sorted(minutes, key=lambda key: (ranks[key], key))
    last_in, first_out = ranked[left - 1], ranked[left] if left < len(ranked) else None
    tied: frozenset[Key] = frozenset()
    if first_out is not None and ranks[first_out] == ranks[last_in]:
        tied = frozenset(key for key in ranked if ranks[key] == ranks[last_in])
    for key in ranked[:left]:
        units[key] += 1
    return units, tied


def bills_its_allocation(lines: Sequence[tuple[str, int, int]], method: UnitMethod) -> bool:
    """Whether `allocate` would give each line of a pool (procedure, minutes, units) what it bills.

    Most days are so, and to see it nothing has to be ranked. It then leaves no choice either:
    between equal remainders the split that was billed stands.
    """
    by_code: dict[str, tuple[int, int]] = {}
    for code, minutes, units in lines:
        all_minutes, all_units = by_code.get(code, (0, 0))
        by_code[code] = all_minutes + minutes, all_units + units
    if method.pooled:
        total = supported_units(sum([minutes for minutes, _ in by_code.values()]), method)
        right = _is_spread(by_code.values(), total, method)
    else:
        right = all(units == supported_units(m, method) for m, units in by_code.values())
    if not right or len(by_code) == len(lines):
        return right
    lines_of: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for code, minutes, units in lines:
        lines_of[code].append((minutes, units))
    return all(_is_spread(lines_of[code], units, method) for code, (_, units) in by_code.items())


def _is_spread(parts: Iterable[tuple[int, int]], total: int, method: UnitMethod) -> bool:
    """Whether parts (minutes, units) have `total` units by largest remainder."""
    smallest_in, largest_out = method.minutes_per_unit, 0
    for minutes, units in parts:
        full, remainder = divmod(minutes, method.minutes_per_unit)
        if units == full:
            largest_out = max(largest_out, remainder)
        elif units == full + 1:
            smallest_in = min(smallest_in, remainder)
        else:
            return False
        total -= units
    return total == 0 and largest_out <= smallest_in
