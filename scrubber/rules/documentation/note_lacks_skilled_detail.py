"""The daily note does not show what made the service skilled.

A reviewer pays 97530 on what the note shows: the activity, the function that it is for, and the
assistance or cueing that took a therapist. Words such as "tolerated well" show none of it. Only a
note in the treatment log is looked at, by a short list of words; it is a hint for the writer, and
nothing here is ever written into a note.
"""

from collections.abc import Mapping

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
    listed,
    passes,
    phrase_kinds,
    phrases_in,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
GOOD_NOTE = (
    "Standing reach and transfer training to improve safe toileting, moderate verbal cueing and "
    "contact guard. Tolerated well."
)
ELEMENTS = {
    "activity": "the activity",
    "function": "the function that it is for",
    "assistance": "the assistance or cueing",
}
COUNTS_FOR = {"measure": "function"}
OFF_CODE = {
    "passive": "a passive treatment, which is not this code's",
    "exercise": "exercise without a task, which points to another code",
}


@rule(
    "TH501",
    corrects_as="advice",
    severity="warning",
    cue=Cue.NOTE,
    evidence="The note in the treatment log.",
    figures=["house/note_phrases"],
    denial=Denial(carc="50"),
    sources=[
        Source("CGS Medicare, daily note elements (cope9460)", checked="2026-11-21"),
        Source("pt-management.com 2018 on the 97530 coverage determinations", checked="2026-11-21"),
        Source("Articles 000, 001 and 002 on documentation", checked="2026-11-21"),
    ],
    examples=[
        flags(
            LINE,
            given=Given(notes=("Therapeutic activities completed. Patient tolerated well.",)),
            name="no activity, no function, no assistance",
        ),
        flags(
            LINE,
            given=Given(notes=("Sit to stand transfers with moderate assist, 3 sets.",)),
            name="what the activity is for is missing",
        ),
        flags(
            LINE,
            given=Given(notes=("Strengthening and range of motion to improve dressing, cueing.",)),
            name="exercise without a task",
        ),
        flags(
            LINE,
            given=Given(
                notes=("Reaching tasks in a group to improve grooming, with verbal cueing.",)
            ),
            name="a group is not one-on-one",
        ),
        flags(
            "SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(notes=("Same as previous visit, continue plan of care.",)),
            name="another code: weak words and nothing else",
        ),
        passes(
            LINE,
            given=Given(notes=(GOOD_NOTE,)),
            name="activity, function and assistance; weak words besides do no harm",
        ),
        passes(
            "SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(notes=("Knee extension 3 x 10 with 2 kg, full range.",)),
            name="another code: nothing weak",
        ),
        passes(LINE, name="no note, nothing said"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each noted line whose note lacks an element of its code, or is weak."""
    for line in day.therapy_lines:
        note, procedure = line.evidence.note, line.line.procedure
        if not note:
            continue
        phrases = phrases_in(note, procedure, day.date, tables)
        expected = set(phrase_kinds(procedure, day.date, tables).values())
        shown = {COUNTS_FOR.get(kind, kind) for kind in phrases}
        missing = [kind for kind in ELEMENTS if kind in expected - shown]
        reasons = _reasons(phrases, missing)
        if missing or reasons:
            elements = [ELEMENTS[kind] for kind in missing]
            message = f"the note does not show {listed(elements)}" if elements else "a weak note"
            finding = found(line, line.line.procedure_place, message)
            yield finding.because(*reasons, f"note in {line.evidence.statement}")


def _reasons(phrases: Mapping[str, list[str]], missing: list[str]) -> list[str]:
    """What else the note says against itself; weak words count where nothing strong stands by."""
    reasons = []
    strong = set(phrases) & (ELEMENTS.keys() | COUNTS_FOR.keys())
    if "weak" in phrases and (missing or not strong):
        reasons.append(f"says nothing by itself: {_quoted(phrases['weak'])}")
    if "activity" in missing:
        reasons += [
            f"{_quoted(phrases[kind])}: {meaning}"
            for kind, meaning in OFF_CODE.items()
            if kind in phrases
        ]
    if "several_patients" in phrases:
        reasons.append(f"{_quoted(phrases['several_patients'])}: was the time one-on-one?")
    return reasons


def _quoted(phrases: list[str]) -> str:
    return ", ".join(f'"{phrase}"' for phrase in phrases)
