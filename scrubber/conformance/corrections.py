"""Whether corrections break the guide: claims read by pyx12 as they came and as they would go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from scrubber.claims import ClaimText
from scrubber.conformance.excerpt import interchange_of_claim
from scrubber.conformance.guarded import GuardedGuide
from scrubber.conformance.guide import GuideCheckFailed
from scrubber.x12 import Segment, TransactionSet, splice


class Conformance(StrEnum):
    """How far pyx12 is asked: not at all, of a sample of the corrected claims, of all there is."""

    OFF = "off"
    CHANGED = "changed"
    FULL = "full"


SAMPLE = 500
"""As many corrected claims are checked where not all are: four seconds of pyx12."""


class Broken(NamedTuple):
    """A claim that the corrections of these rules break, and the error that it had not."""

    rules: tuple[str, ...]
    error: str


class CorrectedClaim(NamedTuple):
    """A corrected claim in an interchange of its own, as it came and as it goes; `offset`: of its
    CLM in the file."""

    offset: int
    rules: tuple[str, ...]
    before: bytes
    after: bytes

    @classmethod
    def of(
        cls,
        transaction_set: TransactionSet,
        claim: ClaimText,
        changes: Iterable[tuple[Segment, Segment]],
        rules: Iterable[str],
    ) -> "CorrectedClaim":
        """From the claim's text and the segments that were changed."""
        after = splice(claim.text, claim.offset, changes)
        return cls(
            claim.offset,
            tuple(sorted(rules)),
            interchange_of_claim(transaction_set, claim, claim.text),
            interchange_of_claim(transaction_set, claim, after),
        )


@dataclass(slots=True)
class Opinion:
    """What pyx12 says of transaction sets and corrected claims: how many there were, how many of
    them it read, and the claims that are broken, by the offset of their CLM. Adds up."""

    corrected: int = 0
    checked: int = 0
    broken: dict[int, Broken] = field(default_factory=dict)
    sets: int = 0
    sets_read: int = 0

    def add(self, other: "Opinion") -> None:
        """Add another."""
        self.corrected += other.corrected
        self.checked += other.checked
        self.broken |= other.broken
        self.sets += other.sets
        self.sets_read += other.sets_read

    def check(self, claims: Iterable[CorrectedClaim], guide: GuardedGuide) -> None:
        """Have claims read. One that pyx12 cannot read is not checked."""
        for claim in claims:
            try:
                before, after = guide.errors(claim.before), guide.errors(claim.after)
            except GuideCheckFailed:
                continue
            self.checked += 1
            if new := sorted(set(after) - set(before)):
                where = new[0].element or new[0].segment_id
                self.broken[claim.offset] = Broken(claim.rules, f"{where}: {new[0].message}")


class Sample:
    """At most so many corrected claims of a file, spread over all rules and over the file.

    Of each rule every n-th claim is kept, n doubling when there are too many.
    """

    def __init__(self, most: int = SAMPLE) -> None:
        self._most = most
        self._by_rule: dict[str, _Thinned] = {}

    def take(self, claims: Iterable[CorrectedClaim]) -> None:
        """Take the next claims of the file."""
        for claim in claims:
            for rule in claim.rules:
                self._by_rule.setdefault(rule, _Thinned(2 * self._most)).add(claim)

    def claims(self) -> list[CorrectedClaim]:
        """The chosen ones: each rule has an equal share, and what is left over goes to any."""
        chosen: dict[int, CorrectedClaim] = {}
        by_rule = sorted(self._by_rule.values(), key=len)
        shares = [*range(len(by_rule), 0, -1), *[1] * len(by_rule)]
        for left, thinned in zip(shares, by_rule * 2, strict=True):
            others = [claim for claim in thinned.claims if claim.offset not in chosen]
            share = (self._most - len(chosen)) // left
            chosen |= {claim.offset: claim for claim in _spread(others, share)}
        return list(chosen.values())


def sample(claims: Iterable[CorrectedClaim]) -> list[CorrectedClaim]:
    """Of one transaction set's corrected claims, those that a file's sample could need."""
    chosen = Sample()
    chosen.take(claims)
    return sorted(chosen.claims(), key=attrgetter("offset"))


class _Thinned:
    """Every n-th of what is added."""

    def __init__(self, most: int) -> None:
        self.claims: list[CorrectedClaim] = []
        self._most = most
        self._step = 1
        self._seen = 0

    def __len__(self) -> int:
        return len(self.claims)

    def add(self, claim: CorrectedClaim) -> None:
        if self._seen % self._step == 0:
            self.claims.append(claim)
            if len(self.claims) > self._most:
                self.claims = self.claims[::2]
                self._step *= 2
        self._seen += 1


def _spread(claims: Sequence[CorrectedClaim], most: int) -> Iterator[CorrectedClaim]:
    """As many as asked for, evenly."""
    count = min(most, len(claims))
    return (claims[at * len(claims) // count] for at in range(count))
