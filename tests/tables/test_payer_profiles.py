"""Payer profiles: which one holds for a claim, and what a bad file is told."""

from datetime import date
from pathlib import Path

import pytest

from scrubber.tables import BadProfile, PayerProfile, PayerProfiles, load_tables, mappings_folder
from scrubber.tables.payers import read_profiles

SOURCES = "sources: [{title: Provider manual, checked: 2026-11-21}]\n"
BUILT_IN = mappings_folder() / "payers"


def profile(text: str = "", name: str = "acme") -> str:
    return f"profile: {name}\ntitle: Acme Health\n{SOURCES}{text}"


def with_files(folder: Path, **files: str) -> PayerProfiles:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_profiles(BUILT_IN, folder)


def test_medicare_part_b_by_its_filing_indicator() -> None:
    medicare = load_tables().payers.of("MEDB", "MB")
    assert medicare.profile == "medicare_b"
    assert medicare.unit_method == "cms_8_minute"
    assert medicare.therapy_threshold
    assert medicare.pairs == ()


@pytest.mark.parametrize("filing", ["CI", "16", "MC", "CH", "MA", "", "mb"])
def test_every_other_payer_has_the_default(filing: str) -> None:
    default = load_tables().payers.of("PAYER1", filing)
    assert default.profile == "default"
    assert default.unit_method == "either"
    assert not default.therapy_threshold
    assert default.therapy_modifier_required
    assert default.distinct_modifier == "59"


def test_a_profile_that_matches_no_payer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"acme\.yaml: matches no payer"):
        with_files(tmp_path, acme=profile())


def test_a_payer_id_is_matched_in_any_case(tmp_path: Path) -> None:
    payers = with_files(tmp_path, acme=profile('match: {payer_ids: ["Mdwlk"]}\n'))
    assert payers.of("MDWLK", "CI").profile == "acme"


def test_a_payer_id_outranks_the_filing_indicator(tmp_path: Path) -> None:
    payers = with_files(
        tmp_path,
        acme=profile('match: {payer_ids: ["60054"]}\n'),
        commercial=profile("match: {claim_filing: [CI, MB]}\n", "commercial"),
    )
    assert payers.of("60054", "CI").profile == "acme"
    assert payers.of("60055", "CI").profile == "commercial"
    assert payers.of("", "CI").profile == "commercial"
    assert payers.of("60055", "BL").profile == "default"


def test_an_added_profile_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    payers = with_files(tmp_path, house=profile("unit_method: ama_midpoint\n", "default"))
    assert payers.of("PAYER1", "CI").unit_method == "ama_midpoint"
    assert payers.of("PAYER1", "CI").pairs == ()
    assert payers.of("MEDB", "MB").profile == "medicare_b"


def test_a_replaced_profile_no_longer_matches_as_the_built_in_one_did(tmp_path: Path) -> None:
    payers = with_files(tmp_path, medicare=profile('match: {payer_ids: ["12345"]}\n', "medicare_b"))
    assert payers.of("12345", "MB").profile == "medicare_b"
    assert payers.of("MEDB", "MB").profile == "default"


def test_both_yaml_suffixes_are_read(tmp_path: Path) -> None:
    (tmp_path / "acme.yml").write_text(profile('match: {payer_ids: ["60054"]}\n'))
    (tmp_path / "notes.txt").write_text("not a profile")
    assert read_profiles(BUILT_IN, tmp_path).of("60054", "").profile == "acme"


