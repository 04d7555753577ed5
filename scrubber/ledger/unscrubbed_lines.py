"""Therapy lines of Medicare's that an 835 tells of and nobody scrubbed here: they count too."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from scrubber._version import __version__
from scrubber.ledger.adjudication import MEDICARE_B
from scrubber.ledger.answered_lines import OF_REMITTANCE, LedgerLine
from scrubber.ledger.audit import now
from scrubber.ledger.money import whole_cents
from scrubber.ledger.recording import receipt_text
from scrubber.ledger.records import Receipt, Verdict
from scrubber.ledger.schema import imports, lines, runs
from scrubber.payer_answers import ClaimPayment, LineDecision, ServicePayment
from scrubber.tables import Tables


class UnscrubbedLines:
    """The lines that one import enters, under a run of their own kind."""

    def __init__(self, connection: Connection, import_id: int, tables: Tables) -> None:
        self._connection = connection
        self._import_id = import_id
        self._tables = tables
        self._run: int | None = None

    def enter(
        self, claim: ClaimPayment, decision: LineDecision, beneficiary: str | None
    ) -> list[LedgerLine]:
        """A line for what Medicare decided; its estimate is what counts where the allowed amount
        cannot be told. None where it is not of Medicare Part B's first
        decision, of nobody, of no day, or not of one therapy pool."""
        answer = decision.line
        pool = self._pool(answer)
        is_medicares = claim.filing_indicator == MEDICARE_B and claim.is_first_payers
        if not (is_medicares and beneficiary and pool and answer.service_date):
            return []
        charge = whole_cents(answer.charge and abs(answer.charge))
        paid = whole_cents(max(answer.paid or Decimal(), Decimal())) or 0
        decided_on = claim.payment.decided_on
        row: dict[str, Any] = {
            "run_id": self._run_id(),
            "beneficiary": beneficiary,
            "claim_segment": claim.segment,
            "claim_id": claim.claim_id,
            "frequency": "",
            "replaces": "",
            "payer_id": claim.payment.payer_id,
            "billing_npi": "",
            "line": "",
            "line_control_number": answer.line_control_number,
            "service_date": answer.service_date.isoformat(),
            "procedure": answer.procedure,
            "modifiers": ":".join(answer.modifiers),
            "units": "",
            "charge_cents": charge,
            "held": False,
            "pool": pool,
            "year": answer.service_date.year,
            "allowed_cents": paid,
            "at_most_cents": max(paid, charge or 0),
            "submitted_on": decided_on.isoformat() if decided_on else "",
        }
        row["id"] = self._connection.execute(insert(lines).returning(lines.c.id), row).scalar_one()
        row["kind"] = OF_REMITTANCE
        return [LedgerLine(*(row[name] for name in LedgerLine._fields))]

    def _pool(self, answer: ServicePayment) -> str:
        """The threshold pool that the line's modifiers name, if they name one."""
        modifiers = self._tables.modifiers.on(answer.service_date)
        pools = {modifiers[m].pool for m in answer.modifiers if m in modifiers} - {""}
        return pools.pop() if len(pools) == 1 else ""

    def _run_id(self) -> int:
        if self._run is None:
            name = f"{OF_REMITTANCE}-{self._import_id}"
            receipt = Receipt(name, "", "", 0, Verdict.CLEAN, __version__)
            row = {
                "run": name,
                "kind": OF_REMITTANCE,
                "input_sha256": select(imports.c.sha256)
                .where(imports.c.id == self._import_id)
                .scalar_subquery(),
                "input_name": "",
                "recorded_at": now(),
                "submitted_on": "",
                "verdict": "",
                "receipt": receipt_text(receipt),
            }
            added = insert(runs).returning(runs.c.id)
            self._run = self._connection.execute(added.values(row)).scalar_one()
        return self._run
