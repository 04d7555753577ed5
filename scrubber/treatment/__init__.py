"""The treatment day and what can be counted from it: units, allowed amounts, the threshold."""

from scrubber.treatment.assistants import AssistantUnits, assistant_units
from scrubber.treatment.cues import Cue, cues_of
from scrubber.treatment.day import (
    DayKey,
    TreatmentDay,
    TreatmentLine,
    build_day,
    group_by_day,
    open_days,
    who_of,
)
from scrubber.treatment.earlier import Earlier, EarlierSets, Entries, Found
from scrubber.treatment.facts import LineFacts
from scrubber.treatment.fees import (
    Allowed,
    DayFees,
    day_amounts,
    day_fees,
)
from scrubber.treatment.history import NO_HISTORY, FileHistory, LineHistory, SetHistory
from scrubber.treatment.namesakes import Namesake
from scrubber.treatment.notes import phrase_kinds, phrases_in
from scrubber.treatment.pairs import EditedPair, edit_has_ended, edited_pairs, edits_known_from
from scrubber.treatment.pool import Pool
from scrubber.treatment.separation import Contradiction, contradictions, refusal
from scrubber.treatment.threshold import Standing, ThresholdBook, ThresholdPosition
from scrubber.treatment.units import Allocation, allocate, supported_units

__all__ = [
    "NO_HISTORY",
    "Allocation",
    "Allowed",
    "AssistantUnits",
    "Contradiction",
    "Cue",
    "DayFees",
    "DayKey",
    "Earlier",
    "EarlierSets",
    "EditedPair",
    "Entries",
    "FileHistory",
    "Found",
    "LineFacts",
    "LineHistory",
    "Namesake",
    "Pool",
    "SetHistory",
    "Standing",
    "ThresholdBook",
    "ThresholdPosition",
    "TreatmentDay",
    "TreatmentLine",
    "allocate",
    "assistant_units",
    "build_day",
    "contradictions",
    "cues_of",
    "day_amounts",
    "day_fees",
    "edit_has_ended",
    "edited_pairs",
    "edits_known_from",
    "group_by_day",
    "open_days",
    "phrase_kinds",
    "phrases_in",
    "refusal",
    "supported_units",
    "who_of",
]
