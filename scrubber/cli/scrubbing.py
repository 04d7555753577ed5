"""fix and check: one file after the other, each with its outputs and its summary."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO

from scrubber.cli.digest import Digest
from scrubber.cli.errors import ExitCode, abandon_output, fail, say, told
from scrubber.cli.inputs import SPOOL_BYTES, Input, kept
from scrubber.cli.options import Shared
from scrubber.cli.outputs import Nowhere, OutputExists, Outputs
from scrubber.cli.progress import progress_of_bytes
from scrubber.cli.run_options import general_options, notes, options_for
from scrubber.cli.summary import print_summary
from scrubber.cli.terminal import Terminal, terminal
from scrubber.discrepancies import (
    Discrepancy,
    FileRecord,
    SummaryRecord,
    encode,
    write_csv,
)
from scrubber.evidence import BadEvidence
from scrubber.pipeline import OpenSource, Options, announce_claims, scrub_stream
from scrubber.writing import NotConserved, check_conservation
from scrubber.x12 import NotReadable

Work = Callable[[Input, Options], ExitCode]


@dataclass(frozen=True)
class Scrubbed:
    """A file's records; the discrepancies wait in `spool`, encoded."""

    file: FileRecord
    summary: SummaryRecord
    digest: Digest
    notes: list[str]
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
        write_csv(self.spool, text)
        text.flush()
        text.detach()


class EncodedPart:
    """Discrepancies encoded, and their digest."""

    def __init__(self) -> None:
        self.lines = bytearray()
        self.digest = Digest()

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next one."""
        self.digest.add(discrepancy)
        self.lines += encode(discrepancy)


class SpooledLog:
    """The discrepancies of a file, kept aside until the head of their log is known."""

    part_type = EncodedPart

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self.digest = Digest()

    def take(self, part: EncodedPart) -> None:
        """Take the part that comes next."""
        self._spool.write(part.lines)
        self.digest.merge(part.digest)

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""
        self._spool.seek(0)
        self._spool.truncate()
        self.digest = Digest()


@contextmanager
def scrubbed(
    open_source: OpenSource,
    name: str | None,
    size: int,
    output: BinaryIO,
    options: Options,
    held: BinaryIO | None = None,
) -> Iterator[Scrubbed]:
    """Scrub into `output`, held claims into `held` if that is given; the log's records are kept
    aside until the head of the log is known."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        log = SpooledLog(spool)
        with progress_of_bytes(name, size) as advance:
            file, summary = scrub_stream(open_source, name, output, log, options, advance, held)
        if held:
            check_conservation(summary, output, held)
        yield Scrubbed(file, summary, log.digest, notes(options), spool)


def fix_files(
    inputs: Sequence[Input],
    shared: Shared,
    output_dir: Path | None,
    formats: Collection[str],
    split: bool,
    overwrite: bool,
) -> ExitCode:
    """Correct each input and write its outputs; the worst exit code of all."""
    _refuse_same_outputs(inputs, output_dir)

    def fix(input_: Input, options: Options) -> ExitCode:
        folder = output_dir or input_.path.parent
        with Outputs(folder) as outputs, input_.source() as opened:
            corrected = outputs.open(corrected_name := input_.output_name("corrected"))
            held_name = input_.output_name("held")
            held = outputs.open(held_name) if split else None
            size = input_.path.stat().st_size
            with scrubbed(opened, input_.name, size, corrected, options, held) as result:
                if not result.file.split:
                    outputs.without(held_name)
                elif not result.file.output.size:
                    outputs.without(corrected_name)
                result.write_log(outputs.open(input_.output_name("discrepancies", ".jsonl")))
                if "csv" in formats:
                    result.write_csv(outputs.open(input_.output_name("discrepancies", ".csv")))
                paths = outputs.publish(overwrite)
        return _summarised(result, terminal(), paths)

    return _each(inputs, shared, fix, writes=True)


def check_files(inputs: Sequence[Input], shared: Shared, as_csv: bool) -> ExitCode:
    """The log of each input on standard output, the summary on standard error."""

    def check(input_: Input, options: Options) -> ExitCode:
        size = input_.path.stat().st_size
        with input_.source() as opened:
            return _check(opened, input_.name, size, options, as_csv)

    return _each(inputs, shared, check, writes=False)


def fix_standard_input(shared: Shared, log: Path | None, overwrite: bool) -> ExitCode:
    """Standard input to standard output; the log goes to a file."""
    options = general_options(shared)
    with (
        _of_standard_input(),
        kept(sys.stdin.buffer) as opened,
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as corrected,
        scrubbed(opened, None, 0, corrected, options) as result,  # type: ignore[arg-type]
    ):
        paths = _write_single_log(result, log, overwrite)
        corrected.seek(0)
        shutil.copyfileobj(corrected, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    if log is None:
        result.notes.append("No log was written: name one with --log FILE to keep it")
    return _summarised(result, terminal(stderr=True), paths)


def check_standard_input(shared: Shared, as_csv: bool) -> ExitCode:
    """The log of standard input on standard output."""
    options = general_options(shared)
    with _of_standard_input(), kept(sys.stdin.buffer) as opened:
        return _check(opened, None, 0, options, as_csv)


@contextmanager
def _of_standard_input() -> Iterator[None]:
    try:
        yield
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"standard input: {error.reason}")
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")


