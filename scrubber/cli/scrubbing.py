"""fix and check: one file after the other, each with its outputs and its summary."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scrubber.announcing import announce_claims
from scrubber.cli.each_input import attempt, none_done, refuse_same_output
from scrubber.cli.errors import ExitCode, abandon_output, fail, say, told
from scrubber.cli.inputs import Input, kept
from scrubber.cli.ledger_use import entered, known_to, ledger_if
from scrubber.cli.options import Shared
from scrubber.cli.progress import progress_of_bytes
from scrubber.cli.run_options import evidence_files, general_options, options_for
from scrubber.cli.summary import print_summary
from scrubber.cli.terminal import Terminal, terminal
from scrubber.options import Options
from scrubber.outputs.files import SPOOL_BYTES, Nowhere, OutputExists, Outputs
from scrubber.outputs.names import ACKNOWLEDGMENTS, acknowledgment_name, log_name
from scrubber.outputs.of_run import Wanted, write_outputs
from scrubber.outputs.scrubbed import Scrubbed, scrubbed
from scrubber.wording import listed
from scrubber.x12 import NotReadable, OpenSource

Work = Callable[[Input, Options], ExitCode]


def fix_files(
    inputs: Sequence[Input], shared: Shared, wanted: Wanted, folder: Path | None, overwrite: bool
) -> ExitCode:
    """Correct each input and write its outputs, beside it if no folder is named; the worst exit
    code of all."""
    refuse_same_output(
        inputs, lambda input_: (folder or input_.path.parent) / log_name(input_.name, "jsonl")
    )
    _refuse_outputs_as_inputs(inputs, folder)

    with ledger_if(shared.ledger) as ledger:

        def fix(input_: Input, options: Options) -> ExitCode:
            with (
                Outputs(folder or input_.path.parent) as outputs,
                input_.source() as opened,
                progress_of_bytes(input_.name, input_.size()) as advance,
                write_outputs(
                    opened,
                    input_.name,
                    wanted,
                    known_to(ledger, options, opened),
                    outputs,
                    advance,
                    keep_claims=ledger is not None,
                ) as result,
            ):
                paths = outputs.publish(overwrite)
                evidence = evidence_files(shared, input_)
                is_entered = entered(ledger, result, opened, evidence, paths)
            result.notes.extend(_of_earlier_runs(input_, outputs, paths))
            code = _summarised(result, terminal(), paths)
            return code if is_entered else ExitCode.INPUT_OUTPUT

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
    optional = [log_name(input_.name, log_format) for log_format in ("csv", "html")]
    optional += [acknowledgment_name(input_.name, kind) for kind in ACKNOWLEDGMENTS]
    names = {path.name for path in written} | {input_.name}
    older = [name for name in optional if name not in names and (folder / name).is_file()]
    if older:
        told.append(f"Of an earlier run, and not of this one: {listed(older)}")
    return told


def check_files(inputs: Sequence[Input], shared: Shared, log_format: str) -> ExitCode:
    """The log of each input on standard output, the summary on standard error."""
    with ledger_if(shared.ledger) as ledger:

        def check(input_: Input, options: Options) -> ExitCode:
            size = input_.size()
            with input_.source() as opened:
                options = known_to(ledger, options, opened)
                return _check(opened, input_.name, size, options, log_format)

        return _each(inputs, shared, check, writes=False)


def fix_standard_input(shared: Shared, log: Path | None, overwrite: bool) -> ExitCode:
    """Standard input to standard output; the log goes to a file."""
    options = general_options(shared)
    with (
        _of_standard_input(),
        kept(sys.stdin.buffer) as opened,
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as corrected,
        scrubbed(opened, None, corrected, options) as result,  # type: ignore[arg-type]
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
    with (
        _of_standard_input(),
        kept(sys.stdin.buffer) as opened,
        ledger_if(shared.ledger) as ledger,
    ):
        return _check(opened, None, 0, known_to(ledger, options, opened), log_format)


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
    with (
        progress_of_bytes(name, size) as advance,
        scrubbed(open_source, name, Nowhere(), options, advance) as result,
    ):
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
