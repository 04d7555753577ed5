"""The watcher's rounds, in this process: woken, told to reread, stopped, held up."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrubber.folder import planning, waking, watcher, working
from scrubber.folder.file_id import FileId
from scrubber.folder.identity import identity_of
from scrubber.folder.jobs import earlier_twin, take
from scrubber.folder.places import Place, Places
from scrubber.folder.records import Kind, Order
from scrubber.folder.scrubbing import scrub_job
from scrubber.folder.waking import Bell, rung_by_changes
from scrubber.folder.watcher import watch
from scrubber.options import BadOption
from tests.cli.console import run
from tests.folder.folders import Folder, claims, until

Step = Callable[[], object]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "watched")


def watch_while(folder: Folder, *steps: Step) -> None:
    """Watch until all steps are done, then SIGTERM. A step that fails fails the test."""
    failed: list[BaseException] = []

    def do() -> None:
        try:
            until((folder.root / "status.json").exists)
            for step in steps:
                step()
        except BaseException as error:
            failed.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    (folder.root / "status.json").unlink(missing_ok=True)
    thread = threading.Thread(target=do)
    thread.start()
    watch(folder.root)
    thread.join()
    assert failed == []


def hang_up() -> None:
    os.kill(os.getpid(), signal.SIGHUP)


def fails(error: Exception) -> Callable[..., Any]:
    """What raises this whenever it is called."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def receipts(folder: Folder, number: int) -> Step:
    """Wait for so many."""
    return lambda: until(lambda: len(folder.receipts()) == number)


def problem(folder: Folder, text: str) -> Step:
    """Wait until it is told."""
    return lambda: until(lambda: text in folder.status()["problem"])


def test_changes_wake_it_long_before_the_next_scan(folder: Folder) -> None:
    folder.set(rescan_seconds=3600, stable_seconds=0)
    watch_while(folder, lambda: folder.put("one.837", claims(1)), receipts(folder, 1))


def test_where_changes_are_not_told_the_scans_find_them(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waking, "watch", fails(OSError(28, "inotify watch limit reached")))
    watch_while(folder, lambda: folder.put("one.837", claims(1)), receipts(folder, 1))
    assert "changes_not_told" in capfd.readouterr().err


def test_sighup_rereads_the_settings_and_bad_ones_are_not_taken(folder: Folder) -> None:
    watch_while(
        folder,
        lambda: folder.set(stable_seconds=-1),
        hang_up,
        problem(folder, "scrubber.toml, line 1: stable_seconds"),
        lambda: folder.put("one.837", claims(1)),
        receipts(folder, 1),
        lambda: folder.set(log_formats=["csv"], watchers=3),
        hang_up,
        problem(folder, "what was set takes a restart: watchers"),
        lambda: folder.put("two.837", claims(2)),
        receipts(folder, 2),
        lambda: folder.set(log_formats=["csv"]),
        hang_up,
        lambda: until(lambda: not folder.status()["problem"]),
    )
    assert "two.discrepancies.csv" in folder.names("log")
    assert "one.discrepancies.csv" not in folder.names("log")


