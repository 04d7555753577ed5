"""`scrubber audit`: proof that nobody rewrote the audit trail."""

from pathlib import Path
from typing import Annotated

import typer

from scrubber.cli.errors import ExitCode, usage_errors
from scrubber.cli.ledger_commands import LedgerAddress, opened

audit_app = typer.Typer(help="The audit trail of the ledger.", no_args_is_help=True)


@audit_app.callback()
def audit() -> None:
    """The audit trail of the ledger."""


@audit_app.command()
def verify(
    receipts: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Receipt files, which prove that nothing was cut off.", metavar="[RECEIPT...]"
        ),
    ] = None,
    ledger: LedgerAddress = None,
) -> None:
    """Find the first row of the audit trail that was changed, removed or put there.

    Exit code 1 where there is one.
    """
    from scrubber.cli.ledger_texts import tell_proof
    from scrubber.ledger.audit_proof import heads_of

    with usage_errors(), opened(ledger) as book:
        proof = book.prove(heads_of(receipts or []))
        tell_proof(proof, len(receipts or []))
        raise typer.Exit(ExitCode.FINDINGS_REMAIN if proof.broken else ExitCode.NOTHING_LEFT)
