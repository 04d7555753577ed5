"""A row of the treatment log: its cells as values, and what is wrong with them."""

import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from scrubber.evidence.minutes import MINUTES_A_DAY, TimeBlock
from scrubber.evidence.sheets import Cells

REQUIRED = ("claim_id", "service_date", "procedure")
COLUMNS = (
    *REQUIRED,
    "line",
    "line_control_number",
    "minutes",
    "start",
    "end",
    "assistant_minutes",
    "therapist_npi",
    "separate_service",
    "kx_justified",
    "signed_by",
    "note",
)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
YES_NO = {"Y": True, "YES": True, "N": False, "NO": False}


class TreatmentRow(NamedTuple):
    """One row; a cell that cannot be read is named in `problem`, and the row is not used."""

    number: int
    claim_id: str
    service_date: date | None
    procedure: str
    line: str
    line_control_number: str
    minutes: int | None
    block: TimeBlock | None
    assistant_minutes: int | None
    therapist_npi: str
    separate_service: bool | None
    kx_justified: bool | None
    signed_by: str
    note: str
    problem: str

    @property
    def where(self) -> str:
        """How to name the row to a person."""
        return f"treatment log row {self.number}"

    def __repr__(self) -> str:
        """Where it stands: a row is patient data."""
        return f"TreatmentRow(number={self.number})"


def treatment_row(number: int, cells: Mapping[str, str]) -> TreatmentRow:
    """A row from its cells by column."""
    return row_of_cells(number, [cells.get(name, "") for name in COLUMNS])


def row_of_cells(number: int, cells: Cells) -> TreatmentRow:
    """A row from its cells in the order of COLUMNS."""
    claim_id, day, procedure, line, control_number, minutes, start, end, assistant, *more = cells
    therapist_npi, separate_service, kx_justified, signed_by, note = more
    service_date, no_date = _date(day)
    whole_minutes, block, assistant_minutes, no_time = _time_given(minutes, start, end, assistant)
    separate, justified, unsigned = _signed(separate_service, kx_justified)
    problem = ""
    if no_time or no_date or unsigned:
        problem = "; ".join(filter(None, (no_time, no_date, unsigned)))
    return TreatmentRow(
        number,
        claim_id,
        service_date,
        procedure.upper(),
        line,
        control_number,
        whole_minutes,
        block,
        assistant_minutes,
        therapist_npi,
        separate,
        justified,
        signed_by,
        note,
        problem,
    )


# A log has many rows, and few dates, times and answers in them: each is made out once.


@lru_cache(maxsize=4096)
def _date(text: str) -> tuple[date | None, str]:
    """The date, and what is wrong with it."""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, "service_date is no date like 2026-03-31"


@lru_cache(maxsize=16384)
def _time_given(
    minutes_text: str, start: str, end: str, assistant: str
) -> tuple[int | None, TimeBlock | None, int | None, str]:
    """Minutes, block, assistant's minutes, and what is wrong with them."""
    problems: list[str] = []
    minutes = _whole("minutes", minutes_text, problems)
    block = _block(start, end, problems)
    if minutes is not None and block and minutes > block.minutes:
        problems.append(f"minutes are more than {block} holds")
    assistant_minutes = _whole("assistant_minutes", assistant, problems)
    all_minutes = minutes if minutes is not None else block.minutes if block else None
    if None not in (assistant_minutes, all_minutes) and assistant_minutes > all_minutes:  # type: ignore[operator]
        problems.append("assistant_minutes are more than the service's minutes")
    return minutes, block, assistant_minutes, "; ".join(problems)


@lru_cache(maxsize=4096)
def _signed(separate_service: str, kx_justified: str) -> tuple[bool | None, bool | None, str]:
    """Whether the service was separate, whether KX is justified, and what is wrong with that."""
    problems: list[str] = []
    separate = _yes_no("separate_service", separate_service, problems)
    justified = _yes_no("kx_justified", kx_justified, problems)
    return separate, justified, "; ".join(problems)


def _whole(name: str, text: str, problems: list[str]) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 4
    if is_number and int(text) <= MINUTES_A_DAY:
        return int(text)
    if text:
        problems.append(f"{name} is no whole number of minutes")
    return None


def _block(start_text: str, end_text: str, problems: list[str]) -> TimeBlock | None:
    start, end = _clock("start", start_text, problems), _clock("end", end_text, problems)
    if start and end and start < end:
        return TimeBlock(start, end)
    if start_text or end_text:
        problems.append("start and end are no time range of one day")
    return None


def _clock(name: str, text: str, problems: list[str]) -> time | None:
    match = CLOCK.fullmatch(text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    if text:
        problems.append(f"{name} is no time like 09:30")
    return None


def _yes_no(name: str, text: str, problems: list[str]) -> bool | None:
    if text and text.upper() not in YES_NO:
        problems.append(f"{name} is neither Y nor N")
    return YES_NO.get(text.upper())
