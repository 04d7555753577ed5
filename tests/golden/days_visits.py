"""Visits counted over the file and the log: TH502.

Pub 100-02 chapter 15 section 220.3.D: a progress report at least once every 10 treatment days, the
first day of the episode counted, whether evaluation or treatment. For 97530 the articles say that
after 10 to 12 visits the need must be shown; the LCD sentence itself was not seen. Visits are
distinct dates of a patient, discipline and billing provider.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.golden.harness import BEN, C, Day, L, flagged, log_row
from tests.treatment.days import OT

FIRST = date(2026, 3, 2)
REPORT, GOES_ON = "warning", "info"


def on(visit: int) -> str:
    """The date of a visit: one a day from the first."""
    return f"{FIRST + timedelta(days=visit - 1):%Y%m%d}"


def claims(visits: Sequence[int], **same: str) -> tuple[C, ...]:
    """A claim for each visit, in this order."""
    return tuple(C(f"C{at}", date=on(visit), **same) for at, visit in enumerate(visits, 1))  # type: ignore[arg-type]


def lines(count: int, procedure: str = "97530", modifiers: str = "GP") -> tuple[L, ...]:
    """A quarter hour on each claim."""
    return tuple(L(procedure, modifiers, minutes=15, claim=f"C{at}") for at in range(1, count + 1))


TEN = tuple(range(1, 11))
AT_TEN = (flagged(10, "TH502", REPORT),)
VISITS = [
    Day("nine visits", lines(9), claims=claims(range(1, 10)), why="no tenth treatment day"),
    Day("ten visits", lines(10), AT_TEN, claims=claims(TEN), why="the tenth treatment day"),
    Day(
        "eleven visits",
        lines(11),
        (*AT_TEN, flagged(11, "TH502", GOES_ON)),
        claims=claims(range(1, 12)),
        why="the tenth treatment day; 97530 goes on after it",
    ),
    Day(
        "eleven visits without 97530",
        lines(11, "97110"),
        AT_TEN,
        claims=claims(range(1, 12)),
        why="only 97530 is asked about from the eleventh on",
    ),
    Day(
        "twenty visits",
        lines(20),
        (
            *AT_TEN,
            *(flagged(visit, "TH502", GOES_ON) for visit in range(11, 21)),
            flagged(20, "TH502", REPORT),
        ),
        claims=claims(range(1, 21)),
        why="the tenth and the twentieth treatment day; 97530 goes on",
        reading="the twentieth visit of 97530 has both findings",
    ),
    Day(
        "ten visits that begin with an evaluation",
        (L("97161", claim="C1"), *lines(10)[1:]),
        AT_TEN,
        claims=claims(TEN),
        why="the first day of the episode counts, evaluation or not",
    ),
    Day(
        "two lines on the tenth",
        (*lines(10), L("97110", minutes=15, claim="C10")),
        AT_TEN,
        claims=claims(TEN),
        why="once a day, on its first line",
    ),
    Day(
        "ten claims of nine dates",
        (*lines(9, "97110"), L("97110", charge=51, minutes=15, claim="C10")),
        claims=claims((1, 2, 3, 4, 5, 6, 7, 8, 9, 9)),
        why="a treatment day is a calendar day",
    ),
    Day(
        "ten visits, one on a void claim",
        lines(10),
        claims=(replace(claims(TEN)[0], frequency="8"), *claims(TEN)[1:]),
        why="a void claim is no visit",
    ),
    Day(
        "five visits each of two disciplines",
        (*lines(5), *(replace(line, modifiers="GO") for line in lines(10)[5:])),
        claims=tuple(
            replace(claim, taxonomy=OT if at >= 5 else "") for at, claim in enumerate(claims(TEN))
        ),
        why="each plan of care has its own reports",
    ),
    Day(
        "five visits each of two patients",
        lines(10),
        claims=tuple(
            replace(claim, patient=BEN) if at >= 5 else claim
            for at, claim in enumerate(claims(TEN))
        ),
        why="each patient has their own",
    ),
    Day(
        "ten visits over two transaction sets",
        lines(10),
        AT_TEN,
        claims=tuple(
            replace(claim, set=2) if at >= 5 else claim for at, claim in enumerate(claims(TEN))
        ),
        why="anywhere in the file",
    ),
    Day(
        "the tenth visit comes first in the file",
        lines(10),
        (flagged(1, "TH502", REPORT),),
        claims=claims((10, *range(1, 10))),
        why="treatment days are counted by date",
        reading="by the calendar, not by the file",
    ),
    Day(
        "nine visits in the file, and the log has one more",
        lines(9, "97110"),
        (flagged(0, "CL102"), flagged(9, "TH502", REPORT)),
        claims=claims(range(2, 11)),
        rows=(log_row("97110", 15, date=on(1)),),
        why="the log shows a tenth date, before the others",
        reading="a row of a claim's log that names no line still shows that the patient was there",
    ),
    Day(
        "ten visits, a commercial payer",
        lines(10),
        AT_TEN,
        filing="CI",
        claims=claims(TEN),
        why="the tenth treatment day",
        reading="the source is Medicare's manual; the rule is not limited to Medicare, so it is "
        "told for every payer",
    ),
]
