"""EDI X12 837P claim scrubber and transformer for therapy billing.

>>> from scrubber import scrub
>>> result = scrub("day.837", treatments="day.treatments.csv")
>>> result.corrected, result.discrepancies, result.summary
"""

from scrubber._version import __version__
from scrubber.discrepancies import Discrepancy
from scrubber.evidence import BadEvidence
from scrubber.pipeline import BadOption, ScrubResult, scrub
from scrubber.tables import BadProfile
from scrubber.x12 import NotReadable

__all__ = [
    "BadEvidence",
    "BadOption",
    "BadProfile",
    "Discrepancy",
    "NotReadable",
    "ScrubResult",
    "__version__",
    "scrub",
]
