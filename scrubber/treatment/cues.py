"""What a treatment day shows that a rule may have something to say about.

Most days are in order, and to ask each rule about each would cost more than all else. So a rule
names its cue, and is asked about the days that show it and no others.
"""

from enum import Enum, auto
from typing import TYPE_CHECKING

from scrubber.treatment.pairs import may_be_edited

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentDay


class Cue(Enum):
    """A reason to ask a rule about a day."""

    BILLED = auto()
    """What a line bills, who rendered it and to which payer; or a procedure on several lines."""
    UNITS = auto()
    """A pool with minutes that does not bill just what they support."""
    NO_MINUTES = auto()
    """A timed line without minutes, or a line without a date."""
    MINUTES_AS_QUANTITY = auto()
    TIME_TWICE = auto()
    """Time that an earlier line has booked too."""
    PAYER_CAP = auto()
    ASSISTANT = auto()
    """Assistant minutes on record, or an assistant's modifier."""
    PAIR = auto()
    """Two procedures that an edit may take together."""
    DISTINCT = auto()
    """A distinct modifier."""
    THRESHOLD = auto()
    """A payer that counts toward a therapy threshold."""
    KX = auto()
    NOTE = auto()
    VISIT = auto()
    """Treatment dates counted."""
    SAME_NOTE = auto()


def cues_of(day: "TreatmentDay") -> set[Cue]:
    """The cues of a day but BILLED, which the rules themselves tell (scrubber.screening)."""
    cues = _cues_of_whole_day(day)
    for line in day.lines:
        facts, evidence, history = line.facts, line.evidence, line.history
        if facts.cues:
            cues |= facts.cues
        if evidence.minutes is None and facts.is_timed:
            cues.add(Cue.NO_MINUTES)
        if evidence.assistant_minutes:
            cues.add(Cue.ASSISTANT)
        if evidence.note:
            cues.add(Cue.NOTE)
        if history.visit:
            cues.add(Cue.VISIT)
        if history.overlaps:
            cues.add(Cue.TIME_TWICE)
        if history.same_note:
            cues.add(Cue.SAME_NOTE)
    return cues


def _cues_of_whole_day(day: "TreatmentDay") -> set[Cue]:
    cues: set[Cue] = set()
    if day.date is None:
        cues.add(Cue.NO_MINUTES)
    for pool in day.pools:
        if not pool.as_billed and pool.has_minutes:
            cues.add(Cue.UNITS)
    if day.payer.daily_caps:
        cues.add(Cue.PAYER_CAP)
    if day.payer.therapy_threshold:
        cues.add(Cue.THRESHOLD)
    if may_be_edited(day):
        cues.add(Cue.PAIR)
    return cues
