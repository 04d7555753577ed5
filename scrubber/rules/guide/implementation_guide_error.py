"""The claim does not follow the 837P implementation guide, by pyx12's reading of it.

A payer's front end rejects such a file, set or claim before anyone looks at its services. pyx12 4
has the guide's map of loops, segments, elements and code lists; what it finds is told under the
code that a 999 would give it: X12-IK304-3 (a segment is missing), X12-IK403-7 (a code that the
guide does not have). It is asked with `--conformance full` and by `--ack 999`, and it may be
wrong: look before you change anything. X12-FAILED: it could not read a set, and nothing is known
of that.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    GuideOpinion,
    Place,
    Segment,
    Severity,
    Source,
    Tables,
    flags,
    guide_error_told,
    passes,
    rule,
)

KINDS = {"segment": "IK304", "element": "IK403"}
"""The element of a 999 that has the error's code."""
OWN_CODES = {"HL1", "HL2", "LX", "SEG1"}
"""Codes of pyx12's that a 999 does not have: levels and line numbers out of count, stray blanks."""


@rule(
    "X12",
    corrects_as="advice",
    severity="error",
    evidence="pyx12's map of ASC X12N 005010X222A1 (`--conformance full`).",
    sources=[
        Source("ASC X12N 005010X222A1, by the map of pyx12 4.0.0", checked="2026-11-22"),
        Source(
            "ASC X12N 005010X231A1 (999): codes of IK304, IK403, IK502, AK905", checked="2026-11-22"
        ),
    ],
    examples=[
        flags(
            "SV1*HC:97530:GP*100*XX*2***1~", name="a unit of measure that the guide does not have"
        ),
        flags("SV1*HC:97530:GP*100*UN****1~", name="a quantity that the guide requires"),
        flags("CLM*C1*100***11:B:1*Y*A*Y~", name="CLM09 is missing"),
        passes("SV1*HC:97530:GP*100*UN*2***1~", name="as the guide has it"),
    ],
)
def check(opinion: GuideOpinion, tables: Tables) -> Findings:
    """One finding for each of pyx12's errors, and one for a set that it could not read."""
    error, segment = opinion.error, opinion.segment
    if error is None:
        message = f"pyx12 could not check this transaction set: {opinion.failure}"
        yield (
            Finding(message, Place(segment, 0), code="FAILED").not_evaluable().at(Severity.WARNING)
        )
        return
    yield Finding(
        f"segment {segment.number}: {guide_error_told(error)}",
        _place(segment, error.element),
        opinion.claim,
        opinion.line,
        evidence=tuple(filter(None, (error.loop and f"loop {error.loop}", error.message))),
        code=error.code if error.code in OWN_CODES else f"{KINDS[error.level]}-{error.code}",
        loop=error.loop,
    )


def _place(segment: Segment, element: str) -> Place:
    """The place of `SV101-3`, or the whole segment where no element is named."""
    number, _, component = element.removeprefix(segment.id).partition("-")
    return Place(segment, int(number or 0), int(component) if component else None)
