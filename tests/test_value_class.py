"""Value classes are equal by their fields, can be keys, and are frozen for mypy."""

from dataclasses import field, replace

import pytest

from scrubber.value_class import value_class


@value_class()
class Minutes:
    total: int
    notes: tuple[str, ...] = field(default=(), repr=False)


@value_class(kw_only=True)
class Visit:
    day: str
    minutes: Minutes


def test_they_are_equal_by_their_fields_and_can_be_keys() -> None:
    one, same, other = Minutes(23), Minutes(23), replace(Minutes(23), total=24)
    assert one == same != other
    assert {one: "found"}[same] == "found"
    assert repr(other).endswith("Minutes(total=24)")


def test_fields_may_have_to_be_named() -> None:
    with pytest.raises(TypeError):
        Visit("2026-03-09", Minutes(23))  # type: ignore[misc]
    assert Visit(day="2026-03-09", minutes=Minutes(23)).minutes.total == 23


def test_they_take_no_other_attribute() -> None:
    with pytest.raises(AttributeError):
        setattr(Minutes(23), "units", 2)  # noqa: B010
