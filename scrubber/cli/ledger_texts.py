"""What `scrubber ledger` and `scrubber audit` say."""

import csv
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.terminal import terminal
from scrubber.csv_cells import harmless
from scrubber.ledger import Ledger
from scrubber.ledger.audit_proof import Proof
from scrubber.ledger.entries import LedgerEntry
from scrubber.ledger.imports import Imported
from scrubber.ledger.money import dollars
from scrubber.ledger.typed import TypedCounts
from scrubber.outputs.files import OutputExists, Outputs
from scrubber.wording import count

MONEY = {"cents": "amount", "at_most_cents": "at_most"}
"""The columns that are dollars here, by their field."""


def tell_member(ledger: Ledger, member_id: str, year: int | None) -> None:
    """What is used in each year and pool, and what it comes from. The member is not repeated: who
    asks knows."""
    console = terminal()
    used = ledger.therapy_used([(member_id, "")]).of_member(member_id.upper())
    entries = list(ledger.entries(member_id, year))
    if not entries:
        console.tell("The ledger has nothing of this member" + (f" in {year}" if year else ""))
    for of in sorted({(entry.year or 0, entry.pool) for entry in entries}, reverse=True):
        console.tell(_sentence(used[of].told) if of in used else "Not counted", "bold")
        for entry in entries:
            if (entry.year or 0, entry.pool) == of:
                console.tell(_told(entry), indent=2)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(entry: LedgerEntry) -> str:
    amount = "" if entry.cents is None else f"{dollars(entry.cents):,.2f} "
    if entry.status == "said":
        return f"{amount}as of {entry.day}, {entry.told}"
    most = ""
    if entry.at_most_cents is not None and entry.at_most_cents != entry.cents:
        most = f", at most {dollars(entry.at_most_cents):,.2f}"
    procedure = f"{entry.procedure} {entry.modifiers}".rstrip()
    where = f"claim {entry.claim_id} line {entry.line}, {procedure} on {entry.service_date}"
    status = STATUSES[entry.status]
    told = f"; {entry.told}" if entry.told else ""
    return f"{amount}{entry.source} {entry.day}{most}: {where}{status}{told}"


STATUSES = {
    "counts": "",
    "superseded": "; not counted: a later claim took its place",
    "held": "; not counted: held, not sent",
    "void": "; not counted: a void, which takes its original back",
    "no pool": "; counts toward no threshold",
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


def tell_imported(name: str, imported: Imported[TypedCounts]) -> None:
    """What came of a therapy-used file."""
    told = f"{count(imported.counts.amounts, 'amount')} imported"
    if imported.before:
        told = imported_before(imported.before)
    terminal().tell(told, head=f"{name}: ")


def imported_before(at: str) -> str:
    """Of a file that was imported already: when, in UTC."""
    return f"imported before, on {at[:10]}; nothing was changed"


def tell_problems(problems: Sequence[str]) -> None:
    """What is wrong with the ledger."""
    console = terminal()
    for problem in problems or ["the ledger is whole"]:
        console.tell(_sentence(problem))


def tell_proof(proof: Proof, receipts: int) -> None:
    """How far the audit trail holds."""
    console = terminal()
    if proof.broken:
        console.tell(f"The audit trail is broken: {proof.broken}", "bold red")
        console.tell(f"Before that, {count(proof.rows, 'row')} as written")
        return
    console.tell(f"The audit trail is as it was written: {count(proof.rows, 'row')}")
    if receipts:
        console.tell(f"It reaches as far as {count(receipts, 'receipt')} can tell")
    else:
        console.tell("Name receipt files to prove that nothing was cut off at its end")
