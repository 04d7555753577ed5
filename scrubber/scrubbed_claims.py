"""The judged claims of a file as they go out: what outlives a run keeps of them."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, Self


class ScrubbedLine(NamedTuple):
    """A service line after its corrections. Texts alone, so that millions can be kept aside.

    `service_date`: YYYY-MM-DD, empty where there is none. `modifiers`: joined by `:`. `pool`:
    PT_SLP or OT where it counts toward Medicare's therapy threshold, else empty; then `allowed` is
    the estimate in dollars and `at_most` the most that it may be (see Allowed).
    """

    line: str
    line_control_number: str
    service_date: str
    procedure: str
    modifiers: str
    units: str
    charge: str
    pool: str
    allowed: str
    at_most: str

    def __repr__(self) -> str:
        """Which it is of its claim: the rest is patient data."""
        return f"ScrubbedLine({self.line})"


class ScrubbedClaim(NamedTuple):
    """A claim after its corrections, with its lines.

    `segment`: the 1-based one of its CLM, as `claim_segment` of a Discrepancy. `replaces`: REF*F8,
    the payer's number of the claim that a frequency 7 or 8 replaces or takes back. `held`: left out
    of the corrected file.
    """

    segment: int
    claim_id: str
    frequency: str
    replaces: str
    member_id: str
    payer_id: str
    billing_npi: str
    held: bool
    lines: tuple[ScrubbedLine, ...]

    @classmethod
    def of_plain(cls, values: Sequence[Any]) -> Self:
        """The claim whose values, and those of its lines, were kept aside without their names."""
        *claim, lines = values
        return cls._make([*claim, tuple(map(ScrubbedLine._make, lines))])

    def __repr__(self) -> str:
        """Where it stands: a claim is patient data."""
        return f"ScrubbedClaim(segment={self.segment}, lines={len(self.lines)})"


class Claims(Protocol):
    """What keeps the judged claims of a file, in file order."""

    def take(self, claims: list[ScrubbedClaim]) -> None:
        """Take those of the set that comes next."""

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""
