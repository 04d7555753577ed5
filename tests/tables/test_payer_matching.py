"""Which profile holds for a claim's payer, and why."""

from pathlib import Path

import pytest

from scrubber.tables import BadProfile, load_tables
from scrubber.tables.payer_files import read_profiles
from tests.tables.profiles import BUILT_IN, MATCH, held, profile, with_files

PAYERS = load_tables().payers


def named(*patterns: str, name: str = "acme", more: str = "") -> str:
    listed = ", ".join(f"'{pattern}'" for pattern in patterns)
    return profile(f"match: {{name_patterns: [{listed}]{more}}}\n", name)


def test_medicare_part_b_by_its_filing_indicator() -> None:
    matched = PAYERS.of("MEDB", "SOME CONTRACTOR", "MB")
    assert matched.profile.profile == "medicare_b"
    assert matched.why == "claim filing indicator MB"


@pytest.mark.parametrize("filing", ["CI", "BL", "HM", "MA", "WC", "VA", "", "mb"])
def test_a_payer_without_a_profile_has_the_default(filing: str) -> None:
    matched = PAYERS.of("PAYER1", "SOME PAYER", filing)
    assert matched.profile.profile == "default"
    assert matched.why == "no profile matches: default"


@pytest.mark.parametrize(
    ("name", "filing", "profile_name"),
    [
        ("UNITEDHEALTHCARE", "CI", "uhc_commercial"),
        ("United Healthcare Insurance Company", "HM", "uhc_commercial"),
        ("UNITED HEALTH CARE", "12", "uhc_commercial"),
        ("UHC", "", "uhc_commercial"),
        ("UNITEDHEALTHCARE COMMUNITY PLAN", "MC", "medicaid"),
        ("UNITEDHEALTHCARE", "16", "medicare_advantage"),
        ("UNITEDHEALTHCARE", "MB", "medicare_b"),
        ("UNITED TRADES BENEFIT FUND", "CI", "default"),
        ("ANTHEM BLUE CROSS & BLUE SHIELD", "BL", "anthem_bcbs"),
        ("ANTHEM BCBS OF OHIO", "BL", "anthem_bcbs"),
        ("ANTHEM", "CI", "anthem_bcbs"),
        ("ANTHEM BLUE CROSS", "BL", "default"),
        ("ANTHEMIS MUTUAL", "CI", "default"),
        ("AETNA", "CI", "aetna"),
        ("AETNA LIFE INSURANCE", "CI", "aetna"),
        ("AETNA BETTER HEALTH", "MC", "medicaid"),
        ("HUMANA", "CI", "humana"),
        ("HUMANA", "16", "humana"),
        ("HUMANA MILITARY", "CI", "tricare"),
        ("HUMANA MILITARY", "CH", "tricare"),
        ("TRICARE EAST", "ZZ", "tricare"),
        ("WPS/TRICARE FOR LIFE", "ZZ", "tricare"),
        ("HEALTH NET FEDERAL SERVICES", "CI", "tricare"),
        ("SOME CONTRACTOR", "CH", "tricare"),
        ("BLUE CROSS BLUE SHIELD OF NEBRASKA", "BL", "bcbs_nebraska"),
        ("BCBS NEBRASKA", "BL", "bcbs_nebraska"),
        ("NebraskaBlue", "BL", "bcbs_nebraska"),
        ("BLUE CROSS OF IDAHO", "BL", "default"),
        ("MODA HEALTH PLAN, INC.", "CI", "moda"),
        ("MODALITY HEALTH", "CI", "default"),
        ("HORIZON NJ HEALTH", "MC", "horizon_nj_medicaid"),
        ("HORIZON BLUE CROSS BLUE SHIELD OF NJ", "BL", "default"),
        ("STATE MEDICAID AGENCY", "MC", "medicaid"),
        ("NYSIF", "WC", "workers_comp_ny"),
        ("THE NEW YORK STATE INSURANCE FUND", "WC", "workers_comp_ny"),
        ("STATE FUND OF ANOTHER STATE", "WC", "default"),
        ("CEDAR VALLEY HMO", "16", "medicare_advantage"),
        ("CIGNA", "CI", "default"),
    ],
)
def test_built_in_profiles_by_name_and_filing_indicator(
    name: str, filing: str, profile_name: str
) -> None:
    assert held(PAYERS, "PAYER1", name, filing) == profile_name


def test_the_name_is_told_by_the_pattern_that_holds() -> None:
    assert PAYERS.of("1", "UNITED HEALTHCARE", "CI").why == "name pattern UNITED HEALTHCARE*"


