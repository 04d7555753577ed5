"""A profile file: what it has from the default, and what a bad one is told."""

from pathlib import Path

import pytest
import yaml

from scrubber.tables import BadProfile
from scrubber.tables.located_yaml import TRUSTED, read_located_yaml
from scrubber.tables.payer_files import read_profiles
from tests.tables.profiles import BUILT_IN, MATCH, SOURCES, acme, profile, with_files

DEFAULT = read_profiles(BUILT_IN).by_name["default"]
PAIR = "pairs: [{{procedures: [{}], modifier_on: {}, valid_from: {}, source: manual}}]\n"
CAP = "daily_caps: [{{units: {}, per: {}, valid_from: 2021-04-01, source: manual}}]\n"
CODES = '"97530", "97140"'


# What a profile has from the default.


def test_what_a_profile_does_not_name_is_as_the_default_has_it(tmp_path: Path) -> None:
    own = acme(tmp_path, "distinct_modifier: XU\n")
    assert own.distinct_modifier == "XU"
    same = own.model_dump(exclude={"profile", "title", "match", "sources", "distinct_modifier"})
    assert same.items() <= DEFAULT.model_dump().items()
    assert own.pairs


def test_a_list_that_a_profile_names_is_the_whole_list(tmp_path: Path) -> None:
    assert acme(tmp_path, "pairs: []\n").pairs == ()


def test_sources_and_match_are_a_profiles_own(tmp_path: Path) -> None:
    payers = with_files(
        tmp_path, ours=profile("match: {claim_filing: [ZZ]}\n", "default"), acme=profile(MATCH)
    )
    assert payers.by_name["acme"].match.claim_filing == ()
    assert [source.title for source in payers.by_name["acme"].sources] == ["Provider manual"]


def test_an_added_default_says_what_it_changes_and_holds_for_all(tmp_path: Path) -> None:
    ours = profile("unit_method: ama_midpoint\n", "default")
    payers = with_files(tmp_path, ours=ours, acme=profile(MATCH)).by_name
    assert payers["default"].unit_method == "ama_midpoint"
    assert payers["default"].pairs == DEFAULT.pairs
    assert payers["acme"].unit_method == "ama_midpoint"
    assert payers["aetna"].unit_method == "ama_midpoint"
    assert payers["medicare_advantage"].unit_method == "either"
    assert payers["medicare_b"].unit_method == "cms_8_minute"


def test_an_added_default_leaves_what_medicare_part_b_says(tmp_path: Path) -> None:
    as_built_in = read_profiles(BUILT_IN).by_name["medicare_b"]
    settings = (
        "unit_method: ama_midpoint\ntherapy_modifier_required: no\nassistant_may_render: yes\n"
        "distinct_modifier: XS\neither_line_from: 2025-01-01\nunit_limits: none\n"
        + CAP.format(3, "patient")
    )
    ours = with_files(tmp_path, ours=profile(settings, "default"))
    assert ours.by_name["medicare_b"] == as_built_in


def test_a_setting_of_ones_own_does_not_start_when_the_defaults_does(tmp_path: Path) -> None:
    ours = profile("unit_method: cms_8_minute\nunit_method_from: 2027-01-01\n", "default")
    payers = with_files(
        tmp_path,
        ours=ours,
        acme=profile(MATCH + "unit_method: ama_midpoint\n"),
        other=profile("match: {payer_ids: [OTHER]}\n", "other"),
    ).by_name
    assert payers["acme"].unit_method_from is None
    assert payers["other"].unit_method_from == payers["default"].unit_method_from is not None


def test_a_bad_default_is_told_of_its_own_file(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"^ours\.yaml line 4: unit_method"):
        with_files(tmp_path, ours=profile("unit_method: eight\n", "default"))


# How a file is read.


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_built_in_profile_is_read_in_c_as_a_users_is(path: Path) -> None:
    quick, slow = (
        read_located_yaml(path.read_bytes(), loader) for loader in (TRUSTED, yaml.SafeLoader)
    )
    assert quick.data == slow.data
    places = [(), *((name,) for name in quick.data), ("sources", 0, "checked")]
    assert [quick.line(place) for place in places] == [slow.line(place) for place in places]


