"""What rules outside the treatment day look at."""

from dataclasses import dataclass

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
    unplaced: tuple[Unplaced, ...] = ()
