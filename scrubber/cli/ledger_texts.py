"""What `scrubber ledger` and `scrubber audit` say."""

import csv
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from scrubber.cli.errors import ExitCode, fail
from scrubber.csv_cells import harmless
from scrubber.ledger import Ledger
from scrubber.ledger.audit_proof import Proof
from scrubber.ledger.entries import LedgerEntry
from scrubber.ledger.imports import Imported
from scrubber.ledger.money import dollars
from scrubber.ledger.typed import TypedCounts
from scrubber.outputs.files import OutputExists, Outputs
from scrubber.wording import count, visible

MONEY = {"cents": "amount", "at_most_cents": "at_most"}
"""The columns that are dollars here, by their field."""


def show_text(ledger: Ledger, member_id: str, year: int | None) -> Iterator[str]:
    """What is used in each year and pool, and what it comes from. The member is not repeated: the
    one who asks knows."""
    used = ledger.therapy_used([(member_id, "")]).of_member(member_id.upper())
    entries = list(ledger.entries(member_id, year))
    if not entries:
        yield "The ledger has nothing of this member" + (f" in {year}." if year else ".")
    for of in sorted({(entry.year or 0, entry.pool) for entry in entries}, reverse=True):
        yield used[of].told.capitalize() if of in used else "Lines that count nowhere"
        for entry in entries:
            if (entry.year or 0, entry.pool) == of:
                yield f"  {visible(_told(entry))}"


def _told(entry: LedgerEntry) -> str:
    amount = "" if entry.cents is None else f"{dollars(entry.cents):,.2f} "
    if entry.status == "said":
        return f"{amount}as of {entry.day}, {entry.told}"
    most = ""
    if entry.at_most_cents != entry.cents and entry.at_most_cents is not None:
        most = f", at most {dollars(entry.at_most_cents):,.2f}"
    procedure = f"{entry.procedure} {entry.modifiers}".rstrip()
    day = f" {entry.day}" if entry.day else ""
    where = f"claim {entry.claim_id} line {entry.line}, {procedure} on {entry.service_date}"
    status = "" if entry.status == "counts" else f"; {_STATUSES[entry.status]}"
    told = f"; {entry.told}" if entry.told else ""
    return f"{amount}{entry.source}{day}{most}: {where}{status}{told}"


_STATUSES = {
    "superseded": "a later claim took its place",
    "held": "held, not sent",
    "void": "a void, which takes a claim back",
    "no pool": "counts toward no threshold",
}


def export_csv(ledger: Ledger, output: Path | None, overwrite: bool) -> None:
    """Every entry, to a file or to standard output."""
    if output is None:
        _write(ledger, sys.stdout)
        return
    try:
        with Outputs(output.parent) as outputs:
            text = TextIOWrapper(outputs.open(output.name), "utf-8", newline="")
            _write(ledger, text)
            text.detach()
            outputs.publish(overwrite)
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")
    print(f"Written: {output}", flush=True)


def _write(ledger: Ledger, text: TextIO) -> None:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([MONEY.get(name, name) for name in LedgerEntry._fields])
    for entry in ledger.entries():
        writer.writerow(map(_cell, LedgerEntry._fields, entry))
    text.flush()


def _cell(name: str, value: str | int | None) -> str:
    if value is None:
        return ""
    return str(dollars(int(value))) if name in MONEY else harmless(str(value))


def imported_text(name: str, imported: Imported[TypedCounts]) -> str:
    """What came of a therapy-used file."""
    if imported.before:
        return f"{name}: imported before, on {imported.before}; nothing was changed"
    return f"{name}: {count(imported.counts.amounts, 'amount')} imported"


def proof_text(proof: Proof, receipts: int) -> Iterator[str]:
    """How far the trail holds."""
    if proof.broken:
        yield f"The audit trail is broken: {proof.broken}."
        yield f"{count(proof.rows, 'row')} before it hold."
        return
    yield f"The audit trail holds: {count(proof.rows, 'row')}."
    if receipts:
        yield f"It reaches as far as {count(receipts, 'receipt')} say."
    else:
        yield "Give receipts to prove that nothing was cut off at its end."
