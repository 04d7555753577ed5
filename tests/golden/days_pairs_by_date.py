"""NCCI pairs: which line is denied, who reads the modifier where, since when and until when.

`NCCI` is the CMS practitioner table of 2024-07-01 (v30.2): column 1 is paid, column 2 denied;
indicator 1 a modifier may lift it, 0 none does, 9 void from the start.
"""

from tests.golden.harness import ABA, BEN, C, Day, L, corrected, flagged, held, log_row
from tests.treatment.days import OT, PT, SLP

GROUP_AND_TASKS = (L("97150"), L("97530", minutes=15))
TASKS_AND_TEST = (L("97530", minutes=15), L("97750", minutes=15))


def tasks_with(procedure: str) -> tuple[L, L]:
    """97530 and another timed code, a quarter hour each."""
    return L("97530", minutes=15), L(procedure, minutes=15)


NCCI_PAIRS = [
    Day(
        "97530 beside 97150, and the log says separate",
        (L("97150"), L("97530", minutes=15, separate="Y")),
        (corrected(2, "TH301", "59"),),
        why="NCCI 97150/97530, 1: column 2 is 97530 and carries the modifier",
    ),
    Day(
        "97530 beside 97150, and the site attests",
        GROUP_AND_TASKS,
        (corrected(2, "TH301", "59"),),
        attest="TH301",
        why="NCCI 97150/97530, 1; an attested rule takes the site's word",
    ),
    Day(
        "97530 beside 97150, the log says no for column 1, and the site attests",
        (L("97150", separate="N"), L("97530", minutes=15)),
        (flagged(2, "TH301"),),
        attest="TH301",
        why="the therapist's no outweighs the site's word",
    ),
    Day(
        "59 on 97150, column 1, from 2019-07-01",
        (L("97150", "GP:59"), L("97530", minutes=15)),
        date="20190701",
        why="CR 11168: from 2019-07-01 Medicare takes the modifier on either line",
    ),
    Day(
        "59 on 97150, column 1, up to 2019-06-30",
        (L("97150", "GP:59"), L("97530", minutes=15)),
        (flagged(2, "TH301"),),
        date="20190630",
        why="before CR 11168 only column 2 was read",
        reading="97150/97530 has no deletion date and no second row, so it was active in 2019 too; "
        "its effective date is not in our copy",
    ),
    Day(
        "XE on column 2",
        (L("97140", minutes=15), L("97750", "GP:XE", minutes=15)),
        why="NCCI 97140/97750, 1; an X modifier lifts it as 59 does (MLN1783722)",
    ),
    Day(
        "97542 is column 2 of 97530",
        (L("97530", minutes=15, separate="Y"), L("97542", minutes=15, separate="Y")),
        (corrected(2, "TH301", "59"),),
        why="NCCI 97530/97542, 1",
    ),
    Day(
        "97537 is column 2 of 97530",
        tasks_with("97537"),
        (flagged(2, "TH301"),),
        why="NCCI 97530/97537, 1; nothing on record",
    ),
    Day(
        "97530 is column 2 of 95992",
        (L("95992"), L("97530", minutes=15, separate="Y")),
        (corrected(2, "TH301", "59"),),
        why="NCCI 95992/97530, 1",
    ),
    Day(
        "97140 is column 2 of 97012",
        (L("97012"), L("97140", minutes=15)),
        (flagged(2, "TH301"),),
        why="NCCI 97012/97140, 1; nothing on record",
    ),
    Day(
        "one line is column 2 of two others",
        (
            L("97530", minutes=15),
            L("97140", minutes=15),
            L("97750", minutes=15, separate="Y"),
        ),
        (corrected(3, "TH301", "59"),),
        why="NCCI 97530/97750 and 97140/97750, 1: one modifier on 97750; 97530 with 97140 ended",
    ),
    Day(
        "two lines are column 2 of one",
        (L("97150"), L("97140", minutes=15), L("97530", minutes=15)),
        (flagged(2, "TH301"), flagged(3, "TH301")),
        why="NCCI 97150/97140 and 97150/97530, 1",
    ),
    Day(
        "all four slots of column 2 are taken",
        (L("97150"), L("97530", "GP:76:77:AG", minutes=15, separate="Y")),
        (flagged(2, "TH301"), flagged(2, "TH205")),
        why="a fifth modifier has no place in SV101",
    ),
    Day(
        "the claims of one day and provider are one day",
        (L("97150"), L("97530", minutes=15, claim="C2")),
        (flagged(2, "TH301"),),
        why="an edit binds provider, patient and date, not the claim",
    ),
    Day(
        "two patients",
        (L("97150"), L("97530", minutes=15, claim="C2")),
        claims=(C("C2", patient=BEN),),
        why="an edit binds one patient",
    ),
    Day(
        "two dates",
        (L("97150"), L("97530", minutes=15, claim="C2")),
        claims=(C("C2", date="20260310"),),
        why="an edit binds one date",
    ),
    Day(
        "two therapists",
        (L("97150", by=PT), L("97530", minutes=15)),
        why="an edit binds one provider",
    ),
    Day(
        "97150 on a void claim",
        (L("97150"), L("97530", minutes=15, claim="C2")),
        claims=(C("C1", frequency="8"),),
        why="a void claim bills nothing",
    ),
    Day(
        "speech and functional tasks by two therapists",
        (L("92507", "GN", by=SLP), L("97530", minutes=15)),
        why="NCCI 92507/97530 binds one provider",
    ),
    Day(
        "speech and functional tasks by one speech-language pathologist",
        (L("92507", "GN"), L("97530", "GN", minutes=15)),
        (flagged(2, "TH208", "info"), flagged(2, "TH301")),
        taxonomy=SLP,
        why="NCCI 92507/97530, 1",
    ),
    Day(
        "97140 and 97124, and XS on both",
        (L("97140", "GP:XS", minutes=15), L("97124", "GP:XS", minutes=15)),
        (held(2, "TH302"),),
        why="NCCI 97140/97124, 0: no modifier helps",
    ),
    Day(
        "97150 is column 2 of 97750",
        (L("97750", units=2, minutes=30), L("97150")),
        (held(2, "TH302"),),
        why="NCCI 97750/97150, 0",
    ),
    Day(
        "an occupational evaluation beside 97755",
        (L("97165", "GO"), L("97755", "GO", minutes=15)),
        (held(2, "TH302"),),
        taxonomy=OT,
        why="NCCI 97165/97755, 0",
    ),
    Day(
        "an evaluation beside 97763",
        (L("97163"), L("97763", minutes=15)),
        (held(2, "TH302"),),
        why="NCCI 97163/97763, 0",
    ),
    Day(
        "an evaluation beside 97530 and 97140",
        (L("97161"), L("97530", minutes=15), L("97140", minutes=15)),
        why="NCCI 97530/97161 and 97161/97140 are void (9), 97140/97530 ended 2019-12-31",
    ),
    Day(
        "97530 with 97153 on two claims",
        (L("97530", minutes=15), L("97153", "", units=4, claim="C2")),
        (held(2, "TH302"),),
        filing="CI",
        why="NCCI 97530/97153, 0: the provider, patient and date are the same",
    ),
    Day(
        "97530 with 97155, XE on it",
        (L("97530", minutes=15), L("97155", "XE", units=4)),
        (held(2, "TH302"),),
        filing="MC",
        why="NCCI 97530/97155, 0",
    ),
    Day(
        "97530 with 97156 by two providers",
        (L("97530", minutes=15), L("97156", "", units=4, by=ABA)),
        filing="CI",
        why="an edit binds one provider",
    ),
]

