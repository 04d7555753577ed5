"""The second opinion: pyx12's check against the implementation guide, before and after."""

from scrubber.conformance.corrections import (
    Broken,
    Conformance,
    CorrectedClaim,
    Opinion,
    Sample,
    sample,
)
from scrubber.conformance.guarded import GuardedGuide
from scrubber.conformance.guide import GuideCheckFailed, GuideError, guide_errors
from scrubber.conformance.set_errors import set_errors
from scrubber.conformance.told import guide_error_told

__all__ = [
    "Broken",
    "Conformance",
    "CorrectedClaim",
    "GuardedGuide",
    "GuideCheckFailed",
    "GuideError",
    "Opinion",
    "Sample",
    "guide_error_told",
    "guide_errors",
    "sample",
    "set_errors",
]
