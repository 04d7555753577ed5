"""The benchmarks: `python -m tests.benchmarks`, with the results as a table and as JSON.

    python -m tests.benchmarks             10 MB, some ten minutes
    python -m tests.benchmarks --quick     1 MB, two runs: is everything in order?
    python -m tests.benchmarks --full      what the targets are set for: 100 MB and 1 GB
    python -m tests.benchmarks --size 100MB --only scrubbing,profile --json results.json

Everything is generated; --folder keeps the files for the next time. linuxforhealth-x12 needs
pydantic 1 and cannot be installed beside scrubber: name the interpreter of another environment
with --interpreter. The other peers are in the extra `bench`.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.cases import CASES, profiles
from tests.benchmarks.files import Files
from tests.benchmarks.measuring import ROOT, compile_modules
from tests.benchmarks.report import Row, shares_table, table
from tests.benchmarks.session import FULL, QUICK, Session, Sizes

PROFILE = "profile"
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}


def main() -> int:
    """Measure, print, and tell by the exit code whether every target that was tried is reached."""
    options = _options()
    sizes = options.preset if options.size is None else replace(options.preset, file=options.size)
    compile_modules()
    with _folder(options.folder) as folder:
        session = Session(Files(folder), sizes, options.interpreter)
        rows = [row for case in CASES if case in options.only for row in _told(case, session)]
        shares = profiles(session) if PROFILE in options.only else {}
    machine = _machine()
    disturbed = [row.work for row in rows if row.measured and row.measured.disturbed]
    print("", *(f"{key}: {value}" for key, value in machine.items()), "", sep="\n")
    print(table(rows))
    if disturbed:
        print(f"- somebody else was at work during: {'; '.join(disturbed)}")
    if shares:
        print(
            "", "Where the time goes, by package of scrubber:", "", shares_table(shares), sep="\n"
        )
    if options.json:
        results = _results(machine, sizes, rows, shares)
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return int(any(row.target and not row.target.reached for row in rows))


def _told(case: str, session: Session) -> Iterator[Row]:
    for row in CASES[case](session):
        seconds = f"{row.measured.wall:.3f} s" if row.measured else row.note
        print(f"{case}: {row.work}: {seconds}", file=sys.stderr, flush=True)
        yield row


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    cases = [*CASES, PROFILE]
    preset = parser.add_mutually_exclusive_group()
    preset.add_argument("--quick", dest="preset", action="store_const", const=QUICK)
    preset.add_argument("--full", dest="preset", action="store_const", const=FULL)
    parser.add_argument("--size", type=_bytes, help="of the files to scrub, as 100MB or 1GB")
    parser.add_argument("--only", type=_cases, default=cases, help=", ".join(cases))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here too")
    parser.add_argument("--folder", type=Path, help="for the generated files, which are kept")
    parser.add_argument(
        "--interpreter", action="append", default=[], help="to look for peers in; repeatable"
    )
    parser.set_defaults(preset=Sizes())
    return parser.parse_args()


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+)([KMG]B)", text.upper())
    if not match:
        raise argparse.ArgumentTypeError("no size like 10MB")
    return int(match[1]) * UNITS[match[2]]


def _cases(text: str) -> Sequence[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - {*CASES, PROFILE}:
        raise argparse.ArgumentTypeError(f"no such case: {', '.join(sorted(unknown))}")
    return chosen


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with TemporaryDirectory(prefix="scrubber-benchmarks-") as folder:
        yield Path(folder)


def _machine() -> dict[str, str]:
    """What the figures hold for."""
    git = ("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "Python": platform.python_version(),
        "system": platform.platform(),
        "processors": str(os.cpu_count()),
        "load before the last minute": f"{os.getloadavg()[1]:.1f}",
        "commit": commit or "unknown",
    }


def _results(
    machine: dict[str, str], sizes: Sizes, rows: Sequence[Row], shares: dict[str, dict[str, float]]
) -> dict[str, Any]:
    return {
        "machine": machine,
        "sizes": asdict(sizes),
        "rows": [row.as_json() for row in rows],
        "profile": shares,
    }


if __name__ == "__main__":
    sys.exit(main())
