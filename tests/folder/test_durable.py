"""Moves that a kill cannot halve: within a device and between two."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scrubber.folder import durable
from scrubber.folder.durable import NameTaken, move, temporary_name, write_durably
from tests.folder.folders import entries

SHM = Path("/dev/shm")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another device."""
    if not SHM.is_dir() or SHM.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other device")
    with TemporaryDirectory(dir=SHM) as folder:
        yield Path(folder)


def test_a_move_is_a_rename(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x")
    inode = source.stat().st_ino
    move(source, tmp_path / "b", "12345678")
    assert (tmp_path / "b").stat().st_ino == inode
    assert not source.exists()


def test_a_move_between_devices_is_a_copy_that_is_proven(tmp_path: Path, elsewhere: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x" * 100_000)
    os.utime(source, (5, 5))
    move(source, elsewhere / "b", "12345678")
    assert (elsewhere / "b").read_bytes() == b"x" * 100_000
    assert (elsewhere / "b").stat().st_mtime == 5
    assert entries(tmp_path) == []
    assert entries(elsewhere) == ["b"]


def test_a_bad_copy_costs_nothing(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x")
    monkeypatch.setattr(durable.shutil, "copyfileobj", lambda _, copy: copy.write(b"y"))
    with pytest.raises(OSError, match="the copy is not what was copied"):
        move(source, elsewhere / "b", "12345678")
    assert source.read_bytes() == b"x"
    assert entries(elsewhere) == []


def test_a_name_is_never_given_to_other_content(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"x")
    target.write_bytes(b"y")
    with pytest.raises(NameTaken) as error:
        move(source, target, "12345678")
    assert error.value.errno == errno.EEXIST
    assert (source.read_bytes(), target.read_bytes()) == (b"x", b"y")
    target.unlink()
    target.symlink_to(source)
    with pytest.raises(NameTaken):
        move(source, target, "12345678")


def test_a_move_that_was_cut_short_is_ended(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"x")
    target.write_bytes(b"x")
    move(source, target, "12345678")
    assert entries(tmp_path) == ["b"]


def test_other_errors_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        move(tmp_path / "a", tmp_path / "b", "12345678")


def test_what_is_written_is_its_owners_alone(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"x")
    write_durably(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"y"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert entries(tmp_path) == ["a"]
    assert temporary_name(tmp_path / "a", "job").name == ".a.job.tmp"
