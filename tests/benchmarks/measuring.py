"""Times a command in a fresh process, again and again, and sums the runs up.

Commands of one measurement take turns, so that a noisy neighbour disturbs all of them. Processor
time is kept beside the clock's: where the clock's is much longer, somebody else was at work.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FEWEST_RUNS = 5
QUICK, QUICK_TIMES = 0.5, 3
"""What takes fewer seconds runs so many times as often."""
SLOW, SLOW_RUNS = 30.0, 2
"""What takes more seconds runs no more than so often."""
DISTURBED = 1.2
"""Times the processor's time that the clock shows where somebody else was at work."""
TAIL = 2000
EVERY = 0.05
"""Seconds between two looks at the memory of a process tree."""
DATA_FOLDER = TemporaryDirectory(prefix="scrubber-benchmarks-")
"""Nothing is imported there; acknowledgments keep their control numbers in it."""
ENVIRONMENT = {
    # As it is installed: what is compiled stays so, or each start would compile all modules.
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
    "SCRUBBER_DATA_DIR": DATA_FOLDER.name,
}


class Failed(Exception):
    """A command ended with an exit code that is not expected: its last words."""


class Command(NamedTuple):
    """What to run; `says_time`: it prints its own seconds, those of the work without the start."""

    arguments: Sequence[str]
    exit_codes: frozenset[int] = frozenset({0})
    says_time: bool = False
    processes: bool = False
    """Whether it starts others, whose memory counts with its own."""


class Run(NamedTuple):
    """One run: seconds by the clock and of the processor, and the most memory in bytes."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Measured:
    """The runs of one command."""

    runs: Sequence[Run]

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def disturbed(self) -> bool:
        """Whether the clock shows far more than the processor did for this command alone."""
        return self.wall > DISTURBED * self.cpu

    @property
    def peak(self) -> int:
        return max(run.peak for run in self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest run by the clock."""
        walls = [run.wall for run in self.runs]
        return min(walls), max(walls)


def python(*arguments: str | Path) -> list[str]:
    """A command of this interpreter."""
    return [sys.executable, *map(str, arguments)]


def compile_modules() -> None:
    """Compile what the commands import, so that no run does."""
    run(Command(python("-m", "compileall", "-q", ROOT / "scrubber", ROOT / "tests" / "benchmarks")))


def measure(commands: Mapping[str, Command], runs: int = FEWEST_RUNS) -> dict[str, Measured]:
    """Run the commands in turn, each `runs` times; a quick one more often, a slow one less."""
    done: dict[str, list[Run]] = {name: [] for name in commands}
    while waiting := [name for name in commands if not _enough(done[name], runs)]:
        for name in waiting:
            done[name].append(run(commands[name]))
    return {name: Measured(of_name) for name, of_name in done.items()}


def _enough(runs: Sequence[Run], wanted: int) -> bool:
    if runs and runs[0].wall < QUICK:
        wanted *= QUICK_TIMES
    elif runs and runs[0].wall > SLOW:
        wanted = min(wanted, SLOW_RUNS)
    return len(runs) >= wanted


def run(command: Command) -> Run:
    """One run in a new process. Raises Failed.

    The memory is that of its largest process, or of all at once where it has several. What
    getrusage tells is never below the memory of this process, which therefore imports little.
    """
    with TemporaryFile() as output, TemporaryFile() as errors:
        started = perf_counter()
        process = subprocess.Popen(command.arguments, stdout=output, stderr=errors, env=ENVIRONMENT)
        with _watched(process.pid, command.processes) as most_together:
            _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.exit_codes:
            raise Failed(f"exit code {process.returncode}: {_last_words(errors.fileno())}")
        cpu = usage.ru_utime + usage.ru_stime
        if command.says_time:
            output.seek(0)
            wall, cpu = json.load(output)
    return Run(wall, cpu, max(usage.ru_maxrss * 1024, *most_together))


@contextmanager
def _watched(pid: int, together: bool) -> Iterator[list[int]]:
    """The most memory that the process and its children have had at one time, in bytes; pages that
    they share count for each of them."""
    most = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            most[0] = max(most[0], sum(_resident(member) for member in _tree(pid)))

    watcher = threading.Thread(target=watch)
    if together:
        watcher.start()
    try:
        yield most
    finally:
        over.set()
        if together:
            watcher.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _resident(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _last_words(file: int) -> str:
    """The last line with words in it: Typer draws a frame round what it says."""
    size = os.fstat(file).st_size
    text = os.pread(file, TAIL, max(0, size - TAIL)).decode(errors="replace")
    lines = [line.strip("│ ") for line in text.splitlines() if re.search(r"\w", line)]
    return lines[-1] if lines else "it said nothing"
