"""The words of a result: what a rule finds, what it would change, and what became of that."""

from collections.abc import Iterable
from dataclasses import field, fields, replace
from decimal import Decimal
from enum import StrEnum
from typing import Self

from scrubber.claims import Claim, ServiceLine
from scrubber.value_class import value_class
from scrubber.x12 import Place, Segment


class Severity(StrEnum):
    """error: denied, or false as it stands; warning: a person should look; info: nothing to do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class CorrectionClass(StrEnum):
    """Who may correct: the tool by itself, the tool with a person's word on record, a person."""

    REPAIR = "repair"
    ATTESTED = "attested"
    ADVICE = "advice"


class Action(StrEnum):
    """What became of a finding."""

    CORRECTED = "corrected"
    FLAGGED = "flagged"
    HELD = "held"
    NOT_EVALUABLE = "not_evaluable"


@value_class()
class Source:
    """What says so, and the day on which that was last checked (YYYY-MM-DD)."""

    title: str
    checked: str

    def __str__(self) -> str:
        return f"{self.title} (checked {self.checked})"


@value_class()
class Denial:
    """The codes of the denial that a finding predicts: CARC, RARC, and of the 277CA category and
    status. Codes only: their texts are licensed."""

    carc: str | None = None
    rarc: str | None = None
    category: str | None = None
    status: str | None = None

    def __str__(self) -> str:
        """The codes there are: `CARC 151 CATEGORY A7 STATUS 476`."""
        codes = {field.name: getattr(self, field.name) for field in fields(self)}
        return " ".join(f"{name.upper()} {code}" for name, code in codes.items() if code)


MONEY = frozenset({("SV1", 2), ("CLM", 2)})
"""The elements that hold charges: segment id and element."""


@value_class()
class SetValue:
    """An element or component gets a value."""

    place: Place
    value: str


@value_class()
class AppendModifier:
    """A modifier takes the line's next free slot; those that stand keep their place."""

    sv1: Segment
    modifier: str


Change = SetValue | AppendModifier


@value_class()
class Finding:
    """What a rule says of one place of a claim, line or envelope.

    `changes` are proposals: the engine applies all of them or none. `support` is the evidence on
    record for an attested correction. `severity` and `action` override the rule's. `at_stake` is
    what the payer would not pay, where it is not the whole line of a rule that predicts a denial.
    `code` and `loop` are those of an implementation-guide error.
    """

    message: str
    place: Place | None = None
    claim: Claim | None = None
    line: ServiceLine | None = None
    evidence: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    support: str = ""
    severity: Severity | None = None
    action: Action | None = None
    claim_id: str = field(default="", repr=False)
    at_stake: "Stake | None" = None
    code: str = ""
    loop: str = ""

    def because(self, *evidence: str) -> Self:
        """With more evidence."""
        return replace(self, evidence=(*self.evidence, *filter(None, evidence)))

    def set(self, place: Place, value: str) -> Self:
        """Proposing that an element gets a value."""
        return replace(self, changes=(*self.changes, SetValue(place, value)))

    def append(self, modifier: str) -> Self:
        """Proposing that the line gets a modifier."""
        assert self.line is not None
        change = AppendModifier(self.line.sv1, modifier)
        return replace(self, changes=(*self.changes, change))

    def supported_by(self, evidence: str) -> Self:
        """With the evidence on record that lets an attested correction be applied."""
        return replace(self, support=evidence)

    def held(self) -> Self:
        """The claim must not go out as it is."""
        return replace(self, action=Action.HELD)

    def not_evaluable(self) -> Self:
        """Nothing can be said; never a pass."""
        return replace(self, action=Action.NOT_EVALUABLE)

    def costing(self, dollars: Decimal | None) -> Self:
        """With what is at stake by the fee schedule; None: the whole line."""
        return self if dollars is None else replace(self, at_stake=Stake(dollars, FEE_SCHEDULE))

    def at(self, severity: Severity) -> Self:
        """With another severity than the rule's."""
        return replace(self, severity=severity)


FEE_SCHEDULE, CHARGE = "fee schedule", "charge"


@value_class()
class Stake:
    """Dollars that a finding puts at risk: by Medicare's fee schedule, or the charge where it has
    no fee."""

    dollars: Decimal
    basis: str


def payment_at_stake(
    stakes: Iterable[tuple[bool, int | None, Decimal]],
) -> tuple[Decimal, Decimal]:
    """What the findings of one claim put at stake, in dollars: corrected, and left.

    Of each finding: whether it is corrected, its line (None: the whole claim) and its dollars. A
    denied claim covers its lines, and a line is lost once, whatever number of findings would lose
    it.
    """
    most: dict[bool, dict[int | None, Decimal]] = {True: {}, False: {}}
    for is_corrected, line, dollars in stakes:
        of_kind = most[is_corrected]
        of_kind[line] = max(of_kind.get(line, Decimal()), dollars)
    left, corrected = most[False], most[True]
    if None in left:
        return Decimal(), left[None]
    rest = (
        max(dollars - left.get(line, Decimal()), Decimal()) for line, dollars in corrected.items()
    )
    return sum(rest, Decimal()), sum(left.values(), Decimal())


@value_class()
class Edit:
    """One applied change: the place as it was before, and its new value."""

    place: Place
    value: str


@value_class()
class Outcome:
    """A finding with what the engine made of it; `edits` are empty unless it was corrected."""

    rule: str
    finding: Finding
    action: Action
    correction_class: CorrectionClass
    severity: Severity
    edits: tuple[Edit, ...] = ()
    internal_error: bool = False

    @property
    def needs_person(self) -> bool:
        """Whether it leaves something to do: held, or not corrected at warning or above."""
        open_ = self.action is not Action.CORRECTED and self.severity is not Severity.INFO
        return open_ or self.action is Action.HELD

    def held(self) -> Self:
        """The same, holding its claim back, if it is left open and is about one."""
        if self.action is Action.CORRECTED or self.finding.claim is None:
            return self
        return replace(self, action=Action.HELD)

    def released(self, word: str) -> Self:
        """The same, holding no claim back on a person's word."""
        if self.action is not Action.HELD:
            return self
        return replace(self, action=Action.FLAGGED, finding=self.finding.because(word))
