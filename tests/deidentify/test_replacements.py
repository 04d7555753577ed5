"""The same for the same, another for another, of the same form, and none that is an original."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scrubber.claims.checks import is_npi
from scrubber.deidentify.attempts import MOST_ATTEMPTS, Exhausted
from scrubber.deidentify.dates import DateShift
from scrubber.deidentify.elements import Kind
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.originals import Originals, words_of
from scrubber.deidentify.payers import PublishedPayers
from scrubber.deidentify.replacements import NPI_PREFIX, Replacements
from scrubber.keys import Key
from scrubber.tables import load_tables
from tests.deidentify.copies import KEY, copy_of, split
from tests.edi import BILLING_NPI, RENDERING_NPI, ClaimText, one_claim

ID, NAME, CONTROL, BORN = Kind.IDENTIFIER, Kind.NAME, Kind.CONTROL_NUMBER, Kind.BIRTH_DATE
LATIN = st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\xdf")
"""Latin-1 without the letter that is two in capitals."""
VALUES = st.lists(st.text(LATIN, min_size=1, max_size=12), max_size=30)


def replacements(*originals: tuple[Kind, str], key: Key = KEY) -> Replacements:
    tables = load_tables()
    payers = PublishedPayers(tables.payers)
    known = Originals(payers.words)
    for kind, value in originals:
        known.add(kind, value)
    return Replacements(key, known, FreeTexts(tables, known), payers, DateShift({2026: 10}))


@given(VALUES, st.sampled_from([ID, NAME]))
def test_different_stay_different_and_equal_stay_equal(values: list[str], kind: Kind) -> None:
    made = replacements(*((kind, value) for value in values))
    new = [made.of(kind, value) for value in values]
    assert [made.of(kind, value) for value in values] == new
    telling = [value for value in values if re.search(r"[^\W_]|[^\x00-\x7f]", value)]
    capitals = {value.upper() for value in telling}
    assert len({made.of(kind, value).upper() for value in telling}) == len(capitals)
    long = {value.upper() for value in telling if len(value) >= 3}
    assert not {made.of(kind, value).upper() for value in telling} & long
    assert not set().union(*map(words_of, new)) & set().union(*map(words_of, long))


@given(st.text(LATIN, min_size=1, max_size=12))
def test_an_identifier_keeps_its_form(value: str) -> None:
    assume(re.sub(r"[\W_]", "", value).upper() != "Z")  # it has no other of its form
    new = replacements((ID, value)).of(ID, value)

    def form(text: str) -> str:
        text = re.sub("[^\x00-\x7f]", "A", text)
        return re.sub("[A-Z]", "A", re.sub("[a-z]", "a", re.sub("[0-9]", "9", text)))

    assert len(new) == len(value)
    assert form(new).upper() == form(value).upper()
    assert new.isascii()


def test_case_alone_makes_no_other_identifier() -> None:
    made = replacements()
    assert made.of(ID, "ab-12c") == made.of(ID, "AB-12C").lower()
    assert made.of(NAME, "sample") == made.of(NAME, "SAMPLE").lower()
    assert made.of(NAME, "Sample") == made.of(NAME, "SAMPLE").capitalize()


@pytest.mark.parametrize("npi", [RENDERING_NPI, BILLING_NPI, "1234567893"])
def test_a_valid_npi_becomes_a_valid_one(npi: str) -> None:
    """1234567893 is the example of the NPI standard."""
    assert is_npi(npi, NPI_PREFIX)
    new = replacements((ID, npi)).of(ID, npi)
    assert is_npi(new, NPI_PREFIX)
    assert new.startswith("2")
    assert new != npi


@pytest.mark.parametrize("number", ["1234567890", "5555550142", "0000000000"])
def test_ten_digits_that_are_no_npi_become_none(number: str) -> None:
    assert not is_npi(number, NPI_PREFIX)
    new = replacements().of(ID, number)
    assert re.fullmatch("0[0-9]{9}", new)


def test_numbers_and_names_are_plainly_synthetic() -> None:
    made = replacements()
    assert re.fullmatch("000[0-9]{6}", made.of(ID, "310000001"))
    assert re.fullmatch("[0-9]Z[A-Z][0-9][A-Z]{2}[0-9][A-Z]{2}[0-9]{2}", made.of(ID, "1EG4TE5MK73"))
    assert re.fullmatch("ZZ[A-Z]{8}", made.of(NAME, "JO"))
    assert made.of(Kind.SEX, "F") == made.of(Kind.SEX, "M") == "U"
    assert made.of(ID, "---") == "---"


def test_short_ones_grow_where_they_run_out() -> None:
    made = replacements()
    new = {made.of(ID, str(number)) for number in range(10, 100)}
    new |= {made.of(ID, str(number)) for number in range(10)}
    assert len(new) == 100
    assert max(map(len, new)) == 3


def test_nine_digits_give_up_their_mark_rather_than_their_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrubber.deidentify.replacements.LENGTHEN_AFTER", 0)
    new = replacements().of(ID, "310000001")
    assert re.fullmatch("[0-9]{9}", new)
    assert not new.startswith("000")


@given(st.integers(0, 10**9 - 1), st.integers(1, 9))
def test_control_numbers_are_the_same_with_and_without_leading_zeros(n: int, width: int) -> None:
    made = replacements((CONTROL, f"{n:09}"))
    new = made.of(CONTROL, f"{n:09}")
    assert len(new) == 9
    assert int(made.of(CONTROL, str(n))) == int(made.of(CONTROL, f"{n:0{width}}")) == int(new)
    assert int(new) != n
    assert made.of(CONTROL, "A1")[0] == "Z"


def test_control_numbers_grow_where_they_run_out() -> None:
    made = replacements(*((CONTROL, f"{number:04}") for number in range(10_000)))
    assert len({made.of(CONTROL, f"{number:04}") for number in range(10_000)}) == 10_000
    assert len(made.of(CONTROL, "0001")) > 4


def test_a_birth_date_is_a_date_and_says_nothing_of_the_age() -> None:
    made = replacements((BORN, "19500101"))
    assert 1930 <= date.fromisoformat(made.of(BORN, "19500101")).year <= 2009
    assert made.of(BORN, "19500101") != made.of(BORN, "19500102")


def test_too_many_birth_dates_are_told() -> None:
    days = (date.fromordinal(at) for at in range(date(1930, 1, 1).toordinal(), 734_000))
    made = replacements(*((BORN, f"{day:%Y%m%d}") for day in days))
    with pytest.raises(
        Exhausted, match=r"too many different values of a kind \(birth date\); split"
    ):
        made.of(BORN, "19290101")
    assert MOST_ATTEMPTS == 1_000


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("AETNA", "AETNA"),
        ("Aetna", "Aetna"),
        ("AETNA OF ZEBULON", "AETNA ZZ[A-Z]{8}"),
        ("HUMANA MILITARY EAST", "HUMANA MILITARY ZZ[A-Z]{8}"),
        ("ANTHEM OHIO BCBS", "ANTHEM (ZZ[A-Z]{8}) BCBS \\1"),
        ("THE TRICARE OFFICE", "(ZZ[A-Z]{8}) TRICARE \\1"),
        ("ZEBULON HEALTH PLAN", "ZZ[A-Z]{8}"),
        ("", ""),
    ],
)
def test_a_payer_keeps_what_its_profile_matches(name: str, form: str) -> None:
    profiles = load_tables().payers
    new = replacements((NAME, "ZEBULON")).of(Kind.PAYER_NAME, name) if name else name
    assert re.fullmatch(form, new)
    for filing in ("CI", "MB", "CH", "WC", "16"):
        assert profiles.of("X", new, filing).profile is profiles.of("X", name, filing).profile


PROFILE = """
profile: acme
title: Acme
match:
  payer_ids: [ACME1]
  name_patterns: [ACME *, "* WEST"]
