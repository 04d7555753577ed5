"""A therapy line lacks its discipline modifier.

A payer that wants GP, GO or GN returns the line without it. The modifier states the plan of care,
so only the rendering therapist's own taxonomy settles it, and only where the code may carry that
modifier. A physician, a chiropractor, a clinic, an assistant or no taxonomy at all leaves it to a
person.
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
    corrects,
    flags,
    found,
    listed,
    passes,
    rendering,
    rule,
)


@rule(
    "TH201",
    corrects_as="repair",
    severity="error",
    cue=Cue.BILLED,
    evidence="Taxonomy (PRV) of the rendering provider: line, else claim, else billing provider.",
    figures=["cms/therapy_codes", "nucc/therapy_taxonomy", "cms/modifiers"],
    denial=Denial(carc="4", category="A7", status="453"),
    sources=[
        Source("CMS CR 10176 (transmittal 3814), effective 2018-01-01", checked="2026-11-21"),
        Source("NUCC Health Care Provider Taxonomy 25.1", checked="2026-11-21"),
    ],
    examples=[
        corrects(
            "SV1*HC:97530*100*UN*2***1~",
            "SV1*HC:97530:GP*100*UN*2***1~",
            name="a physical therapist's line gets GP",
        ),
        corrects(
            "SV1*HC:97530:59*100*UN*2***1~",
            "SV1*HC:97530:59:GO*100*UN*2***1~",
            given=rendering("225X00000X"),
            name="an occupational therapist's line gets GO after what stands",
        ),
        corrects(
            "SV1*HC:92507*100*UN*1***1~",
            "SV1*HC:92507:GN*100*UN*1***1~",
            given=Given(taxonomy="235Z00000X", claim_filing="CI"),
            name="every payer wants it unless its profile says otherwise",
        ),
        corrects(
            "SV1*HC:97530*100*UN*2***1~",
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(date="20190901", claim_filing="CI", payer_name="UNITEDHEALTHCARE"),
            name="the first day on which the payer wants it",
        ),
        flags(
            "SV1*HC:97530*100*UN*2***1~",
            given=rendering("208100000X"),
            name="a physician's plan of care is not known",
        ),
        flags(
            "SV1*HC:97530*100*UN*2***1~",
            given=rendering("225200000X"),
            name="an assistant settles nothing",
        ),
        flags("SV1*HC:97530*100*UN*2***1~", given=rendering(""), name="no taxonomy"),
        flags(
            "SV1*HC:97161*100*UN*1***1~",
            given=rendering("225X00000X"),
            name="a code for GP alone, rendered by an occupational therapist",
        ),
        passes(
            "SV1*HC:97530:GO*100*UN*2***1~",
            given=rendering("225X00000X"),
            name="GO is there",
        ),
        passes(
            "SV1*HC:97530*100*UN*2***1~",
            given=Given(date="20190831", claim_filing="CI", payer_name="UNITEDHEALTHCARE"),
            name="the day before the payer wants it",
        ),
        passes("SV1*HC:97597*100*UN*1***1~", name="a code that is only sometimes therapy"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each always-therapy line without a discipline modifier."""
    if not day.payer.wants_therapy_modifier(day.date):
        return
    for line in day.therapy_lines:
        if not line.disciplines and line.code and line.code.always_therapy:
            allowed = list(line.code.allowed_modifiers)
            finding = found(line, line.line.next_modifier_place, f"lacks {listed(allowed, 'or')}")
            taxonomy, modifier = line.rendering.taxonomy, line.taxonomy_modifier
            if not modifier:
                yield finding.because(_unsettled(line))
            elif modifier not in allowed:
                yield finding.because(
                    f"{line.line.procedure} takes {listed(allowed, 'or')}, "
                    f"and the rendering provider's ({line.role}) is {modifier}"
                )
            else:
                finding = finding.because(f"rendering provider's taxonomy {taxonomy}: {modifier}")
                yield finding.append(modifier)


def _unsettled(line: TreatmentLine) -> str:
    provider = line.rendering
    if not provider.taxonomy:
        return "the rendering provider has no taxonomy, so whose plan of care it is stays open"
    role = f" ({line.role})" if line.role else ""
    return f"taxonomy {provider.taxonomy}{role} is no therapist's: whose plan of care is it?"
