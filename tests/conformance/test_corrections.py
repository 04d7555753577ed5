"""Which corrected claims are checked, and what is said of those that a correction breaks."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.conformance import (
    Broken,
    CorrectedClaim,
    GuardedGuide,
    GuideCheckFailed,
    GuideError,
    Opinion,
    Sample,
    sample,
)


def claim(offset: int, *rules: str, before: bytes = b"", after: bytes = b"") -> CorrectedClaim:
    return CorrectedClaim(offset, rules or ("TH201",), before, after)


def error(segment: int, message: str = "said") -> GuideError:
    return GuideError("element", "7", segment, "2400", "SV1", "SV103", message)


class Says(GuardedGuide):
    """What pyx12 would say, by text."""

    def __init__(self, **errors: list[GuideError] | None) -> None:
        super().__init__()
        self._said = errors

    def errors(self, data: bytes) -> tuple[GuideError, ...]:
        said = self._said[data.decode()]
        if said is None:
            raise GuideCheckFailed("it failed")
        return tuple(said)


def checked(*claims: CorrectedClaim, **errors: list[GuideError] | None) -> Opinion:
    opinion = Opinion(corrected=len(claims))
    opinion.check(claims, Says(**errors))
    return opinion


def test_an_error_that_the_claim_had_not_is_the_corrections() -> None:
    opinion = checked(
        claim(10, "TH101", "TH201", before=b"old", after=b"new"),
        claim(20, before=b"old", after=b"old"),
        old=[error(3)],
        new=[error(3), error(5, "is no unit")],
    )
    assert opinion.broken == {10: Broken(("TH101", "TH201"), "SV103: is no unit")}
    assert (opinion.corrected, opinion.checked) == (2, 2)


def test_errors_that_it_had_are_not() -> None:
    assert checked(claim(1, before=b"old", after=b"new"), old=[error(3)], new=[]).broken == {}


@pytest.mark.parametrize("failing", ["old", "new"])
def test_a_claim_that_cannot_be_read_is_not_checked(failing: str) -> None:
    errors = {"old": [], "new": [error(1)], failing: None}
    opinion = checked(claim(1, before=b"old", after=b"new"), **errors)
    assert (opinion.corrected, opinion.checked, opinion.broken) == (1, 0, {})


def test_opinions_add_up() -> None:
    opinion = Opinion(2, 1, {1: Broken(("TH101",), "a")})
    opinion.add(Opinion(5, 4, {9: Broken(("TH201",), "b")}))
    assert (opinion.corrected, opinion.checked, sorted(opinion.broken)) == (7, 5, [1, 9])


def chosen(claims: list[CorrectedClaim], most: int = 500) -> list[CorrectedClaim]:
    sample = Sample(most)
    sample.take(claims)
    return sample.claims()


def test_all_are_chosen_where_there_are_few() -> None:
    claims = [claim(at, "TH101", "CL101") for at in range(500)]
    assert sorted(chosen(claims)) == claims
    assert sample(claims) == claims


def test_500_are_chosen_from_all_over_a_long_file() -> None:
    offsets = [each.offset for each in chosen([claim(at) for at in range(100_000)])]
    assert len(offsets) == 500
    thousands = Counter(offset // 10_000 for offset in offsets)
    assert min(thousands.values()) > 25
    assert len(thousands) == 10


def test_a_rare_rule_is_not_lost_among_many() -> None:
    claims = [claim(at, "TH201") for at in range(20_000)]
    claims += [claim(20_000 + at, "TH105") for at in range(3)]
    claims += [claim(30_000 + at, "TH101") for at in range(2_000)]
    found = Counter(each.rules[0] for each in chosen(claims))
    assert found["TH105"] == 3
    assert sum(found.values()) == 500
    assert abs(found["TH101"] - found["TH201"]) < 10


@given(st.lists(st.sets(st.sampled_from(["TH101", "TH105", "TH201", "TH401"]), min_size=1)))
def test_no_claim_twice_and_no_more_than_asked_for(rules: list[set[str]]) -> None:
    claims = [claim(at, *sorted(of_one)) for at, of_one in enumerate(rules)]
    found = chosen(claims, most=7)
    assert len({each.offset for each in found}) == len(found) <= 7
    assert {rule for each in found for rule in each.rules} <= {r for one in rules for r in one}
    if len(claims) <= 7:
        assert sorted(found) == claims
