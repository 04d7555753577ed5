"""The treatment day and what can be counted from it: units, allowed amounts, the threshold."""

from scrubber.treatment.day import (
    DayKey,
    TreatmentDay,
    TreatmentLine,
    build_day,
    day_key,
    group_by_day,
    open_days,
)
from scrubber.treatment.pairs import EditedPair, edit_has_ended, edited_pairs
from scrubber.treatment.pool import Pool
from scrubber.treatment.threshold import Standing, ThresholdBook, ThresholdPosition
from scrubber.treatment.units import Allocation, allocate, supported_units

__all__ = [
    "Allocation",
    "DayKey",
    "EditedPair",
    "Pool",
    "Standing",
    "ThresholdBook",
    "ThresholdPosition",
    "TreatmentDay",
    "TreatmentLine",
    "allocate",
    "build_day",
    "day_key",
    "edit_has_ended",
    "edited_pairs",
    "group_by_day",
    "open_days",
    "supported_units",
]
