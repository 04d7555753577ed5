"""What only a process of its own shows: pipes that break, a full device, start-up, real bytes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scrubber.cli.main import LOOK_FOR_GARBAGE_AFTER
from scrubber.cli.terminal import STYLED_BY
from tests.cli.console import (
    CLEAN_LINE,
    HELD_LINES,
    OVER_LINE,
    TREATMENTS,
    contents,
    file_of,
    put,
    run,
)
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber

COMMAND = [sys.executable, "-c", "from scrubber.cli.main import main; main()"]
TEXT = file_of(OVER_LINE)
FULL = Path("/dev/full")
on_linux = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")


def scrubber(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def into(target: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """A command whose standard output is a device, or a pipe that nobody reads (`closed`)."""
    if target == "closed":
        reader, output = os.pipe()
        os.close(reader)
    else:
        output = os.open(target, os.O_WRONLY)
    try:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            stdout=output,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(output)


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """A file whose log is longer than a pipe holds."""
    claims = "".join(
        subscriber(hl=at + 2, member=f"M{at:08}") + str(ClaimText([OVER_LINE], claim_id=f"C{at}"))
        for at in range(200)
    )
    return put(tmp_path, "long.837", envelope(header() + billing_provider() + claims))


def quiet(process: subprocess.CompletedProcess[bytes]) -> None:
    assert b"Traceback" not in process.stderr
    assert b"Exception" not in process.stderr


def test_a_reader_that_stops_is_no_traceback(long_file: Path) -> None:
    """`scrubber check day.837 | head -1`."""
    with subprocess.Popen(
        [*COMMAND, "check", str(long_file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"record":"file"')
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(30) == 4
    assert b"Traceback" not in told
    assert b"Exception" not in told


def test_fix_whose_summary_nobody_reads_has_done_its_work(tmp_path: Path) -> None:
    """`scrubber fix day.837 | true`: 1 would say that findings remain."""
    path = put(tmp_path, "day.837", TEXT)
    process = into("closed", "fix", path)
    quiet(process)
    assert path.with_name("day.corrected.837").exists()
    assert process.returncode in (0, 4)


@pytest.fixture
def long_told(tmp_path: Path) -> Path:
    """A file of which the summary says more than a terminal's line holds."""
    return put(tmp_path, "day.837", file_of(*HELD_LINES))


LONG = "and no modifier lifts that"


@pytest.mark.parametrize(("columns", "wraps"), [("", False), ("40", True), ("1", True)])
def test_in_a_pipe_lines_are_wrapped_only_to_a_width_that_is_asked_for(
    long_told: Path, columns: str, wraps: bool
) -> None:
    """`scrubber fix day.837 | grep "no modifier lifts"`."""
    told = scrubber("fix", long_told, COLUMNS=columns).stdout.decode().splitlines()
    assert any(LONG in line and "97153 is denied" in line for line in told) != wraps
    assert [line for line in told if line != line.rstrip()] == []


def test_a_terminal_has_its_lines_wrapped_and_none_ends_in_blanks(long_told: Path) -> None:
    terminal, output = os.openpty()
    with subprocess.Popen(
        [*COMMAND, "fix", str(long_told)],
        stdout=output,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "50"},
    ) as process:
        os.close(output)
        shown = b"".join(iter(lambda: read_terminal(terminal), b"")).decode()
        process.wait(30)
    os.close(terminal)
    told = re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\r\n")
    assert max(len(line) for line in told if not line.startswith("Written")) <= 50
    assert [line for line in told if line != line.rstrip()] == []


@on_linux
@pytest.mark.parametrize("command", ["check", "diff"])
def test_a_full_device_is_an_output_that_cannot_be_written(tmp_path: Path, command: str) -> None:
    process = into(str(FULL), command, put(tmp_path, "day.837", TEXT))
    quiet(process)
    assert process.returncode == 4
    assert b"No space left" in process.stderr


