"""`scrubber tables`: what is loaded, how old it is, and newer releases from CMS and NUCC."""

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from scrubber.cli.errors import ExitCode, fail, usage_errors

tables_app = typer.Typer(
    help="The tables that the rules read: list, show, check, import.", no_args_is_help=True
)

PublicationName = Annotated[
    str,
    typer.Argument(help="ncci-ptp, mue, mpfs (PPRRVU and GPCI) or taxonomy.", metavar="TABLE"),
]


@tables_app.command("list")
def list_tables() -> None:
    """Every table: its rows, release and origin, how old it is, when the next is due."""
    from scrubber.cli.table_texts import list_text
    from scrubber.tables import load_tables

    with usage_errors():
        print("\n".join(list_text(load_tables(), date.today())), flush=True)


@tables_app.command()
def show(
    name: Annotated[str, typer.Argument(help="A table, as mue or cms/mue.", metavar="NAME")],
    keys: Annotated[
        list[str] | None,
        typer.Argument(help="Codes that a row's key must hold.", metavar="[KEY...]"),
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="Service date; default: today.", metavar="YYYY-MM-DD")
    ] = None,
) -> None:
    """The rows of a table that are in force on a service date."""
    from scrubber.cli.table_texts import show_text
    from scrubber.tables import load_tables

    day = _date(on) or date.today()
    with usage_errors():
        print("\n".join(show_text(load_tables(), name, keys or [], day)), flush=True)


@tables_app.command()
def check() -> None:
    """Hold every table, built in and imported, to the house rules; say which are out of date.

    Exit code 1 where a table is broken. Age alone is only told.
    """
    from scrubber.cli.table_texts import check_text

    with usage_errors():
        lines, sound = check_text(date.today())
        print("\n".join(lines), flush=True)
        raise typer.Exit(ExitCode.NOTHING_LEFT if sound else ExitCode.FINDINGS_REMAIN)


@tables_app.command("import")
def import_(
    publication: PublicationName,
    files: Annotated[
        list[Path],
        typer.Argument(help="As published: text, xlsx, or a zip of them.", metavar="FILE..."),
    ],
    effective: Annotated[
        str | None,
        typer.Option(
            help="First service date, where the files do not say it.", metavar="YYYY-MM-DD"
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and replace nothing.")
    ] = False,
) -> None:
    """Put a release as CMS or NUCC publishes it before the built-in table.

    NCCI edits come in parts f1 to f4: name all of them. Nothing changes where a line is wrong.
    """
    from scrubber.cli.progress import progress_of_rows
    from scrubber.cli.table_texts import import_text
    from scrubber.tables.importing import PUBLICATIONS, import_files

    if publication not in PUBLICATIONS:
        _fail_unknown(publication)
    first_day = _date(effective)
    with usage_errors(), progress_of_rows() as progress:
        found = import_files(publication, files, first_day, dry_run, progress)
        print("\n".join(import_text(found, publication, dry_run)), flush=True)


@tables_app.command()
def forget(publication: PublicationName) -> None:
    """Take away every release that was imported into a table; the built-in one holds again."""
    from scrubber.tables.importing import forget as take_away
    from scrubber.tables.importing import names_of_tables

    if publication not in names_of_tables():
        _fail_unknown(publication)
    with usage_errors():
        gone = take_away(publication)
        if not gone:
            fail(ExitCode.WRONG_USAGE, f"nothing is imported as {publication!r}")
        for name in gone:
            print(f"{name}: the built-in table holds again", flush=True)


def _fail_unknown(publication: str) -> NoReturn:
    from scrubber.tables.importing import PUBLICATIONS

    known = ", ".join(PUBLICATIONS)
    fail(ExitCode.WRONG_USAGE, f"nothing is imported as {publication!r}; there are {known}")


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        fail(ExitCode.WRONG_USAGE, f"{text!r} is no date like 2026-03-31")
