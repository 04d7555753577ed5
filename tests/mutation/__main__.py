"""The command: `python -m tests.mutation [--jobs N] [--at-least PERCENT] [PATH ...]`."""

import argparse
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.mutation.mutants import FileMutants, mutants_of
from tests.mutation.trial import Verdict, passes, trials

PATHS = [Path("scrubber/evidence"), Path("scrubber/rules")]
TESTS = (
    *("tests/evidence", "tests/rules", "tests/treatment", "tests/test_samples.py"),
    *("tests/test_engine.py", "tests/test_pipeline.py", "tests/cli/test_reference.py"),
    "tests/test_payment_at_stake.py",
)
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
"""By file, the faults (lines of the mutant) that change nothing, and why."""
OUT = Console(markup=False, highlight=False, width=130)

Verdicts = dict[Path, Counter[Verdict]]


def main() -> int:
    options = _options()
    files = [mutants_of(path) for path in _modules(options.paths)]
    if not passes(TESTS):
        sys.exit("The tests fail on the code as it is: there is nothing to measure.")
    verdicts = _tried(files, options.jobs)
    OUT.print(_table(files, verdicts))
    return int(_score(sum(verdicts.values(), Counter())) < options.at_least)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=PATHS, metavar="PATH")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument("--at-least", type=float, default=85, help="percent killed, else exit 1")
    return parser.parse_args()


def _modules(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (file for file in files if file.name != "__init__.py")


def _tried(files: list[FileMutants], jobs: int) -> Verdicts:
    """The verdicts by file; a mutant that survives is printed at once, as a diff."""
    equivalent = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    mutants = [mutant for file in files for mutant in file.mutants]
    verdicts: Verdicts = {file.path: Counter() for file in files}
    done = trials(mutants, TESTS, jobs)
    for mutant, verdict in track(done, "Mutants", len(mutants), console=Console(stderr=True)):
        if verdict is Verdict.SURVIVED:
            if mutant.fault in equivalent.get(mutant.path.as_posix(), {}):
                verdict = Verdict.EQUIVALENT  # noqa: PLW2901
            else:
                OUT.print(mutant.diff, end="\n\n", soft_wrap=True)
        verdicts[mutant.path][verdict] += 1
    return verdicts


def _table(files: list[FileMutants], verdicts: Verdicts) -> Table:
    table = Table("File", caption="Left out: texts, declarations, and what cannot be imported")
    for heading in ("Mutants", "Killed", "Equivalent", "Survived", "Score", "Left out"):
        table.add_column(heading, justify="right")
    left_out = {file.path: file.left_out + verdicts[file.path][Verdict.STILLBORN] for file in files}
    for path, counts in verdicts.items():
        table.add_row(path.as_posix(), *_cells(counts, left_out[path]))
    table.add_section()
    for package in dict.fromkeys("/".join(path.parts[:2]) for path in verdicts):
        inside = [path for path in verdicts if path.is_relative_to(package)]
        counts = sum((verdicts[path] for path in inside), Counter())
        table.add_row(package, *_cells(counts, sum(left_out[path] for path in inside)))
    return table


def _cells(counts: Counter[Verdict], left_out: int) -> list[str]:
    numbers = [
        counts[verdict] for verdict in (Verdict.KILLED, Verdict.EQUIVALENT, Verdict.SURVIVED)
    ]
    return [f"{sum(numbers)}", *map(str, numbers), f"{_score(counts):.1f} %", f"{left_out}"]


def _score(counts: Counter[Verdict]) -> float:
    """Percent killed of all that could be tried; an equivalent one counts as not killed."""
    tried = counts.total() - counts[Verdict.STILLBORN]
    return 100 * counts[Verdict.KILLED] / tried if tried else 100


if __name__ == "__main__":
    sys.exit(main())
