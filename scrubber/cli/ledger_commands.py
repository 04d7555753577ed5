"""`scrubber ledger`: what the ledger knows, and amounts that a person hands in."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scrubber.cli.errors import ExitCode, usage_errors
from scrubber.cli.options import Overwrite

if TYPE_CHECKING:
    from scrubber.ledger import Ledger

ledger_app = typer.Typer(
    help="Therapy used, receipts and the audit trail: what outlives a run.", no_args_is_help=True
)

LedgerAddress = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        help="A path, or postgresql://host/name. Default: SCRUBBER_LEDGER_URL, else ledger.sqlite "
        "in the user's data folder.",
        metavar="ADDRESS",
    ),
]


def opened(address: str | None) -> "Ledger":
    """The ledger of an address. Raises BadLedger, OSError."""
    from scrubber.ledger import Ledger

    return Ledger.open(address)


@ledger_app.command()
def show(
    member_id: Annotated[str, typer.Argument(help="NM109 of the subscriber.", metavar="MEMBER")],
    year: Annotated[int | None, typer.Option(help="One year alone.", metavar="YYYY")] = None,
    ledger: LedgerAddress = None,
) -> None:
    """What a member has used, by year and pool: what is said, by whom, and our lines since."""
    from scrubber.cli.ledger_texts import show_text

    with usage_errors(), opened(ledger) as book:
        print("\n".join(show_text(book, member_id, year)), flush=True)


@ledger_app.command()
def export(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Default: standard output.", metavar="FILE"),
    ] = None,
    overwrite: Overwrite = False,
    ledger: LedgerAddress = None,
) -> None:
    """Every entry as CSV. A beneficiary is the keyed hash of the member id."""
    from scrubber.cli.ledger_texts import export_csv

    with usage_errors(), opened(ledger) as book:
        export_csv(book, output, overwrite)


@ledger_app.command()
def check(ledger: LedgerAddress = None) -> None:
    """Whether the ledger is whole: database, tables, key, amounts, receipts, audit trail.

    Exit code 1 where it is not.
    """
    with usage_errors(), opened(ledger) as book:
        found = list(book.problems())
        print("\n".join(found or ["The ledger is whole."]), flush=True)
        raise typer.Exit(ExitCode.FINDINGS_REMAIN if found else ExitCode.NOTHING_LEFT)


@ledger_app.command("import-csv")
def import_csv(
    file: Annotated[
        Path,
        typer.Argument(
            help="Therapy used, as the README has it; as_of in each row.", metavar="FILE"
        ),
    ],
    ledger: LedgerAddress = None,
) -> None:
    """Keep the amounts of a therapy-used file, typed in by you. A file is imported once."""
    from scrubber.cli.ledger_texts import imported_text

    with usage_errors(), opened(ledger) as book:
        print(imported_text(file.name, book.import_csv(file, getpass.getuser())), flush=True)
