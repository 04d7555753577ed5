"""The rules' work grows with the lines of a day: the interpreter's steps are counted, not seconds.

Each day has one kind of fault on every line, and every rule of a treatment day is asked.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from types import FrameType
from typing import Any

import pytest

from scrubber.evidence import BookedTime, LineEvidence, Minutes, TherapyUsed, TimeBlock, UsedAmount
from scrubber.findings import Finding
from scrubber.rules import Rule, Stage, all_rules
from scrubber.tables import load_tables
from scrubber.treatment import (
    LineHistory,
    ThresholdBook,
    TreatmentDay,
    build_day,
)
from scrubber.treatment.history import Overlap
from scrubber.treatment.schedule import Booking
from tests.edi import RENDERING_NPI, ClaimText, one_claim
from tests.treatment.days import OT, PT, claims_in, sv1

TABLES = load_tables()
OTHER_STAGES = {Stage.ENVELOPE, Stage.GUIDE, Stage.MATCHING, Stage.CLAIMS, Stage.CONSEQUENCES}
RULES = [rule for rule in all_rules() if rule.stage not in OTHER_STAGES]
FEW, MANY = 30, 120
MOST_STEPS = 1.15
"""For each line of many, over a line of few."""
MOST_TOLD = 2_000
"""Characters that one rule tells of a line, at the most."""
PTA = "225200000X"
CHARGE = 2
"""So little that many lines stay below the threshold."""
MEMBER = "1EG4TE5MK73"
PAIR, NEVER = ("97530", "97140"), ("97530", "97153")
CODES = ("97530", "97110", "97112", "97116")


def block(start: int, length: int = 15) -> TimeBlock:
    """By the minutes since midnight."""
    moments = (time(*divmod(moment, 60)) for moment in (start, start + length))
    return TimeBlock(*moments)


def on_record(
    at: int, minutes: int | None = 15, blocks: tuple[TimeBlock, ...] = (), **said: Any
) -> LineEvidence:
    where = f"treatment log row {at + 2}"
    return LineEvidence(
        minutes=None if minutes is None else Minutes(minutes, where),
        booked=tuple(BookedTime(each, "", False) for each in blocks),
        statement=where,
        **said,
    )


def with_overlaps(at: int) -> LineHistory:
    """A line whose time is on as many others as one therapist's day has room for."""
    overlaps = (
        Overlap(
            RENDERING_NPI,
            block(other, 1),
            Booking(0, "C1", str(other), "97530", b"", block(other, 1)),
        )
        for other in range(30)
    )
    return LineHistory(overlaps=tuple(overlaps))


@dataclass(frozen=True)
class Faults:
    """The lines of a day by their place in it, what is on record of each, and the rules that have
    something to say of at least every third."""

    told_by: tuple[str, ...]
    line: Callable[[int], str]
    evidence: Callable[[int], LineEvidence] = on_record
    history: Callable[[int], LineHistory] = lambda at: LineHistory()
    filing: str = "MB"
    payer: str = ""
    date: str = "20260309"
    taxonomy: str = PT
    used: str = "0"

    def day(self, count: int) -> TreatmentDay:
        lines = [self.line(at) for at in range(count)]
        text = ClaimText(lines, date=self.date, taxonomy=self.taxonomy)
        (claim,) = claims_in(one_claim(text, claim_filing=self.filing, payer_name=self.payer))
        offsets = [line.sv1.offset for line in claim.lines]
        used = [
            UsedAmount(MEMBER, int(self.date[:4]), pool, Decimal(self.used), None, "portal")
            for pool in ("PT_SLP", "OT")
            if self.used
        ]

        def day(positions: Any) -> TreatmentDay:
            return build_day(
                [(claim, line) for line in claim.lines],
                False,
                {offset: self.evidence(at) for at, offset in enumerate(offsets)},
                positions,
                {offset: self.history(at) for at, offset in enumerate(offsets)},
                TABLES,
            )

        return day(ThresholdBook(TherapyUsed(used)).positions([day({})], TABLES))