ENDED = [
    Day(
        "97530 with 97116 on the last day",
        tasks_with("97116"),
        (flagged(2, "TH301"),),
        date="20191231",
        why="NCCI 97530/97116, 1, deleted 2019-12-31: a deletion date is the last day in force",
    ),
    Day(
        "97530 with 97116 the day after",
        tasks_with("97116"),
        date="20200101",
        why="NCCI 97530/97116 deleted 2019-12-31; its return of 2020-10-01 is void (9)",
    ),
    Day(
        "97530 with 97164 on the last day",
        (L("97530", minutes=15), L("97164")),
        (flagged(2, "TH301"),),
        date="20191231",
        why="NCCI 97530/97164, 1, deleted 2019-12-31",
    ),
    Day(
        "97530 with 97164 now",
        (L("97530", minutes=15), L("97164")),
        why="NCCI 97530/97164: the second row is void (9)",
    ),
    Day(
        "97530 with 97750 on the last day before the gap",
        TASKS_AND_TEST,
        (flagged(2, "TH301"),),
        date="20191231",
        why="NCCI 97530/97750 has an earlier row, 1, deleted 2019-12-31",
    ),
    Day(
        "97530 with 97750 in the gap",
        TASKS_AND_TEST,
        date="20200309",
        why="re-opened pairs came back on 2020-10-01 (AOTA, APTA notices)",
        reading="the day of return is inferred from association notices",
    ),
    Day(
        "97530 with 97750 from 2020-10-01",
        TASKS_AND_TEST,
        (flagged(2, "TH301"),),
        date="20201001",
        why="NCCI 97530/97750, 1, active",
    ),
    Day(
        "97530 with 97533 on the last day",
        tasks_with("97533"),
        (flagged(2, "TH301"),),
        date="20211231",
        why="NCCI 97530/97533, 1, deleted 2021-12-31",
    ),
    Day(
        "97530 with 97533 the day after",
        tasks_with("97533"),
        date="20220101",
        why="NCCI 97530/97533, 1, deleted 2021-12-31",
    ),
    Day(
        "97530 with 97535 on the last day",
        tasks_with("97535"),
        (flagged(2, "TH301"),),
        date="20211231",
        why="NCCI 97530/97535, 1, second row deleted 2021-12-31",
    ),
    Day(
        "97530 with 97535 the day after, and 59",
        (L("97530", "GP:59", minutes=15), L("97535", minutes=15)),
        (flagged(1, "TH303", "info"),),
        date="20220101",
        why="the edit ended 2021-12-31, so nothing asks for 59",
    ),
    Day(
        "97530 with 97535 in the gap",
        tasks_with("97535"),
        date="20200309",
        why="the first row ended 2019-12-31, the second came with the quarter of 2020-10-01",
        reading="the day of return is inferred from association notices",
    ),
]

