"""The pieces of a file scrubbed in their order, by this process or by several."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from scrubber.discrepancies.collecting import Part
from scrubber.engine import Run
from scrubber.parts import ScrubbedPart, scrub_part
from scrubber.treatment import Earlier, EarlierSets
from scrubber.x12 import Piece, TransactionSet

if TYPE_CHECKING:
    from concurrent.futures import Future

AHEAD = 2
"""How many pieces wait for each process: memory grows with them."""


@dataclass(slots=True)
class _Waiting(Generic[Part]):
    """A piece in its turn; `future` where a process has it."""

    piece: Piece
    future: "Future[ScrubbedPart[Part]] | None" = None

    @property
    def is_work(self) -> bool:
        """Whether a process should have it."""
        return isinstance(self.piece, TransactionSet) and self.piece.is_837p


class Workers(Generic[Part]):
    """Scrubs the pieces of a file. Processes are started once there are two sets to share.

    `run`: that of this process.
    """

    def __init__(self, jobs: int, new_run: Callable[[Earlier], Run], part_type: type[Part]) -> None:
        self._jobs = jobs
        self._new_run = new_run
        self._part_type = part_type
        self._earlier = EarlierSets()
        self.run = new_run(self._earlier)

    def scrubbed(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ScrubbedPart[Part]]]:
        """Each piece with what became of it, in file order. Raises ChildProcessError where a
        process has died."""
        # A map holds no piece while the next is read: memory is that of one set, not of two.
        return self._shared(pieces) if self._jobs > 1 else map(self._here, pieces)

    def _shared(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ScrubbedPart[Part]]]:
        from scrubber.processes import processes

        waiting: deque[_Waiting[Part]] = deque()
        sets = 0
        with ExitStack() as stack:
            for piece in pieces:
                latest = _Waiting[Part](piece)
                waiting.append(latest)
                sets += latest.is_work
                if latest.is_work and sets == 2:
                    submit = stack.enter_context(
                        processes(self._jobs, self._earlier, self._new_run, self._part_type)
                    )
                    for each in waiting:
                        each.future = submit(each.piece) if each.is_work else None
                elif latest.is_work and sets > 2:
                    latest.future = submit(piece)
                while len(waiting) > self._jobs * AHEAD:
                    yield self._done(waiting.popleft())
            while waiting:
                yield self._done(waiting.popleft())

    def _done(self, waiting: _Waiting[Part]) -> tuple[Piece, ScrubbedPart[Part]]:
        if waiting.future:
            return waiting.piece, waiting.future.result()
        return self._here(waiting.piece)

    def _here(self, piece: Piece) -> tuple[Piece, ScrubbedPart[Part]]:
        return piece, scrub_part(piece, self.run, self._part_type())
