"""diff, undo and verify: what a correction changed, back again, and that it was all."""

import os
import sys
from pathlib import Path

from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.inputs import STANDARD_INPUT, kept, resolve
from scrubber.cli.options import Shared
from scrubber.cli.outputs import OutputExists, Outputs
from scrubber.cli.run_options import general_options, options_for
from scrubber.cli.terminal import Terminal
from scrubber.discrepancies import Discrepancy, decode, undo, verify
from scrubber.findings import Action
from scrubber.pipeline import scrub_stream
from scrubber.wording import count
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
    found: list[Discrepancy] = []
    try:
        with Path(os.devnull).open("wb") as nowhere, source as opened:
            scrub_stream(opened, name, nowhere, found.append, options)
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"{name}: {error.reason}")
    console = Terminal()
    for records in _by_segment(found).values():
        first, last = records[0], records[-1]
        where = f"@@ segment {first.segment}, claim {first.claim_id}"
        console.tell_whole(where + (f", line {first.line}" if first.line else ""), "cyan")
        console.tell_whole(f"- {first.segment_before}", "red")
        console.tell_whole(f"+ {last.segment_after}", "green")
        for record in records:
            change = f"{record.before or 'empty'} -> {record.after}"
            reason = "; ".join((record.message, *record.evidence))
            console.tell_whole(f"  {record.rule} {record.element} {change}: {reason}", "dim")
    remain = any(record.needs_person for record in found)
    return ExitCode.FINDINGS_REMAIN if remain else ExitCode.NOTHING_LEFT


def undo_file(corrected: Path, log: Path, output: Path | None, overwrite: bool) -> None:
    """Write the original file to `output` or standard output."""
    with log.open("rb") as records:
        original = undo(corrected.read_bytes(), decode(records))
    if output is None:
        sys.stdout.buffer.write(original)
        sys.stdout.buffer.flush()
        return
    try:
        with Outputs(output.parent) as outputs:
            outputs.open(output.name).write(original)
            outputs.publish(overwrite)
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")


def verify_file(original: Path, corrected: Path, log: Path) -> None:
    """Say that the logged corrections are all that differs."""
    with log.open("rb") as records:
        corrections = verify(original.read_bytes(), corrected.read_bytes(), decode(records))
    said = count(corrections, "logged correction")
    print(f"{corrected.name}: verified, {said} and no other difference", flush=True)


def _by_segment(records: list[Discrepancy]) -> dict[int | None, list[Discrepancy]]:
    segments: dict[int | None, list[Discrepancy]] = {}
    for record in records:
        if record.action is Action.CORRECTED:
            segments.setdefault(record.segment, []).append(record)
    return segments