def codes(*procedures: str, modifiers: str = "GP", units: str | int = 1) -> Callable[[int], str]:
    """Lines of these procedures in turn."""
    return lambda at: sv1(procedures[at % len(procedures)], modifiers, units, CHARGE)


def apart(at: int) -> LineEvidence:
    """A time block that no other line's overlaps, of as many as there are quarter hours."""
    return on_record(at, blocks=(block(at % 2 * 720 + at % 40 * 15),))


DAYS = {
    "clean": Faults((), codes(*CODES)),
    "clean, all of one code": Faults((), codes("97530"), used=""),
    "units over": Faults(("TH101", "TH107"), codes(*CODES, units=2)),
    "units over and a choice": Faults(
        ("TH101",), codes(*CODES, units=2), lambda at: on_record(at, 20)
    ),
    "units over by themselves": Faults(
        ("TH101",), codes(*CODES, units=4), lambda at: on_record(at, 15 if at else None)
    ),
    "units below": Faults(("TH102",), codes(*CODES), lambda at: on_record(at, 30)),
    "units below, by two methods": Faults(
        ("TH102",), codes(*CODES), lambda at: on_record(at, 30), filing="CI"
    ),
    "units on the wrong line": Faults(
        ("TH103",),
        lambda at: sv1(CODES[at % 2], units=2 - at % 2, charge=CHARGE),
        lambda at: on_record(at, 30 if at % 2 else 15),
    ),
    "minutes unknown": Faults(("TH104",), codes(*CODES), lambda at: on_record(at, None)),
    "sent in minutes": Faults(
        ("TH105",), lambda at: sv1(CODES[at % 4], units=15, charge=CHARGE).replace("*UN*", "*MJ*")
    ),
    "units not whole": Faults(("TH106",), codes(*CODES, units="1.5")),
    "several days": Faults(
        ("TH108",), lambda at: sv1("97530", charge=CHARGE, more="DTP*472*RD8*20260309-20260311~")
    ),
    "time given twice": Faults(("TH109",), codes(*CODES), history=with_overlaps),
    "above the payer's cap": Faults(("TH110",), codes(*CODES), filing="WC", payer="NYSIF"),
    "without a date": Faults(("TH104",), lambda at: sv1("97530", more="DTP*472*D8*2026~")),
    "modifier missing": Faults(("TH201",), codes(*CODES, modifiers=""), taxonomy=""),
    "modifier contradicts": Faults(("TH202",), codes(*CODES), taxonomy=OT),
    "modifiers conflict": Faults(("TH203",), codes(*CODES, modifiers="GP:GO")),
    "billed twice": Faults(("CL105",), codes("97530")),
    "modifier repeated": Faults(("TH204",), codes(*CODES, modifiers="GP:GP")),
    "assistant's modifier missing": Faults(
        ("TH206",), codes(*CODES), lambda at: on_record(at, assistant_minutes=15)
    ),
    "assistant's modifier contradicts": Faults(("TH207",), codes(*CODES, modifiers="GP:CO")),
    "modifier not for the code": Faults(("TH208",), codes("97161", modifiers="GO")),
    "assistant renders": Faults(("TH209",), codes(*CODES), taxonomy=PTA),
    "no assistant on record": Faults(
        ("TH210",), codes(*CODES, modifiers="GP:CQ"), lambda at: on_record(at, assistant_minutes=0)
    ),
    "pair": Faults(("TH301",), codes(*PAIR), filing="CI"),
    "pair with word of all": Faults(
        ("TH301",), codes(*PAIR), lambda at: on_record(at, separate_service=True), filing="CI"
    ),
    "pair with time blocks apart": Faults(("TH301",), codes(*PAIR), apart, filing="CI"),
    "pair with time blocks that overlap": Faults(
        ("TH301",),
        codes(*PAIR),
        lambda at: on_record(at, blocks=(block(600 + at % 7), block(700 + at % 7))),
        filing="CI",
    ),
    "pair with word against": Faults(
        ("TH301",), codes(*PAIR), lambda at: on_record(at, separate_service=False), filing="CI"
    ),
    "pair with word against the paid": Faults(
        ("TH301",),
        codes(*PAIR),
        lambda at: on_record(at, separate_service=False if at % 2 else None),
        filing="CI",
    ),
    "pair with the modifier on the other": Faults(
        ("TH301",),
        lambda at: sv1(PAIR[at % 2], "GP:59" if at % 2 else "GP", charge=CHARGE),
        filing="CI",
    ),
    "pair that nothing lifts": Faults(("TH302",), codes(*NEVER, units=4)),
    "modifier that no edit needs": Faults(("TH303",), codes(*CODES, modifiers="GP:59")),
    "modifier of an edit that has ended": Faults(
        ("TH303",), codes(*PAIR, modifiers="GP:59"), date="20200110"
    ),
    "distinct modifiers conflict": Faults(("TH304",), codes(*CODES, modifiers="GP:59:XU")),
    "distinct and not": Faults(
        ("TH305",),
        codes(*PAIR, modifiers="GP:59"),
        lambda at: on_record(at, blocks=(block(600 + at % 7),)),
        filing="CI",
    ),
    "distinct and the record says no": Faults(
        ("TH305",),
        codes(*PAIR, modifiers="GP:59"),
        lambda at: on_record(at, separate_service=False),
        filing="CI",
    ),
    "over the threshold": Faults(("TH401", "TH404"), codes(*CODES), used="9000"),
    "KX below the threshold": Faults(("TH402",), lambda at: sv1("97530", "GP:KX", charge=CHARGE)),
    "threshold unknown": Faults(("TH403",), lambda at: sv1("97530", charge=CHARGE), used=""),
    "KX and the record says no": Faults(
        ("TH405",), codes(*CODES, modifiers="GP:KX"), lambda at: on_record(at, kx_justified=False)
    ),
    "weak notes": Faults(
        ("TH501",), codes(*CODES), lambda at: on_record(at, note="Tolerated well. In a group.")
    ),
    "visits": Faults((), codes(*CODES), history=lambda at: LineHistory(visit=10)),
    "copied notes": Faults(
        ("TH503",), codes(*CODES), history=lambda at: LineHistory(same_note="claim C0 line 1")
    ),
}


