"""Which loops are open, as the segments of a transaction set go by.

Real files leave out levels and lines' numbers, and put segments where the guide has none. So a
segment goes to the innermost open loop that may hold it or the loop it opens; where there is none,
it may begin a loop whose own first segment was left out: a line without LX, and in a set without
any HL the levels. Where that does not help it stays in the loop that is open, as one that does not
fit.
"""

from functools import lru_cache, partial
from typing import NamedTuple

from scrubber.loops.table import LOOPS, ROOT, Loop
from scrubber.x12 import Segment


class Step(NamedTuple):
    """What a segment does: so many loops close, then these open, and it stands in the last one.

    `fits`: the guide has such a segment there.
    """

    closes: int
    opens: tuple[Loop, ...]
    fits: bool


class Open(NamedTuple):
    """A loop that is open.

    `stage`: the latest of those of the loops that have stood in it; `begun`: a segment that would
    stand for a missing first one has come (SV1), so that another begins a new loop; of the set: an
    HL has come.
    """

    loop: str
    stage: int = 0
    begun: bool = False


Path = tuple[Open, ...]
Sign = tuple[str, str]
"""A segment's id and the code that tells which loop it opens."""
CODE_AT = {"HL": 3, "NM1": 1, "PRV": 1}
"""Where that code stands, of the segments whose id alone does not tell."""

BEGINS_LEVEL = {"2000A": ("PRV", "BI"), "2000B": ("SBR", ""), "2000C": ("PAT", "")}
"""The levels, and what begins each where there is no HL, other than the loops in it."""
BEGINS_LINE = {"2400": ("SV1", "")}
"""What begins a line without LX."""
LAST_STAGE_OF_OWN = 1
"""A loop's own segments come before the loops of a later stage."""


class Walk:
    """The loops that are open in one set; ST has been read, and SE is not shown to it."""

    def __init__(self) -> None:
        self._path: Path = (Open(ROOT),)

    @property
    def loop(self) -> Loop:
        """The innermost loop that is open."""
        return LOOPS[self._path[-1].loop]

    @property
    def depth(self) -> int:
        """How many loops are open; none in the transaction set itself."""
        return len(self._path) - 1

    def step(self, segment: Segment) -> Step:
        """Take the next segment of the set."""
        at = CODE_AT.get(segment.id)
        sign = segment.id, segment.code(at) if at else ""
        step, self._path = _step(self._path, sign)
        return step


@lru_cache(maxsize=8192)
def _step(path: Path, sign: Sign) -> tuple[Step, Path]:
    """The transition of the automaton: files come by the same few hundred."""
    if sign[0] == "HL":
        path = (path[0]._replace(begun=True), *path[1:])
    for follow in (_leads_to, partial(_implied, path[0].begun)):
        for depth in range(len(path), 0, -1):
            if (opens := follow(path[depth - 1], sign)) is not None:
                return _taken(path, depth, opens, sign)
    return Step(0, (), fits=False), path


def _taken(path: Path, depth: int, opens: tuple[Loop, ...], sign: Sign) -> tuple[Step, Path]:
    """The step of a segment that opens these loops in the innermost of the `depth` that stay."""
    step = Step(len(path) - depth, opens, fits=True)
    path = path[:depth]
    for loop in opens:
        around = path[-1]._replace(stage=max(path[-1].stage, loop.stage))
        path = (*path[:-1], around, Open(loop.id))
    if BEGINS_LINE.get(path[-1].loop) == sign:
        path = (*path[:-1], path[-1]._replace(begun=True))
    return step, path


def _leads_to(place: Open, sign: Sign) -> tuple[Loop, ...] | None:
    """The loop that the segment opens there; none if it stands there itself; None if neither."""
    for loop in _next_loops(place):
        if loop.opened_by == sign[0] and (not loop.codes or sign[1] in loop.codes):
            return (loop,)
    return () if _holds(place, sign) else None


def _implied(has_levels: bool, place: Open, sign: Sign) -> tuple[Loop, ...] | None:
    """The loops that the segment opens there if the first segments of the outer ones are missing;
    in a set with HL, no level begins without one unless a level or a claim is in it."""
    for loop in _next_loops(place):
        if BEGINS_LINE.get(loop.id) == sign:
            return (loop,)
        if loop.id not in BEGINS_LEVEL or (has_levels and sign[0] not in {"HL", "CLM"}):
            continue
        if BEGINS_LEVEL[loop.id] == sign:
            return (loop,)
        new = Open(loop.id)
        inner = _leads_to(new, sign) or _implied(has_levels, new, sign)
        if inner:
            return (loop, *inner)
    return None


def _next_loops(place: Open) -> list[Loop]:
    """The loops that may open in this one now."""
    loops = (LOOPS[id_] for id_ in LOOPS[place.loop].loops)
    return [loop for loop in loops if loop.stage >= place.stage]


def _holds(place: Open, sign: Sign) -> bool:
    """Whether a segment stands in the loop itself, other than as its first."""
    if place.begun and BEGINS_LINE.get(place.loop) == sign:
        return False
    own = LOOPS[place.loop].segments[1:]
    return sign[0] in own and place.stage <= LAST_STAGE_OF_OWN
