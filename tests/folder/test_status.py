"""status.json, `scrubber status` and the metrics: what is told while a folder is watched."""

import json
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket

import pytest

from scrubber.folder.metrics import Metrics
from scrubber.folder.places import Place, Places
from scrubber.folder.reporting import Reporter
from scrubber.folder.slots import watcher_number
from scrubber.folder.status import Status, age_of, read_statuses, status_path
from scrubber.folder.status_text import status_text
from tests.cli.console import run
from tests.folder.folders import Folder, claims, held_claims

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "watched")


def written(folder: Folder, ago: float, **fields: object) -> tuple[list[str], bool]:
    """What status says of a watcher that told this so many seconds ago."""
    at = (NOW - timedelta(seconds=ago)).isoformat()
    status = {"pid": 7, "heartbeat": at, "last_success": at, "heartbeat_seconds": 10} | fields
    (folder.root / "status.json").write_text(json.dumps(status))
    return status_text(folder.root, NOW)


def test_a_folder_without_a_watcher(folder: Folder) -> None:
    ran = run("status", folder.root)
    assert ran.code == 1
    assert "No watcher has ever run here" in ran.text


def test_after_a_single_run(folder: Folder) -> None:
    folder.put("day.837", held_claims())
    folder.put("bad.837", "x")
    folder.put("bad.837.done", "")
    folder.watch()
    ran = run("status", folder.root)
    assert ran.code == 0
    assert "): finished " in ran.text
    assert "since its start: 1 quarantined, 1 done; last success" in ran.text
    assert "1 file held for a person" in ran.text
    assert "1 file in quarantine" in ran.text
    assert "day" not in (folder.root / "status.json").read_text()


@pytest.mark.parametrize(
    ("ago", "fields", "told", "well"),
    [
        (1, {}, "Watcher 7 (scrubber 0.1.0): watching", True),
        (1, {"queue": 3, "oldest_seconds": 7300}, "3 files waiting, the oldest for 2 hours", True),
        (34, {}, ": watching", True),
        (40, {}, "gives no sign of life; its last was 40 seconds ago", False),
        (90_000, {}, "its last was 1 day ago", False),
        (-120, {}, "its last was 2 minutes ago", False),
        (60, {"state": "stopped"}, "stopped 1 minute ago", False),
        (1, {"problem": "settings: bad"}, "problem: settings: bad", False),
        (1, {"left_alone": 2}, "2 names left alone: links, pipes or odd names", True),
    ],
)
def test_what_is_said_of_a_watcher(
    folder: Folder, ago: float, fields: dict[str, object], told: str, well: bool
) -> None:
    lines, is_well = written(folder, ago, **fields)
    assert any(told in line for line in lines), lines
    assert is_well is well


def test_one_of_several_watchers_may_be_stopped(folder: Folder) -> None:
    last = {"pid": 8, "heartbeat": NOW.isoformat(), "state": "stopped"}
    (folder.root / "status.2.json").write_text(json.dumps(last))
    lines, is_well = written(folder, 1)
    assert is_well
    assert [line.split()[1] for line in lines if "Watcher" in line] == ["7", "8"]
    assert not written(folder, 1, state="stopped")[1]


def test_a_heartbeat_of_the_future_is_old() -> None:
    """The clock was set back, and no watcher has written since."""
    at = datetime(2026, 3, 10, tzinfo=UTC)
    assert age_of("2026-03-10T01:00:00+00:00", at) == 3600


def test_the_reporter_beats_by_itself(tmp_path: Path) -> None:
    path = status_path(tmp_path, 2)
    with Reporter(path, 0.02, None):
        written_at = set()
        while len(written_at) < 3:
            written_at.add(path.stat().st_ino if path.exists() else 0)
    assert read_statuses(tmp_path)["status.2.json"].state == "stopped"