@on_linux
def test_fix_does_not_deny_what_it_has_written(tmp_path: Path) -> None:
    """The files are in place when the summary finds the device full."""
    path = put(tmp_path, "day.837", TEXT)
    process = into(str(FULL), "fix", path)
    quiet(process)
    assert process.returncode == 4
    written = path.with_name("day.corrected.837").exists()
    assert written != (b"nothing was written" in process.stderr)


@on_linux
def test_rules_into_a_full_device_is_no_traceback() -> None:
    process = into(str(FULL), "rules")
    quiet(process)
    assert process.returncode == 4


def test_real_pipes_carry_bytes(tmp_path: Path) -> None:
    text = file_of(CLEAN_LINE).replace("~", "~\r\n").replace("ZEBULON", "REN\xe9").encode("latin-1")
    log = tmp_path / "log.jsonl"
    process = scrubber("fix", "-", "--log", log, stdin=text, PYTHONIOENCODING="ascii")
    assert (process.returncode, process.stdout) == (0, text)
    assert log.exists()
    quiet(process)


def test_the_bytes_depend_on_no_hash_seed_no_folder_and_no_clock(tmp_path: Path) -> None:
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    path = put(tmp_path, "day.837", TEXT)
    run("fix", path, "--output-dir", tmp_path / "here", "--log-format", "csv")
    arguments = ("fix", "day.837", "--output-dir", "there", "--log-format", "csv")
    process = scrubber(*arguments, cwd=tmp_path, PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C")
    assert process.returncode == 0
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_claim_number_that_the_terminal_cannot_show_is_no_traceback(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(OVER_LINE, claim_id="C\xe91"))
    process = scrubber("fix", path, PYTHONIOENCODING="ascii")
    quiet(process)
    assert process.returncode == 0


def test_the_progress_bar_is_gone_before_the_summary_comes(tmp_path: Path) -> None:
    """Where standard error is a person's terminal and the work is long."""
    path = put(tmp_path, "day.837", TEXT + "\n" * 6_000_000)
    terminal, error = os.openpty()
    with subprocess.Popen(
        [*COMMAND, "check", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=error,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(error)
        shown = b"".join(iter(lambda: read_terminal(terminal), b""))
        assert process.wait(30) == 0
    os.close(terminal)
    text = shown.decode()
    assert "\u2501" in text
    assert text.index(SHOW_CURSOR) < text.index(" claim")


SHOW_CURSOR = "\x1b[?25h"


def read_terminal(terminal: int) -> bytes:
    """What a terminal shows next; nothing once the other side has closed it."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_start_up_imports_no_more_than_it_needs() -> None:
    """One small file must not wait for what is not used (DESIGN, speed)."""
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import scrubber.cli.main"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    imported = {
        line.rpartition("|")[2].strip().split(".")[0] for line in process.stderr.splitlines()
    }
    assert "scrubber" in imported
    assert imported & {"lxml", "pyx12", "pydantic", "rich"} == set()


AFTERWARDS = """
import gc, sys
from scrubber.cli.main import main
try:
    main()
finally:
    print(*sys.modules, gc.get_threshold()[0], gc.get_freeze_count(), file=sys.stderr)
"""
SELDOM_USED = {
    "alembic",
    "asyncio",
    "logging",
    "lxml",
    "openpyxl",
    "pyx12",
    "rich",
    "sqlalchemy",
    "structlog",
}


def test_a_clean_file_is_fixed_without_what_other_runs_need(tmp_path: Path) -> None:
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    path = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    process = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, "fix", path, "--output-dir", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={name: v for name, v in os.environ.items() if name not in STYLED_BY},
    )
    *modules, threshold, frozen = process.stderr.split()
    assert "scrubber.pipeline" in modules
    assert {module.partition(".")[0] for module in modules} & SELDOM_USED == set()
    assert int(threshold) == LOOK_FOR_GARBAGE_AFTER
    assert int(frozen) > 0


def test_the_console_script_is_the_command() -> None:
    script = Path(sys.executable).with_name("scrubber")
    if not script.exists():
        pytest.skip("scrubber is not installed beside this Python")
    process = subprocess.run([script, "--version"], capture_output=True, check=True, timeout=60)
    assert process.stdout.startswith(b"scrubber ")
