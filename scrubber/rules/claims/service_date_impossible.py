"""A line's service date cannot be right.

It lies after the day on which the file says that it was made (BHT04 or GS04, whichever is later),
it is no date of the calendar, there is none, or its range ends before it begins. A payer returns
what has not happened yet. The file's own day stands for today, so that the same file always gives
the same answer; where the file does not say it, no date is too late.
"""

from scrubber.rules.kit import (
    Denial,
    Finding,
    Findings,
    ReceivedClaim,
    Source,
    Tables,
    flags,
    passes,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"


@rule(
    "CL108",
    corrects_as="advice",
    severity="error",
    denial=Denial(carc="110", category="A7", status="187"),
    sources=[
        Source("ASC X12N/005010X222A1 DTP*472: required, D8 or RD8", checked="2026-11-21"),
        Source("NGS CEDI, top 277CA edits: A7 187", checked="2026-11-22"),
        Source("CARC 110, as denialcodeguide.com tells it", checked="2026-11-22"),
    ],
    examples=[
        flags(LINE + "DTP*472*D8*20260311~", name="the day after the file was made"),
        flags(LINE + "DTP*472*D8*20260230~", name="30 February"),
        flags(LINE + "DTP*472*RD8*20260309-20260302~", name="a range that runs backwards"),
        flags(LINE + "DTP*472*RD8*20260309-20260311~", name="a range that runs on after the file"),
        passes(LINE + "DTP*472*D8*20260310~", name="the day on which it was made"),
        passes(LINE + "DTP*472*RD8*20260302-20260309~", name="a range before it"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding for each line whose date cannot be right."""
    claim, made = received.claim, received.written_on
    for line in claim.lines:
        first, last = line.service_date, line.last_date
        if not line.date_text:
            message = "has no service date (DTP*472)"
        elif first is None or last is None:
            message = f"{line.date_text} is no service date"
        elif last < first:
            message = f"{line.date_text} ends before it begins"
        elif made and last > made:
            message = f"{last} is after {made}, the day on which the file was made"
        else:
            continue
        yield Finding(message=message, place=line.procedure_place, claim=claim, line=line)
