"""The commands that are measured: `scrubber fix`, and what it is held against."""

from pathlib import Path

from tests.benchmarks.generator import Written
from tests.benchmarks.measuring import Command, python

DONE = frozenset({0, 1})
"""Exit codes of a run that went through: nothing left to do, or findings remain."""
EVIDENCE = {"treatments": "read_treatment_log", "therapy_used": "read_therapy_used"}


def fix(batch: Written, jobs: int | None = None, *options: str) -> Command:
    """All rules, the log as JSON Lines, outputs synced; treatment log and therapy used are found
    beside the file. Without `jobs` the option is not given."""
    if jobs:
        options = ("--jobs", str(jobs), *options)
    folder = output_folder(batch, jobs)
    return Command(
        python(
            "-m", "scrubber", "fix", batch.path, "--output-dir", folder, "--overwrite", *options
        ),
        exit_codes=DONE,
        processes=bool(jobs and jobs > 1),
    )


def output_folder(batch: Written, jobs: int | None = None) -> Path:
    """Where the outputs go; one for each number of jobs, so that they can be compared."""
    return batch.path.parent / f"out-{jobs or 1}"


def start() -> Command:
    """What a start costs that imports the two largest packages and does nothing."""
    return Command(python("-c", "import pydantic, typer"))


def load(kind: str, path: Path) -> Command:
    """Reading an evidence file, without the scrubbing; says its time."""
    text = (
        "import json; from pathlib import Path; from time import perf_counter, process_time\n"
        f"from scrubber.evidence import {EVIDENCE[kind]} as load\n"
        "wall, cpu = perf_counter(), process_time()\n"
        f"kept = load(Path({str(path)!r}))\n"
        "print(json.dumps([perf_counter() - wall, process_time() - cpu]))"
    )
    return Command(python("-c", text), says_time=True)


def read(name: str, path: Path, interpreter: str | None = None) -> Command:
    """A reader of readers.py, under another interpreter if need be; says its time."""
    command = python("-m", "tests.benchmarks.readers", name, path)
    return Command([interpreter or command[0], *command[1:]], says_time=True)
