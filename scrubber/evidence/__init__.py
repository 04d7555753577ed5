"""What an 837P cannot say: minutes, time blocks, signed statements, therapy dollars used."""

from scrubber.evidence.attestations import Attestation
from scrubber.evidence.errors import BadEvidence
from scrubber.evidence.line_evidence import NOTHING, BookedTime, LineEvidence, gather
from scrubber.evidence.matching import ClaimRows, SetAside, UnmatchedRow
from scrubber.evidence.minutes import Minutes, TimeBlock
from scrubber.evidence.therapy_used import TherapyUsed, UsedAmount, read_therapy_used
from scrubber.evidence.treatment_log import TreatmentLog, read_treatment_log
from scrubber.evidence.treatment_rows import TreatmentRow, treatment_row

__all__ = [
    "NOTHING",
    "Attestation",
    "BadEvidence",
    "BookedTime",
    "ClaimRows",
    "LineEvidence",
    "Minutes",
    "SetAside",
    "TherapyUsed",
    "TimeBlock",
    "TreatmentLog",
    "TreatmentRow",
    "UnmatchedRow",
    "UsedAmount",
    "gather",
    "read_therapy_used",
    "read_treatment_log",
    "treatment_row",
]
