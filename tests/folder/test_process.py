"""The watcher as a process: signals, slow senders, several watchers, devices, kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from scrubber.folder.faults import FaultPoint
from tests.cli.console import run
from tests.folder.folders import Folder, claims, until

SHM = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "watched")


def test_files_are_scrubbed_as_they_come(folder: Folder) -> None:
    with folder.watching():
        until((folder.root / "status.json").exists)
        folder.put("one.837", claims(1))
        until(folder.receipts)
        folder.put("two.837", claims(2))
        until(lambda: len(folder.receipts()) == 2)
        assert run("status", folder.root).code == 0
    assert folder.names("out") == ["one.corrected.837", "two.corrected.837"]
    assert folder.status()["state"] == "stopped"
    assert run("status", folder.root).code == 1


@pytest.mark.parametrize("pause", [0, 1.0])
def test_a_slow_sender_is_waited_for(folder: Folder, pause: float) -> None:
    """A byte every 50 ms, or one that pauses for longer than the set time."""
    folder.set(stable_seconds=0.3)
    text = claims(1).encode()
    with folder.watching(), (folder.place("in") / "day.837").open("wb", buffering=0) as file:
        file.write(text[:-30])
        time.sleep(pause)
        for at in range(len(text) - 30, len(text)):
            file.write(text[at : at + 1])
            time.sleep(0 if pause else 0.05)
        assert folder.names("in") == ["day.837"]
        until(folder.receipts)
    assert folder.receipts()[0]["verdict"] == "clean"
    assert folder.names("archive") == ["day.837"]
    assert folder.names("quarantine") == []


def test_sigterm_stops_after_the_current_file(folder: Folder) -> None:
    for number in range(1, 200):
        folder.put(f"{number}.837", claims(number))
    with folder.watching() as process:
        until(folder.receipts)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    done = len(folder.receipts())
    assert 0 < done < 199
    assert len(folder.names("in")) == 199 - done
    assert folder.all_names()["work"] == []


def test_several_watchers_share_the_work(folder: Folder) -> None:
    """And of each content that comes twice, one is scrubbed."""
    for number in range(1, 21):
        folder.put(f"{number}.837", claims(number))
        folder.put(f"{number}.twin.837", claims(number))
    watchers = [folder.command("--once") for _ in range(3)]
    told = [watcher.communicate(timeout=120)[1].decode() for watcher in watchers]
    assert [watcher.returncode for watcher in watchers] == [0, 0, 0]
    assert len(folder.names("out")) == 20
    assert len(folder.names("quarantine")) == 40
    assert folder.names("in") == folder.all_names()["work"] == folder.names("hold") == []
    lines = [json.loads(line) for text in told for line in text.splitlines()]
    ended = [line["file"] for line in lines if line["event"] == "ended"]
    assert len(ended) == len(set(ended)) == 40
    assert not any("problem" in text or "Traceback" in text for text in told)


@pytest.fixture
def over_devices(folder: Folder) -> Iterator[Folder]:
    """A folder whose parts lie on two devices."""
    if not SHM.is_dir() or SHM.stat().st_dev == folder.root.stat().st_dev:
        pytest.skip("there is no other device")
    folder.place("in").rmdir()
    elsewhere = Path(mkdtemp(dir=SHM))
    for place in ("in", "out", "archive"):
        (elsewhere / place).mkdir()
        folder.place(place).symlink_to(elsewhere / place)
    yield folder
    shutil.rmtree(elsewhere)


@pytest.mark.parametrize(
    "point",
    [f"{FaultPoint.COPY_WRITTEN}:{time}" for time in (1, 7, 8, 9)]
    + [f"{FaultPoint.COPY_PUBLISHED}:{time}" for time in (7, 8, 9)],
)
def test_a_kill_between_devices_is_gone_on_with(over_devices: Folder, point: str) -> None:
    folder = over_devices
    folder.put("day.837", claims(1))
    with folder.command("--once", SCRUBBER_FAULT_POINT=point) as process:
        process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    folder.watch()
    names = folder.all_names()
    assert (names["in"], names["out"], names["archive"], names["work"]) == (
        [],
        ["day.corrected.837"],
        ["day.837"],
        [],
    )
    assert len(folder.receipts()) == 1


def test_what_a_kill_left_is_removed_with_its_job(over_devices: Folder) -> None:
    folder = over_devices
    folder.put("day.837", claims(1))
    folder.watch()
    left = folder.place("out") / ".day.corrected.837.0123abcd.tmp"
    left.touch()
    folder.watch()
    assert not left.exists()


@pytest.mark.parametrize("point", [FaultPoint.PLAN_WRITTEN, f"{FaultPoint.OUTPUT_PUBLISHED}:2"])
def test_what_was_published_and_taken_away_does_not_come_twice(folder: Folder, point: str) -> None:
    """Whoever sends the corrected files on takes them at once, also before the restart."""
    folder.put("day.837", claims(1))
    with folder.command("--once", SCRUBBER_FAULT_POINT=point) as process:
        process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    sent = list(folder.place("out").iterdir())
    for path in sent:
        path.unlink()
    folder.watch()
    assert len(folder.names("out")) + len(sent) == 1
    assert len(folder.receipts()) == 1


def test_the_wall_clock_may_be_set_back(folder: Folder) -> None:
    """A file from the future, and one of 1970."""
    folder.put("late.837", claims(1))
    folder.put("early.837", claims(2))
    os.utime(folder.place("in") / "late.837", (5e9, 5e9))
    os.utime(folder.place("in") / "early.837", (0, 0))
    folder.watch()
    assert folder.names("out") == ["early.corrected.837", "late.corrected.837"]


def test_fix_imports_none_of_it() -> None:
    code = (
        "import sys; from scrubber.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([n for n in ('watchfiles', 'stamina', 'prometheus_client', 'pydantic_settings', "
        "'sqlalchemy') if n in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "rules"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"
