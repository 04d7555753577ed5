"""The therapy lines of a file as they go out: what outlives a run keeps of them."""

from typing import NamedTuple, Protocol


class ScrubbedLine(NamedTuple):
    """A therapy line after its corrections. Texts alone, so that millions can be kept aside.

    `claim_segment`: the 1-based segment of its CLM, as in a Discrepancy. `replaces`: REF*F8, the
    payer's number of the claim that a frequency 7 or 8 replaces or takes back. `service_date`:
    YYYY-MM-DD, empty where there is none. `modifiers`: joined by `:`. `held`: left out of the
    corrected file. `pool`: PT_SLP or OT where it counts toward Medicare's therapy threshold, else
    empty; then `allowed` is the estimate in dollars and `at_most` the most that it may be (see
    Allowed).
    """

    claim_segment: int
    claim_id: str
    frequency: str
    replaces: str
    member_id: str
    payer_id: str
    billing_npi: str
    line: str
    line_control_number: str
    service_date: str
    procedure: str
    modifiers: str
    units: str
    charge: str
    held: bool
    pool: str
    allowed: str
    at_most: str

    def __repr__(self) -> str:
        """Where it stands: a line is patient data."""
        return f"ScrubbedLine(claim at segment {self.claim_segment}, line {self.line})"


class Lines(Protocol):
    """What keeps the lines of a file, in file order."""

    def take(self, lines: list[ScrubbedLine]) -> None:
        """Take those of the set that comes next."""

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""
