"""fix and check: one file after the other, each with its outputs and its summary."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from scrubber.cli.digest import Digest
from scrubber.cli.errors import ExitCode, fail, say, told
from scrubber.cli.inputs import SPOOL_BYTES, Input, StandardInput
from scrubber.cli.options import Shared
from scrubber.cli.outputs import OutputExists, Outputs
from scrubber.cli.run_options import general_options, notes, options_for
from scrubber.cli.summary import print_summary
from scrubber.discrepancies import (
    Discrepancy,
    FileRecord,
    SummaryRecord,
    decode,
    encode,
    write_csv,
)
from scrubber.evidence import BadEvidence
from scrubber.pipeline import OpenSource, Options, scrub_stream
from scrubber.x12 import NotReadable, Unreadable

LONG_WORK_BYTES = 5_000_000
Work = Callable[[Input, Options], bool]
Advance = Callable[[int], None]
PASSED_OVER = {Unreadable.NOT_X12, Unreadable.OTHER_TYPE}


@dataclass(frozen=True)
class Scrubbed:
    """A file's records; the discrepancies wait in `spool`, encoded."""

    file: FileRecord
    summary: SummaryRecord
    digest: Digest
    spool: IO[bytes]

    def write_log(self, target: BinaryIO) -> None:
        """The whole log as JSON Lines."""
        target.write(encode(self.file))
        self.spool.seek(0)
        shutil.copyfileobj(self.spool, target)
        target.write(encode(self.summary))

    def write_csv(self, target: BinaryIO) -> None:
        """The discrepancies as CSV."""
        self.spool.seek(0)
        text = TextIOWrapper(target, encoding="utf-8", newline="")
        write_csv((r for r in decode(self.spool) if isinstance(r, Discrepancy)), text)  # type: ignore[arg-type]
        text.flush()
        text.detach()


@contextmanager
def scrubbed(
    open_source: OpenSource, name: str | None, size: int, output: BinaryIO, options: Options
) -> Iterator[Scrubbed]:
    """Scrub into `output`; the log's records are kept aside until the head of the log is known."""
    digest = Digest()
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool, _progress(name, size) as advance:

        def emit(discrepancy: Discrepancy) -> None:
            digest.add(discrepancy)
            spool.write(encode(discrepancy))

        file, summary = scrub_stream(open_source, name, output, emit, options, advance)
        yield Scrubbed(file, summary, digest, spool)


def fix_files(
    inputs: Sequence[Input],
    shared: Shared,
    output_dir: Path | None,
    formats: Collection[str],
    overwrite: bool,
) -> ExitCode:
    """Correct each input and write its outputs; the worst exit code of all."""
    _refuse_same_outputs(inputs, output_dir)

    def fix(input_: Input, options: Options) -> bool:
        folder = output_dir or input_.path.parent
        with Outputs(folder) as outputs:
            corrected = outputs.open(input_.output_name("corrected"))
            size = input_.path.stat().st_size
            with scrubbed(input_.open, input_.name, size, corrected, options) as result:
                result.write_log(outputs.open(input_.output_name("discrepancies", ".jsonl")))
                if "csv" in formats:
                    result.write_csv(outputs.open(input_.output_name("discrepancies", ".csv")))
                paths = outputs.publish(overwrite)
                print_summary(
                    Console(), result.digest, result.file, result.summary, paths, notes(options)
                )
                return result.digest.needs_person

    return _each(inputs, shared, fix)


def check_files(inputs: Sequence[Input], shared: Shared, as_csv: bool) -> ExitCode:
    """The log of each input on standard output, the summary on standard error."""

    def check(input_: Input, options: Options) -> bool:
        size = input_.path.stat().st_size
        return _check(input_.open, input_.name, size, options, as_csv)

    return _each(inputs, shared, check)