OWN_EDITS = [
    Day(
        "97530 with 97140, Blue Cross, and the log says separate",
        (L("97530", minutes=15, separate="Y"), L("97140", minutes=15, separate="Y")),
        (corrected(1, "TH301", "59"),),
        filing="BL",
        why="a payer other than Medicare: needed, 59, on 97530 (contract)",
    ),
    Day(
        "97530 with 97140, Medicaid",
        tasks_with("97140"),
        (flagged(1, "TH301"),),
        filing="MC",
        why="a payer other than Medicare: needed, 59, on 97530 (contract)",
    ),
    Day(
        "97530 with 97140, Medicare Advantage",
        tasks_with("97140"),
        (flagged(1, "TH301"),),
        filing="16",
        why="the plan's own edits are not Medicare's; without a profile the default holds",
    ),
    Day(
        "97530 with 97116, a commercial payer",
        tasks_with("97116"),
        filing="CI",
        why="NCCI 97530/97116 ended 2019-12-31, and no payer's own edit is known",
    ),
]

EVIDENCE = [
    Day(
        "97530 is given before and after 97750",
        (L("97530", units=2), L("97750", block="10:10-10:25")),
        (corrected(2, "TH301", "59"),),
        rows=(
            log_row("97530", block="10:00-10:10", line="1"),
            log_row("97530", block="10:25-10:40", line="1"),
        ),
        why="NCCI 97530/97750, 1; CMS: blocks may be split, distinct minutes are evidence",
    ),
    Day(
        "97750 begins before the first block of 97530 has ended",
        (L("97530", units=2), L("97750", block="10:05-10:20", separate="Y")),
        (flagged(2, "TH301"), flagged(2, "TH109", "warning")),
        rows=(
            log_row("97530", block="10:00-10:10", line="1", separate_service="Y"),
            log_row("97530", block="10:25-10:40", line="1", separate_service="Y"),
        ),
        why="the same minutes cannot be distinct, whatever the log says; and one therapist gave "
        "five minutes twice",
    ),
    Day(
        "97750 has no times",
        (L("97530", units=2, block="10:00-10:23"), L("97750", minutes=15)),
        (flagged(2, "TH301"),),
        why="blocks of one line alone show nothing",
    ),
]
