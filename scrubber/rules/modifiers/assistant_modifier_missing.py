"""An assistant gave the service, and the line lacks CQ or CO.

Where an assistant gave more than a tenth of a service apart from the therapist, Medicare pays 85
percent and wants CQ (under a PT plan) or CO (under an OT plan). Of a timed code each unit is looked
at: whole quarter hours are whose they are; from 2022 the last unit is the therapist's who has 8
minutes of it.
Adding the modifier lowers what is paid, so recorded assistant minutes are enough where the line's
discipline is settled. Units with and without it belong on two lines: splitting one is left to a
person.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    assistant_units,
    corrects,
    count,
    day_fees,
    flags,
    found,
    listed,
    passes,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
WITH_CQ = "SV1*HC:97530:GP:CQ*100*UN*2***1~"


@rule(
    "TH206",
    corrects_as="repair",
    severity="error",
    cue=Cue.ASSISTANT,
    evidence="minutes and assistant_minutes in the treatment log.",
    figures=["cms/therapy_figures", "cms/unit_methods", "cms/modifiers"],
    only_rows={
        "cms/therapy_figures": {
            "figure": (
                "assistant_de_minimis",
                "assistant_payment",
                "therapist_part_of_final_unit",
            )
        }
    },
    sources=[
        Source("CMS billing examples using CQ/CO modifiers", checked="2026-11-21"),
        Source("SSA 1834(v): 85 percent from 2022-01-01", checked="2026-11-21"),
    ],
    examples=[
        corrects(
            LINE,
            WITH_CQ,
            given=Given(minutes=(30,), assistant_minutes=(30,)),
            name="an assistant alone",
        ),
        corrects(
            "SV1*HC:97530:GO*100*UN*2***1~",
            "SV1*HC:97530:GO:CO*100*UN*2***1~",
            given=Given(taxonomy="225X00000X", minutes=(30,), assistant_minutes=(28,)),
            name="under an OT plan it is CO",
        ),
        corrects(
            "SV1*HC:97530*50*UN*1***1~",
            "SV1*HC:97530:GP:CQ*50*UN*1***1~",
            given=Given(minutes=(15,), assistant_minutes=(9,)),
            name="GP comes first, then CQ",
        ),
        corrects(
            "SV1*HC:97150:GP*40*UN*1***1~",
            "SV1*HC:97150:GP:CQ*40*UN*1***1~",
            given=Given(minutes=(40,), assistant_minutes=(5,)),
            name="an untimed code: 5 of 40 minutes are more than a tenth",
        ),
        flags(
            LINE,
            given=Given(minutes=(30,), assistant_minutes=(15,)),
            name="one unit each: two lines",
        ),
        flags(LINE, given=Given(assistant_minutes=(15,)), name="the line's minutes are missing"),
        flags(
            "SV1*HC:97530*100*UN*2***1~",
            given=Given(taxonomy="208100000X", minutes=(30,), assistant_minutes=(30,)),
            name="CQ or CO depends on a plan of care that is not known",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(taxonomy="225X00000X", minutes=(30,), assistant_minutes=(30,)),
            name="GP, and an occupational therapist renders: CQ or CO is not settled",
        ),
        flags(
            "SV1*HC:97597*100*UN*1***1~",
            given=Given(minutes=(30,), assistant_minutes=(30,)),
            name="a code that is only sometimes therapy, without GP: CQ would stand alone",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~NTE*ADD*PATIENT CAME 30 MINUTES LATE~",
            given=Given(assistant_minutes=(30,)),
            name="minutes among other words say nothing of the service",
        ),
        flags(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(minutes=(40,), assistant_minutes=(30,)),
            name="one unit is billed of 40 minutes, and it may be the therapist's 10",
        ),
        corrects(
            "SV1*HC:97530:GP*50*UN*1***1~",
            "SV1*HC:97530:GP:CQ*50*UN*1***1~",
            given=Given(date="20211231", minutes=(13,), assistant_minutes=(5,)),
            name="until 2021 the therapist's 8 minutes did not settle the last unit",
        ),
        passes(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(date="20220101", minutes=(13,), assistant_minutes=(5,)),
            name="from 2022 they do",
        ),
        passes(
            "SV1*HC:97150:GP*40*UN*1***1~",
            given=Given(minutes=(40,), assistant_minutes=(4,)),
            name="a tenth is not more than a tenth",
        ),
        passes(
            LINE,
            given=Given(minutes=(30,), assistant_minutes=(7,)),
            name="the therapist has 8 minutes of the last unit",
        ),
        passes(WITH_CQ, given=Given(minutes=(30,), assistant_minutes=(30,)), name="CQ is there"),
        passes(
            LINE,
            given=Given(date="20191231", minutes=(30,), assistant_minutes=(30,)),
            name="before CQ began",
        ),
        passes(
            LINE,
            given=Given(claim_filing="CI", minutes=(30,), assistant_minutes=(30,)),
            name="a payer that is not known to want it",
        ),
        passes(
            "SV1*HC:92507:GN*100*UN*1***1~",
            given=Given(taxonomy="235Z00000X", minutes=(30,), assistant_minutes=(30,)),
            name="no assistant modifier under a speech plan",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with units that an assistant gave and no assistant modifier."""
    wanted_from = day.payer.assistant_modifier_from
    if wanted_from is None or day.date is None or day.date < wanted_from:
        return
    assisted = [line for line in day.therapy_lines if line.evidence.assistant_minutes]
    if not assisted:
        return
    fees = day_fees(day, tables)
    for line in assisted:
        given = line.evidence.assistant_minutes or 0
        modifiers = line.assistant_modifiers
        if not modifiers or line.used_with_role("assistant"):
            continue
        modifier = listed(modifiers, "or")
        finding = found(line, line.line.next_modifier_place, f"lacks {modifier}")
        minutes = line.evidence.minutes
        source = line.evidence.statement
        if minutes is None or not minutes.sure:
            noted = ", but for a free-text note with other words" if minutes else ""
            yield finding.because(
                f"{count(given, 'assistant minute')}: {source}",
                f"the minutes of the whole service are not on record{noted}",
            )
            continue
        if not minutes.source.startswith(source):
            source = f"{source}; of the whole service {minutes.source}"
        finding = finding.because(
            f"{given} of {count(minutes.value, 'minute')} were an assistant's: {source}"
        )
        units = assistant_units(line, tables)
        if units and not units.with_assistant:
            continue
        if units is None:
            yield finding.because(_unclear(line.line.units))
            continue
        finding = finding.costing(fees.assistant_reduction(line, units.with_assistant))
        if unsettled := _unsettled(day, line):
            yield finding.because(unsettled)
        elif units.without:
            yield finding.because(
                f"to be split: {count(units.with_assistant, 'unit')} with {modifier}, "
                f"{units.without} without"
            )
        else:
            of_all = f"that is all of {count(units.with_assistant, 'unit')}"
            yield finding.because(of_all).append(modifier)


def _unsettled(day: TreatmentDay, line: TreatmentLine) -> str:
    """Why it is open whose plan of care the line is under; empty where the modifier of its
    discipline stands on the line, or TH201 adds it."""
    code, modifier = line.code, line.discipline_modifier
    if line.contradicts_provider or not modifier:
        return "whose plan of care it is has to be settled first"
    required = code and code.always_therapy and day.payer.wants_therapy_modifier(day.date)
    if line.disciplines or (required and code and modifier in code.allowed_modifiers):
        return ""
    return f"it goes beside {modifier}, which the line lacks"


def _unclear(billed: int | None) -> str:
    if billed is None:
        return "SV104 counts no whole units, so it is not clear which were the assistant's"
    return f"of {count(billed, 'unit')} it is not clear which were the assistant's"
