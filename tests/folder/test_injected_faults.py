"""Faults injected for real: disks that are full, folders that may not be written, writers that are
slow or stand still, many watchers, odd entries, clocks that are wrong, ledgers that are away."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests.folder.books import wrongs
from tests.folder.children import ended, started, watch_on, watch_once
from tests.folder.devices import Ballast, small_device
from tests.folder.folders import Folder, claims, entries, held_claims, until

KILOBYTE = 1024
NOBODY = 65_534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder whose ledger is beside it."""
    monkeypatch.setenv("SCRUBBER_DATA_DIR", str(tmp_path))
    return Folder(tmp_path / "watched")


def ledger_of(folder: Folder) -> Path:
    return folder.root.with_name("ledger.sqlite")


def assert_whole(folder: Folder, *sent: bytes | str) -> None:
    contents = [each.encode() if isinstance(each, str) else each for each in sent]
    assert wrongs(folder.root, contents, ledger_of(folder)) == []


@contextmanager
def watching(folder: Folder, work: Callable[[Path], None] = watch_on) -> Iterator[BaseProcess]:
    process = started(work, folder.root, SCRUBBER_DATA_DIR=str(folder.root.parent))
    until(lambda: (folder.root / "status.json").exists() or not process.is_alive())
    try:
        yield process
        assert process.is_alive()
    finally:
        process.terminate()
        process.join(30)
    assert process.exitcode == 0


def is_done(folder: Folder, number: int) -> Callable[[], bool]:
    return lambda: folder.is_idle() and len(folder.receipts()) == number


# Disks


@pytest.mark.parametrize("left", [0, 16, 40])
def test_a_full_disk_is_waited_for(folder: Folder, left: int) -> None:
    """Full before it begins, or at a later step: what is half-done is ended when there is room."""
    sent = [held_claims(1), claims(2)]
    folder.set(watchers=1, log_formats=["html"])
    with small_device(folder.root, 2_000 * KILOBYTE):
        folder = Folder(folder.root, log_formats=["html"], retry_attempts=3)
        with watching(folder):
            ballast = Ballast(folder.root)
            for number, text in enumerate(sent):
                folder.put(f".{number}", text)
            ballast.fill(left * KILOBYTE)
            for number in range(len(sent)):
                folder.place("in").joinpath(f".{number}").rename(
                    folder.place("in") / f"{number}.837"
                )
            time.sleep(1)
            ballast.remove()
            until(folder.is_idle, 60)
        for reason in back_in_line(folder):
            assert "No space left" in reason
        assert ended(watch_once, folder.root, SCRUBBER_DATA_DIR=str(folder.root.parent)) == 0
        assert_whole(folder, *sent)
        assert len(folder.receipts()) == 2


def test_a_full_disk_of_the_ledger_is_waited_for(folder: Folder, tmp_path: Path) -> None:
    device = tmp_path / "device"
    sent = [claims(number) for number in range(1, 4)]
    with small_device(device, 1_000 * KILOBYTE):
        folder.set(ledger_url=str(device / "ledger.sqlite"))
        with watching(folder):
            ballast = Ballast(device)
            ballast.fill(0)
            for number, text in enumerate(sent):
                folder.put(f"{number}.837", text)
            until(lambda: "ledger" in folder.status()["problem"] or folder.names("hold"))
            ballast.remove()
            until(folder.is_idle, 60)
        back_in_line(folder)
        assert ended(watch_once, folder.root, SCRUBBER_DATA_DIR=str(tmp_path)) == 0
        assert wrongs(folder.root, map(str.encode, sent), device / "ledger.sqlite") == []
        assert len(folder.receipts()) == 3


def back_in_line(folder: Folder) -> list[str]:
    """What was put off, as `scrubber release` does it; why it was."""
    hold, told = folder.place("hold"), []
    for reason in hold.glob("*.reason.txt"):
        name = reason.name.removesuffix(".reason.txt")
        if ".held." not in name:
            (hold / name).rename(folder.place("in") / name)
            told.append(reason.read_text())
            reason.unlink()
    return told