def test_a_problem_is_told_until_it_is_solved(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    reporter = Reporter(tmp_path / "status.json", 10, None)
    for _ in range(2):
        reporter.problem("settings", "bad")
        reporter.paused("full")
    assert Status(**json.loads((tmp_path / "status.json").read_text())).problem == "settings: bad"
    for _ in range(2):
        reporter.solved("settings")
        reporter.paused("")
    reporter.changes_not_told()
    events = [json.loads(line)["event"] for line in capfd.readouterr().err.splitlines()]
    assert events == ["problem", "paused", "solved", "goes_on", "changes_not_told"]
    assert Status(**json.loads((tmp_path / "status.json").read_text())).problem == ""


def test_a_file_that_was_put_off_or_quarantined_is_no_success(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "status.json", 10, None)
    for outcome, succeeded in (("put off", False), ("quarantined", False), ("done", True)):
        reporter.count(outcome, 1)
        reporter.tell()
        status = Status(**json.loads((tmp_path / "status.json").read_text()))
        assert bool(status.last_success) is succeeded
    assert status.counts == {"put off": 1, "quarantined": 1, "done": 1}


def test_a_status_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    with Reporter(tmp_path / "nowhere" / "status.json", 10, None) as reporter:
        reporter.tell(queue=1)


def free_port() -> int:
    with closing(socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_metrics_are_served_on_the_loopback(tmp_path: Path) -> None:
    port = free_port()
    with (
        closing(Metrics(port)) as metrics,
        Reporter(tmp_path / "status.json", 10, metrics) as reporter,
    ):
        reporter.tell(queue=5, paused="full")
        reporter.count("done", 0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
    assert 'scrubber_files_total{outcome="done"} 1.0' in text
    assert "scrubber_queue 5.0" in text
    assert "scrubber_paused 1.0" in text


def test_a_watcher_serves_its_metrics(folder: Folder) -> None:
    folder.set(metrics_port=free_port())
    folder.put("day.837", claims())
    folder.watch()
    assert folder.status()["counts"] == {"done": 1}


def test_a_folder_has_as_many_watchers_as_are_allowed(folder: Folder) -> None:
    places = Places(folder.root, {place: place for place in Place})
    places.make()
    with watcher_number(places, 2) as first, watcher_number(places, 2) as second:
        assert (first, second) == (1, 2)
        told = pytest.raises(OSError, match="2 watchers at this folder already")
        with told, watcher_number(places, 2):
            pass
    with watcher_number(places, 1) as again:
        assert again == 1


def test_a_watcher_too_many_is_refused_in_a_sentence(folder: Folder) -> None:
    folder.set(watchers=1)
    places = Places(folder.root, {place: place for place in Place})
    places.make()
    with watcher_number(places, 1):
        ran = run("watch", folder.root, "--once")
    assert ran.code == 4
    assert "1 watcher at this folder already; `watchers` in scrubber.toml allows more" in ran.err


def test_a_bad_setting_or_a_folder_that_is_none_is_told(folder: Folder, tmp_path: Path) -> None:
    folder.set(stable_seconds=-1)
    ran = run("watch", folder.root, "--once")
    assert (ran.code, "scrubber.toml, line 1: stable_seconds" in ran.err) == (2, True)
    ran = run("watch", tmp_path / "nowhere", "--once")
    assert (ran.code, "there is no such folder" in ran.err) == (4, True)


@pytest.mark.parametrize("name", ["claims", "our claims", "50%"])
def test_a_systemd_unit_for_the_folder(tmp_path: Path, name: str) -> None:
    text = run("watch", tmp_path / name, "--systemd-unit").text
    start = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    shown = str(tmp_path / name).replace("%", "%%")
    assert start.endswith(f'watch "{shown}"' if " " in name else f"watch {shown}")
    assert "ExecReload=/bin/kill -HUP $MAINPID" in text


def test_what_a_killed_watcher_left_of_its_status_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            Status(pid=1).write(tmp_path / "status.json")
    assert [path.name for path in tmp_path.iterdir()] != ["status.json"]
    Status(pid=2).write(tmp_path / "status.json")
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]