sources:
  - title: Acme's manual
    checked: 2026-11-21
"""


def test_a_payer_of_a_published_profile_keeps_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.yaml").write_text(PROFILE)
    tables = load_tables(tmp_path)
    monkeypatch.setattr("scrubber.deidentify.copying.load_tables", lambda: tables)
    text = one_claim(
        ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]), payer_id="acme1", payer_name="ACME ZEBULON"
    )
    claims = copy_of(text).claims
    (payer,) = [segment for segment in split(claims) if segment[:2] == ["NM1", "PR"]]
    assert payer[9] == "acme1"
    assert re.fullmatch("ACME ZZ[A-Z]{8}", payer[3])


def test_a_payer_that_only_its_own_words_match_both_ways_is_named_anew(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(PROFILE)
    payers = PublishedPayers(load_tables(tmp_path).payers)
    assert payers.name("ACME OHIO", lambda _: "ZZ") == "ACME ZZ"
    assert payers.name("ACME OHIO WEST", lambda _: "ZZ") is None


def test_a_payer_id_is_kept_only_if_a_profile_has_it() -> None:
    profiles = load_tables().payers
    assert replacements().of(Kind.PAYER_ID, "MEDB") != "MEDB"
    assert not PublishedPayers(profiles).knows_id("MEDB")
