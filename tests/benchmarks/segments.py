"""The X12 text of a claim and its service lines."""

from collections.abc import Sequence
from random import Random

from tests.benchmarks.clinic import Patient, Practice
from tests.benchmarks.visits import Line

COMMERCIAL = ("CI", "BL", "16")
CLAIM_NOTES = (
    "PLAN OF CARE CERTIFIED BY REFERRING PHYSICIAN",
    "PATIENT SEEN AFTER HOSPITAL STAY",
    "HOME EXERCISE PROGRAM REVIEWED",
)


def claim_text(
    random: Random,
    claim_id: str,
    total: int,
    practice: Practice,
    patient: Patient,
    lines: Sequence[Line],
) -> str:
    """Loops 2300 to 2400; the total is in cents."""
    return _head(random, claim_id, total, practice, patient) + "".join(
        f"LX*{number}~SV1*{':'.join(('HC', line.procedure, *line.modifiers))}*"
        f"{amount(line.charge)}*UN*{line.units}***{patient.pointers}~"
        f"DTP*472*D8*{line.day:%Y%m%d}~REF*6R*{line_control_number(claim_id, number)}~"
        for number, line in enumerate(lines, 1)
    )


def _head(random: Random, claim_id: str, total: int, practice: Practice, patient: Patient) -> str:
    authorized = patient.payer.filing in COMMERCIAL and random.random() < 0.5
    return "".join(
        [
            f"CLM*{claim_id}*{amount(total)}***11:B:1*Y*A*Y*Y~",
            f"DTP*431*D8*{patient.onset:%Y%m%d}~" if random.random() < 0.8 else "",
            f"REF*G1*AU{claim_id[2:]}~" if authorized else "",
            f"REF*EA*MR{patient.member_id[-7:]}~" if random.random() < 0.6 else "",
            f"NTE*ADD*{random.choice(CLAIM_NOTES)}~" if random.random() < 0.25 else "",
            patient.diagnoses,
            random.choice(practice.referring) if patient.payer.is_medicare else "",
            patient.provider.text,
            practice.facility if random.random() < 0.2 else "",
        ]
    )


def line_control_number(claim_id: str, line: int) -> str:
    """REF*6R: no two lines of a file have the same."""
    return f"{claim_id}L{line}"


def amount(cents: int) -> str:
    """Dollars as X12 writes them: no zero at the end, no point without cents."""
    dollars, rest = divmod(cents, 100)
    return f"{dollars}.{rest:02}".rstrip("0") if rest else str(dollars)
