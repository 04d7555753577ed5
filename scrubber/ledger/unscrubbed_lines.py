"""Therapy lines of Medicare's that an 835 tells of and nobody scrubbed here: they count too."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from scrubber._version import __version__
from scrubber.keys import Key
from scrubber.ledger.adjudication import MEDICARE_B
from scrubber.ledger.answered_lines import LedgerLine
from scrubber.ledger.money import whole_cents
from scrubber.ledger.recording import next_claim, record
from scrubber.ledger.records import Receipt, Verdict
from scrubber.ledger.schema import OF_REMITTANCE, claims, imports, lines, runs
from scrubber.payer_answers import ClaimPayment, ServicePayment
from scrubber.tables import Tables


class UnscrubbedLines:
    """The lines that one import enters, under a run of their own kind."""

    def __init__(
        self, connection: Connection, import_id: int, tables: Tables, who: str, key: Key
    ) -> None:
        self._connection = connection
        self._import_id = import_id
        self._tables = tables
        self._who = who
        self._key = key
        self._run: int | None = None

    def enter(
        self,
        claim: ClaimPayment,
        answer: ServicePayment,
        beneficiary: str | None,
        of_claim: Sequence[LedgerLine],
    ) -> list[LedgerLine]:
        """A line for what Medicare decided, beside those that 835s brought of the claim before.

        None where it is not of Medicare Part B's first decision, of nobody, of no day, or not of
        one therapy pool. Its estimate counts where the allowed amount cannot be told: what was
        paid, and at the most the charge.
        """
        pool = self._pool(answer)
        is_medicares = claim.filing_indicator == MEDICARE_B and claim.is_first_payers
        if not (is_medicares and beneficiary and pool and answer.service_date):
            return []
        charge = whole_cents(answer.charge and abs(answer.charge))
        paid = whole_cents(max(answer.paid or Decimal(), Decimal())) or 0
        row: dict[str, Any] = {
            # A claim that stood twice would be counted twice.
            "claim_row": of_claim[0].claim_row if of_claim else self._claim(claim, beneficiary),
            "line": str(len(of_claim) + 1),
            "line_control_number": answer.line_control_number,
            "service_date": answer.service_date.isoformat(),
            "procedure": answer.procedure,
            "modifiers": ":".join(answer.modifiers),
            "units": "",
            "charge_cents": charge,
            "pool": pool,
            "year": answer.service_date.year,
            "allowed_cents": paid,
            "at_most_cents": max(paid, charge or 0),
        }
        added = insert(lines).returning(lines.c.id)
        known = row | {
            "id": self._connection.execute(added, row).scalar_one(),
            "beneficiary": beneficiary,
            "claim_id": claim.claim_id,
            "held": False,
            "submitted_on": _decided_on(claim),
            "kind": OF_REMITTANCE,
        }
        return [LedgerLine(*(known[name] for name in LedgerLine._fields))]

    def _claim(self, claim: ClaimPayment, beneficiary: str) -> int:
        claim_row = next_claim(self._connection)
        row = {
            "id": claim_row,
            "run_id": self._run_id(),
            "beneficiary": beneficiary,
            "claim_segment": claim.segment,
            "claim_id": claim.claim_id,
            "frequency": "",
            "replaces": "",
            "payer_id": claim.payment.payer_id,
            "billing_npi": "",
            "held": False,
            "submitted_on": _decided_on(claim),
        }
        self._connection.execute(insert(claims), row)
        return claim_row

    def _pool(self, answer: ServicePayment) -> str:
        """The threshold pool that the line's modifiers name, if they name one."""
        modifiers = self._tables.modifiers.on(answer.service_date)
        pools = {modifiers[m].pool for m in answer.modifiers if m in modifiers} - {""}
        return pools.pop() if len(pools) == 1 else ""

    def _run_id(self) -> int:
        if self._run is None:
            about = select(imports.c.name, imports.c.sha256)
            file = self._connection.execute(about.where(imports.c.id == self._import_id)).one()
            name = f"{OF_REMITTANCE}-{self._import_id}"
            receipt = Receipt(name, file.name, file.sha256, 0, Verdict.ANSWERED, __version__)
            record(self._connection, receipt, (), (), self._who, self._key)
            found = select(runs.c.id).where(runs.c.run == name)
            self._run = self._connection.execute(found).scalar_one()
        return self._run


def _decided_on(claim: ClaimPayment) -> str:
    day = claim.payment.decided_on
    return day.isoformat() if day else ""
