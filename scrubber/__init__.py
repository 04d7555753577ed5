"""EDI X12 837P claim scrubber and transformer for therapy billing.

>>> from scrubber import scrub
>>> result = scrub("day.837", treatments="day.treatments.csv")
>>> result.corrected, result.discrepancies, result.summary
"""

from importlib import import_module
from typing import TYPE_CHECKING

from scrubber._version import __version__

if TYPE_CHECKING:
    from scrubber.discrepancies import Discrepancy
    from scrubber.evidence import BadEvidence
    from scrubber.options import BadOption
    from scrubber.pipeline import ScrubResult, scrub
    from scrubber.tables import BadProfile, BadTable, UnknownLocality
    from scrubber.x12 import NotReadable

__all__ = [
    "BadEvidence",
    "BadOption",
    "BadProfile",
    "BadTable",
    "Discrepancy",
    "NotReadable",
    "ScrubResult",
    "UnknownLocality",
    "__version__",
    "scrub",
]

_HOME = {
    "BadEvidence": "scrubber.evidence",
    "BadOption": "scrubber.options",
    "BadProfile": "scrubber.tables",
    "BadTable": "scrubber.tables",
    "Discrepancy": "scrubber.discrepancies",
    "NotReadable": "scrubber.x12",
    "ScrubResult": "scrubber.pipeline",
    "UnknownLocality": "scrubber.tables",
    "scrub": "scrubber.pipeline",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: `scrubber --help` needs none of them."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
