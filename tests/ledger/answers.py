"""Payers' answers imported into a ledger, and what is then in it."""

from io import BytesIO
from typing import Any

from sqlalchemy import Row, Table, select

from scrubber.ledger import Ledger
from scrubber.ledger.eligibility import EligibilityCounts, import_eligibility
from scrubber.ledger.imports import Imported
from scrubber.ledger.remittances import RemittanceCounts, import_remittance
from scrubber.ledger.schema import lines
from scrubber.payer_answers import ClaimPayment
from scrubber.tables import load_tables
from tests.payer_edi import remittance


def import_835(ledger: Ledger, *claims: ClaimPayment, layout: str = "") -> RemittanceCounts:
    """An 835 of these claim payments."""
    return imported(ledger, remittance(*claims, layout=layout)).counts


def imported(ledger: Ledger, data: bytes) -> Imported[RemittanceCounts]:
    return import_remittance(ledger, "day.835", lambda: BytesIO(data), load_tables(), "tester")


def import_271(ledger: Ledger, data: bytes, *, accept: bool = False) -> Imported[EligibilityCounts]:
    source = lambda: BytesIO(data)  # noqa: E731
    return import_eligibility(
        ledger, "day.271", source, load_tables(), "tester", accept_unconfirmed=accept
    )


def rows(ledger: Ledger, table: Table, *columns: str) -> list[Row[Any]]:
    """These columns of a table, in the order in which it was filled."""
    wanted = [table.c[name] for name in columns]
    with ledger.database.reading() as connection:
        return list(connection.execute(select(*wanted).order_by(table.c.id)))


def adjudicated(ledger: Ledger) -> list[tuple[int | None, str | None, bool | None]]:
    """Of every line the allowed cents, the status and whether it is denied."""
    found = rows(ledger, lines, "adjudicated_cents", "claim_status", "denied")
    return [tuple(row) for row in found]