# Permissions


def as_nobody(root: Path) -> None:
    """A watcher for which permissions bind, where this user is root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    watch_on(root)


@pytest.mark.parametrize("place", ["out", "log", "archive", "hold"])
def test_a_folder_that_may_not_be_written_for_a_while(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Path(tempfile.mkdtemp())  # pytest's own folders are root's alone.
    monkeypatch.setenv("SCRUBBER_DATA_DIR", str(base))
    try:
        folder = Folder(base / "watched")
        base.chmod(0o777)
        if os.geteuid() == 0:
            for path in (base, *base.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        sent = [held_claims(1), claims(2)]
        with watching(folder, as_nobody):
            folder.place(place).chmod(0o500)
            for number, text in enumerate(sent):
                os.chown(folder.put(f"{number}.837", text), base.stat().st_uid, -1)
            until(lambda: "Permission denied" in folder.status()["problem"])
            folder.place(place).chmod(0o700)
            until(is_done(folder, 2), 60)
        assert_whole(folder, *sent)
    finally:
        shutil.rmtree(base)


# Writers


def write_in_two_parts(path: Path, text: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        file.write(text[:400])
        os.kill(os.getpid(), signal.SIGSTOP)
        file.write(text[400:])


def test_a_writer_that_stands_still_is_waited_for(folder: Folder) -> None:
    """For many times what makes a file stable."""
    text = claims(1).encode()
    with watching(folder):
        path = folder.place("in") / "day.837"
        writer = multiprocessing.get_context("forkserver").Process(
            target=write_in_two_parts, args=(path, text)
        )
        writer.start()
        until(lambda: path.exists() and path.stat().st_size == 400)
        time.sleep(1)
        assert folder.names("in") == ["day.837"]
        assert writer.pid
        os.kill(writer.pid, signal.SIGCONT)
        until(is_done(folder, 1), 60)
        writer.join()
    assert folder.receipts()[0]["verdict"] == "clean"
    assert_whole(folder, text)


# Many watchers, many files


@pytest.mark.parametrize("files", [24, pytest.param(500, marks=pytest.mark.long)])
def test_eight_watchers_scrub_each_file_once(folder: Folder, files: int) -> None:
    folder.set(watchers=8)
    sent = [claims(number, sender=f"SENDER{number % 5}") for number in range(1, files + 1)]
    for number, text in enumerate(sent):
        folder.put(f"{number}.837", text)
    data = {"SCRUBBER_DATA_DIR": str(folder.root.parent)}
    watchers = [started(watch_once, folder.root, **data) for _ in range(8)]
    for watcher in watchers:
        watcher.join(600)
    assert [watcher.exitcode for watcher in watchers] == [0] * 8
    assert len(folder.receipts()) == len(folder.names("out")) == files
    assert "problem" not in folder.root.with_name("told").read_text()
    assert_whole(folder, *sent)


def resident(process: BaseProcess) -> float:
    """Megabytes."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.long
def test_memory_is_flat_over_many_small_files(folder: Folder) -> None:
    """20,000 wait at once; from the 2,000th to the last the watcher grows by a tenth at most."""
    for number in range(1, 20_001):
        folder.put(f"{number}.837", claims(number))
    with watching(folder) as process:
        early = resident_after(process, folder, 2_000)
        assert resident_after(process, folder, 20_000) < early * 1.1


def resident_after(process: BaseProcess, folder: Folder, done: int) -> float:
    while len(folder.names("archive")) < done:
        time.sleep(5)
        assert process.is_alive()
    return resident(process)


# Odd entries, wrong clocks


