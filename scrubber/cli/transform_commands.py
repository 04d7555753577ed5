"""convert and view: claims in other forms, and to look at."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scrubber.cli.errors import ExitCode, fail, usage_errors
from scrubber.cli.inputs import StandardInput, resolve, single_input
from scrubber.cli.options import OutputDir, Overwrite
from scrubber.wording import listed


class Form(StrEnum):
    """What a file can be converted to."""

    XML = "xml"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    X12 = "837"


class Schema(StrEnum):
    """The forms that have a schema."""

    XML = "xml"
    JSONL = "jsonl"


def convert(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, folders, or - for standard input.", metavar="INPUT..."),
    ] = None,
    to: Annotated[
        Form | None,
        typer.Option(
            help="XML by loop; a claim a line; a service line a row; XML back to 837.",
            case_sensitive=False,
        ),
    ] = None,
    output_dir: OutputDir = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The output of one input; - is standard output.", metavar="FILE"
        ),
    ] = None,
    xslt: Annotated[
        Path | None,
        typer.Option(
            help="With --to xml: what this XSLT 1.0 stylesheet makes of each claim.", metavar="FILE"
        ),
    ] = None,
    schema: Annotated[
        Schema | None,
        typer.Option(
            help="Print the XML Schema or the JSON Schema, no more.", case_sensitive=False
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Claims as XML and back, JSON Lines, CSV or Parquet."""
    from scrubber.cli.converting import Conversion, convert_files, convert_one, schema_text

    with usage_errors():
        if schema:
            print(schema_text(schema), flush=True)
            return
        if not inputs:
            fail(ExitCode.WRONG_USAGE, "name what to convert: files, folders, or -")
        if to is None:
            fail(ExitCode.WRONG_USAGE, f"--to is missing: {listed(list(Form), 'or')}")
        if xslt and to is not Form.XML:
            fail(ExitCode.WRONG_USAGE, "--xslt goes with --to xml")
        if output and output_dir:
            fail(ExitCode.WRONG_USAGE, "--output and --output-dir: take one of them")
        conversion = Conversion.of(to, xslt)
        single = single_input(inputs)
        if output or isinstance(single, StandardInput):
            if single is None:
                fail(ExitCode.WRONG_USAGE, "--output goes with a single file")
            raise typer.Exit(convert_one(single, conversion, output, overwrite))
        raise typer.Exit(convert_files(resolve(inputs), conversion, output_dir, overwrite))


def view(
    input_: Annotated[
        Path, typer.Argument(help="An 837P file, or - for standard input.", metavar="INPUT")
    ],
    claim: Annotated[
        str | None, typer.Option(help="Only the claims of this number (CLM01).", metavar="ID")
    ] = None,
    line: Annotated[
        str | None, typer.Option(help="Only the service lines of this number (LX01).", metavar="N")
    ] = None,
) -> None:
    """Claims as an indented tree, loops and segments by plain names, with segment numbers."""
    from scrubber.cli.viewing import Wanted, view_file

    with usage_errors():
        single = single_input([input_])
        if single is None:
            fail(ExitCode.WRONG_USAGE, f"{input_} is a folder; view takes one file")
        raise typer.Exit(view_file(single, Wanted(claim, line)))
