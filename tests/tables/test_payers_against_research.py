"""The built-in profiles against the research rows they were drawn from: each became a setting of a
profile, or there is a reason why not."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scrubber.tables import PayerProfile, load_tables

RESEARCH = Path(__file__).parents[3] / "shared" / "domain" / "payer_rules.csv"
PROFILES = load_tables().payers.by_name
DEFAULT = PROFILES["default"]
OWN_EDIT = ("97530", "97140")
TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.skipif(not RESEARCH.is_file(), reason="no research tables here")

Says = Callable[[PayerProfile], object]


def edit_ended_in_april_2023(profile: PayerProfile) -> bool:
    days = (date(2023, 4, 18), date(2023, 4, 19))
    return [bool(profile.pair(*OWN_EDIT, day)) for day in days] == [True, False]


def denies_97530_whatever_it_carries(profile: PayerProfile) -> bool:
    pair = profile.pair(*OWN_EDIT, TODAY)
    assert pair is not None
    return (pair.modifier_on, pair.modifier_helps, pair.confirmed) == ("97530", False, False)


def keeps_97533_after_2021(profile: PayerProfile) -> bool:
    pair = profile.pair("97530", "97533", date(2022, 1, 1))
    assert pair is not None
    before = profile.pair("97530", "97533", date(2021, 12, 31))
    return (pair.modifier_on, pair.confirmed, before) == ("97533", False, None)


def caps_four_units_by_discipline(profile: PayerProfile) -> bool:
    (cap,) = profile.daily_caps
    as_printed = "97110 97112 97113 97116 97124 97129 97130 97140 97533 97535 97537 97542"
    assert cap.procedures == (*as_printed.split(), "97760", "97761", "97763")
    return (cap.units, cap.per, cap.valid_from) == (4, "discipline", date(2021, 4, 1))


def caps_eight_units_by_patient(profile: PayerProfile) -> bool:
    (cap,) = profile.daily_caps
    start = date(2018, 1, 30)
    return (cap.units, cap.per, cap.valid_from, cap.procedures) == (8, "patient", start, ())


SETTINGS: dict[tuple[str, str], tuple[str, Says]] = {
    ("medicare_b", "unit_rule"): ("medicare_b", lambda p: p.unit_method == "cms_8_minute"),
    ("medicare_b", "therapy_modifier"): (
        "medicare_b",
        lambda p: p.therapy_modifier_required and p.therapy_modifier_from == date(2018, 1, 1),
    ),
    ("medicare_b", "assistant_modifier"): (
        "medicare_b",
        lambda p: p.assistant_modifier_from == date(2020, 1, 1),
    ),
    ("medicare_b", "kx"): ("medicare_b", lambda p: p.therapy_threshold),
    ("medicare_b", "ncci"): (
        "medicare_b",
        lambda p: p.pairs == () and p.unit_limits == "medicare",
    ),
    ("medicare_advantage", "unit_rule"): (
        "medicare_advantage",
        lambda p: p.unit_method == "either",
    ),
    ("uhc_commercial", "therapy_modifier"): (
        "uhc_commercial",
        lambda p: p.therapy_modifier_required and p.therapy_modifier_from == date(2019, 9, 1),
    ),
    ("uhc_commercial", "assistant_modifier"): (
        "uhc_commercial",
        lambda p: p.assistant_modifier_from == date(2021, 1, 1),
    ),
    ("anthem_bcbs", "daily_cap"): ("anthem_bcbs", caps_four_units_by_discipline),
    ("anthem_bcbs", "97530+97140"): ("anthem_bcbs", denies_97530_whatever_it_carries),
    ("aetna", "97530+97140"): ("aetna", edit_ended_in_april_2023),
    ("humana", "97530+97140"): ("humana", edit_ended_in_april_2023),
    ("humana", "assistant_modifier"): (
        "humana",
        lambda p: p.assistant_modifier_from == date(2021, 1, 1),
    ),
    ("bcbs_nebraska", "unit_rule"): (
        "bcbs_nebraska",
        lambda p: (p.unit_method, p.unit_method_from) == ("cms_8_minute", date(2022, 9, 22)),
    ),
    ("tricare", "assistant_modifier"): (
        "tricare",
        lambda p: p.assistant_modifier_from == date(2020, 4, 1) and not p.assistant_may_render,
    ),
    ("horizon_nj_medicaid", "modifier_59"): (
        "horizon_nj_medicaid",
        lambda p: p.either_line_from == date(2021, 3, 15),
    ),
    ("medicaid_generic", "ncci"): (
        "medicaid",
        lambda p: p.unit_limits == "medicaid" and keeps_97533_after_2021(p),
    ),
    ("workers_comp_ny", "daily_cap"): ("workers_comp_ny", caps_eight_units_by_patient),
    ("moda", "modifier_59"): ("moda", lambda p: p.distinct_modifier == "XU"),
    # The midpoint rule "unless the payer says 8-minute" is contradicted by another source; CONTRACT
    # has it that over is then only what is over by both.
    ("any_other", "unit_rule"): ("default", lambda p: p.unit_method == "either"),
}

NOT_SET = {
    ("medicare_advantage", "kx"): "unconfirmed: as the default, no threshold",
    ("uhc_commercial", "unit_rule"): "not found: as the default, not known",
    ("hcsc_bcbs IL TX OK NM MT", "modifier_59"): "clinical validation of 59 is no setting",
    ("tricare", "unit_rule"): "said by phone, not published: as the default, not known",
    ("tricare", "order"): "a physician's order and visits are no setting",
    ("tricare", "no_em"): "no therapy code",
    ("workers_comp_wa", "visit_cap"): "visits with and without authorisation are no setting",
    ("cigna", "therapy_modifier"): "not found",
    ("va_community_care", "therapy_modifier"): "not found",
}


def rows() -> list[tuple[str, str]]:
    with RESEARCH.open(encoding="utf-8", newline="") as file:
        return [(row["payer"], row["rule"]) for row in csv.DictReader(file)]


def test_every_row_is_a_setting_or_has_a_reason() -> None:
    assert sorted(rows()) == sorted([*SETTINGS, *NOT_SET])


@pytest.mark.parametrize(("row", "told"), SETTINGS.items(), ids=map(" ".join, SETTINGS))
def test_a_row_became_a_setting(row: tuple[str, str], told: tuple[str, Says]) -> None:
    profile, says = told
    assert says(PROFILES[profile])


def test_what_is_not_confirmed_is_as_the_default_has_it() -> None:
    assert not PROFILES["medicare_advantage"].therapy_threshold
    for name in ("uhc_commercial", "tricare"):
        assert PROFILES[name].unit_method == DEFAULT.unit_method


def test_every_profile_comes_from_a_row() -> None:
    assert set(PROFILES) == {profile for profile, _ in SETTINGS.values()}


def test_payers_without_a_setting_have_no_profile() -> None:
    without = {payer for payer, _ in NOT_SET} - {payer for payer, _ in SETTINGS}
    assert not without & set(PROFILES)
    assert "cigna" in without
