"""835s imported: what payers decided of the ledger's lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from scrubber.keys import Key
from scrubber.ledger.adjudication import settle
from scrubber.ledger.answered_lines import (
    KnownLines,
    LedgerLine,
    answered_claim,
    answered_line,
    lines_of_claims,
)
from scrubber.ledger.imports import Imported, ImportedFile, import_once
from scrubber.ledger.key import beneficiary
from scrubber.ledger.ledger import Ledger
from scrubber.ledger.loading import batches
from scrubber.ledger.money import whole_cents
from scrubber.ledger.outcomes import outcomes
from scrubber.ledger.schema import OF_REMITTANCE, remittances
from scrubber.ledger.unscrubbed_lines import UnscrubbedLines
from scrubber.payer_answers import ClaimPayment, LineDecision, decisions, read_remittances
from scrubber.payer_answers.remittance import total
from scrubber.tables import Tables
from scrubber.wording import LISTED
from scrubber.x12 import OpenSource


@dataclass(slots=True)
class RemittanceCounts:
    """What an 835 brought: claims, service lines, and of these

    - `matched`: known to be a scrubbed line of the ledger
    - `entered`: a therapy line of Medicare's that nobody scrubbed; it counts as therapy used
    - `unmatched`: neither
    - `later_payers`: a second or third payer's answer, or no decision; kept, and changes nothing
    - `allowed_unknown`: what is allowed cannot be told; the estimate stays

    `denied`: scrubbed lines that now stand denied, and `unforeseen` those of them whose reason no
    finding had predicted. `unbalanced` claims do not add up; `unbalanced_at` has the segments of
    the first of them.
    """

    claims: int = 0
    lines: int = 0
    matched: int = 0
    denied: int = 0
    unforeseen: int = 0
    entered: int = 0
    unmatched: int = 0
    later_payers: int = 0
    allowed_unknown: int = 0
    reversals: int = 0
    unbalanced: int = 0
    unbalanced_at: list[int] = field(default_factory=list)


def import_remittance(
    ledger: Ledger, name: str, source: OpenSource, tables: Tables, who: str
) -> Imported[RemittanceCounts]:
    """Read an 835 into the ledger: all of it, or nothing.

    Raises NotReadable where it is none of 005010X221 or X221A1, BadLedger, OSError.
    """
    with ledger.database.writing() as connection:

        def enter(import_id: int, counts: RemittanceCounts) -> None:
            unscrubbed = UnscrubbedLines(connection, import_id, tables, who, ledger.key)
            answers = _Answers(connection, import_id, ledger.key, tables, counts, unscrubbed)
            with source() as stream:
                for batch in batches(read_remittances(stream)):
                    answers.add(batch)
            found = outcomes(connection, import_id=import_id)
            counts.denied, counts.unforeseen = found.denied, found.denied - found.foreseen

        file = ImportedFile("835", name, source, who)
        return import_once(connection, file, RemittanceCounts, enter)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What an import writes of its claims."""

    _connection: Connection
    _import_id: int
    _key: Key
    _tables: Tables
    _counts: RemittanceCounts
    _unscrubbed: UnscrubbedLines

    def add(self, claims: list[ClaimPayment]) -> None:
        """Write their lines, and bring the ledger's lines to what now stands."""
        known = lines_of_claims(self._connection, [claim.claim_id for claim in claims])
        rows = [row for claim in claims for row in self._rows(claim, known)]
        self._connection.execute(insert(remittances), rows)
        line_ids = {row["line_id"] for row in rows} - {None}
        settle(self._connection, {claim.claim_id for claim in claims}, line_ids)

    def _rows(self, claim: ClaimPayment, known: KnownLines) -> Iterator[dict[str, Any]]:
        """The rows of a claim; services that one line was split into are one row."""
        whose = beneficiary(claim.member_id, self._key)
        of_claim = answered_claim(claim, whose, known)
        parts: dict[int, list[LineDecision]] = defaultdict(list)
        self._count_claim(claim)
        for decision in decisions(claim, self._tables):
            answered = _answered(claim, decision, of_claim, by_content=whose is not None)
            was_scrubbed = any(line.kind != OF_REMITTANCE for line in of_claim)
            if not (answered or was_scrubbed):
                answered = self._unscrubbed.enter(claim, decision.line, whose, of_claim)
                known[claim.claim_id] += answered
                of_claim += answered
            self._count_line(claim, decision, answered)
            if not answered:
                yield self._row(claim, decision, whose, None)
            shared = decision if len(answered) < 2 else _of_each(decision)
            for line in answered:
                parts[line.id].append(shared)
        for line_id, of_line in parts.items():
            yield self._row(claim, _together(of_line), whose, line_id)

    def _row(
        self, claim: ClaimPayment, decision: LineDecision, whose: str | None, line_id: int | None
    ) -> dict[str, Any]:
        answer, decided_on = decision.line, claim.payment.decided_on
        return {
            "import_id": self._import_id,
            "line_id": line_id,
            "beneficiary": whose,
            "claim_id": claim.claim_id,
            "payer_claim_number": claim.payer_claim_number,
            "claim_status": claim.status,
            "filing_indicator": claim.filing_indicator,
            "line_control_number": answer.line_control_number,
            "procedure": answer.procedure,
            "modifiers": ":".join(answer.modifiers),
            "service_date": answer.service_date.isoformat() if answer.service_date else "",
            "charge_cents": whole_cents(answer.charge),
            "paid_cents": whole_cents(answer.paid),
            "allowed_cents": whole_cents(decision.allowed),
            "denied": decision.denied,
            "carcs": " ".join(decision.carcs),
            "rarcs": " ".join(decision.rarcs),
            "adjudicated_on": decided_on.isoformat() if decided_on else "",
        }

    def _count_claim(self, claim: ClaimPayment) -> None:
        counts = self._counts
        counts.claims += 1
        counts.reversals += claim.is_reversal
        if not claim.balances:
            counts.unbalanced += 1
            counts.unbalanced_at = [*counts.unbalanced_at, claim.segment][:LISTED]

    def _count_line(
        self, claim: ClaimPayment, decision: LineDecision, answered: Sequence[LedgerLine]
    ) -> None:
        counts = self._counts
        counts.lines += 1
        if not answered:
            counts.unmatched += 1
        elif answered[0].kind == OF_REMITTANCE:
            counts.entered += 1
        else:
            counts.matched += 1
        if not claim.is_first_payers:
            counts.later_payers += 1
        elif decision.allowed is None and not claim.is_reversal:
            counts.allowed_unknown += 1


