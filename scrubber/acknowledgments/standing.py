"""The findings that an acknowledgment tells: those that stand after the corrections."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action, Severity


class StandingFindings:
    """The findings of a run that hold a claim, or are errors left to a person, by segment.

    What is corrected, a warning or for information is accepted: a 277CA has no status for it
    (X12 RFI 2203).
    """

    def __init__(self, discrepancies: Iterable[Discrepancy]) -> None:
        standing = [_without_texts(found) for found in discrepancies if _stands(found)]
        placed = [(found.segment, found) for found in standing if found.segment is not None]
        placed.sort(key=itemgetter(0))
        self._segments = [segment for segment, _ in placed]
        self._findings = [found for _, found in placed]

    def between(self, first: int, stop: int) -> Sequence[Discrepancy]:
        """Those on the file's segments from number `first` up to, and not with, `stop`."""
        start = bisect_left(self._segments, first)
        return self._findings[start : bisect_left(self._segments, stop, start)]


def _stands(found: Discrepancy) -> bool:
    is_error = found.severity is Severity.ERROR and found.action is not Action.CORRECTED
    return is_error or found.action is Action.HELD


def _without_texts(found: Discrepancy) -> Discrepancy:
    """What is told of it: codes and places, and not what takes most of the memory."""
    return found._replace(evidence=(), sources=(), segment_before=None, segment_after=None)
