"""Services that assistants gave: TH206 (CQ and CO missing) and TH207 (CQ or CO contradicts).

`CMS` is "Billing examples using CQ/CO modifiers" and Pub 100-04 chapter 5 section 20.1: full
quarter hours go to who gave them; of the final unit the therapist with 8 minutes or more has it,
else the assistant with 8 or more; with two units left and 9-14 minutes by both, one each; else more
than 10 percent. Minutes given together are the therapist's. Untimed: more than 10 percent.
"""

from tests.golden.days_units import ADJUDICATED
from tests.golden.harness import C, Day, L, Verdict, corrected, flagged, log_row, unknown
from tests.treatment.days import OT, PHYSICIAN, SLP

CQ = (corrected(1, "TH206", "CQ"),)
CO = (corrected(1, "TH206", "CO"),)
SPLIT = (flagged(1, "TH206"),)


def shared(
    therapist: int, assistant: int, units: int = 1, verdict: tuple[Verdict, ...] = (), why: str = ""
) -> Day:
    """97110 that a therapist and an assistant gave apart."""
    return Day(
        f"{units} of 97110: therapist {therapist}, assistant {assistant}",
        (L("97110", units=units, minutes=therapist + assistant, assistant=assistant),),
        verdict,
        why=why,
    )


def alone(procedure: str, modifiers: str = "GP", **given: object) -> L:
    """A quarter hour by the assistant alone."""
    return L(procedure, modifiers, minutes=15, assistant=15, **given)  # type: ignore[arg-type]


TIMED = [
    shared(15, 0, why="CMS: no minutes by the assistant"),
    shared(0, 15, verdict=CQ, why="CMS: a full quarter hour by the assistant"),
    shared(0, 30, 2, CQ, why="CMS: both quarter hours by the assistant"),
    shared(0, 45, 3, CQ, why="CMS: all three by the assistant"),
    shared(15, 15, 2, SPLIT, why="CMS: one unit each, on two lines"),
    shared(15, 4, why="CMS: the unit is the therapist's; no unit for the 4"),
    shared(15, 7, why="CMS: the unit is the therapist's; no unit for the 7"),
    shared(4, 15, verdict=CQ, why="CMS: the unit is the assistant's"),
    shared(7, 15, verdict=CQ, why="CMS: the unit is the assistant's"),
    shared(8, 5, why="CMS: 8 minutes by the therapist bill the final unit"),
    shared(8, 14, why="CMS: 8 minutes by the therapist bill it, whatever the assistant gave"),
    shared(14, 8, why="CMS: 8 minutes by the therapist bill it, whatever the assistant gave"),
    shared(7, 8, verdict=CQ, why="CMS: less than 8 by the therapist, 8 by the assistant"),
    shared(5, 10, verdict=CQ, why="CMS: less than 8 by the therapist, 8 or more by the assistant"),
    shared(5, 5, verdict=CQ, why="CMS: both below 8, and 5 of 10 is more than 10 percent"),
    shared(7, 1, verdict=CQ, why="CMS: both below 8, and 1 of 8 is more than 10 percent"),
    shared(30, 7, 2, why="CMS: both units are the therapist's"),
    shared(13, 23, 2, SPLIT, why="CMS: one is the assistant's; 13 by the therapist bill the other"),
    shared(14, 16, 2, SPLIT, why="CMS: one is the assistant's; 14 by the therapist bill the other"),
    shared(15, 22, 2, SPLIT, why="CMS: a full quarter hour each"),
    shared(
        21, 2, 2, SPLIT, why="CMS: one is the therapist's; of the final 6 and 2, 2 is a quarter"
    ),
    shared(12, 13, 2, SPLIT, why="CMS: two units left and 9-14 by both: one with, one without"),
    shared(9, 14, 2, SPLIT, why="CMS: two units left and 9-14 by both: one with, one without"),
    shared(14, 14, 2, SPLIT, why="CMS: two units left and 9-14 by both: one with, one without"),
    shared(
        20, 25, 3, SPLIT, why="CMS: one each; of the final 5 and 10 the assistant has 8 or more"
    ),
    shared(22, 23, 3, SPLIT, why="CMS: one each; of the final 7 and 8 the assistant has 8 or more"),
]

UNTIMED = [
    Day(
        "a group session of 40 minutes, 4 by the assistant",
        (L("97150", minutes=40, assistant=4),),
        why="CMS: 10 percent is not more than 10 percent",
    ),
    Day(
        "a group session of 40 minutes, 5 by the assistant",
        (L("97150", minutes=40, assistant=5),),
        CQ,
        why="CMS: 12.5 percent",
    ),
    Day(
        "a group session of 45 minutes, 5 by the assistant",
        (L("97150", minutes=45, assistant=5),),
        CQ,
        why="CMS, percentage: 11.1",
        reading="the share decides; the simple method (45 / 10, rounded to 5, and 1) asks for 6",
    ),
    Day(
        "a group session of 48 minutes, 5 by the assistant",
        (L("97150", minutes=48, assistant=5),),
        CQ,
        why="10.4 percent is more than 10",
        reading="the share is not rounded; CMS's percentage method rounds it to 10",
    ),
    Day(
        "a group session by the assistant alone",
        (L("97150", minutes=40, assistant=40),),
        CQ,
        why="CMS: the whole service",
    ),
    Day(
        "an occupational group session by the assistant alone",
        (L("97150", "GO", minutes=40, assistant=40),),
        CO,
        taxonomy=OT,
        why="CMS: CO goes with GO",
    ),
    Day(
        "an evaluation of 40 minutes, 10 by the assistant",
        (L("97161", minutes=40, assistant=10),),
        CQ,
        why="CMS: an untimed code, 25 percent",
    ),
]

