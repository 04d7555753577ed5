"""The settings of a profile, by service date."""

from datetime import date
from pathlib import Path

import pytest

from scrubber.tables import load_tables
from tests.tables.profiles import acme, with_files
from tests.tables.profiles import profile as text_of

PROFILES = load_tables().payers.by_name
OWN_PAIR = (
    'pairs: [{{procedures: ["97530", "97140"], modifier_on: "97530", source: manual, '
    "valid_from: 2021-04-01{}}}]\n"
)


def test_medicare_part_b() -> None:
    medicare = PROFILES["medicare_b"]
    assert medicare.unit_method == "cms_8_minute"
    assert medicare.therapy_threshold
    assert medicare.pairs == ()


def test_the_default() -> None:
    default = PROFILES["default"]
    assert default.unit_method == "either"
    assert not default.therapy_threshold
    assert default.therapy_modifier_required
    assert default.distinct_modifier == "59"
    (pair,) = default.pairs
    assert pair.procedures == ("97530", "97140")
    assert pair.modifier_on == "97530"


@pytest.mark.parametrize("name", [n for n in PROFILES if n not in ("default", "medicare_b")])
def test_97530_with_97140_is_as_the_default_has_it_unless_a_source_says_otherwise(
    name: str,
) -> None:
    other = {"aetna": date(2023, 4, 19), "humana": date(2023, 4, 19)}
    other["anthem_bcbs"] = date(2023, 4, 18)
    for day in (date(2019, 12, 31), date(2023, 4, 17), date(2023, 4, 19), date(2026, 3, 9)):
        pair = PROFILES[name].pair("97530", "97140", day)
        if day < other.get(name, date.max):
            assert pair is not None
            assert (pair.modifier_on, pair.modifier_helps, pair.confirmed) == ("97530", True, True)
        elif name == "anthem_bcbs":
            assert pair is not None
            assert (pair.modifier_on, pair.modifier_helps, pair.confirmed) == (
                "97530",
                False,
                False,
            )
        else:
            assert pair is None


@pytest.mark.parametrize("procedures", [("97530", "97140"), ("97140", "97530")])
def test_a_payers_own_pair_in_either_order_from_its_first_day(
    tmp_path: Path, procedures: tuple[str, str]
) -> None:
    own = acme(tmp_path, OWN_PAIR.format(""))
    assert own.pair(*procedures, date(2021, 3, 31)) is None
    pair = own.pair(*procedures, date(2021, 4, 1))
    assert pair is not None
    assert pair.modifier_on == "97530"
    assert own.pair("97530", "97110", date(2026, 3, 9)) is None


def test_a_payers_own_pair_to_its_last_day(tmp_path: Path) -> None:
    own = acme(tmp_path, OWN_PAIR.format(", valid_to: 2023-04-18"))
    assert own.pair("97530", "97140", date(2023, 4, 18)) is not None
    assert own.pair("97530", "97140", date(2023, 4, 19)) is None


@pytest.mark.parametrize(("day", "either"), [(date(2019, 6, 30), False), (date(2019, 7, 1), True)])
@pytest.mark.parametrize("name", ["medicare_b", "default"])
def test_a_distinct_modifier_counts_on_either_line_since_july_2019(
    name: str, day: date, either: bool
) -> None:
    assert PROFILES[name].takes_modifier_on_either_line(day) is either


def test_without_a_date_only_the_denied_line_counts(tmp_path: Path) -> None:
    own = acme(tmp_path, "either_line_from: null\n")
    assert not own.takes_modifier_on_either_line(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("day", "methods"),
    [
        (date(2022, 9, 21), ["ama_midpoint", "cms_8_minute"]),
        (date(2022, 9, 22), ["cms_8_minute"]),
        (None, ["ama_midpoint", "cms_8_minute"]),
    ],
)
def test_before_its_first_day_a_unit_method_is_not_known(
    day: date | None, methods: list[str]
) -> None:
    nebraska = PROFILES["bcbs_nebraska"]
    known = ["ama_midpoint", "cms_8_minute"]
    assert [method for method in known if nebraska.may_count_by(method, day)] == methods


@pytest.mark.parametrize(
    ("settings", "day", "wanted"),
    [
        ("therapy_modifier_from: 2019-09-01\n", date(2019, 8, 31), False),
        ("therapy_modifier_from: 2019-09-01\n", date(2019, 9, 1), True),
        ("therapy_modifier_from: 2019-09-01\n", None, False),
        ("", None, True),
        ("therapy_modifier_required: no\n", date(2026, 3, 9), False),
    ],
)
def test_from_when_a_discipline_modifier_is_wanted(
    tmp_path: Path, settings: str, day: date | None, wanted: bool
) -> None:
    assert acme(tmp_path, settings).wants_therapy_modifier(day) is wanted


def test_a_daily_cap_holds_from_its_first_day() -> None:
    anthem = PROFILES["anthem_bcbs"]
    assert anthem.caps_on(date(2021, 3, 31)) == []
    assert [cap.units for cap in anthem.caps_on(date(2021, 4, 1))] == [4]
    assert anthem.caps_on(None) == []


def test_the_codes_of_a_payers_own_pairs_and_caps_are_judged(tmp_path: Path) -> None:
    cap = 'daily_caps: [{units: 1, per: patient, procedures: ["98940"], source: x, '
    text = text_of('match: {payer_ids: ["1"]}\n' + cap + "valid_from: 2021-04-01}]\n")
    with_files(tmp_path, acme=text)
    assert "98940" in load_tables(tmp_path).judged_codes() - {"00000"}
    assert "00000" not in load_tables(tmp_path).judged_codes()
