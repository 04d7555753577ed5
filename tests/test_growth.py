"""The work of a run grows with what the file holds: lines of Python are counted, not seconds.

Each shape could cost by the square of it. It is scrubbed at one size and at four times that size:
what goes beyond the work on a single claim may grow by four, and 15 % more.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from types import FrameType
from typing import Any

import pytest

from scrubber.evidence import TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from scrubber.options import Options
from scrubber.outputs.scrubbed import SpooledLog
from scrubber.pipeline import scrub_stream
from scrubber.rules import Stage, all_rules
from scrubber.rules.definition import Findings
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber
from tests.treatment.days import dependent, sv1

TIMES = 4
MOST = 1.15
CODES = ("97530", "97110", "97112", "97116")
PAIR = ("97530", "97140")
FIRST_DAY = date(2025, 1, 6)
LINES_A_CLAIM = 50
CHARGE = 2
"""So little that many lines stay below the threshold."""
MEMBER = "M0"
NOTE = "Gait trained with cues for step length"

Cells = dict[str, str]


@dataclass(frozen=True)
class Given:
    """A file, the rows of its treatment log, and the therapy used before of the first member."""

    text: str
    rows: Sequence[Cells] = ()
    used: int = 0


@dataclass(frozen=True)
class Shape:
    """A file of so many parts; `told`: the rule that has something to say of each, or nearly."""

    few: int
    given: Callable[[int], Given]
    told: str = ""


# Files


def line(
    at: int, modifiers: str = "GP", units: int = 1, *, codes: Sequence[str] = CODES, more: str = ""
) -> str:
    return sv1(codes[at % len(codes)], modifiers, units, CHARGE * units, more)


def dated(at: int, modifiers: str = "GP", more: str = "") -> str:
    """A line on a day of its own."""
    day = FIRST_DAY + timedelta(days=at)
    return line(at, modifiers, more=f"DTP*472*D8*{day:%Y%m%d}~{more}")


def claim(at: int, *lines: str, **given: Any) -> str:
    return str(ClaimText(lines or (line(0), line(1)), claim_id=f"C{at}", **given))


def claims_of_fifty(lines: Sequence[str]) -> list[str]:
    starts = range(0, len(lines), LINES_A_CLAIM)
    return [claim(at, *lines[at : at + LINES_A_CLAIM]) for at in starts]


def person(at: int, *claims: str, member: str = "", **given: str) -> str:
    """A subscriber with these claims."""
    return subscriber(at + 2, member=member or f"M{at}", **given) + "".join(claims)


def people(claims: Iterable[str]) -> str:
    """Subscribers with one of the claims each."""
    return "".join(person(at, each) for at, each in enumerate(claims))


def sets(bodies: Iterable[str]) -> str:
    """A file with a transaction set for each."""
    return envelope(*(header() + billing_provider() + body for body in bodies))


def several(count: int, of: Callable[[int], str] = line) -> list[str]:
    return [of(at) for at in range(count)]


def of_patient(*claims: str, rows: Sequence[Cells] = (), used: int = 0, **given: str) -> Given:
    """One set with one patient."""
    return Given(sets([person(0, *claims, **given)]), rows, used)


def set_each(count: int, of: Callable[[int], str], rows: Sequence[Cells] = ()) -> Given:
    """Many sets with one claim each, all of one patient."""
    return Given(sets(person(0, of(at)) for at in range(count)), rows)


def one_set(count: int, of: Callable[[int], str], rows: Sequence[Cells] = ()) -> Given:
    """One set with a claim each of many patients."""
    return Given(sets([people(map(of, range(count)))]), rows)


# Treatment logs


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def row(number: int = 0, procedure: str = "97530", **cells: str) -> Cells:
    named = {"claim_id": f"C{number}", "service_date": "2026-03-09", "procedure": procedure}
    return named | cells


def rows(count: int, of: Callable[[int], Cells]) -> list[Cells]:
    return [of(at) for at in range(count)]


def quarter_hour(at: int) -> Cells:
    """The time of a line of claim C0."""
    return row(procedure=CODES[at % 4], line=str(at + 1), minutes="15")


def booked(minutes: int) -> Callable[[int], Cells]:
    """The time of a claim, some of which other claims have too; a day has room for thirty."""

    def cells(at: int) -> Cells:
        start = 480 + at * 20 % 600
        return row(at, start=clock(start), end=clock(start + minutes))

    return cells


def noted(at: int, note: str = NOTE) -> Cells:
    """The note of a claim whose line is on a day of its own."""
    day = FIRST_DAY + timedelta(days=at)
    return row(at, CODES[at % 4], service_date=day.isoformat(), note=note)


def numbered(at: int) -> str:
    """A claim with the number of others, and a line control number of its own."""
    return claim(0, line(0, more=f"REF*6R*L{at}~"), control_numbers=False)


# Shapes


CLAIMS = {
    "claims, in sets of five": Shape(10, lambda n: Given(sets([people(several(5, claim))] * n))),
    "claims of one set": Shape(50, lambda n: one_set(n, claim)),
    "claims of 50 lines": Shape(
        3, lambda n: one_set(n, lambda at: claim(at, *several(50, dated))), "TH104"
    ),
    "a patient's lines on one day": Shape(
        100, lambda n: of_patient(*claims_of_fifty(several(n))), "TH107"
    ),
    "a patient's lines on many days": Shape(
        100, lambda n: of_patient(*claims_of_fifty(several(n, dated))), "TH104"
    ),
    "lines of one claim": Shape(100, lambda n: of_patient(claim(0, *several(n))), "TH104"),
    "names under one member id": Shape(50, lambda n: Given(sets([one_member(n)]))),
    "replacements of one claim": Shape(
        50, lambda n: of_patient(*several(n, lambda at: claim(0, frequency="7" if at else "1")))
    ),
    "replacements, each of its own claim": Shape(
        50, lambda n: of_patient(*several(n, lambda at: claim(at // 2, frequency="17"[at % 2])))
    ),
    "claims that are taken back": Shape(
        50, lambda n: of_patient(*several(n, lambda at: claim(at // 2, frequency="18"[at % 2])))
    ),
}


def one_member(count: int) -> str:
    return "".join(person(at, claim(at), member="M", first_name=f"A{at}") for at in range(count))


FINDINGS = {
    "each line flagged": Shape(
        100,
        lambda n: of_patient(claim(0, *several(n, lambda at: line(at, "")), taxonomy="")),
        "TH201",
    ),
    "each line of a claim corrected": Shape(
        100, lambda n: of_patient(claim(0, *several(n, lambda at: line(at, "")))), "TH201"
    ),
    "each line of a claim corrected, on many days": Shape(
        100, lambda n: of_patient(claim(0, *several(n, lambda at: dated(at, "")))), "TH201"
    ),
    "each line of a claim corrected, by units and charge": Shape(
        100,
        lambda n: of_patient(
            claim(0, *several(n, lambda at: line(at, units=2))), rows=rows(n, quarter_hour)
        ),
        "TH101",
    ),
    "each line of a day corrected, one a claim": Shape(
        100, lambda n: of_patient(*several(n, lambda at: claim(at, line(at, "")))), "TH201"
    ),
    "each line of a day corrected, 50 a claim": Shape(
        100, lambda n: of_patient(*claims_of_fifty(several(n, lambda at: line(at, "")))), "TH201"
    ),
    "each claim corrected": Shape(50, lambda n: one_set(n, lambda at: claim(at, line(0, "")))),
    "each line without a free slot": Shape(
        100,
        lambda n: of_patient(claim(0, *several(n, lambda at: line(at, "76:77:KX:CQ")))),
        "TH205",
    ),
    "each line over the threshold": Shape(
        100, lambda n: of_patient(claim(0, *several(n)), used=9000), "TH401"
    ),
    "pairs": Shape(
        100,
        lambda n: of_patient(
            claim(0, *several(n, lambda at: line(at, codes=PAIR))), claim_filing="CI"
        ),
        "TH301",
    ),
    "a wrong count in every set": Shape(
        20,
        lambda n: Given(sets([people([claim(0)])] * n).replace("~SE*", "~SE*9")),
        "EN101",
    ),
}
CLAIMS_AS_THEY_CAME = {
    "each line of a claim billed before": Shape(
        100, lambda n: of_patient(claim(0, *several(n, lambda at: line(0)))), "CL105"
    ),
    "each claim with the number of the first": Shape(
        50, lambda n: one_set(n, lambda at: claim(0)), "CL106"
    ),
    "each claim with the number of the first, a set each": Shape(
        50, lambda n: set_each(n, lambda at: claim(0)), "CL106"
    ),
    "each line dated after the file": Shape(
        100, lambda n: of_patient(claim(0, *several(n, lambda at: dated(at + 700)))), "CL108"
    ),
    "each line with a wrong NPI": Shape(
        100, lambda n: of_patient(claim(0, *several(n, ordered))), "CL103"
    ),
    "each line with a wrong pointer": Shape(
        100,
        lambda n: of_patient(claim(0, *several(n, lambda at: line(at).replace("***1", "***2")))),
        "CL104",
    ),
}


def ordered(at: int) -> str:
    """A line with an ordering provider of its own."""
    return line(at, more=f"NM1*DK*1*OTHER*ANN****XX*{at}~")


LOGS = {
    "rows of one claim": Shape(
        100, lambda n: of_patient(claim(0, *several(n)), rows=rows(n, quarter_hour)), "TH107"
    ),
    "rows of one line": Shape(
        100, lambda n: of_patient(claim(0), rows=rows(n, lambda at: row(line="1"))), "CL102"
    ),
    "rows of no claim": Shape(
        100, lambda n: of_patient(claim(0), rows=rows(n, lambda at: row(at + 1))), "CL102"
    ),
    "rows of one line, its split time": Shape(
        100,
        lambda n: of_patient(
            claim(0),
            rows=rows(n, lambda at: row(line="1", start=clock(at), end=clock(at + 1))),
        ),
    ),
    "claims of one number, told apart": Shape(
        50,
        lambda n: one_set(n, numbered, rows(n, lambda at: row(line_control_number=f"L{at}"))),
        "TH104",
    ),
    "claims of one number, undecided": Shape(
        50, lambda n: one_set(n, lambda at: claim(0), rows(n, lambda at: row())), "CL102"
    ),
    "claims of one number, a set each": Shape(
        50, lambda n: set_each(n, lambda at: claim(0), rows(n, lambda at: row())), "CL102"
    ),
    "a therapist's time": Shape(
        50, lambda n: one_set(n, lambda at: claim(at, line(0)), rows(n, booked(30))), "TH109"
    ),
    "a therapist's time, long blocks": Shape(
        50, lambda n: one_set(n, lambda at: claim(at, line(0)), rows(n, booked(300))), "TH109"
    ),
    "a therapist's time, a set each": Shape(
        50, lambda n: set_each(n, lambda at: claim(at, line(0)), rows(n, booked(30))), "TH109"
    ),
}
MEMBERS_OF_EVERY_SET = {
    "a member of every set, on one date": Shape(50, lambda n: set_each(n, claim)),
    "a member of every set, a date each": Shape(
        50, lambda n: set_each(n, lambda at: claim(at, dated(at)))
    ),
    "a member of every set, one note": Shape(
        50, lambda n: set_each(n, lambda at: claim(at, dated(at)), rows(n, noted)), "TH503"
    ),
    "a member of every set, a note each": Shape(
        50,
        lambda n: set_each(
            n, lambda at: claim(at, dated(at)), rows(n, lambda at: noted(at, f"{NOTE} {at}"))
        ),
    ),
    "a member of every set, every other claim void": Shape(
        50, lambda n: set_each(n, lambda at: claim(at, frequency="18"[at % 2]))
    ),
}
NOTES_AND_LEVELS = {
    "a note that many claims have": Shape(
        50,
        lambda n: of_patient(*several(n, lambda at: claim(at, dated(at))), rows=rows(n, noted)),
        "TH503",
    ),
    "time ranges of a note": Shape(
        200,
        lambda n: of_patient(
            claim(0, line(0, more=f"NTE*ADD*{' '.join(several(n, minute_after_five))}~"))
        ),
    ),
    "phrases of a note": Shape(
        200,
        lambda n: of_patient(
            claim(0), rows=[row(line="1", note="Tolerated well. In a group. " * n)]
        ),
    ),
    "notes of a line": Shape(
        200, lambda n: of_patient(claim(0, line(0, more="NTE*ADD*TOLERATED WELL~" * n)))
    ),
    "dependents": Shape(
        50,
        lambda n: of_patient(*several(n, lambda at: dependent(at + 3, 2, f"A{at}") + claim(at))),
    ),
    "levels without claims": Shape(
        200,
        lambda n: of_patient(claim(0), *several(n, lambda at: billing_provider(at + 3))),
    ),
    "levels below levels": Shape(
        50,
        lambda n: Given(
            sets(["".join(several(n, lambda at: subscriber(at + 2, at + 1) + claim(at)))])
        ),
    ),
    "claims without levels": Shape(
        50,
        lambda n: Given(
            envelope(
                header()
                + "NM1*85*2*ELM STREET THERAPY*****XX*1993999998~"
                + "".join(several(n, lambda at: f"NM1*IL*1*SAMPLE*ADA****MI*M{at}~{claim(at)}"))
            )
        ),
    ),
    "other sets": Shape(
        50,
        lambda n: Given(
            sets([*several(n, lambda at: ""), people([claim(0)])]).replace("ST*837", "ST*835", n)
        ),
    ),
}


def minute_after_five(at: int) -> str:
    return f"{clock(300 + at)}-{clock(301 + at)}"


SHAPES = CLAIMS | CLAIMS_AS_THEY_CAME | FINDINGS | LOGS | MEMBERS_OF_EVERY_SET | NOTES_AND_LEVELS


# Counting


def scrubbing(given: Given) -> Callable[[], list[str]]:
    """What scrubs it with a new log, and returns the codes of what it tells."""
    rows = [treatment_row(number, cells) for number, cells in enumerate(given.rows, 2)]
    used = [UsedAmount(MEMBER, 2026, "PT_SLP", Decimal(given.used), None, "portal")]
    data = given.text.encode()

    def scrub() -> list[str]:
        spool = BytesIO()
        evidence = Options(treatments=TreatmentLog(rows), therapy_used=TherapyUsed(used))
        scrub_stream(lambda: BytesIO(data), "batch.837", BytesIO(), SpooledLog(spool), evidence)
        return [json.loads(text)["rule"] for text in spool.getvalue().splitlines()]

    return scrub


def work(given: Given) -> tuple[int, list[str]]:
    """How many lines of Python it takes, and the codes of what it tells."""
    scrub = scrubbing(given)
    scrub()  # what is found out once for all files
    ran = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal ran
        ran += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        told = scrub()
    finally:
        sys.settrace(before)
    return ran, told


@cache
def work_on_one_claim() -> int:
    return work(of_patient(claim(0)))[0]


def grows_with_its_parts(shape: Shape) -> None:
    few, _ = work(shape.given(shape.few))
    many, told = work(shape.given(shape.few * TIMES))
    start = work_on_one_claim()
    assert many - start <= TIMES * MOST * (few - start), (start, few, many)
    if shape.told:
        assert told.count(shape.told) >= shape.few * TIMES // 2


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_four_times_the_file_takes_four_times_the_work(shape: Shape) -> None:
    grows_with_its_parts(shape)


@pytest.mark.parametrize(
    "name", ["claims of one set", "each line of a claim corrected, on many days"]
)
def test_a_rule_that_raises_on_every_day(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(day: object, tables: object) -> Findings:
        raise ValueError

    rules = [
        replace(rule, check=raising, cue=None) if rule.stage is Stage.PAIRS else rule
        for rule in all_rules()
    ]
    monkeypatch.setattr("scrubber.pipeline.all_rules", lambda: tuple(rules))
    grows_with_its_parts(SHAPES[name])
