"""Which of the ledger's lines an 835 answers.

A claim is known by beneficiary and number (CLP01), a line by its control number (REF*6R), else by
procedure and date, and modifiers and charge where these fit several. What fits two lines answers
neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from scrubber.ledger.money import whole_cents
from scrubber.ledger.schema import OF_REMITTANCE, claims, lines, runs
from scrubber.payer_answers import ClaimPayment, ServicePayment


class LedgerLine(NamedTuple):
    """What is asked of a line of the ledger, of its claim and its run to know it again."""

    id: int
    line_control_number: str
    service_date: str
    procedure: str
    modifiers: str
    charge_cents: int | None
    claim_row: int
    beneficiary: str | None
    claim_id: str
    held: bool
    submitted_on: str
    kind: str

    def __repr__(self) -> str:
        """Which it is: a line is patient data."""
        return f"LedgerLine({self.id})"


KnownLines = dict[str, list[LedgerLine]]
"""The ledger's lines by claim number, of all beneficiaries."""

_LINE = (
    select(
        lines.c.id,
        lines.c.line_control_number,
        lines.c.service_date,
        lines.c.procedure,
        lines.c.modifiers,
        lines.c.charge_cents,
        lines.c.claim_row,
        claims.c.beneficiary,
        claims.c.claim_id,
        claims.c.held,
        claims.c.submitted_on,
        runs.c.kind,
    )
    .join_from(claims, lines)
    .join(runs, claims.c.run_id == runs.c.id)
    .order_by(lines.c.id)
)


def lines_of_claims(connection: Connection, claim_ids: Iterable[str]) -> KnownLines:
    """What the ledger has of these claims."""
    found: KnownLines = defaultdict(list)
    wanted = _LINE.where(claims.c.claim_id.in_(set(claim_ids)))
    for line in map(LedgerLine._make, connection.execute(wanted)):
        found[line.claim_id].append(line)
    return found


def answered_claim(
    claim: ClaimPayment, beneficiary: str | None, known: KnownLines
) -> list[LedgerLine]:
    """The lines of the claim as it was last sent before the decision; none where it is not known.

    Without a member id it is the one that all lines with one of the answer's control numbers are
    of, if they are one beneficiary's; then control numbers alone say which line is which.
    """
    of_number = known.get(claim.claim_id, [])
    if beneficiary is None:
        controls = {line.line_control_number for line in claim.lines} - {""}
        of_number = [line for line in of_number if line.line_control_number in controls]
        if len({line.beneficiary for line in of_number}) > 1:
            return []
    else:
        of_number = [line for line in of_number if line.beneficiary == beneficiary]
    if not of_number:
        return []
    decided_on = claim.payment.decided_on
    day = decided_on.isoformat() if decided_on else ""

    def likelihood(line: LedgerLine) -> tuple[bool, bool, bool, str, int]:
        sent = line.submitted_on <= day
        return line.kind != OF_REMITTANCE, not line.held, sent, line.submitted_on, line.id

    answered = max(of_number, key=likelihood).claim_row
    return [line for line in of_number if line.claim_row == answered]


class Described(NamedTuple):
    """How a line is told of, in the ledger's words; `procedures`: as it was sent, and as it was
    paid where that is another one."""

    line_control_number: str
    service_date: str
    procedures: tuple[str, ...]
    modifiers: str
    charge_cents: int | None


def answered_line(
    answer: ServicePayment, of_claim: Sequence[LedgerLine], *, by_content: bool
) -> LedgerLine | None:
    """The one line of a claim that a service of an 835 answers; by its control number alone unless
    `by_content`."""
    described = Described(
        answer.line_control_number,
        answer.service_date.isoformat() if answer.service_date else "",
        (answer.procedure, answer.billed_procedure),
        ":".join(answer.modifiers),
        whole_cents(answer.charge and abs(answer.charge)),
    )
    return described_line(described, of_claim, by_content=by_content)


def described_line(
    told: Described, of_claim: Sequence[LedgerLine], *, by_content: bool = True
) -> LedgerLine | None:
    """The one line of a claim that fits."""

    def is_of(line: LedgerLine) -> bool:
        return line.procedure in told.procedures and line.service_date == told.service_date

    control = told.line_control_number
    fits = [line for line in of_claim if control and line.line_control_number == control]
    if not fits and by_content:
        fits = [line for line in of_claim if is_of(line)]
    alike: tuple[Callable[[LedgerLine], bool], ...] = (
        is_of,
        lambda line: line.modifiers == told.modifiers,
        lambda line: line.charge_cents == told.charge_cents,
    )
    for is_alike in alike:
        if len(fits) > 1:
            fits = [line for line in fits if is_alike(line)]
    return fits[0] if len(fits) == 1 else None