def test_tables_take_the_added_folder(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(profile('match: {payer_ids: ["60054"]}\n'))
    assert load_tables(tmp_path).payers.of("60054", "CI").profile == "acme"
    assert load_tables().payers.of("60054", "CI").profile == "default"


PAIR = "pairs: [{{procedures: [{}], modifier_on: {}, valid_from: {}, source: manual}}]\n"
OWN_PAIR = PAIR.format('"97530", "97140"', '"97530"', "2021-04-01")


def acme(folder: Path, text: str) -> PayerProfile:
    return with_files(folder, acme=profile(f'match: {{payer_ids: ["60054"]}}\n{text}')).by_name[
        "acme"
    ]


@pytest.mark.parametrize("procedures", [("97530", "97140"), ("97140", "97530")])
def test_a_payers_own_pair_in_either_order_from_its_first_day(
    tmp_path: Path, procedures: tuple[str, str]
) -> None:
    own = acme(tmp_path, OWN_PAIR)
    assert own.pair(*procedures, date(2021, 3, 31)) is None
    pair = own.pair(*procedures, date(2021, 4, 1))
    assert pair is not None
    assert pair.modifier_on == "97530"
    assert own.pair("97530", "97110", date(2026, 3, 9)) is None


def test_a_payers_own_pair_to_its_last_day(tmp_path: Path) -> None:
    own = acme(tmp_path, OWN_PAIR.replace("2021-04-01", "2021-04-01, valid_to: 2023-04-18"))
    assert own.pair("97530", "97140", date(2023, 4, 18)) is not None
    assert own.pair("97530", "97140", date(2023, 4, 19)) is None


@pytest.mark.parametrize(("day", "either"), [(date(2019, 6, 30), False), (date(2019, 7, 1), True)])
def test_a_distinct_modifier_counts_on_either_line_since_july_2019(day: date, either: bool) -> None:
    payers = load_tables().payers
    assert payers.of("", "MB").takes_modifier_on_either_line(day) is either
    assert payers.of("", "CI").takes_modifier_on_either_line(day) is either


def test_without_a_date_only_the_denied_line_counts(tmp_path: Path) -> None:
    assert not acme(tmp_path, "").takes_modifier_on_either_line(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (profile("unit_methd: cms_8_minute\n"), "unit_methd"),
        (profile("unit_method: eight\n"), "unit_method"),
        (profile("therapy_threshold: perhaps\n"), "therapy_threshold"),
        (profile("distinct_modifier: '5'\n"), "distinct_modifier"),
        (profile("distinct_modifier: xu\n"), "distinct_modifier"),
        (profile("match: {payer_ids: [60054]}\n"), "match.payer_ids.0"),
        (profile("match: {payer_id: '60054'}\n"), "match.payer_id"),
        (profile("either_line_from: someday\n"), "either_line_from"),
        (profile(PAIR.format('"97530"', '"97530"', "2021-04-01")), "pairs.0.procedures"),
        (profile(PAIR.format('"97530", "9714"', '"97530"', "2021-04-01")), "pairs.0.procedures"),
        (profile(PAIR.format('"97530", "97140"', '"97530"', "soon")), "pairs.0.valid_from"),
        ("profile: acme\ntitle: Acme\n", "sources"),
        ("profile: acme\ntitle: Acme\nsources: []\n", "sources"),
        ("profile: acme\ntitle: Acme\nsources: [{title: x}]\n", "sources.0.checked"),
        (f"title: Acme\n{SOURCES}", "profile"),
        ("", "the file"),
        ("- profile: acme\n", "the file"),
    ],
)
def test_a_bad_field_is_told_with_its_file(tmp_path: Path, text: str, field: str) -> None:
    with pytest.raises(BadProfile, match=r"^acme\.yaml: ") as raised:
        with_files(tmp_path, acme=text)
    assert str(raised.value).split(": ")[1].startswith(field)


def test_the_modifier_of_a_pair_goes_on_one_of_its_procedures(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"^acme\.yaml: pairs\.0"):
        with_files(tmp_path, acme=profile(PAIR.format('"97530", "97140"', '"97110"', "2021-04-01")))


@pytest.mark.parametrize("text", ["match: [", "profile: acme\n\ttitle: x", "a: b: c"])
def test_text_that_is_no_yaml_is_told_with_file_and_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadProfile, match=r"^acme\.yaml line \d"):
        with_files(tmp_path, acme=text)


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_bytes(b"title: Acm\xe9\n")
    with pytest.raises(BadProfile, match=r"^acme\.yaml"):
        read_profiles(BUILT_IN, tmp_path)


def test_a_day_that_no_calendar_has(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"^acme\.yaml"):
        with_files(tmp_path, acme=profile("either_line_from: 2026-02-30\n"))
