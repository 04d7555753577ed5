"""What rules outside the treatment day look at."""

from decimal import Decimal

from scrubber.claims import Claim, ServiceLine
from scrubber.value_class import value_class


@value_class()
class Unplaced:
    """A modifier that a rule wanted to add to a line without a free slot."""

    line: ServiceLine
    modifier: str
    rule: str


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
