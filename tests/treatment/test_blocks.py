"""Which of many time blocks overlap one."""

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from scrubber.evidence import TimeBlock
from scrubber.treatment.blocks import BlockIndex

MOMENTS = st.integers(0, 30)
BLOCKS = st.builds(
    lambda start, length: TimeBlock(time(9, start), time(9, start + length)),
    MOMENTS,
    st.integers(1, 20),
)


@given(st.lists(BLOCKS, max_size=20), BLOCKS)
def test_it_finds_what_a_look_at_all_of_them_finds(
    blocks: list[TimeBlock], asked: TimeBlock
) -> None:
    found = list(BlockIndex((block, at) for at, block in enumerate(blocks)).overlapping(asked))
    expected = [(block, at) for at, block in enumerate(blocks) if block.overlaps(asked)]
    assert sorted(found) == sorted(expected)
    assert [block.start for block, _ in found] == sorted(block.start for block, _ in found)