def test_odd_entries_are_left_alone_and_stop_nothing(folder: Folder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.837"
    secret.write_text(claims(9))
    incoming = folder.place("in")
    (incoming / "link.837").symlink_to(secret)
    (incoming / "folder.837").symlink_to(tmp_path)
    (incoming / "gone.837").symlink_to(tmp_path / "nowhere")
    os.mkfifo(incoming / "pipe.837")
    (incoming / "below").mkdir()
    odd = ["..837", "a..837", "new\nline.837", f"{'x' * 240}.837", "-rf.837", "\x1b[31m.837"]
    good = ["100%s%n$HOME.837", "{0}.837", "sp ace.837", "José.837", "x" * 170 + ".837", "ONE.837"]
    sent = []
    for number, name in enumerate(odd + good):
        sent.append(claims(number + 1))
        folder.put(name, sent[-1])
    assert ended(watch_once, folder.root, SCRUBBER_DATA_DIR=str(tmp_path)) == 0
    assert folder.names("archive") == sorted(good)
    assert len(folder.receipts()) == len(good)
    left = {path.name for path in incoming.iterdir()}
    assert left == {*odd, "link.837", "folder.837", "gone.837", "pipe.837", "below"}
    assert secret.read_text() == claims(9)
    for name in ("link.837", "folder.837", "gone.837", "pipe.837"):
        path = incoming / name
        path.unlink()
    assert_whole(folder, *sent)


def test_files_from_another_time_are_files(folder: Folder) -> None:
    """Of a sender whose clock is wrong, or of ours that was set back while they lay there."""
    sent = [claims(number) for number in range(1, 5)]
    now = time.time()
    for text, age in zip(sent, (0, now, 40 * 365 * 86_400, -30 * 365 * 86_400), strict=True):
        path = folder.put(f"{len(entries(folder.place('in')))}.837", text)
        os.utime(path, (now, now - age))
    with watching(folder):
        until(is_done(folder, 4), 60)
    assert_whole(folder, *sent)


def set_back(root: Path) -> None:
    """A watcher whose wall clock goes back by a day whenever it is read."""
    real = time.time
    reads = iter(range(10**9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: real() - next(reads) * 86_400)
        watch_on(root)


def test_a_clock_that_goes_back_breaks_nothing(folder: Folder) -> None:
    sent = [claims(1), claims(2), claims(2), claims(3).encode()[:-50]]
    folder.set(incomplete_after_seconds=0.5, sidecar_wait_seconds=0.1)
    with watching(folder, set_back):
        for number, text in enumerate(sent):
            folder.put(f"{number}.837", text)
        until(is_done(folder, 4), 60)
    assert len(folder.names("out")) == 2
    assert_whole(folder, *sent)


# Ledgers that are away


def test_a_ledger_that_another_process_holds_is_waited_for(folder: Folder) -> None:
    sent = [claims(number) for number in range(1, 4)]
    with watching(folder):
        other = sqlite3.connect(ledger_of(folder), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for number, text in enumerate(sent):
            folder.put(f"{number}.837", text)
        until(lambda: len(entries(folder.place("work"))) > 2)
        time.sleep(0.5)
        assert folder.receipts() == []
        other.execute("ROLLBACK")
        other.close()
        until(is_done(folder, 3), 60)
    assert_whole(folder, *sent)


def test_a_postgresql_that_is_stopped_and_started(folder: Folder) -> None:
    """What it missed was tried again, then put off; it is scrubbed when a person releases it."""
    from tests.ledger.databases import running

    with running() as server:
        address = server.database()
        folder.set(ledger_url=address)
        sent = [claims(1), claims(2)]
        with watching(folder):
            folder.put("0.837", sent[0])
            until(is_done(folder, 1), 60)
            server.stop()
            folder.put("1.837", sent[1])
            until(lambda: folder.names("hold") == ["1.837", "1.837.reason.txt"])
            until(folder.is_idle, 60)
            server.start()
            back_in_line(folder)
            until(is_done(folder, 2), 60)
        assert wrongs(folder.root, map(str.encode, sent), address) == []