def _check(
    open_source: OpenSource, name: str | None, size: int, options: Options, as_csv: bool
) -> ExitCode:
    with (
        scrubbed(open_source, name, size, Nowhere(), options) as result,
    ):
        write = result.write_csv if as_csv else result.write_log
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    return _summarised(result, terminal(stderr=True), ())


def _summarised(result: Scrubbed, console: Terminal, paths: Collection[Path]) -> ExitCode:
    """Print the summary. The work is done by then: that it cannot be printed undoes nothing."""
    try:
        print_summary(console, result.digest, result.file, result.summary, paths, result.notes)
    except OSError as error:
        abandon_output()
        if not isinstance(error, BrokenPipeError):
            say(told(error, "the work is done, but the summary cannot be printed"))
        return ExitCode.INPUT_OUTPUT
    left = result.digest.needs_person
    return ExitCode.FINDINGS_REMAIN if left else ExitCode.NOTHING_LEFT


def _write_single_log(result: Scrubbed, log: Path | None, overwrite: bool) -> list[Path]:
    if log is None:
        return []
    with Outputs(log.parent) as outputs:
        result.write_log(outputs.open(log.name))
        return outputs.publish(overwrite)


def _each(inputs: Sequence[Input], shared: Shared, work: Work, *, writes: bool) -> ExitCode:
    """Run `work` on each input; an unreadable one does not stop the others."""
    untouched = "; nothing was written for it" if writes else ""
    general = general_options(shared)
    announced = bool(shared.treatments) and len(inputs) > 1
    if announced:
        announce_claims([partial(_announced_source, input_.path) for input_ in inputs], general)
    worst = ExitCode.NOTHING_LEFT
    done: list[Input] = []
    for number, input_ in enumerate(inputs):
        options = replace(general, announced_as=number if announced else None)
        try:
            input_.path.stat()
            last = input_ is inputs[-1]
            worst = max(worst, work(input_, options_for(shared, options, input_, last)))
            done.append(input_)
        except NotReadable as error:
            if input_.may_be_passed_over(error):
                say(f"passed over {input_.name}: {error.reason}")
                continue
            say(f"{input_.name}: {error.reason}{untouched}")
            worst = max(worst, ExitCode.NOT_AN_837P)
        except OutputExists as error:
            say(f"{input_.name}: {error} exists with other content; give --overwrite to replace it")
            worst = max(worst, ExitCode.INPUT_OUTPUT)
        except BadEvidence as error:
            say(f"{input_.name}: {error}{untouched}")
            worst = max(worst, ExitCode.WRONG_USAGE)
        except NotConserved as error:
            say(f"{input_.name}: {error}: a fault of this program, please report it{untouched}")
            worst = max(worst, ExitCode.INPUT_OUTPUT)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = str(error.filename or "the input or its outputs")
            subject = "" if where == str(input_.path) else f"{input_.name}: "
            say(f"{subject}{told(error, where)}{untouched}")
            worst = max(worst, ExitCode.INPUT_OUTPUT)
    if done and done[-1] is not inputs[-1]:
        worst = max(worst, _tell_left_over(shared, general))
    if not done and worst is ExitCode.NOTHING_LEFT:
        say("no 837P was found")
        return ExitCode.NOT_AN_837P
    return worst


def _announced_source(path: Path) -> BinaryIO:
    """A file's bytes; a pipe is left for the scrubbing, since it can be read but once."""
    return path.open("rb") if path.is_file() else BytesIO()


def _tell_left_over(shared: Shared, general: Options) -> ExitCode:
    """Left-over rows are told in the log of the last input; here it was not read."""
    worst = ExitCode.NOTHING_LEFT
    for unmatched in general.treatments.left_over() if shared.treatments else ():
        say(f"{unmatched.row.where} is not used: {unmatched.reason}")
        worst = ExitCode.FINDINGS_REMAIN
    return worst


def _refuse_same_outputs(inputs: Sequence[Input], output_dir: Path | None) -> None:
    """Two inputs must not write one log (`day.837` and `day.edi`)."""
    logs: dict[Path, Input] = {}
    for input_ in inputs:
        folder = (output_dir or input_.path.parent).resolve()
        log = folder / input_.output_name("discrepancies", ".jsonl")
        if other := logs.get(log):
            fail(
                ExitCode.WRONG_USAGE,
                f"{other.path} and {input_.path} would both write {log.name}; "
                "rename one or fix them apart",
            )
        logs[log] = input_
