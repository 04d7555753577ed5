"""The folders are made and tried out before any file is taken."""

from pathlib import Path

import pytest

from scrubber.folder.places import Place, Places
from tests.folder.folders import entries

NAMES = {place: place for place in Place}


def test_folders_are_made_for_us_alone(tmp_path: Path) -> None:
    places = Places(tmp_path, NAMES | {"in": "SendFiles"})
    places.make()
    places.try_out()
    assert sorted(entries(tmp_path)) == sorted({*NAMES.values(), "SendFiles"} - {"in"})
    assert places[Place.IN].name == "SendFiles"
    assert places[Place.OUT].stat().st_mode & 0o777 == 0o700
    assert [name for place in Place for name in entries(places[place])] == []
    assert places.free_bytes() > 0


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="there is no such folder"):
        Places(tmp_path / "nowhere", NAMES).make()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "ack").write_text("")
    with pytest.raises(OSError, match="the user that runs scrubber must be able to") as error:
        Places(tmp_path, NAMES).make()
    assert error.value.filename == str(tmp_path / "ack")


@pytest.mark.parametrize(
    ("link", "target"), [("out", "in"), ("hold", "log"), ("ack", "."), ("archive", "work/../in")]
)
def test_two_folders_that_are_one_are_told(tmp_path: Path, link: str, target: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "log").mkdir()
    (tmp_path / link).symlink_to(target)
    with pytest.raises(OSError, match="is the same folder as"):
        Places(tmp_path, NAMES).make()


def test_a_folder_may_be_a_link_to_one_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "in").symlink_to("elsewhere")
    places = Places(tmp_path, NAMES)
    places.make()
    places.try_out()


@pytest.mark.parametrize("gone", ["work", "hold"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, gone: str) -> None:
    places = Places(tmp_path, NAMES)
    places.make()
    (tmp_path / gone).rmdir()
    with pytest.raises(OSError, match="cannot be used") as error:
        places.try_out()
    assert error.value.filename == str(tmp_path / gone)
    assert [path.name for path in tmp_path.rglob("*.tmp")] == []


def test_copies_of_jobs_that_are_gone_are_removed(tmp_path: Path) -> None:
    places = Places(tmp_path, NAMES)
    places.make()
    day = places[Place.ARCHIVE] / "2026-11-22"
    day.mkdir()
    ours = [places[Place.OUT] / ".a.837.00000001.tmp", day / ".a.837.00000001.tmp"]
    others = [
        places[Place.OUT] / ".b.837.00000002.tmp",
        places[Place.OUT] / ".rsync.tmp",
        places[Place.IN] / ".a.837.00000001.tmp",
    ]
    for path in (*ours, *others):
        path.touch()
    places.remove_leftovers({"00000002"})
    assert [path for path in ours if path.exists()] == []
    assert all(path.exists() for path in others)
