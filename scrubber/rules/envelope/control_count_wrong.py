"""An envelope segment's count or control number does not match what it closes.

SE01, GE01 and IEA01 count what lies inside; SE02, GE02 and IEA02 repeat the number of the segment
that opened it; ISA elements have fixed widths. A receiver may reject the whole file for one of
them. Nothing is changed: a wrong count may mean that something was lost on the way.
"""

from scrubber.rules.kit import (
    ControlCheck,
    ControlFault,
    Finding,
    Findings,
    Source,
    Tables,
    count,
    flags,
    passes,
    rule,
)

COUNTED = {"SE": "segment", "GE": "transaction set", "IEA": "functional group"}


@rule(
    "EN101",
    corrects_as="advice",
    severity="error",
    evidence="The envelope segments of the file.",
    sources=[Source("ASC X12.5 and X12.6 control segments", checked="2026-11-21")],
    examples=[
        flags("SE*99*0001~", name="SE01 counts segments that are not there"),
        flags("SE*1*0002~", name="SE02 is not ST02"),
        flags("GE*2*1~", name="GE01 counts two sets where there is one"),
        flags("IEA*1*000000009~", name="IEA02 is not ISA13"),
        passes("IEA*1*1~", name="leading zeros are no difference"),
    ],
)
def check(envelope: ControlCheck, tables: Tables) -> Findings:
    """One finding for each check that the reader saw fail."""
    name, found, expected = envelope.place.name, envelope.found, envelope.expected
    match envelope.fault:
        case ControlFault.COUNT:
            inside = COUNTED[envelope.place.segment.id]
            message = (
                f"{name} counts {found or 'nothing'}, and it closes {count(int(expected), inside)}"
            )
        case ControlFault.NUMBER:
            message = f"{name} is {found or 'empty'}, and the number that it closes is {expected}"
        case ControlFault.WIDTH:
            message = f"{name} is {count(int(found), 'character')} wide instead of {expected}"
    yield Finding(message=message, place=envelope.place)
