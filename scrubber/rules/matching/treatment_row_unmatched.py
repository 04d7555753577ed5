"""A row of the treatment log cannot be used.

A row counts only if it names one service line: by line control number, else by claim and line
number, else by claim, date and procedure. A row for no line, for two, or with a cell that cannot be
read is left aside, and the line it meant stays without that evidence.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    Given,
    Source,
    Tables,
    UnmatchedRow,
    flags,
    passes,
    rule,
)

ROW = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530", "minutes": "23"}


@rule(
    "CL102",
    corrects_as="advice",
    severity="warning",
    evidence="The treatment log.",
    sources=[Source("House rule: README, treatment log", checked="2026-11-21")],
    examples=[
        flags(
            "SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(rows=(ROW,)),
            name="the claim has no such procedure",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(rows=(ROW,)),
            name="two lines fit",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(rows=({**ROW, "minutes": "23 or so"},)),
            name="minutes that are no number",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(rows=(ROW, {**ROW, "claim_id": "C99"})),
            name="no such claim in the file",
        ),
        passes("SV1*HC:97530:GP*100*UN*2***1~", given=Given(rows=(ROW,)), name="one line fits"),
    ],
)
def check(unmatched: UnmatchedRow, tables: Tables) -> Findings:
    """One finding for each row that is left aside."""
    row, claim = unmatched.row, unmatched.claim
    yield Finding(
        message=f"row {row.number} of the treatment log is not used: {unmatched.reason}",
        claim=claim,
        claim_id=row.claim_id,
        evidence=(
            f"{row.procedure or 'no procedure'} on {row.service_date or 'no readable date'}",
        ),
    )
