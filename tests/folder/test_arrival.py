"""Which files are ready: stable and whole, or announced; with their sidecars, the oldest first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrubber.folder.arrival import Arrivals
from scrubber.folder.names import LONGEST_NAME, is_odd, is_temporary, stem_of
from scrubber.folder.settings import Settings
from tests.folder.folders import claims

TEXT = claims().encode()


def put(folder: Path, name: str, data: bytes = TEXT, mtime: float = 1_000) -> Path:
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (mtime, mtime))
    return path


def arrivals(folder: Path, **settings: object) -> Arrivals:
    return Arrivals(folder, Settings(**({"stable_seconds": 5} | settings)))  # type: ignore[arg-type]


def ready(seen: Arrivals, now: float) -> list[str]:
    """The names of what is ready after another scan."""
    seen.scan(now)
    return [candidate.name for candidate in seen.ready(now)]


def test_a_file_is_ready_when_it_is_stable_and_whole(tmp_path: Path) -> None:
    seen = arrivals(tmp_path)
    put(tmp_path, "day.837", TEXT[:-30])
    assert ready(seen, 0) == []
    assert ready(seen, 100) == []
    put(tmp_path, "day.837")
    assert ready(seen, 101) == []
    assert seen.unsettled(101)
    assert ready(seen, 105.9) == []
    assert ready(seen, 106) == ["day.837"]
    assert not seen.unsettled(106)
    assert seen.waiting == 1
    assert seen.oldest_age(106) == 106


def test_the_wall_clock_does_not_count(tmp_path: Path) -> None:
    """A file's time may lie in the future, or be set back."""
    seen = arrivals(tmp_path)
    put(tmp_path, "day.837", mtime=4_000_000_000)
    assert ready(seen, 0) == []
    assert ready(seen, 5) == ["day.837"]
    os.utime(tmp_path / "day.837", (5, 5))
    assert ready(seen, 6) == []


def test_what_stays_incomplete_is_taken_in_the_end(tmp_path: Path) -> None:
    seen = arrivals(tmp_path, incomplete_after_seconds=60)
    put(tmp_path, "cut.837", TEXT[:-30])
    put(tmp_path, "letter.txt", b"Dear Sirs")
    assert ready(seen, 0) == ready(seen, 59) == []
    assert ready(seen, 60) == ["cut.837", "letter.txt"]


def test_one_that_does_not_stay_trusts_a_files_own_time(tmp_path: Path) -> None:
    settings = Settings(stable_seconds=0, incomplete_after_seconds=60)
    put(tmp_path, "cut.837", TEXT[:-30])
    assert ready(Arrivals(tmp_path, settings, trust_mtime=True), 0) == ["cut.837"]
    assert ready(Arrivals(tmp_path, settings), 0) == []


def test_a_marker_makes_it_ready_at_once_unless_it_is_older(tmp_path: Path) -> None:
    seen = arrivals(tmp_path)
    put(tmp_path, "day.837", TEXT[:-30])
    put(tmp_path, "day.837.done", b"", mtime=999)
    assert ready(seen, 0) == []
    put(tmp_path, "day.837.done", b"", mtime=1_000)
    seen.scan(0)
    (candidate,) = seen.ready(0)
    assert (candidate.name, candidate.sender) == ("day.837", "ZZ:CLINICSENDER")


@pytest.mark.parametrize("temporary", ["day.837.part", ".day.837.Xy12", "day.tmp", "day.837~"])
def test_a_rename_from_a_temporary_name_makes_it_ready_at_once(
    tmp_path: Path, temporary: str
) -> None:
    seen = arrivals(tmp_path)
    put(tmp_path, temporary)
    assert ready(seen, 0) == []
    (tmp_path / temporary).rename(tmp_path / "day.837")
    assert ready(seen, 1) == ["day.837"]


def test_another_files_temporary_name_says_nothing(tmp_path: Path) -> None:
    """A file system gives a new file the number of one that was removed."""
    seen = arrivals(tmp_path)
    put(tmp_path, "other.837.part")
    assert ready(seen, 0) == []
    (tmp_path / "other.837.part").rename(tmp_path / "day.837")
    put(tmp_path, "two.837.part", TEXT[:-30])
    assert ready(seen, 1) == []
    (tmp_path / "two.837.part").rename(tmp_path / "two.837")
    assert ready(seen, 2) == []