@pytest.mark.parametrize(
    "name", ["ACME HEALTH", "Acme  Health", " acme-health ", "ACME, HEALTH.", "Acme_Health"]
)
def test_blanks_punctuation_and_case_of_a_name_do_not_count(tmp_path: Path, name: str) -> None:
    assert held(with_files(tmp_path, acme=named("acme. Health")), name=name) == "acme"


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("ACME*", "ACMEHEALTH", True),
        ("ACME *", "ACMEHEALTH", False),
        ("ACME", "ACME HEALTH", False),
        ("*ACME*", "THE ACME PLAN", True),
        ("ACME ?", "ACME 1", True),
        ("ACME ?", "ACME 12", False),
        ("[AB]CME", "ACME", False),
        ("[AB]CME", "AB CME", True),
    ],
)
def test_stars_and_question_marks_alone_are_wild(
    tmp_path: Path, pattern: str, name: str, fits: bool
) -> None:
    payers = with_files(tmp_path, acme=named(pattern))
    assert (held(payers, name=name) == "acme") is fits


def test_a_payer_id_is_matched_in_any_case(tmp_path: Path) -> None:
    payers = with_files(tmp_path, acme=profile('match: {payer_ids: ["Mdwlk"]}\n'))
    assert payers.of("mDWLK", "", "CI").why == "payer id mDWLK"
    assert held(payers, "MDWLK") == "acme"


def test_payer_id_then_name_then_filing_indicator(tmp_path: Path) -> None:
    payers = with_files(
        tmp_path,
        acme=profile(MATCH),
        named=named("ACME*", name="named"),
        commercial=profile("match: {claim_filing: [CI, MB]}\n", "commercial"),
    )
    assert held(payers, "60054", "ACME") == "acme"
    assert held(payers, "60055", "ACME") == "named"
    assert held(payers, "60055", "OTHER") == "commercial"
    assert held(payers, "", "", "MB") == "commercial"
    assert held(payers, "60055", "OTHER", "BL") == "default"


def test_the_longest_pattern_of_a_folder_holds(tmp_path: Path) -> None:
    payers = with_files(
        tmp_path,
        a=named("*HEALTH*", name="a"),
        b=named("ACME HEALTH*", name="b"),
        c=named("*ACME*", name="c"),
    )
    assert held(payers, name="ACME HEALTH PLAN") == "b"
    assert held(payers, name="NEW ACME HEALTH") == "a"


def test_between_patterns_of_one_length_the_profiles_name_decides(tmp_path: Path) -> None:
    payers = with_files(tmp_path, z=named("*ACME", name="a"), y=named("ACME*", name="b"))
    assert held(payers, name="ACME") == "a"


def test_an_added_pattern_comes_before_a_longer_built_in_one(tmp_path: Path) -> None:
    payers = with_files(tmp_path, ours=named("UNITED*", name="ours"))
    assert held(payers, name="UNITEDHEALTHCARE") == "ours"


def test_an_added_profile_takes_a_filing_indicator_over(tmp_path: Path) -> None:
    payers = with_files(tmp_path, ours=profile("match: {claim_filing: [CH]}\n", "ours"))
    assert held(payers, filing="CH") == "ours"


def test_a_name_may_not_count_with_some_filing_indicators(tmp_path: Path) -> None:
    payers = with_files(tmp_path, acme=named("ACME*", more=", not_claim_filing: [MC]"))
    assert held(payers, name="ACME", filing="CI") == "acme"
    assert held(payers, name="ACME", filing="MC") == "medicaid"


@pytest.mark.parametrize("field", ["name_patterns: ['acme *']", "payer_ids: [mdwlk]"])
def test_two_profiles_of_a_folder_for_one_payer_are_refused(tmp_path: Path, field: str) -> None:
    first = profile("match: {payer_ids: [MDWLK], name_patterns: ['ACME. *']}\n", "a")
    with pytest.raises(BadProfile, match=r"^b\.yaml line 5: match\.\w+\.0: .* stands in a\.yaml"):
        with_files(tmp_path, a=first, b=profile(f"match:\n  {field}\n", "b"))


def test_two_profiles_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"^b\.yaml line 1: profile: acme stands in a\.yaml"):
        with_files(tmp_path, a=profile(MATCH), b=named("ACME"))


def test_a_replaced_profile_no_longer_matches_as_the_built_in_one_did(tmp_path: Path) -> None:
    payers = with_files(tmp_path, medicare=profile(MATCH, "medicare_b"))
    assert held(payers, "60054", filing="MB") == "medicare_b"
    assert held(payers, "MEDB", filing="MB") == "default"


def test_both_yaml_suffixes_are_read(tmp_path: Path) -> None:
    (tmp_path / "acme.yml").write_text(profile(MATCH))
    (tmp_path / "notes.txt").write_text("not a profile")
    assert held(read_profiles(BUILT_IN, tmp_path), "60054") == "acme"


def test_tables_take_the_added_folder(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(profile(MATCH))
    assert held(load_tables(tmp_path).payers, "60054") == "acme"
    assert held(load_tables().payers, "60054") == "default"


def test_the_same_question_has_the_same_answer_without_a_second_search() -> None:
    assert PAYERS.of("9", "AETNA", "CI") is PAYERS.of("9", "AETNA", "CI")
