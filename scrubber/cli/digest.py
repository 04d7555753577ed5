"""The discrepancies of a file, grouped for a person to read.

Of each group the first few are kept, so that a file with a million findings costs no more.
"""

from dataclasses import dataclass, field

from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action, Severity

SHOWN = 12


@dataclass(slots=True)
class Item:
    """A finding with all that it changed."""

    first: Discrepancy
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """The findings of one rule and outcome: the first few, and how many there are.

    A claim's findings follow each other, so its number is counted when it changes.
    """

    rule: str
    items: list[Item] = field(default_factory=list)
    total: int = 0
    claims: int = 0
    first_claims: list[str] = field(default_factory=list)
    last_claim: str | None = None

    def count(self, claim_id: str) -> None:
        """One more finding, of this claim."""
        self.total += 1
        if claim_id != self.last_claim:
            self.claims += 1
            self.last_claim = claim_id
            if len(self.first_claims) < SHOWN:
                self.first_claims.append(claim_id)


class Digest:
    """Collects discrepancies in file order."""

    def __init__(self) -> None:
        self.corrected: dict[str, Group] = {}
        self.held: dict[str, Group] = {}
        self.to_decide: dict[str, Group] = {}
        self.not_evaluable: dict[str, Group] = {}
        self.told: dict[str, Group] = {}
        self.left: set[str] = set()
        """The rules whose findings are left to a person, those that hold a claim aside."""
        self._last: Item | None = None

    @property
    def needs_person(self) -> bool:
        """Whether something is left for a person to do."""
        return bool(self.left or self.held)

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next record."""
        if discrepancy.needs_person and discrepancy.action is not Action.HELD:
            self.left.add(discrepancy.rule)
        if self._continues(discrepancy):
            self._change(discrepancy)
            return
        group = self._group(discrepancy)
        group.count(discrepancy.claim_id or "")
        self._last = Item(discrepancy)
        self._change(discrepancy)
        if len(group.items) < SHOWN:
            group.items.append(self._last)

    def _continues(self, discrepancy: Discrepancy) -> bool:
        """Whether it is a further change of the finding before it (SV104, then SV102)."""
        last = self._last.first if self._last else None
        return (
            last is not None
            and discrepancy.action is Action.CORRECTED
            and last.action is Action.CORRECTED
            and (last.rule, last.segment) == (discrepancy.rule, discrepancy.segment)
            and last.element != discrepancy.element
            and last.message == discrepancy.message
        )

    def _change(self, discrepancy: Discrepancy) -> None:
        if self._last and discrepancy.after is not None:
            change = (discrepancy.element or "", discrepancy.before or "", discrepancy.after)
            self._last.changes.append(change)

    def _group(self, discrepancy: Discrepancy) -> Group:
        match discrepancy.action, discrepancy.severity:
            case Action.CORRECTED, _:
                groups = self.corrected
            case Action.HELD, _:
                groups = self.held
            case Action.NOT_EVALUABLE, _:
                groups = self.not_evaluable
            case _, Severity.INFO:
                groups = self.told
            case _:
                groups = self.to_decide
        return groups.setdefault(discrepancy.rule, Group(discrepancy.rule))
