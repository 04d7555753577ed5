"""The daily note: TH501 (says nothing of skilled care), TH503 (the same text on another date).

A 97530 note names the activity, its function and the help that was needed: LCD language at second
hand (L33631 and L34049 were not seen themselves). The weak phrases are those of the articles.
"""

from dataclasses import replace

from tests.golden.harness import BEN, C, Day, L, Verdict, flagged

THIN = (flagged(1, "TH501"),)
TRANSFERS = (
    "Sit to stand transfers from a low chair to improve safe toileting at home, contact guard "
    "assist, verbal cueing for hand placement."
)
STAIRS = (
    "Instructed in carrying a laundry basket on stairs to return to housework, minimal assist and "
    "tactile cues at the trunk."
)
SHELF = "Facilitated reaching to an overhead shelf for dressing, moderate assist at the elbow."
ANY_LINE = "what is asked of a note is asked of every therapy line that has one"


def noted(
    note: str, verdict: tuple[Verdict, ...] = THIN, why: str = "", reading: str = "", **line: str
) -> Day:
    """A quarter hour of 97530, unless `line` says otherwise, and its note."""
    given = {"procedure": "97530", **line}
    return Day(
        f"{given['procedure']}: {note}",
        (L(minutes=15, note=note, **given),),  # type: ignore[arg-type]
        verdict,
        why=why,
        reading=reading,
    )


NOTES = [
    noted("Therapeutic activities completed.", why="weak: that it was done and no more"),
    noted("Functional activities performed as tolerated.", why="weak: no activity is named"),
    noted("Patient tolerated treatment well.", why="weak: nothing of what was done"),
    noted("TOLERATED WELL", why="weak, in capitals too"),
    noted("Continue plan of care.", why="weak: nothing of the day"),
    noted("Same as previous visit.", why="weak: the mark of a copied note"),
    noted("Independent with transfers.", why="weak: no need for a therapist's skill"),
    noted("Monitored on stairs.", why="weak: watching is not one-on-one help"),
    noted(
        "Strengthening of both legs, 3 sets of 10.",
        why="exercise without a task points to 97110",
        reading="a 97530 note that names no activity, function or help is thin without any weak "
        "phrase in it",
    ),
    noted(
        "Hot pack to the lower back, then massage.",
        why="passive: not 97530",
        reading="a 97530 note that names no activity, function or help is thin without any weak "
        "phrase in it",
    ),
    noted(TRANSFERS, (), "activity, function and help"),
    noted(STAIRS, (), "activity, function and help"),
    noted(SHELF, (), "activity, function and help"),
    noted(
        f"{TRANSFERS} Tolerated well.",
        (),
        "activity, function and help are there",
        "a weak phrase beside skilled detail is no lack of it",
    ),
    noted(
        "Strengthening with verbal cueing for form, 3 sets of 10.",
        (),
        "97110 is exercise, and the cueing is skilled",
        procedure="97110",
    ),
    noted(
        "Exercises done, tolerated well.",
        why="weak: nothing of what was done",
        reading=ANY_LINE,
        procedure="97110",
    ),
    Day("no note", (L("97530", minutes=15),), why="no note on record is no thin note"),
    Day(
        "a weak phrase on the claim's line",
        (L("97530", minutes=15, line_note="TOLERATED WELL"),),
        why="NTE*ADD is not the daily note",
        reading="only the log's note is the daily note",
    ),
    Day(
        "a thin note, a commercial payer",
        (L("97530", minutes=15, note="Therapeutic activities completed."),),
        THIN,
        filing="CI",
        why="no payer pays for what the record does not show",
    ),
    Day(
        "one thin note of two",
        (L("97530", minutes=15, note=TRANSFERS), L("97535", minutes=15, note="Tolerated well.")),
        (flagged(2, "TH501"),),
        why="each line has a note of its own",
        reading=ANY_LINE,
    ),
]

LATER = C("C2", date="20260311")
SAME = (L("97530", minutes=15, note=TRANSFERS), L("97530", minutes=15, note=TRANSFERS, claim="C2"))
CLONED = (flagged(2, "TH503"),)


def second(note: str, **line: str) -> tuple[L, L]:
    """The note of SAME, and another on a second claim."""
    given = {"procedure": "97530", **line}
    return SAME[0], L(minutes=15, note=note, claim="C2", **given)  # type: ignore[arg-type]


CLONES = [
    Day("the same note on a later date", SAME, CLONED, claims=(LATER,), why="a copied note"),
    Day("another note on a later date", second(STAIRS), claims=(LATER,), why="its own text"),
    Day(
        "the same words, other case, spaces and stops",
        second(TRANSFERS.upper().replace(",", " ,").replace(".", "")),
        CLONED,
        claims=(LATER,),
        why="the text is compared without case, spaces and punctuation",
    ),
    Day(
        "the same note but for a number",
        (
            L("97530", minutes=15, note=f"{TRANSFERS} 5 trials."),
            L("97530", minutes=15, note=f"{TRANSFERS} 8 trials.", claim="C2"),
        ),
        claims=(LATER,),
        why="a count is a finding of the day",
        reading="numbers are part of the text",
    ),
    Day(
        "the same note twice on one date",
        (SAME[0], replace(SAME[1], charge=51)),
        why="one date may be written up twice",
    ),
    Day(
        "one note for two codes of a date",
        (L("97530", minutes=15, note=TRANSFERS), L("97535", minutes=15, note=TRANSFERS)),
        why="the note of the visit",
    ),
    Day(
        "two patients with the same note",
        SAME,
        claims=(C("C2", patient=BEN, date="20260311"),),
        why="the same patient is asked for",
        reading="a text that goes from patient to patient is not looked for",
    ),
    Day(
        "three dates",
        (*SAME, L("97530", minutes=15, note=TRANSFERS, claim="C3")),
        (*CLONED, flagged(3, "TH503")),
        claims=(LATER, C("C3", date="20260313")),
        why="each later line repeats an earlier one",
    ),
    Day(
        "the later date comes first in the file",
        SAME,
        CLONED,
        claims=(C("C1", date="20260311"), C("C2", date="20260309")),
        why="the finding stands on the later line in file order",
    ),
    Day(
        "two transaction sets",
        SAME,
        CLONED,
        claims=(C("C2", date="20260311", set=2),),
        why="anywhere in the file",
    ),
    Day(
        "another code",
        second(TRANSFERS, procedure="97535"),
        CLONED,
        claims=(LATER,),
        why="a note is copied whatever is billed with it",
    ),
    Day(
        "two lines of the later date",
        (*SAME, L("97535", minutes=15, note=TRANSFERS, claim="C2")),
        (*CLONED, flagged(3, "TH503")),
        claims=(LATER,),
        why="both lines repeat what stands on the first date",
    ),
    Day(
        "the first one is void",
        SAME,
        claims=(C("C1", frequency="8"), LATER),
        why="a void claim bills nothing",
    ),
    Day(
        "thin and copied",
        (
            L("97530", minutes=15, note="Therapeutic activities completed, tolerated well."),
            L(
                "97530",
                minutes=15,
                note="therapeutic activities completed - tolerated well",
                claim="C2",
            ),
        ),
        (*THIN, flagged(2, "TH501"), *CLONED),
        claims=(LATER,),
        why="one does not take the other's place",
    ),
]
