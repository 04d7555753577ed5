"""The command line: `scrubber fix day.837` and what goes with it."""

import gc
import sys
from dataclasses import replace
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scrubber._version import __version__
from scrubber.cli.audit_commands import audit_app
from scrubber.cli.errors import ExitCode, fail, usage_errors
from scrubber.cli.inputs import STANDARD_INPUT, resolve
from scrubber.cli.ledger_commands import ledger_app
from scrubber.cli.options import (
    Acknowledgments,
    Held,
    LogFormat,
    OutputDir,
    Overwrite,
    RefusedAcknowledgments,
    Shared,
    TherapyUsed,
    Treatments,
    UnusedOutputDir,
    UnusedSplit,
    with_shared_options,
)
from scrubber.cli.payers import payers_app
from scrubber.cli.table_commands import tables_app
from scrubber.cli.transform_commands import convert, view
from scrubber.cli.watching import release, status, watch
from scrubber.conformance import Conformance
from scrubber.wording import listed

if TYPE_CHECKING:
    from scrubber.acknowledgments import Kind

app = typer.Typer(
    help="Scrub EDI X12 837P 5010 therapy claims: correct what may be corrected, flag the rest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(audit_app, name="audit")
app.add_typer(ledger_app, name="ledger")
app.add_typer(payers_app, name="payers")
app.add_typer(tables_app, name="tables")

LOOK_FOR_GARBAGE_AFTER = 100_000
"""New objects. Nearly all of ours last for the whole run or go when nothing refers to them; there
are hardly any reference cycles to look for."""

Inputs = Annotated[
    list[Path], typer.Argument(help="Files, folders, or - for standard input.", metavar="INPUT...")
]


def main() -> None:
    """The console script."""
    gc.set_threshold(LOOK_FOR_GARBAGE_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a character gets an escape instead of a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="scrubber")
    finally:
        # At its exit the interpreter would look through all objects once more.
        gc.freeze()


def _version(wanted: bool) -> None:
    if wanted:
        print(f"scrubber {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Scrub EDI X12 837P 5010 therapy claims: correct what may be corrected, flag the rest."""


@app.command()
@with_shared_options
def fix(
    shared: Shared,
    inputs: Inputs,
    output_dir: OutputDir = None,
    log_format: LogFormat = "jsonl",
    split: Annotated[
        bool,
        typer.Option(
            "--split", help="Held claims are left out of the corrected file: {stem}.held{ext}."
        ),
    ] = False,
    log: Annotated[
        Path | None, typer.Option(help="The log's file, with standard input.", metavar="FILE")
    ] = None,
    ack: Acknowledgments = "",
    overwrite: Overwrite = False,
) -> None:
    """Correct what may be corrected, flag the rest, write the corrected files and logs."""
    from scrubber.cli.scrubbing import fix_files, fix_standard_input
    from scrubber.outputs.of_run import Wanted

    with usage_errors():
        formats, kinds = sorted(_formats(log_format) - {"jsonl"}), _acknowledgments(ack)
        if _is_standard_input(inputs):
            if kinds:
                fail(ExitCode.WRONG_USAGE, "--ack takes files: give the input's name instead of -")
            if output_dir or formats:
                fail(ExitCode.WRONG_USAGE, "with - the log goes to --log FILE, as JSON Lines")
            if split:
                fail(ExitCode.WRONG_USAGE, "--split writes two files: name the input, not -")
            if shared.ledger:
                fail(ExitCode.WRONG_USAGE, "--ledger enters a file by its name: name it, not -")
            raise typer.Exit(fix_standard_input(shared, log, overwrite))
        if log:
            fail(ExitCode.WRONG_USAGE, "--log is for standard input; logs are named by their input")
        if "999" in kinds and shared.conformance is None:
            shared = replace(shared, conformance=Conformance.FULL)
        wanted = Wanted(formats, split, kinds)
        raise typer.Exit(fix_files(resolve(inputs), shared, wanted, output_dir, overwrite))


@app.command()
@with_shared_options
def check(
    shared: Shared,
    inputs: Inputs,
    output_dir: UnusedOutputDir = None,
    log_format: LogFormat = "jsonl",
    split: UnusedSplit = False,
    ack: RefusedAcknowledgments = "",
) -> None:
    """The same findings as fix, nothing written; the log goes to standard output.

    Takes the options of fix; --log-format csv prints CSV, html a page.
    """
    from scrubber.cli.scrubbing import check_files, check_standard_input

    with usage_errors():
        if ack:
            fail(ExitCode.WRONG_USAGE, "check writes nothing: --ack goes with fix")
        printed = _printed_format(log_format)
        if _is_standard_input(inputs):
            raise typer.Exit(check_standard_input(shared, printed))
        files = resolve(inputs)
        if printed == "html" and len(files) > 1:
            fail(ExitCode.WRONG_USAGE, "a page is of one file: check one, or write them with fix")
        raise typer.Exit(check_files(files, shared, printed))


@app.command()
@with_shared_options
def diff(
    shared: Shared,
    input_: Annotated[
        Path, typer.Argument(help="An 837P file, or - for standard input.", metavar="INPUT")
    ],
) -> None:
    """The corrections as a segment-by-segment before and after; nothing is written."""
    from scrubber.cli.replaying import print_diff

    with usage_errors():
        raise typer.Exit(print_diff(input_, shared))


@app.command()
def undo(
    corrected: Annotated[Path, typer.Argument(help="A corrected file.", metavar="CORRECTED")],
    log: Annotated[Path, typer.Argument(help="Its discrepancy log (.jsonl).", metavar="LOG")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Default: standard output.", metavar="FILE"),
    ] = None,
    held: Held = None,
    overwrite: Overwrite = False,
) -> None:
    """The original file back, byte for byte."""
    from scrubber.cli.replaying import undo_file

    with usage_errors():
        undo_file(corrected, log, held, output, overwrite)


@app.command()
def verify(
    input_: Annotated[Path, typer.Argument(help="The original file.", metavar="INPUT")],
    corrected: Annotated[Path, typer.Argument(help="The corrected file.", metavar="CORRECTED")],
    log: Annotated[Path, typer.Argument(help="The discrepancy log (.jsonl).", metavar="LOG")],
    held: Held = None,
) -> None:
    """Prove that nothing but the logged corrections differs."""
    from scrubber.cli.replaying import verify_file

    with usage_errors():
        verify_file(input_, corrected, log, held)


@app.command()
def deidentify(
    file: Annotated[Path, typer.Argument(help="An 837P file.", metavar="FILE")],
    treatments: Treatments = None,
    therapy_used: TherapyUsed = None,
    key: Annotated[
        Path | None,
        typer.Option(
            help="A key: the same values get the same replacements in each file. Without one, a "
            "random key is used and forgotten, and no two runs are alike.",
            metavar="FILE",
        ),
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option(help="Make a key, keep it in this file.", metavar="FILE")
    ] = None,
    output_dir: OutputDir = None,
    overwrite: Overwrite = False,
) -> None:
    """A de-identified copy for a vendor, with the same findings.

    The same structure, amounts and findings, and no names, numbers, dates of birth, addresses or
    free text of the original.
    """
    from scrubber.cli.deidentifying import deidentify_file

    with usage_errors():
        sidecars = {"treatments": treatments, "therapy_used": therapy_used}
        deidentify_file(file, sidecars, key, new_key, output_dir, overwrite)


@app.command()
def rules(
    markdown: Annotated[bool, typer.Option(help="As the README's table.")] = False,
    reference: Annotated[
        bool, typer.Option(help="All there is to know, as scrubber/rules/README.md.")
    ] = False,
) -> None:
    """Every rule: code, name, severity, what it does by itself."""
    from scrubber.cli.reference import rules_markdown, rules_text
    from scrubber.cli.rule_reference import reference_markdown

    if markdown and reference:
        fail(ExitCode.WRONG_USAGE, "--markdown and --reference: take one of them")
    with usage_errors():
        lines = (
            reference_markdown() if reference else rules_markdown() if markdown else rules_text()
        )
        print("\n".join(lines), flush=True)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="A rule's code or name.", metavar="RULE")],
    on: Annotated[
        str | None, typer.Option(help="Service date; default: today.", metavar="YYYY-MM-DD")
    ] = None,
) -> None:
    """Why a rule says what it says: evidence, figures in force on a day, sources."""
    from scrubber.cli.reference import explain_text
    from scrubber.rules import rule_by_code
    from scrubber.tables import load_tables

    found = rule_by_code(rule)
    if found is None:
        fail(ExitCode.WRONG_USAGE, f"no rule is called {rule!r}; `scrubber rules` lists them")
    try:
        day = date.today() if on is None else date.fromisoformat(on)
    except ValueError:
        fail(ExitCode.WRONG_USAGE, f"{on!r} is no date like 2026-03-31")
    with usage_errors():
        print("\n".join(explain_text(found, load_tables(), day)), flush=True)


