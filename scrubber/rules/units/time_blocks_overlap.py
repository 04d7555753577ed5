"""One therapist's one-on-one time is given twice.

A timed code is one-on-one: no minute of a therapist can belong to two patients, or to two services
of one. Where the blocks of two lines overlap, the minutes of one of them are wrong, or another
person gave them. An assistant works under the therapist's number, so a block with assistant minutes
counts only where the treatment log names whose time it was.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    listed,
    passes,
    rule,
    shortened,
)

BOTH = "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~"


@rule(
    "TH109",
    corrects_as="advice",
    severity="warning",
    cue=Cue.TIME_TWICE,
    evidence="Start and end in the treatment log or a line note; therapist_npi in the log.",
    figures=["cms/therapy_codes"],
    sources=[
        Source("CMS Pub 100-04 chapter 5 section 20.2.C: one-on-one minutes", checked="2026-11-21"),
        Source("RehabAuthority settlement, as told by mednetconcepts.com", checked="2026-11-21"),
    ],
    examples=[
        flags(
            BOTH,
            given=Given(blocks=("10:00-10:30", "10:25-10:40")),
            name="10:25 to 10:30 stands on two lines",
        ),
        flags(
            BOTH,
            given=Given(
                blocks=("10:00-10:30", "10:15-10:30"), therapist_npi=("1245319599", "1245319599")
            ),
            name="the log names the same therapist for both",
        ),
        passes(
            BOTH,
            given=Given(blocks=("10:00-10:30", "10:30-10:45")),
            name="one begins when the other ends",
        ),
        passes(
            BOTH,
            given=Given(
                blocks=("10:00-10:30", "10:15-10:30"), therapist_npi=("1245319599", "1730251182")
            ),
            name="two therapists",
        ),
        passes(
            BOTH,
            given=Given(blocks=("10:00-10:30", "10:15-10:30"), assistant_minutes=(None, 15)),
            name="an assistant gave some of it, and nobody says whose time it was",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97150:GP*45*UN*1***1~",
            given=Given(blocks=("10:00-10:30", "10:15-10:45")),
            name="group time is not one-on-one",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line whose time earlier lines of the file have already."""
    for line in day.therapy_lines:
        overlaps = line.history.overlaps
        if overlaps:
            twice = dict.fromkeys(overlap.shared for overlap in overlaps)
            message = f"the therapist's time {listed(list(map(str, twice)))} is on another line too"
            told = [f"therapist {o.therapist}: also {o.booking.where}" for o in overlaps]
            yield found(line, line.line.quantity_place, message).because(*shortened(told))
