"""The house rules of mappings/ and its best-known figures."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from scrubber.tables import KINDS, TableKind, load_tables, mappings_folder
from scrubber.tables.checks import built_in_problems
from scrubber.tables.payer_files import read_profiles

TABLES = load_tables()
FOLDERS = sorted(
    str(path.parent.relative_to(mappings_folder()))
    for path in mappings_folder().glob("*/*/table.csv")
)
EVERY_DAY = date(2026, 3, 9)
DESCRIPTOR_WORDS = re.compile(
    r"therapeutic|exercise|activit|neuromuscular|gait|manual therapy|massage therapy|ultrasound|"
    r"aquatic|iontophoresis|traction|whirlpool|diathermy|paraffin|orthotic|prosthetic|wheelchair|"
    r"self[- ]care|sensory|evaluation|debridement|swallow|minutes|each 15|one or more|contact",
    re.IGNORECASE,
)


def cells_of(name: str) -> list[dict[str, str]]:
    with (mappings_folder() / name / "table.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_every_table_on_disk_is_loaded() -> None:
    assert sorted(TABLES.by_name()) == FOLDERS
    assert sorted(TABLES.sources) == FOLDERS
    assert len(FOLDERS) >= 9


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_table_keeps_the_house_rules(kind: TableKind) -> None:
    assert list(built_in_problems(mappings_folder() / kind.name, kind)) == []


@pytest.mark.parametrize("name", [name for name in FOLDERS if not name.startswith("house/")])
def test_no_cell_describes_a_procedure(name: str) -> None:
    found = [
        cell for row in cells_of(name) for cell in row.values() if DESCRIPTOR_WORDS.search(cell)
    ]
    assert found == []


def test_the_log_names_the_release_of_every_table() -> None:
    profiles = sorted(f"payers/{name}" for name in TABLES.payers.by_name)
    assert sorted(TABLES.releases()) == [*FOLDERS, *profiles]
    assert "v30.2" in TABLES.releases()["cms/ncci_ptp"]


def test_every_payer_file_is_named_for_its_profile_and_sourced() -> None:
    folder = mappings_folder() / "payers"
    profiles = read_profiles(folder).by_name
    assert sorted(profiles) == sorted(path.stem for path in folder.glob("*.y*ml"))
    assert all(profile.sources for profile in profiles.values())


def test_payer_files_describe_no_procedure() -> None:
    for path in (mappings_folder() / "payers").glob("*.y*ml"):
        assert not re.search(
            r"therapeutic|exercise|manual therapy", path.read_text(), re.IGNORECASE
        )


@pytest.mark.parametrize("pool", ["PT_SLP", "OT"])
@pytest.mark.parametrize(
    ("year", "dollars"),
    [
        *((2019, 2040), (2020, 2080), (2021, 2110), (2022, 2150)),
        *((2023, 2230), (2024, 2330), (2025, 2410), (2026, 2480)),
    ],
)
def test_kx_threshold(year: int, dollars: int, pool: str) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        row = TABLES.kx_thresholds.on(day)[pool]
        assert (row.amount, row.confirmed) == (dollars, True)


def test_a_threshold_that_was_not_seen_is_not_confirmed() -> None:
    assert not TABLES.kx_thresholds.on(date(2018, 6, 1))["OT"].confirmed


@pytest.mark.parametrize("day", [date(2017, 12, 31), date(2027, 1, 1)])
def test_no_threshold_is_taken_from_another_year(day: date) -> None:
    assert not TABLES.kx_thresholds.on(day)


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2018, 1, 1), "35.9996"),
        (date(2019, 7, 1), "36.0391"),
        (date(2020, 7, 1), "36.0896"),
        (date(2021, 7, 1), "34.8931"),
        (date(2022, 7, 1), "34.6062"),
        (date(2023, 7, 1), "33.8872"),
        (date(2024, 3, 8), "32.7442"),
        (date(2024, 3, 9), "33.2875"),
        (date(2024, 12, 31), "33.2875"),
        (date(2025, 1, 1), "32.3465"),
        (date(2025, 12, 31), "32.3465"),
        (date(2026, 1, 1), "33.4009"),
    ],
)
def test_conversion_factor(day: date, factor: str) -> None:
    assert TABLES.conversion_factors.on(day)["standard"].amount == Decimal(factor)


def test_the_second_factor_of_2026_is_the_apm_participants() -> None:
    factors = TABLES.conversion_factors
    assert factors.on(EVERY_DAY)["qualifying_apm"].amount == Decimal("33.5675")
    assert "qualifying_apm" not in factors.on(date(2025, 12, 31))
    assert not factors.on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("procedure", "day", "values"),
    [
        ("97530", date(2025, 6, 1), ("0.44", "0.62", "0.01", "1.07")),
        ("97110", date(2025, 6, 1), ("0.45", "0.43", "0.01", "0.89")),
        ("97140", date(2025, 6, 1), ("0.43", "0.40", "0.01", "0.84")),
        ("97530", date(2022, 6, 1), ("0.44", "0.64", "0.02", "1.10")),
        ("97530", date(2026, 6, 1), ("0.44", None, None, "1.05")),
    ],
)
def test_relative_values(procedure: str, day: date, values: tuple[str | None, ...]) -> None:
    row = TABLES.fee_schedule.on(day)[procedure]
    stated = (row.work_rvu, row.pe_rvu, row.mp_rvu, row.total_rvu)
    assert stated == tuple(value and Decimal(value) for value in values)


def test_relative_values_add_up_to_their_total() -> None:
    for row in TABLES.fee_schedule.rows:
        if row.pe_rvu is not None:
            assert row.work_rvu + row.pe_rvu + row.mp_rvu == row.total_rvu, row


@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_timed_code_has_a_price(year: int) -> None:
    day = date(year, 7, 1)
    timed = {code for code, row in TABLES.therapy_codes.on(day).items() if row.timed}
    assert timed <= set(TABLES.fee_schedule.on(day))


TIMED = [
    *("97032", "97033", "97034", "97035", "97036", "97110", "97112", "97113", "97116", "97124"),
    *("97140", "97530", "97533", "97535", "97537", "97542", "97750", "97755", "97760", "97761"),
    "97763",
]


def test_the_twenty_one_timed_codes() -> None:
    codes = TABLES.therapy_codes.on(EVERY_DAY)
    assert sorted(code for code, row in codes.items() if row.timed) == TIMED
    assert len(TIMED) == 21
    assert all(codes[code].always_therapy for code in TIMED)


@pytest.mark.parametrize(
    "untimed", ["97150", "97161", "97168", "G0283", "97010", "92507", "97129", "97153"]
)
def test_untimed_codes(untimed: str) -> None:
    assert not TABLES.therapy_codes.on(EVERY_DAY)[untimed].timed


@pytest.mark.parametrize(
    ("codes", "modifier"),
    [
        (("97161", "97162", "97163", "97164"), "GP"),
        (("97165", "97166", "97167", "97168"), "GO"),
        (("92521", "92522", "92523", "92524", "92597", "92607"), "GN"),
    ],
)
def test_codes_of_one_discipline(codes: tuple[str, ...], modifier: str) -> None:
    rows = TABLES.therapy_codes.on(EVERY_DAY)
    for code in codes:
        assert (rows[code].only_modifier, rows[code].allowed_modifiers) == (modifier, (modifier,))


def test_an_only_modifier_is_the_only_one_allowed() -> None:
    for row in TABLES.therapy_codes.rows:
        assert set(row.allowed_modifiers) <= {"GP", "GO", "GN"}, row
        assert not row.only_modifier or row.allowed_modifiers == (row.only_modifier,), row
        assert row.therapy_class in {"always", "sometimes", "none", "unconfirmed"}, row


@pytest.mark.parametrize("pair", [("97140", "97530"), ("97530", "97140")])
def test_medicares_edit_of_97530_with_97140_ended_with_2019(pair: tuple[str, str]) -> None:
    listed = pair == ("97140", "97530")
    assert (pair in TABLES.ncci_ptp.on(date(2019, 12, 31))) is listed
    for day in (date(2020, 1, 1), date(2020, 10, 1), date(2024, 7, 1), EVERY_DAY):
        assert pair not in TABLES.ncci_ptp.on(day)


@pytest.mark.parametrize("column_2", ["97153", "97154", "97155", "97156", "97157", "97158"])
def test_97530_with_behaviour_analysis_is_never_paid(column_2: str) -> None:
    pairs = TABLES.ncci_ptp.on(EVERY_DAY)
    assert pairs["97530", column_2].modifier_indicator == "0"
    assert (column_2, "97530") not in pairs


@pytest.mark.parametrize(
    ("pair", "indicator"),
    [
        (("97530", "97750"), "1"),
        (("97755", "97530"), "1"),
        (("97150", "97530"), "1"),
        (("92507", "97530"), "1"),
        (("97530", "97537"), "1"),
        (("97530", "97542"), "1"),
        (("97530", "95851"), "0"),
        (("97140", "97124"), "0"),
    ],
)
def test_other_active_pairs(pair: tuple[str, str], indicator: str) -> None:
    assert TABLES.ncci_ptp.on(EVERY_DAY)[pair].modifier_indicator == indicator


@pytest.mark.parametrize(
    "other",
    [
        *("97110", "97112", "97113", "97116", "97124", "97533", "97535", "97140"),
        *("97161", "97162", "97163", "97164", "97165", "97166", "97167", "97168"),
    ],
)
def test_codes_that_97530_has_no_active_pair_with(other: str) -> None:
    pairs = TABLES.ncci_ptp.on(EVERY_DAY)
    assert ("97530", other) not in pairs
    assert (other, "97530") not in pairs


def test_no_pair_stands_in_both_directions() -> None:
    for day in (date(2019, 12, 31), date(2021, 6, 1), EVERY_DAY):
        pairs = set(TABLES.ncci_ptp.on(day))
        assert not {(two, one) for one, two in pairs} & pairs


def test_pairs_have_an_indicator_that_is_known() -> None:
    assert {row.modifier_indicator for row in TABLES.ncci_ptp.rows} == {"0", "1"}
    assert TABLES.sources["cms/ncci_ptp"].covers_from == date(2020, 10, 1)


@pytest.mark.parametrize("method", ["cms_8_minute", "ama_midpoint"])
def test_unit_methods(method: str) -> None:
    row = TABLES.unit_methods.on(EVERY_DAY)[method]
    assert (row.minutes_per_unit, row.least_minutes) == (15, 8)
    assert row.pooled is (method == "cms_8_minute")


@pytest.mark.parametrize(
    ("modifier", "role", "discipline", "pool"),
    [
        ("GP", "discipline", "PT", "PT_SLP"),
        ("GN", "discipline", "SLP", "PT_SLP"),
        ("GO", "discipline", "OT", "OT"),
        ("CQ", "assistant", "PT", ""),
        ("CO", "assistant", "OT", ""),
        ("KX", "threshold", "", ""),
        ("59", "distinct", "", ""),
        ("XE", "distinct", "", ""),
        ("XP", "distinct", "", ""),
        ("XS", "distinct", "", ""),
        ("XU", "distinct", "", ""),
    ],
)
def test_modifiers(modifier: str, role: str, discipline: str, pool: str) -> None:
    row = TABLES.modifiers.on(EVERY_DAY)[modifier]
    assert (row.role, row.discipline, row.pool) == (role, discipline, pool)


@pytest.mark.parametrize(
    ("modifier", "begins"),
    [("CQ", date(2020, 1, 1)), ("CO", date(2020, 1, 1)), ("XU", date(2015, 1, 1))],
)
def test_modifiers_begin(modifier: str, begins: date) -> None:
    assert modifier in TABLES.modifiers.on(begins)
    assert modifier not in TABLES.modifiers.on(begins - timedelta(days=1))


@pytest.mark.parametrize(
    ("taxonomy", "modifier"),
    [
        ("225100000X", "GP"),
        ("2251X0800X", "GP"),
        ("225X00000X", "GO"),
        ("225XP0200X", "GO"),
        ("235Z00000X", "GN"),
        ("225200000X", ""),
        ("224Z00000X", ""),
        ("2355S0801X", ""),
        ("208100000X", ""),
        ("111N00000X", ""),
        ("103K00000X", ""),
        ("261QR0400X", ""),
    ],
)
def test_only_a_therapists_taxonomy_settles_the_discipline(taxonomy: str, modifier: str) -> None:
    assert TABLES.therapy_taxonomy.on(EVERY_DAY)[taxonomy].modifier == modifier


def test_a_locality_may_pay_more_than_the_nation() -> None:
    row = TABLES.locality_range.on(date(2025, 6, 1))["97530"]
    assert (row.full, row.reduced) == (Decimal("1.2891"), Decimal("1.3172"))


def test_mappings_lie_beside_the_package() -> None:
    assert (mappings_folder() / "README.md").is_file()
    assert isinstance(mappings_folder(), Path)
