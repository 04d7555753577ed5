"""Which of many time blocks overlap one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import time
from typing import Generic, TypeVar

from scrubber.evidence import TimeBlock

Owner = TypeVar("Owner")


class BlockIndex(Generic[Owner]):
    """Time blocks and whose they are. What overlaps a block is found without a look at all others:
    a day may have thousands."""

    def __init__(self, blocks: Iterable[tuple[TimeBlock, Owner]]) -> None:
        self._blocks = sorted(blocks, key=lambda item: item[0].start)
        self._starts = [block.start for block, _ in self._blocks]
        # By level: the latest end of each block, of each two, four, eight, and so on.
        self._latest = [[block.end for block, _ in self._blocks]]
        while len(ends := self._latest[-1]) > 1:
            self._latest.append([max(ends[at : at + 2]) for at in range(0, len(ends), 2)])

    def overlapping(self, block: TimeBlock) -> Iterator[tuple[TimeBlock, Owner]]:
        """Those that overlap the block, in the order of their starts."""
        before = bisect_left(self._starts, block.end)
        return self._ending_after(block.start, before, len(self._latest) - 1, 0)

    def _ending_after(
        self, moment: time, before: int, level: int, at: int
    ) -> Iterator[tuple[TimeBlock, Owner]]:
        """Of the stretch `at` of a level, the blocks up to `before` that end after a moment."""
        if at << level >= before or self._latest[level][at] <= moment:
            return
        if level == 0:
            yield self._blocks[at]
            return
        yield from self._ending_after(moment, before, level - 1, 2 * at)
        yield from self._ending_after(moment, before, level - 1, 2 * at + 1)