def test_the_oldest_come_first(tmp_path: Path) -> None:
    seen = arrivals(tmp_path, stable_seconds=0)
    for name, mtime in (("b", 2), ("c", 1), ("a", 2)):
        put(tmp_path, f"{name}.837", mtime=mtime)
    assert ready(seen, 0) == ["c.837", "a.837", "b.837"]


def test_sidecars_go_with_their_file_once_they_are_stable(tmp_path: Path) -> None:
    seen = arrivals(tmp_path)
    put(tmp_path, "day.837")
    ready(seen, 0)
    put(tmp_path, "day.treatments.jsonl", b"{}")
    put(tmp_path, "day.therapy_used.csv", b"x")
    put(tmp_path, "night.treatments.csv", b"x")
    assert ready(seen, 5) == []
    seen.scan(10)
    (candidate,) = seen.ready(10)
    assert list(candidate.files) == ["day.837", "day.treatments.jsonl", "day.therapy_used.csv"]
    assert candidate.sender == "ZZ:CLINICSENDER"
    assert "day" not in repr(candidate)
    seen.forget(candidate)
    assert list(seen.ready(10)) == []


def test_a_marker_is_for_the_sidecars_too(tmp_path: Path) -> None:
    seen = arrivals(tmp_path, sidecar_wait_seconds=50)
    for name in ("day.837", "day.treatments.csv", "day.837.done"):
        put(tmp_path, name)
    assert ready(seen, 0) == ["day.837"]


def test_a_sidecar_is_waited_for_from_when_the_file_is_ready(tmp_path: Path) -> None:
    seen = arrivals(tmp_path, sidecar_wait_seconds=30)
    put(tmp_path, "day.837")
    assert ready(seen, 0) == ready(seen, 5) == ready(seen, 34.9) == []
    assert ready(seen, 35) == ["day.837"]
    put(tmp_path, "day.therapy_used.csv", b"x")
    other = arrivals(tmp_path, sidecar_wait_seconds=30, wait_for="therapy_used")
    assert ready(other, 0) == []
    assert ready(other, 5) == ["day.837"]


def test_a_sidecar_that_is_left_alone_is_told_in_the_end(tmp_path: Path) -> None:
    seen = arrivals(tmp_path, incomplete_after_seconds=60)
    put(tmp_path, "day.treatments.csv", b"x")
    assert ready(seen, 0) == ready(seen, 59) == []
    seen.scan(60)
    (candidate,) = seen.ready(60)
    assert candidate.is_stray
    put(tmp_path, "day.837", TEXT[:-30])
    assert ready(seen, 61) == []


def test_links_pipes_and_odd_names_are_left_alone(tmp_path: Path) -> None:
    target = put(tmp_path.parent, "elsewhere.837")
    seen = arrivals(tmp_path, stable_seconds=0)
    (tmp_path / "link.837").symlink_to(target)
    os.mkfifo(tmp_path / "pipe.837")
    (tmp_path / "folder.837").mkdir()
    for name in ("a\n.837", "a..\\x.837", "x..837", "-rf.837", "x" * (LONGEST_NAME + 1)):
        put(tmp_path, name)
        assert is_odd(name)
    put(tmp_path, ".hidden.837")
    assert ready(seen, 0) == []
    assert seen.waiting == 0
    assert len(seen.left) == 7
    assert seen.left["link.837"] == "a symbolic link"
    assert seen.left["pipe.837"] == "a pipe, socket or device"


def test_temporary_names() -> None:
    ignored = ("a.tmp", "a.PART", "a.filepart", "a.crdownload", "a.837~", ".a.837")
    assert all(map(is_temporary, ignored))
    assert not is_temporary("a.837")
    assert {stem_of(name) for name in ("Day.837", "day.held.837", "day.treatments.csv")} == {"day"}


def test_a_file_that_goes_while_it_is_looked_at_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = arrivals(tmp_path, stable_seconds=0)
    put(tmp_path, "day.837")
    seen.scan(0)
    (tmp_path / "day.837").unlink()
    assert list(seen.ready(0)) == []
    with pytest.raises(FileNotFoundError):
        arrivals(tmp_path / "nowhere").scan(0)
    put(tmp_path, "day.837")
    real = os.scandir

    @contextmanager
    def scandir(folder: Path) -> Iterator[list[os.DirEntry[str]]]:
        with real(folder) as entries:
            found = list(entries)
        (tmp_path / "day.837").unlink()
        yield found

    monkeypatch.setattr("scrubber.folder.arrival.os.scandir", scandir)
    seen.scan(0)
    assert seen.waiting == 0
