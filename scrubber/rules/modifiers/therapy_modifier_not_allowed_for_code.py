"""The code is not one of that discipline.

Evaluations belong to one discipline: physical therapy's take GP alone, occupational therapy's GO,
speech-language pathology's GN; with another modifier the payer returns the line. For other codes a
discipline that they are not usually given under is only a warning, and where it is possible but
doubtful only told. Code or modifier is wrong, and a person must say which.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    listed,
    passes,
    rendering,
    rule,
)


@rule(
    "TH208",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    figures=["cms/therapy_codes"],
    denial=Denial(carc="4", category="A7", status="453"),
    sources=[
        Source(
            "CMS CR 10176, codes of one discipline, as told by postacuteadvisor.blr.com 2017-08-23",
            checked="2026-11-21",
        )
    ],
    examples=[
        flags("SV1*HC:97161:GO*100*UN*1***1~", name="a PT evaluation with GO"),
        flags(
            "SV1*HC:97166:GP*100*UN*1***1~",
            given=rendering("225X00000X"),
            name="an OT evaluation with GP",
        ),
        flags("SV1*HC:92523:GP*100*UN*1***1~", name="a speech evaluation with GP"),
        flags("SV1*HC:97140:GN*45*UN*1***1~", name="a code that is not usual under that plan"),
        flags(
            "SV1*HC:97530:GN*100*UN*2***1~",
            given=rendering("235Z00000X"),
            name="possible under a speech plan, and doubtful",
        ),
        passes("SV1*HC:97161:GP*100*UN*1***1~", name="a PT evaluation with GP"),
        passes("SV1*HC:97530:GO*100*UN*2***1~", name="a code of several disciplines"),
        passes("SV1*HC:97153:GP*100*UN*1***1~", name="nothing is known of the code's disciplines"),
        passes("SV1*HC:97161*100*UN*1***1~", name="a missing modifier is another rule's finding"),
        passes("SV1*HC:97161:GP:GO*100*UN*1***1~", name="two of them are another rule's finding"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line whose one discipline modifier its code does not take."""
    for line in day.therapy_lines:
        code = line.code
        if code is None or not code.allowed_modifiers or len(set(line.disciplines)) != 1:
            continue
        modifier, doubtful = line.disciplines[0], code.doubtful_modifiers
        if modifier in code.allowed_modifiers and modifier not in doubtful:
            continue
        allowed = listed([each for each in code.allowed_modifiers if each not in doubtful], "or")
        place = line.line.modifier_place(modifier)
        if code.only_modifier:
            message = f"{line.line.procedure} takes {allowed} alone, not {modifier}"
            yield found(line, place, message)
        else:
            message = f"{line.line.procedure} is not usual under {modifier}"
            severity = Severity.INFO if modifier in doubtful else Severity.WARNING
            yield found(line, place, message).because(f"usual: {allowed}").at(severity)
