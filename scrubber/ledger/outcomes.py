"""What payers made of the lines that were scrubbed, by rule and by denial code.

Only lines that went through a run and were decided by their first payer. A finding on a whole claim
counts for each of its lines. Whether a denial is the one that a rule predicts is told by the claim
adjustment reason code (CARC) that the rule names.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select

from scrubber.findings import Action
from scrubber.ledger.schema import OF_REMITTANCE, claims, findings, lines, remittances, runs
from scrubber.payer_answers.remittance import REVERSAL


class Fate(NamedTuple):
    """What became of a line, as a rule's finding on it has it."""

    corrected: bool
    denied: bool
    as_predicted: bool


AS_PREDICTED, OTHERWISE, PAID = (True, True), (True, False), (False, False)
FATES = [
    Fate(corrected, *end) for corrected in (False, True) for end in (AS_PREDICTED, OTHERWISE, PAID)
]
"""As RuleOutcome has them."""


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """Of the lines that a rule flagged (or held) and corrected: how many were then denied as it
    predicts, denied for another reason, and paid."""

    rule: str
    flagged_denied_as_predicted: int
    flagged_denied_otherwise: int
    flagged_paid: int
    corrected_denied_as_predicted: int
    corrected_denied_otherwise: int
    corrected_paid: int


@dataclass(frozen=True, slots=True)
class UnforeseenCode:
    """A code of denials that no finding predicted, and on how many lines. `kind`: CARC or RARC."""

    kind: str
    code: str
    lines: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`lines` that were scrubbed and decided; `denied` of them, and `foreseen`: a finding predicted
    one of the denial's codes."""

    lines: int
    denied: int
    foreseen: int
    rules: list[RuleOutcome]
    codes: list[UnforeseenCode]


Codes = dict[str, set[str]]
"""CARCs and RARCs, by these names."""
Said = tuple[str, str, str]
"""Rule, action and predicted CARC of a finding."""

_SAID = (findings.c.rule, findings.c.action, findings.c.carc)
_TOLD = findings.c.action.in_([Action.FLAGGED, Action.HELD, Action.CORRECTED])


def outcomes(connection: Connection, since: str = "", import_id: int | None = None) -> Outcomes:
    """Of the lines decided since a date (YYYY-MM-DD), or of those that one import answers. Rules
    by code, codes by number of lines."""
    decided = and_(
        lines.c.adjudicated_on >= since,
        lines.c.claim_status != REVERSAL,
        claims.c.run_id.in_(select(runs.c.id).where(runs.c.kind != OF_REMITTANCE)),
    )
    # Of a claim that was scrubbed once more the answers are with its later lines.
    answered = select(remittances.c.line_id).where(remittances.c.line_id.is_not(None))
    if import_id is not None:
        answered = answered.where(remittances.c.import_id == import_id)
    decided &= lines.c.id.in_(answered)
    denials = _denials(connection, decided)
    of_claims = _of_claims(connection)
    count = 0
    fates: dict[tuple[str, int], Fate] = {}
    foreseen: set[int] = set()

    def tell(line_id: int, rule: str, action: str, carc: str) -> None:
        as_predicted = carc in denials.get(line_id, {}).get("CARC", ())
        if as_predicted:
            foreseen.add(line_id)
        fate = Fate(action == Action.CORRECTED, line_id in denials, as_predicted)
        # Of a rule's findings on one line a correction says most: it changed what was sent.
        fates[rule, line_id] = max(fate, fates.get((rule, line_id), fate))

    of_lines = select(lines.c.id, claims.c.run_id, claims.c.claim_id).join_from(claims, lines)
    for line_id, run_id, claim_id in connection.execute(of_lines.where(decided)):
        count += 1
        for said in of_claims.get((run_id, claim_id), ()):
            tell(line_id, *said)
    said_of_lines = select(lines.c.id, *_SAID).join_from(findings, lines).join(claims)
    for row in connection.execute(said_of_lines.where(decided, _TOLD)):
        tell(*row)
    unforeseen = Counter(
        (kind, code)
        for line_id, codes in denials.items()
        if line_id not in foreseen
        for kind, of_kind in codes.items()
        for code in of_kind
    )
    return Outcomes(
        lines=count,
        denied=len(denials),
        foreseen=len(foreseen),
        rules=_by_rule(fates),
        codes=[
            UnforeseenCode(*code, number)
            for code, number in sorted(unforeseen.items(), key=lambda item: (-item[1], item[0]))
        ],
    )


def _denials(connection: Connection, decided: ColumnElement[bool]) -> dict[int, Codes]:
    """The lines that stand denied, with the codes of that decision."""
    standing = and_(
        remittances.c.line_id == lines.c.id,
        remittances.c.adjudicated_on == lines.c.adjudicated_on,
        remittances.c.claim_status == lines.c.claim_status,
    )
    query = (
        select(lines.c.id, remittances.c.carcs, remittances.c.rarcs)
        .join_from(remittances, lines, standing)
        .join(claims)
        .where(decided, lines.c.denied, remittances.c.denied)
    )
    denials: dict[int, Codes] = defaultdict(lambda: {"CARC": set(), "RARC": set()})
    for line_id, carcs, rarcs in connection.execute(query):
        denials[line_id]["CARC"].update(carcs.split())
        denials[line_id]["RARC"].update(rarcs.split())
    return dict(denials)


def _of_claims(connection: Connection) -> dict[tuple[int, str], list[Said]]:
    """What is said of whole claims, by run and claim."""
    query = select(findings.c.run_id, findings.c.claim_id, *_SAID)
    found: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for run_id, claim_id, *said in connection.execute(
        query.where(findings.c.line_id.is_(None), findings.c.claim_id != "", _TOLD)
    ):
        found[run_id, claim_id].append(tuple(said))
    return found


def _by_rule(fates: dict[tuple[str, int], Fate]) -> list[RuleOutcome]:
    counted: dict[str, Counter[Fate]] = defaultdict(Counter)
    for (rule, _), fate in fates.items():
        counted[rule][fate] += 1
    return [
        RuleOutcome(rule, *(counts[fate] for fate in FATES))
        for rule, counts in sorted(counted.items())
    ]
