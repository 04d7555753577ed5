"""fix and check: one file after the other, each with its outputs and its summary."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from scrubber.announcing import announce_claims
from scrubber.cli.each_input import attempt, none_done, refuse_same_output
from scrubber.cli.errors import ExitCode, abandon_output, fail, say, told
from scrubber.cli.inputs import ACKNOWLEDGMENTS, SPOOL_BYTES, Input, kept
from scrubber.cli.options import Shared
from scrubber.cli.outputs import Nowhere, OutputExists, Outputs
from scrubber.cli.progress import progress_of_bytes
from scrubber.cli.run_options import general_options, notes, options_for
from scrubber.cli.summary import print_summary
from scrubber.cli.terminal import Terminal, terminal
from scrubber.discrepancies import (
    Digest,
    Discrepancy,
    FileRecord,
    SummaryRecord,
    decode,
    encode,
    write_csv,
)
from scrubber.options import Options
from scrubber.pipeline import scrub_stream
from scrubber.wording import listed
from scrubber.writing import check_conservation
from scrubber.x12 import NotReadable, OpenSource

if TYPE_CHECKING:
    from scrubber.acknowledgments import Kind

Work = Callable[[Input, Options], ExitCode]


@dataclass(frozen=True)
class Wanted:
    """What fix is to write besides the corrected file and the log as JSON Lines, and where.

    `formats`: csv, html. `folder`: where outputs go, beside the input if there is none.
    """

    folder: Path | None
    formats: Collection[str]
    split: bool
    acknowledgments: Sequence["Kind"]
    overwrite: bool


@dataclass(frozen=True)
class Scrubbed:
    """A file's records; the discrepancies wait in `spool`, encoded."""

    file: FileRecord
    summary: SummaryRecord
    digest: Digest
    notes: list[str]
    spool: IO[bytes]

    def write(self, log_format: str, target: BinaryIO) -> None:
        """The log in one of its formats."""
        write = {"jsonl": self.write_log, "csv": self.write_csv, "html": self.write_html}
        write[log_format](target)

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

    def write_html(self, target: BinaryIO) -> None:
        """The log as a page to read."""
        from scrubber.discrepancies.html_report import write_html

        write_html(target, self.file, self.discrepancies, self.summary, self.notes)

    def discrepancies(self) -> Iterator[Discrepancy]:
        """The discrepancies once more; one pass at a time."""
        self.spool.seek(0)
        return (record for record in decode(self.spool) if isinstance(record, Discrepancy))


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


def fix_files(inputs: Sequence[Input], shared: Shared, wanted: Wanted) -> ExitCode:
    """Correct each input and write its outputs; the worst exit code of all."""
    refuse_same_output(
        inputs,
        lambda input_: (
            (wanted.folder or input_.path.parent) / input_.output_name("discrepancies", ".jsonl")
        ),
    )
    _refuse_outputs_as_inputs(inputs, wanted.folder)

    def fix(input_: Input, options: Options) -> ExitCode:
        folder = wanted.folder or input_.path.parent
        with Outputs(folder) as outputs, input_.source() as opened:
            corrected = outputs.open(corrected_name := input_.output_name("corrected"))
            held_name = input_.output_name("held")
            held = outputs.open(held_name) if wanted.split else None
            size = input_.size()
            with scrubbed(opened, input_.name, size, corrected, options, held) as result:
                if not result.file.split:
                    outputs.without(held_name)
                elif not result.file.output.size:
                    outputs.without(corrected_name)
                log = outputs.open(input_.output_name("discrepancies", ".jsonl"))
                result.write_log(log)
                for name in wanted.formats:
                    target = outputs.open(input_.output_name("discrepancies", f".{name}"))
                    result.write(name, target)
                if wanted.acknowledgments:
                    from scrubber.cli.acknowledging import write_acknowledgments

                    kinds = wanted.acknowledgments
                    write_acknowledgments(kinds, input_, opened, result, log, outputs)
                paths = outputs.publish(wanted.overwrite)
            result.notes.extend(_of_earlier_runs(input_, outputs, paths))
        return _summarised(result, terminal(), paths)

    return _each(inputs, shared, fix, writes=True)


def _refuse_outputs_as_inputs(inputs: Sequence[Input], folder: Path | None) -> None:
    """An input that another one's run replaces, or removes as a leftover, would be lost unread."""
    by_place = {os.path.realpath(input_.path): input_ for input_ in inputs}
    for input_ in inputs:
        for kind in ("corrected", "held"):
            output = (folder or input_.path.parent) / input_.output_name(kind)
            if other := by_place.get(os.path.realpath(output)):
                message = f"{other.path} is an output of {input_.path}; take one at a time"
                fail(ExitCode.WRONG_USAGE, message)


def _of_earlier_runs(input_: Input, outputs: Outputs, written: Sequence[Path]) -> list[str]:
    """What became of outputs of earlier runs: a biller would take them for this one's."""
    told = [f"Removed, since this run has none: {name}" for name in outputs.removed]
    folder = written[0].parent
    optional = [input_.output_name("discrepancies", suffix) for suffix in (".csv", ".html")]
    optional += [f"{input_.path.stem}.{kind}" for kind in ACKNOWLEDGMENTS]
    names = {path.name for path in written} | {input_.name}
    older = [name for name in optional if name not in names and (folder / name).is_file()]
    if older:
        told.append(f"Of an earlier run, and not of this one: {listed(older)}")
    return told


def check_files(inputs: Sequence[Input], shared: Shared, log_format: str) -> ExitCode:
    """The log of each input on standard output, the summary on standard error."""

    def check(input_: Input, options: Options) -> ExitCode:
        size = input_.size()
        with input_.source() as opened:
            return _check(opened, input_.name, size, options, log_format)

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


def check_standard_input(shared: Shared, log_format: str) -> ExitCode:
    """The log of standard input on standard output."""
    options = general_options(shared)
    with _of_standard_input(), kept(sys.stdin.buffer) as opened:
        return _check(opened, None, 0, options, log_format)


@contextmanager
def _of_standard_input() -> Iterator[None]:
    try:
        yield
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"standard input: {error.reason}")
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")


def _check(
    open_source: OpenSource, name: str | None, size: int, options: Options, log_format: str
) -> ExitCode:
    with scrubbed(open_source, name, size, Nowhere(), options) as result:
        result.write(log_format, sys.stdout.buffer)
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
    general = general_options(shared)
    announced = bool(shared.treatments) and len(inputs) > 1
    if announced:
        announce_claims([partial(_announced_source, input_.path) for input_ in inputs], general)
    worst = ExitCode.NOTHING_LEFT
    done: list[Input] = []
    for number, input_ in enumerate(inputs):
        options = replace(general, announced_as=number if announced else None)
        tried = attempt(
            input_,
            partial(_with_evidence, work, shared, options, input_, last=input_ is inputs[-1]),
            writes=writes,
        )
        worst = max(worst, tried.code)
        if tried.done:
            done.append(input_)
    if done and done[-1] is not inputs[-1]:
        worst = max(worst, _tell_left_over(shared, general))
    return worst if done else none_done(worst)


def _with_evidence(
    work: Work, shared: Shared, general: Options, input_: Input, *, last: bool
) -> ExitCode:
    return work(input_, options_for(shared, general, input_, last))


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
