"""More timed units are billed for a day than the payer takes.

A payer may cap the units of a patient and day, for each discipline or for all that a patient had,
over the codes that it lists. What is above is denied as beyond the benefit. The units may have been
given, so nothing is changed: which of them are billed, to whom, or whether the payer is asked
first, is for a person. Lines of a discipline that is not settled, over several days, or without
whole units are not counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from scrubber.rules.kit import (
    Cue,
    DailyCap,
    Denial,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    count,
    flags,
    found,
    listed,
    passes,
    rule,
)

CAPPED = Given(claim_filing="BL", payer_name="ANTHEM BCBS")
FIVE = "SV1*HC:97110:GP*150*UN*3***1~SV1*HC:97112:GP*90*UN*2***1~"


@rule(
    "TH110",
    corrects_as="advice",
    severity="warning",
    cue=Cue.PAYER_CAP,
    evidence="The claims of the day; the cap stands in the payer's profile (`scrubber payers`).",
    figures=["cms/therapy_codes"],
    denial=Denial(carc="119"),
    sources=[
        Source("Anthem provider news, frequency editing, from 2021-04-01", checked="2026-11-21"),
        Source(
            "New York Workers' Compensation Board, as told by jtnylaw.com", checked="2026-11-21"
        ),
    ],
    examples=[
        flags(FIVE, given=CAPPED, name="5 units of a discipline, and the payer takes 4"),
        flags("SV1*HC:97110:GP*250*UN*5***1~", given=CAPPED, name="one line is over by itself"),
        flags(
            "SV1*HC:97110*150*UN*3***1~SV1*HC:97112*90*UN*2***1~",
            given=CAPPED,
            name="the therapist's taxonomy settles the discipline",
        ),
        flags(
            "SV1*HC:97530:GP*250*UN*5***1~SV1*HC:97110:GO*200*UN*4***1~",
            given=Given(claim_filing="WC", payer_name="NYSIF"),
            name="a cap over all that the patient had",
        ),
        passes(
            "SV1*HC:97110:GP*100*UN*2***1~SV1*HC:97112:GP*90*UN*2***1~",
            given=CAPPED,
            name="exactly as many as the payer takes",
        ),
        passes(
            "SV1*HC:97110:GP*150*UN*3***1~SV1*HC:97112:GO*90*UN*2***1~",
            given=CAPPED,
            name="another discipline counts by itself",
        ),
        passes(
            "SV1*HC:97110:GP*150*UN*3***1~SV1*HC:97530:GP*90*UN*2***1~",
            given=CAPPED,
            name="97530 is not among the codes that the payer lists",
        ),
        passes(
            FIVE,
            given=Given(date="20210331", claim_filing="BL", payer_name="ANTHEM BCBS"),
            name="the day before the cap began",
        ),
        passes(
            FIVE.replace("***1~", "***1~DTP*472*D8*20260310~", 1),
            given=CAPPED,
            name="two days",
        ),
        passes(
            "SV1*HC:97530:GP*250*UN*5***1~SV1*HC:97150:GP*200*UN*4***1~",
            given=Given(claim_filing="WC", payer_name="NYSIF"),
            name="a code that is not timed does not count where none is listed",
        ),
        passes(FIVE, given=Given(claim_filing="BL"), name="a payer without a cap"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that counts toward a cap which the day passes."""
    for cap in day.payer.caps_on(day.date):
        for lines in chain.from_iterable(
            _counted_together(lines, cap) for lines in day.billed_together
        ):
            units = sum(line.line.units or 0 for line in lines)
            if units <= cap.units:
                continue
            per = "a day and discipline" if cap.per == "discipline" else "a day and patient"
            doubt = "" if cap.confirmed else " (unconfirmed)"
            told = f"{count(units, 'unit')}: {listed([_told(line) for line in lines])}"
            for line in lines:
                yield found(
                    line,
                    line.line.quantity_place,
                    f"the day's {count(units, 'unit')} pass the payer's cap of {cap.units} "
                    f"{per}{doubt}",
                ).because(
                    f"{day.payer.title}: {cap.source}, from {cap.valid_from}{doubt}",
                    told,
                )


def _counted_together(
    billed_together: Iterable[TreatmentLine], cap: DailyCap
) -> list[list[TreatmentLine]]:
    """The lines that a cap counts: in one group, or in one for each discipline."""
    groups: dict[str, list[TreatmentLine]] = defaultdict(list)
    for line in billed_together:
        named = line.line.hcpcs in cap.procedures and not line.line.spans_days
        if line.line.units is not None and (named if cap.procedures else line.is_timed):
            groups[line.discipline_modifier if cap.per == "discipline" else cap.per].append(line)
    return [lines for group, lines in groups.items() if group]


def _told(line: TreatmentLine) -> str:
    return (
        f"{line.line.units} of {line.line.procedure} on claim {line.claim.claim_id} "
        f"line {line.line.number}"
    )
