"""diff, undo and verify: what a correction changed, back again, and that it was all."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from scrubber.cli.errors import ExitCode, fail, say
from scrubber.cli.inputs import STANDARD_INPUT, kept, resolve
from scrubber.cli.ledger_use import known_to, ledger_if
from scrubber.cli.options import Shared
from scrubber.cli.run_options import general_options, options_for
from scrubber.cli.terminal import terminal
from scrubber.discrepancies import (
    BadLog,
    Discrepancy,
    DiscrepancyList,
    FileRecord,
    LogRecord,
    decode,
    undo,
    verify,
)
from scrubber.errors import Mismatch
from scrubber.findings import Action
from scrubber.outputs.files import Nowhere, OutputExists, Outputs
from scrubber.pipeline import scrub_stream
from scrubber.wording import count, listed
from scrubber.x12 import NotReadable


def print_diff(path: Path, shared: Shared) -> ExitCode:
    """The corrections of a file, segment by segment; nothing is written."""
    options = general_options(shared)
    if str(path) == STANDARD_INPUT:
        name, source = "standard input", kept(sys.stdin.buffer)
    elif path.is_dir():
        fail(ExitCode.WRONG_USAGE, f"{path} is a folder; diff takes one file")
    else:
        (input_,) = resolve([path])
        name, source = input_.name, input_.source()
        options = options_for(shared, options, input_, last=True)
    found = DiscrepancyList()
    try:
        with source as opened, ledger_if(shared.ledger) as ledger:
            scrub_stream(opened, name, Nowhere(), found, known_to(ledger, options, opened))
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"{name}: {error.reason}")
    console = terminal()
    for records in _by_segment(found).values():
        first, last = records[0], records[-1]
        where = f"@@ segment {first.segment}, claim {first.claim_id}"
        console.tell_whole(where + (f", line {first.line}" if first.line else ""), "cyan")
        console.tell_whole(f"- {first.segment_before}", "red")
        console.tell_whole(f"+ {last.segment_after}", "green")
        for (rule, reason), of_one in groupby(records, key=_why):
            changes = ", ".join(
                f"{record.element} {record.before or 'empty'} -> {record.after}"
                for record in of_one
            )
            console.tell_whole(f"  {rule} {changes}: {reason}", "dim")
    left = sum(record.needs_person for record in found)
    if not any(record.action is Action.CORRECTED for record in found):
        are_left = f"{count(left, 'finding')} {'is' if left == 1 else 'are'} left"
        say(f"no corrections; {are_left if left else 'nothing is left'}")
    return ExitCode.FINDINGS_REMAIN if left else ExitCode.NOTHING_LEFT


def undo_file(
    corrected: Path, log: Path, held: Path | None, output: Path | None, overwrite: bool
) -> None:
    """Write the original file to `output` or standard output."""
    with _disagreement(f"{corrected.name} cannot be undone", log):
        records = _records(log)
        out, held_back = _split_files(records, corrected, held)
        original = undo(out.data, records, held_back.data)
    if output is None:
        sys.stdout.buffer.write(original)
        sys.stdout.buffer.flush()
        return
    try:
        with Outputs(output.parent) as outputs:
            outputs.open(output.name).write(original)
            (path,) = outputs.publish(overwrite)
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")
    terminal().tell_whole(f"Written: {path}, as it was before the corrections")


def verify_file(original: Path, corrected: Path, log: Path, held: Path | None) -> None:
    """Say that the logged corrections are all that differs."""
    with _disagreement(f"{corrected.name} is not verified", log):
        records = _records(log)
        out, held_back = _split_files(records, corrected, held)
        corrections = verify(original.read_bytes(), out.data, records, held_back.data)
    names = listed([file.name for file in (out, held_back) if file.data])
    said = count(corrections, "logged correction")
    print(f"{names}: verified, {said} and no other difference", flush=True)


class _File(NamedTuple):
    """A file's name and bytes, none where there is no such file."""

    name: str
    data: bytes


def _records(log: Path) -> list[LogRecord]:
    with log.open("rb") as lines:
        return list(decode(lines))


def _split_files(
    records: Sequence[LogRecord], corrected: Path, held: Path | None
) -> tuple[_File, _File]:
    """The corrected file and, if the log says so, the claims held back from it; all may be."""
    stem, _, suffix = corrected.name.rpartition(".corrected")
    beside = held or corrected.with_name(f"{stem}.held{suffix}")
    head = next(iter(records), None)
    is_split = isinstance(head, FileRecord) and head.split
    held_back = beside.read_bytes() if is_split and (held or beside.is_file()) else b""
    out = b"" if held_back and not corrected.exists() else corrected.read_bytes()
    return _File(corrected.name, out), _File(beside.name, held_back)


@contextmanager
def _disagreement(subject: str, log: Path) -> Iterator[None]:
    """What is told where the files do not agree with the log, or where that is none."""
    try:
        yield
    except Mismatch as error:
        fail(ExitCode.FINDINGS_REMAIN, f"{subject}: {error}")
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"{subject}: {error.reason}")
    except BadLog as error:
        fail(ExitCode.WRONG_USAGE, f"{log.name}: {error}")


def _why(record: Discrepancy) -> tuple[str, str]:
    """A correction's rule, and its reason in words; several changes may have one."""
    return record.rule, "; ".join((record.message, *record.evidence))


def _by_segment(records: list[Discrepancy]) -> dict[int | None, list[Discrepancy]]:
    segments: dict[int | None, list[Discrepancy]] = {}
    for record in records:
        if record.action is Action.CORRECTED:
            segments.setdefault(record.segment, []).append(record)
    return segments