def steps(rule: Rule, day: TreatmentDay) -> tuple[int, list[Finding]]:
    """How many instructions of the interpreter the rule takes on a day, and what it finds."""
    taken = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal taken
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        taken += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        found = list(rule.check(day, TABLES))
    finally:
        sys.settrace(before)
    return taken, found


@pytest.mark.parametrize("faults", DAYS.values(), ids=DAYS)
def test_a_line_of_many_takes_as_many_steps_as_one_of_few(faults: Faults) -> None:
    few, many = faults.day(FEW), faults.day(MANY)
    told_by = set()
    for rule in RULES:
        list(rule.check(faults.day(len(CODES)), TABLES))  # what is found out once for all days
        of_few, _ = steps(rule, few)
        of_many, found = steps(rule, many)
        assert of_many <= MOST_STEPS * of_few * MANY / FEW, (rule.code, of_few, of_many)
        told = sum(len(finding.message) + sum(map(len, finding.evidence)) for finding in found)
        assert told <= MOST_TOLD * MANY, rule.code
        if len(found) >= MANY // 3:
            told_by.add(rule.code)
    assert set(faults.told_by) <= told_by


def test_every_rule_of_a_day_has_its_faults() -> None:
    once_a_day = {"TH502"}
    told = {code for faults in DAYS.values() for code in faults.told_by}
    assert {rule.code for rule in RULES} == told | once_a_day


def test_an_edit_is_one_object_whatever_number_of_lines_it_binds() -> None:
    (pair,) = DAYS["pair"].day(MANY).edited_pairs
    assert (len(pair.denied), len(pair.paid)) == (MANY // 2, MANY // 2)