ON_THE_LINE = [
    Day("CO with GO", (alone("97530", "GO"),), CO, taxonomy=OT, why="CMS: CO goes with GO"),
    Day(
        "GP is missing too",
        (alone("97530", ""),),
        (corrected(1, "TH201", "GP"), *CQ),
        why="CQ goes with GP, and the taxonomy settles GP",
    ),
    Day("CQ is there", (alone("97530", "GP:CQ"),), why="nothing is missing"),
    Day(
        "CQ is there, and the assistant gave nothing",
        (L("97530", "GP:CQ", minutes=15, assistant=0),),
        (flagged(1, "TH210"),),
        why="to take a modifier off is a person's word",
        reading="settled: TH210 was made for it; the log and the modifier contradict each other",
    ),
    Day(
        "CQ is there on 2 units, one of them the therapist's",
        (L("97530", "GP:CQ", units=2, minutes=30, assistant=15),),
        why="the modifier is not missing",
        reading="a CQ that stands on too many units is not told: it costs the biller, not the "
        "payer",
    ),
    Day(
        "two lines of one code, split as they should be",
        (L("97530", minutes=15, assistant=0), alone("97530", "GP:CQ")),
        why="CMS: units with and without go on lines of their own",
    ),
    Day(
        "two lines of one code, and the assistant's lacks CQ",
        (L("97530", minutes=12, assistant=0), L("97530", minutes=13, assistant=13)),
        (corrected(2, "TH206", "CQ"),),
        why="CMS: each line has one unit, and all 13 minutes of the second are the assistant's",
    ),
    Day(
        "two codes, and the assistant gave one",
        (L("97530", minutes=15), alone("97110")),
        (corrected(2, "TH206", "CQ"),),
        why="CMS: each code for itself",
    ),
    Day(
        "CMS, 97110 by both and 97140 by the therapist",
        (
            L("97110", units=2, minutes=36, assistant=23),
            L("97140", units=2, minutes=30, assistant=0),
        ),
        SPLIT,
        why="CMS: assistant 23, therapist 13 of 97110: one unit with, one without",
    ),
    Day(
        "33 and 7, and the assistant gave the 7",
        (L("97110", units=2, minutes=33, assistant=0), L("97140", minutes=7, assistant=7)),
        (corrected(2, "TH206", "CQ"),),
        why="the manual's example 3 gives the 7 a unit; both below 8, all of it the assistant's",
    ),
    Day(
        "units are lowered first",
        (L("97530", units=3, minutes=30, assistant=30),),
        (corrected(1, "TH101", 2), *CQ),
        why="2 units for 30 minutes, both the assistant's",
    ),
    Day(
        "units are lowered, and one of those left is the therapist's",
        (L("97530", units=3, minutes=30, assistant=15),),
        (corrected(1, "TH101", 2), *SPLIT),
        why="2 units for 30 minutes, one each",
    ),
    Day(
        "fewer units are billed than were given",
        (L("97530", minutes=30, assistant=15),),
        (flagged(1, "TH102"), *SPLIT),
        why="a full quarter hour each, and one unit",
        reading="which of the two was billed a person must say",
    ),
    Day(
        "the assistant gave the second stretch",
        (L("97530", units=2),),
        SPLIT,
        rows=(
            log_row("97530", block="10:00-10:15", line="1"),
            log_row("97530", block="10:15-10:30", line="1", assistant_minutes="15"),
        ),
        why="30 minutes of two rows, 15 of them the assistant's",
    ),
    Day(
        "the minutes come from the time block",
        (L("97530", block="10:00-10:15", assistant=15),),
        CQ,
        why="15 minutes, all the assistant's",
    ),
    Day(
        "no minutes of the whole line",
        (L("97530", assistant=15),),
        (unknown(1, "TH104"), *SPLIT),
        why="the share cannot be known, and the assistant did treat",
    ),
    Day(
        "more minutes by the assistant than in all",
        (L("97530", minutes=15, assistant=20),),
        (flagged(0, "CL102"), unknown(1, "TH104")),
        why="the log contradicts itself",
        reading="settled: a row that contradicts itself is not used at all, its minutes neither",
    ),
    Day(
        "all four slots are taken",
        (alone("97530", "GP:76:77:AG"),),
        (flagged(1, "TH206"), flagged(1, "TH205")),
        why="a fifth modifier has no place in SV101",
    ),
    Day(
        "another payer has adjudicated the claim",
        (alone("97530"),),
        CQ,
        other_payer=ADJUDICATED,
        why="units and charges stay; a modifier is neither",
    ),
    Day(
        "a void claim",
        (alone("97530"),),
        claims=(C("C1", frequency="8"),),
        why="a void claim goes as it came",
    ),
    Day(
        "whose plan of care it is stays open",
        (alone("97530", ""),),
        (flagged(1, "TH201"), *SPLIT),
        taxonomy=PHYSICIAN,
        why="CQ goes with GP and CO with GO, and neither is settled",
        reading="that one of the two is due is told",
    ),
    Day(
        "speech treatment",
        (L("92507", "GN", minutes=30, assistant=30),),
        taxonomy=SLP,
        why="CMS has no modifier for speech-language assistants",
    ),
    Day(
        "functional tasks under a speech plan",
        (alone("97530", "GN"),),
        (flagged(1, "TH208", "info"),),
        taxonomy=SLP,
        why="CMS has no modifier for speech-language assistants",
    ),
]

