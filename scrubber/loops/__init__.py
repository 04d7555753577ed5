"""The loops of an 837P: which there are, and in which of them each segment of a set stands."""

from scrubber.loops.qualifiers import plain_name
from scrubber.loops.segments import SEGMENTS, SegmentForm
from scrubber.loops.table import LEVELS, LOOPS, ROOT, Loop
from scrubber.loops.walk import Step, Walk

__all__ = [
    "LEVELS",
    "LOOPS",
    "ROOT",
    "SEGMENTS",
    "Loop",
    "SegmentForm",
    "Step",
    "Walk",
    "plain_name",
]