app.command()(convert)
app.command()(view)
app.command()(watch)
app.command()(status)
app.command()(release)


def _formats(text: str) -> set[str]:
    formats = {name.strip().lower() for name in text.split(",") if name.strip()}
    if unknown := sorted(formats - {"jsonl", "csv", "html"}):
        fail(ExitCode.WRONG_USAGE, f"no log format {unknown[0]}; there are jsonl, csv and html")
    return formats


def _acknowledgments(text: str) -> "tuple[Kind, ...]":
    """The kinds that are named, each once."""
    names = dict.fromkeys(name.strip().upper() for name in text.split(",") if name.strip())
    if not names:
        return ()
    from scrubber.acknowledgments import Kind

    if unknown := sorted(names.keys() - {kind.value for kind in Kind}):
        kinds = listed([kind.value for kind in Kind])
        fail(ExitCode.WRONG_USAGE, f"no acknowledgment {unknown[0]}; there are {kinds}")
    return tuple(map(Kind, names))


def _printed_format(text: str) -> str:
    """What check prints: one format, since there is one standard output."""
    formats = sorted(_formats(text) - {"jsonl"})
    if len(formats) > 1:
        fail(ExitCode.WRONG_USAGE, f"check prints one format: {' or '.join(formats)}")
    return formats[0] if formats else "jsonl"


def _is_standard_input(inputs: list[Path]) -> bool:
    names = [str(name) for name in inputs]
    if STANDARD_INPUT in names and len(names) > 1:
        fail(ExitCode.WRONG_USAGE, "- stands alone: no other input beside standard input")
    return names == [STANDARD_INPUT]
