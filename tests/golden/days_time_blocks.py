"""One-on-one time of one therapist given twice: TH109.

Start and end of timed codes, over the whole file. The log's therapist_npi says who, else the line's
rendering provider. A block may begin when another ends.
"""

from tests.edi import RENDERING_NPI
from tests.golden.harness import BEN, CLEO, C, Day, L, corrected, flagged, log_row
from tests.treatment.days import OTHER_NPI, PT

TWICE = flagged(2, "TH109", "warning")
FOR_BEN = (C("C2", patient=BEN),)


def blocks(first: str, second: str, claim: str = "C1") -> tuple[L, L]:
    """A quarter hour each of two codes that no edit takes together."""
    return L("97110", block=first), L("97112", block=second, claim=claim)


TIME_BLOCKS = [
    Day(
        "two codes of one patient overlap",
        blocks("10:00-10:15", "10:10-10:25"),
        (TWICE,),
        why="ch. 5 s. 20.2: the same minutes of one-on-one time count once",
    ),
    Day(
        "a block begins when the other ends",
        blocks("10:00-10:15", "10:15-10:30"),
        why="no minute lies in both",
    ),
    Day(
        "one minute lies in both",
        blocks("10:00-10:15", "10:14-10:29"),
        (TWICE,),
        why="a minute given twice",
    ),
    Day(
        "one block lies inside the other",
        (L("97110", units=2, block="10:00-10:30"), L("97112", block="10:10-10:20")),
        (TWICE,),
        why="ten minutes given twice; the pool of 40 minutes supports 3 units",
    ),
    Day(
        "two patients overlap",
        blocks("10:00-10:15", "10:10-10:25", "C2"),
        (TWICE,),
        claims=FOR_BEN,
        why="one therapist is one-on-one with one patient",
    ),
    Day(
        "two patients, one after the other",
        blocks("10:00-10:15", "10:15-10:30", "C2"),
        claims=FOR_BEN,
        why="no minute lies in both",
    ),
    Day(
        "the later line has the earlier time",
        blocks("11:00-11:15", "10:50-11:05", "C2"),
        (TWICE,),
        claims=FOR_BEN,
        why="the finding stands on the later line in file order, not by the clock",
    ),
    Day(
        "three patients overlap",
        (
            L("97110", block="10:00-10:15"),
            L("97112", block="10:05-10:20", claim="C2"),
            L("97116", block="10:10-10:25", claim="C3"),
        ),
        (TWICE, flagged(3, "TH109", "warning")),
        claims=(*FOR_BEN, C("C3", patient=CLEO)),
        why="lines 2 and 3 each overlap an earlier one",
        reading="one finding a line, however many others it overlaps",
    ),
    Day(
        "two transaction sets, two patients",
        blocks("10:00-10:15", "10:10-10:25", "C2"),
        (TWICE,),
        claims=(C("C2", patient=BEN, set=2),),
        why="a therapist's time does not begin anew with a transaction set",
    ),
    Day(
        "two transaction sets, one patient",
        blocks("10:00-10:15", "10:10-10:25", "C2"),
        (TWICE,),
        claims=(C("C2", set=2),),
        why="a therapist's time does not begin anew with a transaction set",
    ),
    Day(
        "the same hour of another day",
        blocks("10:00-10:15", "10:10-10:25", "C2"),
        claims=(C("C2", date="20260310"),),
        why="no minute lies in both",
    ),
    Day(
        "two rendering providers",
        (L("97110", block="10:00-10:15"), L("97112", block="10:10-10:25", by=PT)),
        why="two therapists, two stretches of time",
    ),
    Day(
        "one rendering provider, and the log names another therapist",
        (
            L("97110", block="10:00-10:15"),
            L("97112", block="10:10-10:25", therapist=OTHER_NPI),
        ),
        why="the log's therapist comes before the rendering provider",
    ),
    Day(
        "two rendering providers, and the log names one therapist",
        (
            L("97110", block="10:00-10:15", therapist=RENDERING_NPI),
            L("97112", block="10:10-10:25", therapist=RENDERING_NPI, by=PT),
        ),
        (TWICE,),
        why="the log's therapist comes before the rendering provider",
    ),
    Day(
        "the log names the rendering provider on one row only",
        (
            L("97110", block="10:00-10:15"),
            L("97112", block="10:10-10:25", therapist=RENDERING_NPI),
        ),
        (TWICE,),
        why="a row without a therapist means the rendering provider",
    ),
    Day(
        "an assistant under the therapist's number",
        (
            L("97110", block="10:00-10:15"),
            L("97112", block="10:10-10:25", minutes=15, assistant=15),
        ),
        (corrected(2, "TH206", "CQ"),),
        why="two people worked under one number; the modifier is due all the same",
    ),
    Day(
        "an assistant under the therapist's number, two patients",
        (
            L("97110", block="10:00-10:15"),
            L("97112", block="10:10-10:25", assistant=15, claim="C2"),
        ),
        claims=FOR_BEN,
        filing="CI",
        why="two people worked under one number",
    ),
    Day(
        "assistant minutes, and the log names the therapist",
        (
            L("97110", block="10:00-10:15", therapist=RENDERING_NPI),
            L("97112", block="10:10-10:25", assistant=5, therapist=RENDERING_NPI),
        ),
        (TWICE,),
        filing="CI",
        why="the row says whose time it was",
    ),
    Day(
        "a group session around a one-on-one service",
        (L("97150", block="10:00-10:40"), L("97112", block="10:10-10:25", claim="C2")),
        claims=FOR_BEN,
        why="97150 is not one-on-one and not timed",
    ),
    Day(
        "an evaluation around a one-on-one service",
        (L("97161", block="10:00-10:30"), L("97112", block="10:10-10:25")),
        why="an evaluation is not timed",
    ),
    Day(
        "97110 is split around 97112",
        (L("97110"), L("97112", block="10:10-10:25")),
        rows=(
            log_row("97110", block="10:00-10:10", line="1"),
            log_row("97110", block="10:25-10:30", line="1"),
        ),
        why="no minute lies in both",
    ),
    Day(
        "the second stretch of 97110 overlaps",
        (L("97110"), L("97112", block="10:10-10:25")),
        (TWICE,),
        rows=(
            log_row("97110", block="10:00-10:10", line="1"),
            log_row("97110", block="10:20-10:25", line="1"),
        ),
        why="five minutes given twice",
    ),
    Day(
        "a void claim and the one sent for it",
        (L("97110", block="10:00-10:15"), L("97110", block="10:00-10:15", claim="C2")),
        claims=(C("C1", frequency="8"),),
        why="a void claim bills no time",
    ),
    Day(
        "minutes without times",
        (L("97110", minutes=15), L("97112", minutes=15, claim="C2")),
        claims=FOR_BEN,
        why="nothing says when",
    ),
    Day(
        "the line note gives the time of one",
        (L("97110", line_note="1000-1015"), L("97112", block="10:10-10:25")),
        (TWICE,),
        why="five minutes given twice",
        reading="a time range of a line note is a block as start and end are",
    ),
    Day(
        "a commercial payer",
        blocks("10:00-10:15", "10:10-10:25", "C2"),
        (TWICE,),
        claims=FOR_BEN,
        filing="CI",
        why="one-on-one time is nobody's rule but the code's own",
    ),
]
