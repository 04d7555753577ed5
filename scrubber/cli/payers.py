"""`scrubber payers`: the payer profiles there are, and which one each claim of a file gets."""

from pathlib import Path
from typing import Annotated

import typer

from scrubber.cli.errors import usage_errors
from scrubber.cli.options import Payers

payers_app = typer.Typer()


@payers_app.callback(invoke_without_command=True)
def payers(context: typer.Context, payers: Payers = None) -> None:
    """The payer profiles: how each is matched, what it says, where it comes from."""
    from scrubber.cli.payer_text import profiles_text
    from scrubber.tables import load_tables

    context.obj = payers
    if context.invoked_subcommand is None:
        with usage_errors():
            print("\n".join(profiles_text(load_tables(payers))), flush=True)


@payers_app.command()
def explain(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="An 837P file, or - for standard input.", metavar="FILE")
    ],
    payers: Payers = None,
) -> None:
    """Which profile each claim of a file gets, and why: payer id, name, or SBR09."""
    from scrubber.cli.payer_text import explain_text
    from scrubber.tables import load_tables

    with usage_errors():
        tables = load_tables(payers or context.obj)
        print("\n".join(explain_text(file, tables.payers)), flush=True)
