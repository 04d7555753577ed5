"""Findings as the 999 names them: where, and by which code (005010X231A1).

It tells the run's findings on the envelope (EN101), and those of the guide check (X12-...).
"""

import re
from typing import NamedTuple

from scrubber.discrepancies import Discrepancy
from scrubber.x12 import Segment

SEGMENT_CODES = frozenset({"2", "3", "4", "5", "6", "7", "8", "I4", "I6", "I7", "I8", "I9"})
"""IK304 without 1: a segment id that no guide has makes the 999 an invalid one (X12 RFI 1257)."""
ELEMENT_CODES = frozenset(
    {*map(str, range(1, 11)), "12", "13", "I6", "I9", "I10", "I11", "I12", "I13"}
)
"""IK403. Checked 2026-11-22 in pyx12 4.0's map of the guide, as is IK304."""

LONGEST_LOOP = 4
"""IK303 (data element 447): of 2010AA and 2000B the first four characters."""

MISSING = frozenset({"3", "I6", "I7", "I8"})
"""IK304: the segment named is one that is not there."""
ELEMENT_ERRORS = "8"
"""IK304: the segment's errors are in its elements."""
PATTERN = "I12"
"""IK403: no value by the pattern that the guide asks for."""

SET_CODES = {"SE01": "4", "SE02": "3"}
"""IK502 by the element of SE that is wrong."""
GROUP_CODES = {"GE01": "5", "GE02": "4", "GS01": "1", "GS06": "6", "GS08": "2"}
"""AK905 by the element of GE or GS that is wrong."""
OUT_OF_ORDER = {"X12-HL1": 1, "X12-HL2": 2, "X12-LX": 1}
"""The guide check's rules on HL01, HL02 and LX01: the element."""
EMPTY_ELEMENTS = "X12-SEG1"
"""Its rule on element separators at a segment's end: no element of the segment is wrong."""

_RULE = re.compile("X12-(IK304|IK403)-(.+)")
_PLACE = re.compile("[A-Z][A-Z0-9]{1,2}?([0-9]{2})(?:-([0-9]{1,2}))?")
_MISSING_SEGMENT = re.compile(r"segment \d+: ([A-Z][A-Z0-9]{1,2}) is missing.*")
"""How it is told; the record has no other place for a segment that is not there."""


class SegmentError(NamedTuple):
    """What IK3 says of a segment, and with `element` (its place: element, component) IK4 of one of
    its elements.

    `position` counts from ST, which is 1. `copy`: the element as it is; `claim_id`: CLM01 of the
    claim that it is in.
    """

    position: int
    loop: str
    segment_id: str
    code: str
    element: tuple[str, ...] = ()
    copy: str = ""
    claim_id: str = ""


def segment_error(finding: Discrepancy, segment: Segment, position: int) -> SegmentError | None:
    """What IK3 and IK4 say of a finding on a segment; None where they cannot name what is wrong."""
    match = _RULE.fullmatch(finding.rule)
    kind, code = match.groups() if match else ("", "")
    at = (position, (finding.loop or "")[:LONGEST_LOOP])
    claim_id = finding.claim_id or ""
    if kind == "IK304" and code in SEGMENT_CODES:
        if code not in MISSING:
            return SegmentError(*at, segment.id, code, claim_id=claim_id)
        missing = _MISSING_SEGMENT.fullmatch(finding.message)
        return SegmentError(*at, missing[1], code, claim_id=claim_id) if missing else None
    place = _PLACE.fullmatch(finding.element or "")
    if kind == "IK403" and code in ELEMENT_CODES and place:
        element, component = int(place[1]), int(place[2]) if place[2] else None
        named = (str(element), str(component)) if component else (str(element),)
        copy = segment.value(element, component)
        return SegmentError(*at, segment.id, code, named, copy, claim_id)
    if number := OUT_OF_ORDER.get(finding.rule):
        copy = segment.value(number)
        return SegmentError(*at, segment.id, PATTERN, (str(number),), copy, claim_id)
    if finding.rule == EMPTY_ELEMENTS:
        return SegmentError(*at, segment.id, ELEMENT_ERRORS, claim_id=claim_id)
    return None
