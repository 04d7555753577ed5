"""Guide errors in our own words.

pyx12's name values that are masked (`len("*") = 4 > 3`), and elements by the guide's texts.
"""

import re

from scrubber.conformance.guide import GuideError

MISSING = "3"
SEGMENT = {
    "1": "is no segment of the guide",
    "2": "is not expected here",
    MISSING: "is missing",
    "4": "begins a loop that stands more often than the guide allows",
    "5": "stands more often than the guide allows",
    "8": "is empty",
    "HL1": "does not count on from the level before it (HL01)",
    "HL2": "names no level above it (HL02)",
    "LX": "does not count on from the line before it (LX01)",
    "SEG1": "has blanks before it, or separators after its last element",
}
ELEMENT = {
    "1": "is required",
    "2": "is required beside what else is there",
    "3": "is one element too many",
    "4": "is too short",
    "5": "is too long",
    "6": "has a form or a character that does not belong there",
    "7": "is none of the codes that belong there",
    "8": "is no date",
    "9": "is no time",
    "10": "is not used there",
}
WORDS = {"segment": SEGMENT, "element": ELEMENT}
"""By the error's code: that of IK304 or IK403, or pyx12's own."""
_LENGTH = re.compile(r"= (?P<length>\d+) (?P<than>[<>]) (?P<limit>\d+)")


def guide_error_told(error: GuideError) -> str:
    """`HI02-1 is too long: 4 characters, at most 3`; pyx12's text where there are no words.

    Of a missing loop the segment is named that begins it.
    """
    subject = error.element or error.segment_id or "a segment"
    words = WORDS.get(error.level, {}).get(error.code)
    if words is None:
        return f"{subject}: {error.message}"
    if error.level == "segment" and error.code == MISSING and error.loop:
        return f"{subject} {words} in loop {error.loop}"
    length = _LENGTH.search(error.message)
    if length is None:
        return f"{subject} {words}"
    bound = "most" if length["than"] == ">" else "least"
    return f"{subject} {words}: {length['length']} characters, at {bound} {length['limit']}"
