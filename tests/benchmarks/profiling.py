"""Where the time of a scrub goes: `python -m tests.benchmarks.profiling OUTPUT ARGUMENT ...`.

Looks a thousand times a second of processor time which code is running, and counts it for the
innermost package of scrubber on the stack, so that what the standard library does is its caller's.
OUTPUT gets the share of each package as JSON. Unlike a tracing profiler, it does not weigh down
code of many small functions.
"""

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY = 0.001
IMPORTS, REST = "imports", "rest"
_IMPORTING = "importlib._bootstrap"


class Samples:
    """Counts by package, taken by a signal."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def shares(self) -> dict[str, float]:
        total = self._counts.total()
        return {package: counted / total for package, counted in self._counts.most_common()}

    def _take(self, number: int, frame: FrameType | None) -> None:
        self._counts[package_of(frame)] += 1


def package_of(frame: FrameType | None) -> str:
    """The package of scrubber whose work is being done: "x12", "rules", "engine", ..."""
    while frame:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(_IMPORTING):
            return IMPORTS
        if name.startswith("scrubber."):
            return name.split(".")[1]
        frame = frame.f_back
    return REST


def main() -> None:
    output, *arguments = sys.argv[1:]
    samples = Samples()
    samples.start()
    sys.argv = ["scrubber", *arguments]
    try:
        from scrubber.cli.main import main as scrubber

        scrubber()
    finally:
        samples.stop()
        Path(output).write_text(json.dumps(samples.shares()))


if __name__ == "__main__":
    main()