def test_sigterm_stops_between_two_files(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def scrub(*arguments: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return scrub_job(*arguments)

    monkeypatch.setattr(planning, "scrub_job", scrub)
    for number in (1, 2):
        folder.put(f"{number}.837", claims(number))
    watch(folder.root)
    assert len(folder.receipts()) == 1
    assert len(folder.names("in")) == 1


def test_a_stop_while_trouble_lasts_leaves_the_job_for_the_next_start(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scrub(*_: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        raise OSError(5, "Input/output error")

    folder.set(retry_attempts=50)
    folder.put("day.837", claims())
    with monkeypatch.context() as patched:
        patched.setattr(planning, "scrub_job", scrub)
        watch(folder.root)
    assert folder.names("in") == folder.names("hold") == []
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]


def test_a_scan_is_made_while_many_files_wait(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.set(rescan_seconds=0.0001)
    for number in range(1, 5):
        folder.put(f"{number}.837", claims(number))
    folder.watch()
    assert len(folder.receipts()) == 4


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(5, "Input/output error"), "jobs: a job waits: Input/output error"),
        (BadOption("no rule"), "jobs: the settings do not fit: no rule"),
        (planning.BadLedger("it is newer"), "jobs: it is newer"),
        (KeyError("SAMPLE"), "jobs: a fault of this program: KeyError"),
    ],
)
def test_what_cannot_be_ended_waits_and_stops_no_other_sender(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    broken = True

    def finish(job: Any, *arguments: Any) -> Any:
        if broken and job.order.name == "1.837":
            raise error
        return real(job, *arguments)

    def mend() -> None:
        nonlocal broken
        broken = False

    real = working.finish
    monkeypatch.setattr(working, "finish", finish)
    for number in (1, 2):
        folder.put(f"{number}.837", claims(number, sender=f"SENDER{number}"))
    watch_while(folder, receipts(folder, 1), problem(folder, told), mend, receipts(folder, 2))
    assert folder.names("out") == ["1.corrected.837", "2.corrected.837"]
    assert folder.status()["stuck"] == 0


def test_a_job_that_another_watcher_has_ended_is_no_longer_stuck(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_it() -> None:
        for lock in folder.place("work").glob("*/lock"):
            shutil.rmtree(lock.parent)

    monkeypatch.setattr(working, "finish", fails(OSError(5, "Input/output error")))
    folder.set(retry_longest_pause_seconds=3600)
    folder.put("day.837", claims())
    watch_while(
        folder,
        lambda: until(lambda: folder.status()["stuck"] == 1),
        end_it,
        lambda: until(lambda: folder.status()["stuck"] == 0),
    )
    assert folder.status()["problem"] == ""


def test_the_second_of_twins_waits_until_the_first_has_ended(folder: Folder) -> None:
    places = Places(folder.root, {place: place for place in Place})
    places.make()
    file = FileId.at(folder.put("first.837", claims()))
    assert file
    first = take(Order(Kind.SCRUB, {"first.837": file}), places)
    assert first
    earlier_twin(first, identity_of(first.input), places)
    watch_while(
        folder,
        lambda: folder.put("second.837", claims()),
        lambda: until(lambda: not folder.names("in")),
        lambda: time.sleep(0.3),
        lambda: folder.receipts() and pytest.fail("it did not wait"),
        first.__exit__,
        receipts(folder, 2),
    )
    assert folder.names("out") == ["first.corrected.837"]
    assert folder.names("quarantine") == ["second.837", "second.837.reason.txt"]


def test_a_ledger_that_is_away_when_a_plan_is_carried_out_is_waited_for(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the plan on nothing is thrown away."""

    folder.put("day.837", claims())
    with monkeypatch.context() as patched:
        away = OSError(5, "the ledger cannot be reached")
        patched.setattr("scrubber.ledger.Ledger.record", fails(away))
        folder.watch()
        assert "the ledger cannot be reached" in run("status", folder.root).text
    assert folder.names("out") == folder.names("hold") == folder.names("in") == []
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]


def test_a_job_that_cannot_be_looked_into_holds_up_no_file(folder: Folder) -> None:
    job = folder.place("work") / "0123abcd"
    (job / "lock").mkdir(parents=True)
    folder.put("day.837", claims())
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]
    assert "work: a job cannot be gone on with: Is a directory" in folder.status()["problem"]
    shutil.rmtree(job)
    folder.watch()
    assert folder.status()["problem"] == ""


def test_folders_that_go_away_are_told(folder: Folder) -> None:
    away = folder.place("elsewhere")
    watch_while(
        folder,
        lambda: folder.place("in").rename(away),
        problem(folder, "folders: a folder cannot be read: No such file or directory"),
        lambda: away.rename(folder.place("in")),
        lambda: until(lambda: not folder.status()["problem"]),
    )


def test_a_damaged_plan_is_not_made_anew(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of it may have been carried out."""
    folder.put("day.837", claims())
    with monkeypatch.context() as patched:
        patched.setattr("scrubber.ledger.Ledger.record", fails(OSError(5, "away")))
        folder.watch()
    (plan,) = folder.place("work").glob("*/plan.json")
    whole = plan.read_bytes()
    plan.write_bytes(whole[:-9])
    folder.watch()
    assert "a record of a job is damaged" in folder.status()["problem"]
    assert folder.names("hold") == folder.names("out") == []
    plan.write_bytes(whole)
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]


def test_a_file_is_stable_from_when_it_was_looked_at(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not from when a long job before it began."""
    told: list[str] = []
    scan = watcher.Arrivals.scan

    def scanned(arrivals: watcher.Arrivals, now: float) -> None:
        told.append("late" if time.monotonic() - now > 0.05 else "now")
        scan(arrivals, now)

    monkeypatch.setattr(watcher.Arrivals, "scan", scanned)
    monkeypatch.setattr(watcher.Worker, "go_on", lambda _: time.sleep(0.1))
    folder.watch()
    assert set(told) == {"now"}


def test_a_single_run_sees_what_lies_there_to_its_end_after_a_long_job(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("one.837", claims(1))
    with monkeypatch.context() as patched:
        patched.setattr("scrubber.ledger.Ledger.record", fails(OSError(5, "away")))
        folder.watch()
    folder.put("two.837", claims(2))
    go_on = watcher.Worker.go_on

    def slowly(worker: watcher.Worker) -> bool:
        time.sleep(0.1)
        return go_on(worker)

    monkeypatch.setattr(watcher.Worker, "go_on", slowly)
    folder.watch()
    assert folder.names("out") == ["one.corrected.837", "two.corrected.837"]


def test_nothing_to_do_is_done_at_once(folder: Folder) -> None:
    folder.set(stable_seconds=3600)
    folder.watch()
    assert folder.status()["state"] == "finished"


def test_a_file_that_cannot_be_taken_is_told(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("day.837", claims())
    with monkeypatch.context() as patched:
        patched.setattr(watcher, "take", fails(PermissionError(13, "Permission denied")))
        folder.watch()
    assert "taking: a file cannot be taken: Permission denied" in folder.status()["problem"]
    assert folder.names("in") == ["day.837"]


def test_a_file_that_another_watcher_takes_first_is_no_trouble(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("day.837", claims())
    monkeypatch.setattr(watcher, "take", lambda *_, **__: None)
    folder.watch()
    assert folder.names("in") == ["day.837"]
    assert folder.status()["problem"] == ""


def test_the_bell() -> None:
    bell = Bell()
    bell.ring()
    bell.wait(60)
    bell.reread()
    assert (bell.rereads, bell.stops) == (True, False)
    bell.stop()
    bell.wait(60)
    assert bell.stops


def test_changes_ring_it(tmp_path: Path) -> None:
    bell = Bell()
    with rung_by_changes(tmp_path, bell, lambda: None):
        rung = threading.Event()
        threading.Thread(target=lambda: (bell.wait(20), rung.set()), daemon=True).start()

        def is_rung() -> bool:
            (tmp_path / "a").write_text("x")
            return rung.is_set()

        until(is_rung)
