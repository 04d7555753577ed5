"""The 999: where a transaction set does not follow its guide (005010X231A1).

A set that is read is processed whatever is wrong with it, so it is accepted with errors and not
rejected. One that is no 837P is passed through unchecked: it is answered only where it shares a
group with one that is, and then as rejected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scrubber.acknowledgments.answer import Answer
from scrubber.acknowledgments.implementation_errors import (
    ELEMENT_ERRORS,
    GROUP_CODES,
    SET_CODES,
    SegmentError,
    segment_error,
)
from scrubber.acknowledgments.interchange_writer import (
    NO_NUMBER,
    UNKNOWN,
    Elements,
    InterchangeWriter,
    cut,
)
from scrubber.acknowledgments.standing import StandingFindings
from scrubber.x12 import Segment, TransactionSet

GUIDE = "005010X231A1"

CLAIMS = "HC"
"""AK101 of groups of claims."""

LONGEST_CLAIM_ID = 35
"""CTX01-2; what is longer is cut (X12 RFI 2293)."""
LONGEST_COPY = 99
"""IK404."""
SHORTEST_SET_NUMBER = 4
"""AK202."""
MOST_CODES = 5
"""IK502 to IK506, AK905 to AK909."""

SEGMENTS_IN_ERROR, GUIDE_ERRORS = "5", "I5"
"""IK502: segments break the standard; or only the guide, whose codes begin with I."""
NOT_SUPPORTED = "I6"
"""IK502: a guide that is not read."""

ACCEPTED, WITH_ERRORS, REJECTED, IN_PART = "A", "E", "R", "P"
"""IK501, AK901."""


@dataclass
class _SetAnswer:
    """AK2 to IK5 of one set."""

    header: Segment
    codes: set[str] = field(default_factory=set)
    errors: list[SegmentError] = field(default_factory=list)

    @property
    def acknowledgment(self) -> str:
        """IK501."""
        if NOT_SUPPORTED in self.codes:
            return REJECTED
        return WITH_ERRORS if self.codes else ACCEPTED


class ImplementationAnswer(Answer):
    """999 of each group that has an 837P in it."""

    def __init__(self, writer: InterchangeWriter, findings: StandingFindings) -> None:
        super().__init__(writer, findings)
        self._sets: list[_SetAnswer] = []

    def receive(self, received: TransactionSet) -> None:
        """Note the set's errors."""
        answer = _SetAnswer(received.header)
        if received.is_837p:
            self._note(received, answer)
        else:
            answer.codes.add(NOT_SUPPORTED)
        self._sets.append(answer)

    def end_group(self, gs: Segment, ge: Segment) -> None:
        """Write the 999 of the group."""
        sets, self._sets = self._sets, []
        if any(answer.acknowledgment != REJECTED for answer in sets):
            self.writer.transaction_set("999", GUIDE, self._body(gs, ge, sets))

    def _note(self, received: TransactionSet, answer: _SetAnswer) -> None:
        """The errors of an 837P set, and what they mean for the whole set."""
        first = received.header.number
        found = [
            finding
            for finding in self.findings.between(first, first + received.segment_count)
            if finding.rule.startswith(("X12-", "EN101"))
        ]
        named = {finding.segment for finding in found}
        by_number = {s.number: s for s in received.segments() if s.number in named} if named else {}
        for finding in found:
            if code := SET_CODES.get(finding.element or ""):
                answer.codes.add(code)
                continue
            segment = by_number[finding.segment or 0]
            error = segment_error(finding, segment, segment.number - first + 1)
            if error:
                answer.errors.append(error)
            of_guide = error is not None and error.code.startswith("I")
            answer.codes.add(GUIDE_ERRORS if of_guide else SEGMENTS_IN_ERROR)

    def _body(self, gs: Segment, ge: Segment, sets: Sequence[_SetAnswer]) -> Iterator[Elements]:
        yield "AK1", gs.code(1) or CLAIMS, gs.value(6) or NO_NUMBER, gs.code(8) or UNKNOWN
        for answer in sets:
            header = answer.header
            number = header.value(2) or NO_NUMBER.zfill(SHORTEST_SET_NUMBER)
            yield "AK2", header.value(1), number, header.code(3)
            yield from self._errors(answer.errors)
            yield "IK5", answer.acknowledgment, *sorted(answer.codes)[:MOST_CODES]
        found = [
            *self.findings.between(gs.number, gs.number + 1),
            *self.findings.between(ge.number, ge.number + 1),
        ]
        codes = sorted({GROUP_CODES[e] for f in found if (e := f.element or "") in GROUP_CODES})
        said = [answer.acknowledgment for answer in sets]
        yield (
            *("AK9", _group_acknowledgment(said, codes)),
            *(ge.value(1) if ge.value(1).isdecimal() else str(len(sets)), str(len(sets))),
            *(str(len(sets) - said.count(REJECTED)), *codes[:MOST_CODES]),
        )

    def _errors(self, errors: Sequence[SegmentError]) -> Iterator[Elements]:
        """IK3 with its CTX of each error of a segment, or of all those in its elements, and these
        as IK4."""
        for (_, in_elements), alike in groupby(sorted(errors, key=_order), key=_order):
            noted = list(alike)
            for error in noted[:1] if in_elements else noted:
                code = ELEMENT_ERRORS if in_elements else error.code
                yield "IK3", error.segment_id, str(error.position), error.loop, code
                claim_id = cut(error.claim_id, LONGEST_CLAIM_ID)
                # A number that cannot be repeated as it is counts as not known (X12 RFI 2293).
                if claim_id and self.writer.in_character_set(claim_id):
                    yield "CTX", ("CLM01", claim_id)
            for error in noted if in_elements else ():
                copy = error.copy if self.writer.in_character_set(error.copy) else ""
                yield "IK4", error.element, "", error.code, cut(copy, LONGEST_COPY)


def _order(error: SegmentError) -> tuple[int, bool]:
    return error.position, bool(error.element)


def _group_acknowledgment(said: Sequence[str], codes: Sequence[str]) -> str:
    """AK901. A group of which nothing is accepted gets no 999."""
    if REJECTED in said:
        return IN_PART
    return WITH_ERRORS if codes or WITH_ERRORS in said else ACCEPTED
