"""What pyx12 says of a transaction set, claim by claim."""

from bisect import bisect_right

from scrubber.claims import Claim, ClaimText, ServiceLine, build_claim, claims_of
from scrubber.conformance import GuardedGuide, GuideCheckFailed, set_errors
from scrubber.rules.subjects import GuideOpinion
from scrubber.x12 import Segment, TransactionSet


def guide_opinions(transaction_set: TransactionSet, guide: GuardedGuide) -> list[GuideOpinion]:
    """Its guide errors in file order, each with the claim and line it is in; or that there is no
    telling."""
    try:
        errors = set_errors(transaction_set, guide)
    except GuideCheckFailed as failure:
        return [GuideOpinion(transaction_set.header, failure=str(failure))]
    if not errors:
        return []
    around = transaction_set.isa, transaction_set.gs
    by_number = {segment.number: segment for segment in (*around, *transaction_set.segments())}
    claims = _Claims(transaction_set)
    opinions = []
    for error in sorted(errors, key=lambda error: error.segment):
        segment = by_number[error.segment]
        claim, line = claims.around(segment)
        opinions.append(GuideOpinion(segment, claim, line, error))
    return opinions


class _Claims:
    """The claims of a set, read where an error is in one."""

    def __init__(self, transaction_set: TransactionSet) -> None:
        self._texts = list(claims_of(transaction_set))
        self._read: dict[int, Claim] = {}

    def around(self, segment: Segment) -> tuple[Claim | None, ServiceLine | None]:
        """The claim that a segment is in, and the line; none in the levels above claims."""
        at = bisect_right(self._texts, segment.offset, key=lambda text: text.offset) - 1
        if at < 0 or not _holds(self._texts[at], segment):
            return None, None
        if at not in self._read:
            self._read[at] = build_claim(self._texts[at])
        claim = self._read[at]
        # A line begins with its LX, the segment before SV1.
        lines = [line for line in claim.lines if line.sv1.number - 1 <= segment.number]
        return claim, lines[-1] if lines else None


def _holds(text: ClaimText, segment: Segment) -> bool:
    return segment.offset < text.offset + len(text.text)