def fix_standard_input(shared: Shared, log: Path | None, overwrite: bool) -> ExitCode:
    """Standard input to standard output; the log goes to a file."""
    options = general_options(shared)
    source = StandardInput()
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as corrected:
        try:
            with scrubbed(source.open, None, 0, corrected, options) as result:  # type: ignore[arg-type]
                paths = _write_single_log(result, log, overwrite)
                corrected.seek(0)
                shutil.copyfileobj(corrected, sys.stdout.buffer)
                sys.stdout.buffer.flush()
                console = Console(stderr=True)
                told_notes = notes(options)
                if log is None:
                    told_notes.append("No log was written: name one with --log FILE to keep it")
                print_summary(
                    console, result.digest, result.file, result.summary, paths, told_notes
                )
                return _code(result.digest.needs_person)
        except NotReadable as error:
            fail(ExitCode.NOT_AN_837P, f"standard input: {error.reason}")
        except OutputExists as error:
            fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")


def check_standard_input(shared: Shared, as_csv: bool) -> ExitCode:
    """The log of standard input on standard output."""
    source = StandardInput()
    try:
        return _code(_check(source.open, None, 0, general_options(shared), as_csv))
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"standard input: {error.reason}")


def _check(
    open_source: OpenSource, name: str | None, size: int, options: Options, as_csv: bool
) -> bool:
    with (
        Path(os.devnull).open("wb") as nowhere,
        scrubbed(open_source, name, size, nowhere, options) as result,
    ):
        write = result.write_csv if as_csv else result.write_log
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        print_summary(
            Console(stderr=True), result.digest, result.file, result.summary, (), notes(options)
        )
        return result.digest.needs_person


def _write_single_log(result: Scrubbed, log: Path | None, overwrite: bool) -> list[Path]:
    if log is None:
        return []
    with Outputs(log.parent) as outputs:
        result.write_log(outputs.open(log.name))
        return outputs.publish(overwrite)


def _each(inputs: Sequence[Input], shared: Shared, work: Work) -> ExitCode:
    """Run `work` on each input; an unreadable one does not stop the others."""
    general = general_options(shared)
    worst = ExitCode.NOTHING_LEFT
    done = 0
    for number, input_ in enumerate(inputs, 1):
        try:
            options = options_for(shared, general, input_, last=number == len(inputs))
            code = _code(work(input_, options))
            done += 1
        except NotReadable as error:
            if input_.from_folder and error.kind in PASSED_OVER:
                say(f"passed over {input_.name}: {error.reason}")
                continue
            say(f"{input_.name}: {error.reason}; nothing was written for it")
            code = ExitCode.NOT_AN_837P
        except OutputExists as error:
            say(f"{input_.name}: {error} exists with other content; give --overwrite to replace it")
            code = ExitCode.INPUT_OUTPUT
        except BadEvidence as error:
            say(f"{input_.name}: {error}; nothing was written for it")
            code = ExitCode.WRONG_USAGE
        except BrokenPipeError:
            raise
        except OSError as error:
            say(f"{told(error, input_.name)}; nothing was written for it")
            code = ExitCode.INPUT_OUTPUT
        worst = max(worst, code)
    if not done and worst is ExitCode.NOTHING_LEFT:
        say("no 837P was found")
        return ExitCode.NOT_AN_837P
    return worst


def _code(needs_person: bool) -> ExitCode:
    return ExitCode.FINDINGS_REMAIN if needs_person else ExitCode.NOTHING_LEFT


def _refuse_same_outputs(inputs: Sequence[Input], output_dir: Path | None) -> None:
    """Two inputs must not write one log (`day.837` and `day.edi`)."""
    logs: dict[Path, Input] = {}
    for input_ in inputs:
        folder = output_dir or input_.path.parent
        log = folder / input_.output_name("discrepancies", ".jsonl")
        if other := logs.get(log):
            fail(
                ExitCode.WRONG_USAGE,
                f"{other.path} and {input_.path} would both write {log.name}; "
                "rename one or fix them apart",
            )
        logs[log] = input_


@contextmanager
def _progress(name: str | None, size: int) -> Iterator[Advance | None]:
    """A bar on long work, where standard error is a person's terminal."""
    if size < LONG_WORK_BYTES or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name or "standard input", total=size)
        yield lambda done: bar.advance(task, done)
