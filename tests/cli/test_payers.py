"""payers and payers explain: which profiles there are, and which one each claim gets."""

from pathlib import Path

import pytest

from scrubber.tables import load_tables
from tests.cli.console import CLEAN_LINE, SECRETS, file_of, put, run
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber
from tests.tables.profiles import MATCH, profile

CLINIC_DAY = Path(__file__).parents[2] / "edi_samples" / "dirty" / "clinic_day.837"
OTHER_TYPE = envelope("BHT*0019~").replace("005010X222A1", "005010X223A2")


def blocks(text: str) -> dict[str, str]:
    """What is told of each profile, each on one line of words, by its name."""
    parts = [part for part in text.split("\n\n") if ":" in part.splitlines()[0]]
    return {part.split(":")[0]: " ".join(part.split()) for part in parts}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    settings = "unit_method: ama_midpoint\nunit_limits: none\ntherapy_modifier_required: no\n"
    put(folder, "ours.yaml", profile(f"{MATCH}{settings}pairs: []\neither_line_from: null\n"))
    return folder


def test_every_profile_is_listed_with_title_match_and_sources() -> None:
    told = blocks(run("payers").text)
    assert list(told) == ["default", *sorted(set(told) - {"default"})]
    assert told.keys() == load_tables().payers.by_name.keys()
    for name, known in load_tables().payers.by_name.items():
        assert known.title in told[name]
        assert all(source.title in told[name] for source in known.sources)
        assert told[name].endswith("comes from built in")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("default", "matched by no other profile"),
        ("default", "too many only where too many by the midpoint rule (AMA) and the 8-minute"),
        ("default", "97530 with 97140: 97530 is denied without a distinct modifier, from 1996"),
        ("default", "threshold none"),
        ("medicare_b", "matched by SBR09 MB"),
        ("medicare_b", "units by the 8-minute rule (CMS)"),
        ("medicare_b", "CO or CQ, from 2020-01-01 may not be the rendering provider"),
        ("medicare_b", "threshold Medicare's of the year, with KX"),
        ("medicare_b", "own pairs none beside NCCI's"),
        ("uhc_commercial", "discipline GN, GO or GP on always-therapy codes, from 2019-09-01"),
        ("uhc_commercial", "UHC or UHC *, unless SBR09 is 16, CH, MA, MB, MC, VA or WC"),
        ("bcbs_nebraska", "units by the 8-minute rule (CMS), from 2022-09-22"),
        ("anthem_bcbs", "97530 is denied whatever it carries, from 2023-04-18, unconfirmed"),
        ("anthem_bcbs", "4 units for each discipline, over 97110, 97112"),
        ("workers_comp_ny", "8 units for each patient, over all timed codes, from 2018-01-30, unc"),
        ("default", "what Medicare expects, taken to be this payer's too (MUE)"),
        ("medicaid", "most a day of each code what Medicaid expects (MUE)"),
        ("moda", "distinct XU is added where the record says"),
        ("horizon_nj_medicaid", "counts on either line of an NCCI pair, from 2021-03-15"),
        ("tricare", "name *TRICARE*, HUMANA MILITARY* or HEALTH NET FEDERAL* SBR09 CH"),
    ],
)
def test_the_settings_are_told_in_words(name: str, words: str) -> None:
    assert words in blocks(run("payers").text)[name]


def test_what_is_as_in_the_default_is_not_repeated() -> None:
    assert "own pairs" not in blocks(run("payers").text)["moda"]


def test_ones_own_profiles_are_listed(own: Path) -> None:
    told = blocks(run("payers", "--payers", own).text)["acme"]
    assert told.startswith("acme: Acme Health matched by payer id 60054")
    assert "units by the midpoint rule (AMA)" in told
    assert "discipline no GN, GO or GP on always-therapy codes" in told
    assert "counts on the denied line of an NCCI pair alone" in told
    assert "most a day not checked" in told
    assert told.endswith("comes from your ours.yaml")


def test_no_line_is_wider_than_a_page() -> None:
    assert max(map(len, run("payers").text.splitlines())) <= 96


