"""`scrubber ledger`: what the ledger knows, and amounts that a person hands in."""

import getpass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scrubber.cli.errors import ExitCode, fail, usage_errors
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
    from scrubber.cli.ledger_texts import tell_member

    with usage_errors(), opened(ledger) as book:
        tell_member(book, member_id, year)


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
    from scrubber.cli.ledger_texts import tell_problems

    with usage_errors(), opened(ledger) as book:
        found = list(book.problems())
        tell_problems(found)
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
    from scrubber.cli.ledger_texts import tell_imported

    with usage_errors(), opened(ledger) as book:
        tell_imported(file.name, book.import_csv(file, getpass.getuser()))


Answers = Annotated[list[Path], typer.Argument(help="Files of a payer.", metavar="FILE...")]


@ledger_app.command("import-835")
def import_835(files: Answers, ledger: LedgerAddress = None) -> None:
    """What payers decided: allowed amounts take the place of estimates, denials count nothing.

    A file is imported once, and the order of files makes no difference. Exit code 1 where claims do
    not balance.
    """
    from scrubber.cli.payer_imports import import_remittances

    with usage_errors(), opened(ledger) as book:
        raise typer.Exit(import_remittances(book, files))


@ledger_app.command("import-271")
def import_271(
    files: Answers,
    accept_unconfirmed: Annotated[
        bool,
        typer.Option(
            "--accept-unconfirmed",
            help="Take amounts in a form that no source confirms: you have compared them with the "
            "payer's portal.",
        ),
    ] = False,
    ledger: LedgerAddress = None,
) -> None:
    """Therapy used as Medicare tells it; what is not surely that is only listed.

    Exit code 1 where amounts are listed.
    """
    from scrubber.cli.payer_imports import import_eligibilities

    with usage_errors(), opened(ledger) as book:
        raise typer.Exit(import_eligibilities(book, files, accept_unconfirmed))


@ledger_app.command()
def outcomes(
    since: Annotated[
        str | None, typer.Option(help="Decided on that day or later.", metavar="YYYY-MM-DD")
    ] = None,
    rule: Annotated[str, typer.Option(help="One rule alone, by code or name.")] = "",
    format_: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    ledger: LedgerAddress = None,
) -> None:
    """Of the lines that were scrubbed and that payers have decided: what was flagged or corrected,
    and denied or paid, by rule; and denials that nothing had predicted, by code."""
    from scrubber.cli.answer_texts import FORMATS, known_rule
    from scrubber.ledger.outcomes import outcomes as found_outcomes

    with usage_errors(), opened(ledger) as book:
        if format_ not in FORMATS:
            fail(ExitCode.WRONG_USAGE, f"no format {format_!r}; there are {', '.join(FORMATS)}")
        with book.database.reading() as connection:
            found = found_outcomes(connection, _day(since))
        print(FORMATS[format_](found, known_rule(rule)), flush=True)


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        fail(ExitCode.WRONG_USAGE, f"{text!r} is no date like 2026-03-31")
