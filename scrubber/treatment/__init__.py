"""The treatment day and what can be counted from it: units, allowed amounts, the threshold."""

from scrubber.treatment.assistants import AssistantUnits, assistant_units
from scrubber.treatment.day import (
    DayKey,
    TreatmentDay,
    TreatmentLine,
    build_day,
    group_by_day,
    open_days,
    who_of,
)
from scrubber.treatment.earlier import Earlier, EarlierSets
from scrubber.treatment.fees import Allowed, assistant_reduction, day_amounts, worth_of_units
from scrubber.treatment.history import FileHistory, LineHistory
from scrubber.treatment.notes import phrase_kinds, phrases_in
from scrubber.treatment.pairs import EditedPair, edit_has_ended, edited_pairs
from scrubber.treatment.pool import Pool
from scrubber.treatment.threshold import Standing, ThresholdBook, ThresholdPosition
from scrubber.treatment.units import Allocation, allocate, supported_units

__all__ = [
    "Allocation",
    "Allowed",
    "AssistantUnits",
    "DayKey",
    "Earlier",
    "EarlierSets",
    "EditedPair",
    "FileHistory",
    "LineHistory",
    "Pool",
    "Standing",
    "ThresholdBook",
    "ThresholdPosition",
    "TreatmentDay",
    "TreatmentLine",
    "allocate",
    "assistant_reduction",
    "assistant_units",
    "build_day",
    "day_amounts",
    "edit_has_ended",
    "edited_pairs",
    "group_by_day",
    "open_days",
    "phrase_kinds",
    "phrases_in",
    "supported_units",
    "who_of",
    "worth_of_units",
]
