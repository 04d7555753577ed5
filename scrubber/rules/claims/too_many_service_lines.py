"""The claim has more service lines than a claim may have.

A professional claim has room for 50 service lines (loop 2400); a file with more is returned, or the
lines beyond are lost. How to part them is the office's to say: the days of each claim together,
each with its own number and total. Nothing is changed.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    ReceivedClaim,
    Source,
    Tables,
    flags,
    passes,
    rule,
)

LINE = "SV1*HC:97110:GP:59*1*UN*1***1~"
AT_MOST = 50
"""Of the examples; the rule takes it from cms/claim_figures."""


@rule(
    "CL109",
    corrects_as="advice",
    severity="error",
    figures=["cms/claim_figures"],
    only_rows={"cms/claim_figures": {"figure": "service_lines"}},
    sources=[Source("ASC X12N/005010X222A1 loop 2400: at most 50", checked="2026-11-21")],
    examples=[
        flags(LINE * (AT_MOST + 1), name="51 lines"),
        passes(LINE * AT_MOST, name="50 lines"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding for a claim with too many lines."""
    claim, most = received.claim, received.figure("service_lines")
    if most is not None and len(claim.lines) > most:
        message = f"{len(claim.lines)} service lines, and a claim has room for {most}"
        yield Finding(message=message, place=claim.number_place, claim=claim)
