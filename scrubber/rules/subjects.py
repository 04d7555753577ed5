"""What rules outside the treatment day look at."""

from dataclasses import dataclass
from decimal import Decimal

from scrubber.claims import Claim, ServiceLine


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A modifier that a rule wanted to add to a line without a free slot."""

    line: ServiceLine
    modifier: str
    rule: str


@dataclass(frozen=True, slots=True)
class ReviewedClaim:
    """A claim as it came and as the corrections have left it."""

    before: Claim
    after: Claim
    unplaced: tuple[Unplaced, ...]

    @property
    def charge_change(self) -> Decimal:
        """By how much the corrections have changed the line charges, in dollars."""
        lines = zip(self.before.lines, self.after.lines, strict=True)
        return sum(
            (
                a.charge - b.charge
                for b, a in lines
                if a.charge is not None and b.charge is not None
            ),
            Decimal(),
        )
