"""A therapy assistant stands as the rendering provider.

Assistants cannot bill Medicare: their services go under the therapist who supervises them, with CQ
or CO. Who that was the claim does not say, so a person must put the therapist there.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    flags,
    found,
    passes,
    rendering,
    rule,
)

LINE = "SV1*HC:97530:GP:CQ*100*UN*2***1~"


@rule(
    "TH209",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    evidence="Taxonomy (PRV) of the rendering provider.",
    figures=["nucc/therapy_taxonomy"],
    denial=Denial(carc="185"),
    sources=[
        Source("42 CFR 410.59, 410.60: assistants work under a therapist", checked="2026-11-21"),
        Source("NUCC Health Care Provider Taxonomy 25.1", checked="2026-11-21"),
    ],
    examples=[
        flags(LINE, given=rendering("225200000X"), name="a PTA renders for Medicare"),
        flags(
            "SV1*HC:97530:GO:CO*100*UN*2***1~",
            given=rendering("224Z00000X"),
            name="an OTA renders for Medicare",
        ),
        passes(LINE, name="the physical therapist renders, and CQ says who helped"),
        passes(
            LINE,
            given=Given(taxonomy="225200000X", claim_filing="CI"),
            name="a payer that is not known to refuse it",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each therapy line that an assistant renders, where the payer refuses that."""
    if day.payer.assistant_may_render:
        return
    for line in day.therapy_lines:
        if line.rendered_by_assistant:
            message = f"the rendering provider is an assistant ({line.role})"
            yield found(line, line.line.procedure_place, message).because(
                f"taxonomy {line.rendering.taxonomy}; NPI {line.rendering.npi or 'not given'}",
                "the line belongs under the supervising therapist",
                *(f"the treatment log names therapist {npi}" for npi in _others(line)),
            )


def _others(line: TreatmentLine) -> list[str]:
    return [npi for npi in line.evidence.therapists if npi != line.rendering.npi]
