"""What rules outside the treatment day look at."""

from decimal import Decimal

from scrubber.claims import Claim, ServiceLine
from scrubber.conformance import GuideError
from scrubber.value_class import value_class
from scrubber.x12 import Segment


@value_class()
class Unplaced:
    """A modifier that a rule wanted to add to a line without a free slot."""

    line: ServiceLine
    modifier: str
    rule: str


@value_class()
class GuideOpinion:
    """What pyx12 says of a segment, and the claim and line it is in; or why it says nothing of the
    transaction set that starts at the segment."""

    segment: Segment
    claim: Claim | None = None
    line: ServiceLine | None = None
    error: GuideError | None = None
    failure: str = ""


@value_class()
class ReviewedClaim:
    """A claim as it came and as the corrections have left it."""

    before: Claim
    after: Claim
    unplaced: tuple[Unplaced, ...]

    @property
    def charge_change(self) -> Decimal:
        """By how much the corrections have changed the line charges, in dollars."""
        if self.before is self.after:
            return Decimal()
        lines = zip(self.before.lines, self.after.lines, strict=True)
        return sum(
            (
                a.charge - b.charge
                for b, a in lines
                if a.charge is not None and b.charge is not None
            ),
            Decimal(),
        )
