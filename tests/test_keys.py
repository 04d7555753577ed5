"""Keys: made for their owner, read again, never shown."""

from pathlib import Path

import pytest

from scrubber.keys import BadKey, Key, new_key, read_key


def test_a_key_file_is_made_for_its_owner_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "day.key"
    made = new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    one, other = made.stream("x"), read_key(path).stream("x")
    assert [next(one) for _ in range(99)] == [next(other) for _ in range(99)]
    assert made.digest("x") == read_key(path).digest("x") != made.digest("y")
    assert repr(made) == "Key()"


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "day.key"
    made = new_key(path)
    with pytest.raises(FileExistsError):
        new_key(path)
    assert read_key(path).digest("x") == made.digest("x")


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "day.key"
    path.write_bytes(b"   too short   \n")
    with pytest.raises(BadKey, match=r"day\.key: a key has 16 bytes or more"):
        read_key(path)


def test_the_same_value_by_another_key_is_another() -> None:
    assert Key(b"a" * 16).digest("x") != Key(b"b" * 16).digest("x")