def test_the_loader_in_c_is_used_where_it_is() -> None:
    assert (TRUSTED is not yaml.SafeLoader) == yaml.__with_libyaml__


# What a bad one is told. `profile()` is three lines long.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unit_methd: cms_8_minute\n", "line 5: unit_methd: there is no such field"),
        ("unit_method: eight\n", "line 5: unit_method: must be 'cms_8_minute', 'ama_midpoint'"),
        ("unit_method:\n\n  eight\n", "line 5: unit_method: must be"),
        ("therapy_threshold: perhaps\n", "line 5: therapy_threshold: must be yes or no"),
        ("therapy_threshold: 1\n", "line 5: therapy_threshold: must be yes or no"),
        ("distinct_modifier: '5'\n", "line 5: distinct_modifier: must be two capital letters"),
        ("distinct_modifier: 59\n", "line 5: distinct_modifier: must be text; put it in quotes"),
        ("distinct_modifier: 5.9\n", "line 5: distinct_modifier: must be text; put it in quotes"),
        ("distinct_modifier: no\n", "line 5: distinct_modifier: must be text; put it in quotes"),
        ("distinct_modifier: xu\n", "line 5: distinct_modifier: must be two capital letters"),
        ("distinct_modifier:\n", "line 5: distinct_modifier: must be text; put it in quotes"),
        ("either_line_from: someday\n", "line 5: either_line_from: must be a date like 2026-03-31"),
        ("either_line_from: 2026-02-30\n", "line 5: either_line_from: must be a date like"),
        ("either_line_from: 2026-3-1\n", "line 5: either_line_from: must be a date like"),
        ("either_line_from: 20260301\n", "line 5: either_line_from: must be a date like"),
        ("pairs:\n", "line 5: pairs: must be a list"),
        ("pairs: 97530\n", "line 5: pairs: must be a list"),
        ("pairs:\n  - 97530\n", "line 6: pairs.0: must hold fields with values"),
        (PAIR.format('"97530"', '"97530"', "2021-04-01"), "line 5: pairs.0.procedures.1: is miss"),
        (
            PAIR.format(CODES + ', "97110"', '"97530"', "2021-04-01"),
            "line 5: pairs.0.procedures: has too many entries",
        ),
        (
            PAIR.format('"97530", "9714"', '"97530"', "2021-04-01"),
            "line 5: pairs.0.procedures.1: must be a code of five capital letters or digits",
        ),
        (
            PAIR.format("97530, 97140", '"97530"', "2021-04-01"),
            "line 5: pairs.0.procedures.0: must be text; put it in quotes",
        ),
        (PAIR.format(CODES, '"97530"', "soon"), "line 5: pairs.0.valid_from: must be a date"),
        (
            PAIR.format(CODES, '"97110"', "2021-04-01"),
            "line 5: pairs.0: modifier_on is neither of the two procedures",
        ),
        (
            PAIR.format(CODES, '"97530"', "2021-04-01, valid_to: 2021-03-31"),
            "line 5: pairs.0: valid_to lies before valid_from",
        ),
        (CAP.format(0, "patient"), "line 5: daily_caps.0.units: must be greater than 0"),
        (CAP.format("'4'", "patient"), "line 5: daily_caps.0.units: must be a whole number"),
        (CAP.format("4.0", "patient"), "line 5: daily_caps.0.units: must be a whole number"),
        (CAP.format("4", "week"), "line 5: daily_caps.0.per: must be 'discipline' or 'patient'"),
        (
            "daily_caps:\n- units: 4\n  per: patient\n  valid_from: 2021-04-01\n  source: ''\n",
            "line 9: daily_caps.0.source: must not be empty",
        ),
        (
            "daily_caps:\n- units: 4\n\n- per: patient\n",
            "line 6: daily_caps.0.valid_from: is missing",
        ),
        ("title: Acme\n", "line 5: title: stands twice, first on line 2"),
        ("pairs:\n- source: a\n  source: b\n", "line 7: source: stands twice, first on line 6"),
    ],
)
def test_a_bad_field_is_told_with_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadProfile) as raised:
        acme(tmp_path, text)
    assert str(raised.value).startswith(f"acme.yaml {told}")


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ("{payer_ids: [60054]}", "match.payer_ids.0: must be text; put it in quotes"),
        ("{payer_ids: ['']}", "match.payer_ids.0: must not be empty"),
        ("{payer_ids: [' ']}", "match.payer_ids.0: must not be empty"),
        ("{payer_ids: '60054'}", "match.payer_ids: must be a list"),
        ("{payer_id: '60054'}", "match.payer_id: there is no such field"),
        ("{name_patterns: ['*']}", "match.name_patterns.0: must hold a letter or digit"),
        ("{name_patterns: ['-?_']}", "match.name_patterns.0: must hold a letter or digit"),
        ("{claim_filing: [ci]}", "match.claim_filing.0: must be a code of SBR09 like CI or 16"),
        ("{not_claim_filing: [CI]}", "match: matches no payer: give payer_ids, name_patterns"),
        ("{}", "match: matches no payer"),
        ("[]", "match: must hold fields with values"),
    ],
)
def test_a_bad_match_is_told(tmp_path: Path, match: str, told: str) -> None:
    with pytest.raises(BadProfile) as raised:
        with_files(tmp_path, acme=profile(f"match: {match}\n"))
    assert str(raised.value).startswith(f"acme.yaml line 4: {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (profile(), "line 1: match: matches no payer"),
        (f"profile: acme\ntitle: Acme\n{MATCH}", "line 1: sources: is missing"),
        (f"profile: acme\ntitle: Acme\n{MATCH}sources: []\n", "line 4: sources: needs an entry"),
        (
            f"profile: acme\ntitle: Acme\n{MATCH}sources:\n  - title: x\n",
            "line 5: sources.0.checked: is missing",
        ),
        (f"\n\ntitle: Acme\n{SOURCES}{MATCH}", "line 3: profile: is missing"),
        (f"profile: 12\ntitle: Acme\n{SOURCES}{MATCH}", "line 1: profile: must be text"),
        (f"profile: acme\ntytle: Acme\n{SOURCES}{MATCH}", "line 2: tytle: there is no such field"),
        ("", "line 1: the file is empty"),
        ("# nothing\n", "line 1: the file is empty"),
        ("---\n", "line 2: the file must hold fields with values"),
        ("\n- profile: acme\n", "line 2: the file must hold fields with values"),
        ("acme", "line 1: the file must hold fields with values"),
        (profile(MATCH) + "---\n" + profile(MATCH), "line 5: a second document begins"),
        ("match: [\n", "line 2: this is no readable YAML: "),
        ("profile: acme\n\ttitle: x\n", "line 2: this is no readable YAML: "),
        ("profile: acme\na: b: c\n", "line 2: this is no readable YAML: "),
        ("profile: acme\ntitle: *x\n", "line 2: found undefined alias"),
        ("profile: acme\ntitle: \x07\n", "line 2: this is no readable YAML: a control character"),
        ("profile: acme\n? [a]\n: b\n", "line 2: the name of a field must be plain text"),
        ("profile: acme\ntitle: &x [*x]\n", "line 1: this is no readable YAML: nested too deep"),
        ("a: " + "[" * 5000, "line 1: this is no readable YAML: nested too deep"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadProfile) as raised:
        with_files(tmp_path, acme=text)
    assert str(raised.value).startswith(f"acme.yaml {told}")


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_bytes(b"profile: acme\ntitle: Acm\xe9\n")
    with pytest.raises(BadProfile, match=r"^acme\.yaml line 2: this is no UTF-8 text"):
        read_profiles(BUILT_IN, tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_bytes(b"\xef\xbb\xbf" + profile(MATCH).encode())
    assert "acme" in read_profiles(BUILT_IN, tmp_path).by_name


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="no such folder of payer profiles"):
        read_profiles(BUILT_IN, tmp_path / "none")
