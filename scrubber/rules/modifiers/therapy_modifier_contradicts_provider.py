"""The discipline modifier is not the one of the rendering therapist.

GP, GO and GN state the plan of care. A physical therapist treats under a PT plan, an occupational
therapist under an OT plan; a line that says otherwise counts toward the wrong threshold. Either
the modifier or the rendering provider is wrong, and a person must say which.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rendering,
    rule,
)


@rule(
    "TH202",
    corrects_as="advice",
    severity="warning",
    cue=Cue.BILLED,
    figures=["nucc/therapy_taxonomy", "cms/modifiers"],
    sources=[
        Source("CMS CR 10176 (transmittal 3814), effective 2018-01-01", checked="2026-11-21"),
        Source("NUCC Health Care Provider Taxonomy 25.1", checked="2026-11-21"),
    ],
    examples=[
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=rendering("225X00000X"),
            name="GP on an occupational therapist's line",
        ),
        passes("SV1*HC:97530:GP*100*UN*2***1~", name="GP on a physical therapist's line"),
        passes(
            "SV1*HC:97530:GO*100*UN*2***1~",
            given=rendering("208100000X"),
            name="a physician may work under any plan",
        ),
        passes(
            "SV1*HC:97530:GP:GO*100*UN*2***1~",
            given=rendering("225X00000X"),
            name="two of them are another rule's finding",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with a single discipline modifier that is not the therapist's."""
    for line in day.therapy_lines:
        expected = line.taxonomy_modifier
        if not expected or expected in line.disciplines:
            continue
        if len(set(line.disciplines)) == 1:
            stated = line.disciplines[0]
            yield found(
                line,
                line.line.modifier_place(stated),
                f"{stated} contradicts the rendering provider",
            ).because(f"rendering provider's taxonomy {line.rendering.taxonomy}: {expected}")