WHO_ASKS = [
    Day(
        "the last day before",
        (alone("97530"),),
        date="20191231",
        why="reporting began with service dates of 2020-01-01",
    ),
    Day("the first day", (alone("97530"),), CQ, date="20200101", why="84 FR 62702"),
    Day(
        "8 by the therapist and 5 by the assistant, 2021",
        (L("97110", minutes=13, assistant=5),),
        CQ,
        date="20210309",
        why="38 percent of the unit",
        reading="the therapist's 8 minutes settle the final unit only from 2022-01-01 (CY 2022 "
        "fee schedule rule); before, more than 10 percent of a unit was enough",
    ),
    Day("a commercial payer", (alone("97530"),), filing="CI", why="no profile asks for CQ"),
    Day("Medicaid", (alone("97530"),), filing="MC", why="no profile asks for CQ"),
    Day("Medicare Advantage", (alone("97530"),), filing="16", why="no profile asks for CQ"),
    Day(
        "TRICARE",
        (alone("97530"),),
        CQ,
        filing="CH",
        why="TRICARE wants CQ (hnfs.net, since 2020-04)",
    ),
]

CONTRADICTS = [
    Day(
        "CQ with GO",
        (L("97530", "GO:CQ", minutes=15),),
        (flagged(1, "TH207", "error"),),
        taxonomy=OT,
        why="CMS: CQ only with GP",
    ),
    Day(
        "CO with GP",
        (L("97530", "GP:CO", minutes=15),),
        (flagged(1, "TH207", "error"),),
        why="CMS: CO only with GO",
    ),
    Day(
        "CQ with GN",
        (L("92507", "GN:CQ"),),
        (flagged(1, "TH207", "error"),),
        taxonomy=SLP,
        why="CMS: CQ only with GP",
    ),
    Day(
        "CO with GN",
        (L("92507", "CO:GN"),),
        (flagged(1, "TH207", "error"),),
        taxonomy=SLP,
        why="CMS: CO only with GO; the order does not matter",
    ),
    Day(
        "CQ and CO together",
        (L("97530", "GP:CQ:CO", minutes=15),),
        (flagged(1, "TH207", "error"),),
        why="one of them contradicts GP",
        reading="one finding a line",
    ),
    Day("CQ with GP", (L("97530", "CQ:GP", minutes=15),), why="CMS: CQ with GP"),
    Day("CO with GO, in order", (L("97530", "GO:CO", minutes=15),), taxonomy=OT, why="CMS"),
    Day(
        "CQ with GO, a commercial payer",
        (L("97530", "GO:CQ", minutes=15),),
        (flagged(1, "TH207", "error"),),
        filing="CI",
        taxonomy=OT,
        why="the modifiers mean the same to every payer",
    ),
    Day(
        "CQ alone on an occupational therapist's line",
        (L("97530", "CQ", minutes=15),),
        (corrected(1, "TH201", "GO"), flagged(1, "TH207", "error")),
        taxonomy=OT,
        why="the taxonomy settles GO, and CQ goes only with GP",
        reading="CQ does not stand in the way of GO: the rendering provider's taxonomy decides",
    ),
    Day(
        "CQ alone on a physical therapist's line",
        (L("97530", "CQ", minutes=15),),
        (corrected(1, "TH201", "GP"),),
        why="the taxonomy settles GP, and CQ goes with it",
    ),
    Day(
        "CQ alone on a physician's line",
        (L("97530", "CQ", minutes=15),),
        (flagged(1, "TH201"),),
        taxonomy=PHYSICIAN,
        why="no discipline that CQ could contradict",
    ),
    Day(
        "CQ with GO, and the assistant gave it all",
        (alone("97530", "GO:CQ"),),
        (flagged(1, "TH207", "error"),),
        taxonomy=OT,
        why="CMS: CQ only with GP",
        reading="CO is not added beside a CQ: which of the two is meant a person must say",
    ),
]
