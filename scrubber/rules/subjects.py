"""What rules outside the treatment day look at."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import takewhile

from scrubber.claims import Claim, ClaimText, ServiceLine
from scrubber.claims.models import PROVIDER_ROLES, SERVICE_LINE
from scrubber.claims.segment_meanings import NPI
from scrubber.conformance import GuideError
from scrubber.lazy import lazy
from scrubber.tables import ClaimFigure
from scrubber.treatment import Namesake
from scrubber.value_class import value_class
from scrubber.x12 import Place, Segment
from scrubber.x12.envelope import segments


@value_class(slots=False)
class ReceivedClaim:
    """A claim as it came.

    `written_on` is the day on which its transaction set says that it was made, `figures` are those
    of cms/claim_figures on that day. `namesake`: an earlier claim of the file with the same number.
    """

    claim: Claim
    text: ClaimText
    written_on: date | None
    figures: Mapping[str, ClaimFigure]
    namesake: Namesake | None

    def figure(self, name: str) -> int | None:
        """A figure by its name; None where none is on record."""
        row = self.figures.get(name)
        return row.amount if row else None

    @lazy
    def segments(self) -> list[Segment]:
        """Its segments from CLM on."""
        text = self.text
        return list(segments(text.text, text.number, text.offset, text.delimiters))

    @lazy
    def head(self) -> list[Segment]:
        """Those before its first service line."""
        return list(takewhile(lambda segment: segment.id not in SERVICE_LINE, self.segments))

    @lazy
    def npi_places(self) -> dict[str, tuple[str, Place]]:
        """Where each NPI stands first in loops 2310 and 2420, and what that provider is."""
        places: dict[str, tuple[str, Place]] = {}
        for segment in self.segments:
            if segment.id == "NM1" and segment.code(8) == NPI:
                role = PROVIDER_ROLES.get(segment.code(1), "provider")
                places.setdefault(segment.value(9), (role, Place(segment, 9)))
        return places


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
