"""The rows of the treatment log and of the therapy used, as scrubber reads them."""

from collections.abc import Iterator, Sequence
from random import Random

from tests.benchmarks.clinic import LAST_DAY, Patient
from tests.benchmarks.segments import line_control_number
from tests.benchmarks.visits import Line

TREATMENT_COLUMNS = (
    *("claim_id", "line", "line_control_number", "service_date", "procedure", "minutes"),
    *("start", "end", "assistant_minutes", "therapist_npi", "separate_service", "kx_justified"),
    *("signed_by", "note"),
)
USED_COLUMNS = ("member_id", "year", "pool", "amount", "as_of", "source")
FAR_BELOW, OVER = (0, 1400), (2500, 3100)
"""Dollars, on both sides of the threshold of 2,480 and far enough to leave no doubt."""
BEFORE_MANY_DAYS = (0, 100)
"""Where one claim of many days uses up most of the year."""

Row = tuple[str | int, ...]


def treatment_rows(claim_id: str, patient: Patient, lines: Sequence[Line]) -> Iterator[Row]:
    """One row a service line."""
    provider = patient.provider
    signer = f"{provider.first_name[0]}. {provider.last_name} {provider.discipline.credential}"
    for number, line in enumerate(lines, 1):
        yield (
            claim_id,
            number,
            line_control_number(claim_id, number),
            line.day.isoformat(),
            line.procedure,
            line.minutes,
            *_block(line),
            line.assistant_minutes or "",
            provider.npi,
            "Y" if line.separate else "",
            "Y" if patient.over_threshold else "",
            signer,
            line.note,
        )


def used_row(random: Random, patient: Patient, days_a_claim: int) -> Row:
    """What Medicare has allowed this year before the batch."""
    below = FAR_BELOW if days_a_claim == 1 else BEFORE_MANY_DAYS
    low, high = OVER if patient.over_threshold else below
    dollars = f"{random.randrange(low * 100, high * 100) / 100:.2f}"
    pool = patient.provider.discipline.pool
    return (patient.member_id, LAST_DAY.year, pool, dollars, "2026-02-20", "eligibility 271")


def other_member(serial: int) -> Row:
    """Therapy used of a member of whom the file holds no claim."""
    return (f"9S9{serial:08}", LAST_DAY.year, "PT_SLP", "812.40", "2026-02-20", "eligibility 271")


def _block(line: Line) -> tuple[str, str]:
    if line.start is None:
        return "", ""
    return _clock(line.start), _clock(line.start + line.minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