def _answered(
    claim: ClaimPayment, decision: LineDecision, of_claim: list[LedgerLine], *, by_content: bool
) -> list[LedgerLine]:
    """The lines that a decision is about. One on a whole claim is about all of its lines where it
    needs no amount for each: turned down, or taken back."""
    if claim.lines:
        line = answered_line(decision.line, of_claim, by_content=by_content)
        return [line] if line else []
    is_of_all = decision.denied or claim.is_reversal or len(of_claim) == 1
    return of_claim if is_of_all else []


def _of_each(decision: LineDecision) -> LineDecision:
    """A decision on a whole claim, as it is for each of several lines."""
    line = replace(decision.line, charge=None, paid=None)
    return replace(decision, line=line, allowed=Decimal())


def _together(parts: Sequence[LineDecision]) -> LineDecision:
    """What was decided of a line that the payer has split."""
    first = parts[0]
    if len(parts) == 1:
        return first
    charge, paid = total(p.line.charge for p in parts), total(p.line.paid for p in parts)
    return LineDecision(
        line=replace(first.line, charge=charge, paid=paid),
        allowed=total(part.allowed for part in parts),
        denied=all(part.denied for part in parts),
        carcs=tuple(dict.fromkeys(code for part in parts for code in part.carcs)),
        rarcs=tuple(dict.fromkeys(code for part in parts for code in part.rarcs)),
    )
