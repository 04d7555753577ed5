"""The discrepancies of a file, grouped for a person to read.

Of each group the first few are kept, so that a file with a million findings costs no more.
"""

from dataclasses import dataclass, field

from scrubber.discrepancies.record import Discrepancy
from scrubber.findings import Action, CorrectionClass, Severity

SHOWN = 12


def continues(first: Discrepancy, later: Discrepancy) -> bool:
    """Whether a record is a further change of the finding that began with `first` (SV104, then
    SV102)."""
    return (
        later.action is Action.CORRECTED
        and first.action is Action.CORRECTED
        and (first.rule, first.segment) == (later.rule, later.segment)
        and first.element != later.element
        and first.message == later.message
    )


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

    def add(self, finding: Discrepancy) -> Item | None:
        """Count one more finding; its item, if it is among those that are kept."""
        self.total += 1
        claim_id = finding.claim_id or ""
        if claim_id != self.last_claim:
            self.claims += 1
            self.last_claim = claim_id
            if len(self.first_claims) < SHOWN:
                self.first_claims.append(claim_id)
        if len(self.items) == SHOWN:
            return None
        item = Item(finding)
        self.items.append(item)
        return item

    def merge(self, later: "Group") -> None:
        """Take in the group of a later part of the file."""
        goes_on = later.first_claims[0] == self.last_claim
        self.items = (self.items + later.items)[:SHOWN]
        self.total += later.total
        self.claims += later.claims - goes_on
        self.first_claims = (self.first_claims + later.first_claims[goes_on:])[:SHOWN]
        self.last_claim = later.last_claim


@dataclass(slots=True)
class Digest:
    """Collects discrepancies in file order.

    `left` are the rules whose findings are left to a person; of those that hold a claim, the rules
    that a word on record settles. `_last` is the first record of the finding before, `_last_item`
    its item if that is kept.
    """

    corrected: dict[str, Group] = field(default_factory=dict)
    held: dict[str, Group] = field(default_factory=dict)
    to_decide: dict[str, Group] = field(default_factory=dict)
    not_evaluable: dict[str, Group] = field(default_factory=dict)
    told: dict[str, Group] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    _last: Discrepancy | None = field(default=None, init=False, compare=False)
    _last_item: Item | None = field(default=None, init=False, compare=False)

    @property
    def needs_person(self) -> bool:
        """Whether something is left for a person to do."""
        return bool(self.left or self.held)

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next record."""
        if self._last is None or not continues(self._last, discrepancy):
            if discrepancy.needs_person and (
                discrepancy.action is not Action.HELD
                or discrepancy.correction_class is CorrectionClass.ATTESTED
            ):
                self.left.add(discrepancy.rule)
            self._last = discrepancy
            self._last_item = self._group(discrepancy).add(discrepancy)
        if self._last_item and discrepancy.after is not None:
            change = (discrepancy.element or "", discrepancy.before or "", discrepancy.after)
            self._last_item.changes.append(change)

    def merge(self, later: "Digest") -> None:
        """Take in the digest of the transaction set that follows; it is not to be used any more.

        The same as adding the set's records here, since no finding goes on in another set.
        """
        for groups, others in (
            (self.corrected, later.corrected),
            (self.held, later.held),
            (self.to_decide, later.to_decide),
            (self.not_evaluable, later.not_evaluable),
            (self.told, later.told),
        ):
            for rule, group in others.items():
                if rule in groups:
                    groups[rule].merge(group)
                else:
                    groups[rule] = group
        self.left |= later.left

    def _group(self, discrepancy: Discrepancy) -> Group:
        groups = self._groups(discrepancy)
        group = groups.get(discrepancy.rule)
        if group is None:
            group = groups[discrepancy.rule] = Group(discrepancy.rule)
        return group

    def _groups(self, discrepancy: Discrepancy) -> dict[str, Group]:
        match discrepancy.action:
            case Action.CORRECTED:
                return self.corrected
            case Action.HELD:
                return self.held
            case Action.NOT_EVALUABLE:
                return self.not_evaluable
            case Action.FLAGGED:
                return self.told if discrepancy.severity is Severity.INFO else self.to_decide
