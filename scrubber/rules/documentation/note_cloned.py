"""The same note stands for another date of the patient.

A note that repeats an earlier one word for word documents neither day: reviewers take it as copied.
Case, spacing and punctuation make no difference; notes of a few words are not compared.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
)

FIRST = "SV1*HC:97530:GP*100*UN*2***1~"
SECOND = "SV1*HC:97530:GP*100*UN*2***1~DTP*472*D8*20260311~"
NOTE = "Reaching tasks at counter height to improve cooking, verbal cueing."


@rule(
    "TH503",
    corrects_as="advice",
    severity="warning",
    cue=Cue.SAME_NOTE,
    evidence="The notes in the treatment log.",
    denial=Denial(carc="50"),
    sources=[Source("Article 000: cloned notes among the causes of denial", checked="2026-11-21")],
    examples=[
        flags(FIRST + SECOND, given=Given(notes=(NOTE, NOTE)), name="word for word two days later"),
        flags(
            FIRST + SECOND,
            given=Given(notes=(NOTE, f"{NOTE.upper()}  ")),
            name="capitals and blanks are no difference",
        ),
        passes(
            FIRST + SECOND,
            given=Given(notes=(NOTE, f"{NOTE} Less cueing than on Monday.")),
            name="the second day has its own words",
        ),
        passes(
            FIRST + "SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(notes=(NOTE, NOTE)),
            name="one day's note on two lines",
        ),
        passes(
            FIRST + SECOND,
            given=Given(notes=("Seen as planned.", "Seen as planned.")),
            name="too few words to be called a copy",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line whose note an earlier line of another date has."""
    for line in day.therapy_lines:
        if line.history.same_note:
            message = "the note is word for word that of another date"
            yield found(line, line.line.procedure_place, message).because(
                f"first on {line.history.same_note}", f"note in {line.evidence.statement}"
            )