def test_a_bad_profile_ends_with_file_line_and_field(own: Path) -> None:
    put(own, "bad.yaml", profile("unit_method: eight\n", "bad"))
    for arguments in (("payers",), ("payers", "explain", CLINIC_DAY)):
        ran = run(*arguments, "--payers", own)
        assert (ran.code, ran.out) == (2, b"")
        assert ran.err.startswith("scrubber: bad.yaml line 4: unit_method: must be ")


def test_explain_groups_the_claims_of_a_file_by_payer() -> None:
    ran = run("payers", "explain", CLINIC_DAY)
    assert ran.code == 0
    lines = ran.text.splitlines()
    assert lines[0] == "clinic_day.837: 64 claims, 6 payers"
    at = lines.index("MEDICARE PART B (payer id MCRPTB, SBR09 MB): 30 claims")
    assert lines[at + 1] == "  profile medicare_b (claim filing indicator MB)"
    assert lines[at + 2].startswith("  claims QH2601, QH2602, ")
    assert lines[at + 2].endswith(" and 22 more")
    assert "  profile default (no profile matches: default)" in lines


def test_explain_takes_claims_without_therapy_too_and_names_no_patient(tmp_path: Path) -> None:
    text = file_of("SV1*HC:99213*100*UN*1***1~", claim_filing="CH")
    ran = run("payers", "explain", put(tmp_path, "day.837", text))
    assert ran.text == (
        "day.837: 1 claim, 1 payer\n\n"
        "SOME PAYER (payer id PAYER1, SBR09 CH): 1 claim\n"
        "  profile tricare (claim filing indicator CH)\n"
        "  claim C1\n"
    )
    assert [secret for secret in SECRETS if secret in ran.text] == []


def test_explain_says_by_which_of_the_three(tmp_path: Path, own: Path) -> None:
    payers = (
        {"payer_id": "60054", "claim_filing": "CI"},
        {"payer_name": "AETNA LIFE", "claim_filing": "CI"},
        {"payer_name": "CAREFREE ADVANTAGE", "claim_filing": "16"},
    )
    body = header() + billing_provider()
    for number, payer in enumerate(payers, 2):
        claim = ClaimText([CLEAN_LINE], claim_id=f"C{number}")
        body += subscriber(number, member=f"M{number}", **payer) + str(claim)
    path = put(tmp_path, "day.837", envelope(body))
    named_last = ("payers", "explain", path, "--payers", own)
    named_first = ("payers", "--payers", own, "explain", path)
    for arguments in (named_last, named_first):
        told = [line.strip() for line in run(*arguments).text.splitlines() if "profile" in line]
        assert told == [
            "profile acme (payer id 60054)",
            "profile aetna (name pattern AETNA *)",
            "profile medicare_advantage (claim filing indicator 16)",
        ]


def test_a_payer_that_a_file_hardly_names(tmp_path: Path) -> None:
    text = file_of(CLEAN_LINE, claim_filing="").replace("NM1*PR*2*SOME PAYER*****PI*PAYER1~", "")
    ran = run("payers", "explain", put(tmp_path, "day.837", text.replace("SE*18", "SE*17")))
    assert "no payer name (no payer id, no SBR09): 1 claim" in ran.text


def test_control_characters_of_a_file_are_not_obeyed(tmp_path: Path) -> None:
    text = file_of(CLEAN_LINE).replace("SOME PAYER", "SOME\x1b[31mPAYER")
    assert r"SOME\x1b[31mPAYER" in run("payers", "explain", put(tmp_path, "a.837", text)).text


def test_explain_reads_standard_input() -> None:
    ran = run("payers", "explain", "-", stdin=file_of(CLEAN_LINE).encode())
    assert ran.text.startswith("standard input: 1 claim, 1 payer\n")


@pytest.mark.parametrize("text", ["", "no claim", OTHER_TYPE, file_of(CLEAN_LINE)[:-400]])
def test_a_file_that_cannot_be_read_ends_as_with_check(tmp_path: Path, text: str) -> None:
    path = put(tmp_path, "day.837", text)
    ran = run("payers", "explain", path)
    assert (ran.code, ran.out) == (3, b"")
    reason = run("check", path).err.partition(";")[0]
    assert ran.err.startswith(reason)


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert run("payers", "explain", tmp_path).code == 2
    missing = run("payers", "explain", tmp_path / "none.837")
    assert (missing.code, missing.out) == (4, b"")
