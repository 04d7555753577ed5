"""Two procedures of one provider and day that an edit takes together."""

from datetime import date
from pathlib import Path

import pytest

from scrubber.tables import load_tables
from scrubber.tables.importing import import_files
from scrubber.treatment import EditedPair, TreatmentDay, edit_has_ended, edited_pairs
from tests.edi import RENDERING_NPI, ClaimText, one_claim
from tests.tables.publications import ncci
from tests.treatment.days import PT, day_of, days_in, rendered_by, sv1

TABLES = load_tables()
BOTH = (sv1("97530"), sv1("97140"))


def told(pair: EditedPair) -> tuple[str, str]:
    """Procedure that is paid, procedure that is denied."""
    (paid,) = {line.line.procedure for line in pair.paid}
    (denied,) = {line.line.procedure for line in pair.denied}
    return paid, denied


def lifted(pair: EditedPair) -> bool:
    """Whether a distinct modifier stands where the edit of two lines reads it."""
    return not pair.unlifted or bool(pair.denied[0].used_with_role("distinct"))


def pairs(day: TreatmentDay) -> list[tuple[str, str]]:
    return [told(pair) for pair in day.edited_pairs]


def only_pair(*lines: str, **given: str) -> EditedPair:
    (pair,) = edited_pairs(day_of(*lines, **given), TABLES)
    return pair


@pytest.mark.parametrize("lines", [BOTH, BOTH[::-1]])
@pytest.mark.parametrize(
    ("day", "edited"),
    [("20190101", True), ("20191231", True), ("20200101", False), ("20260309", False)],
)
def test_medicares_edit_of_97530_with_97140(lines: tuple[str, str], day: str, edited: bool) -> None:
    assert pairs(day_of(*lines, date=day)) == ([("97140", "97530")] if edited else [])


@pytest.mark.parametrize("lines", [BOTH, BOTH[::-1]])
@pytest.mark.parametrize("day", ["20191231", "20200101", "20260309"])
def test_another_payers_own_edit_denies_97530(lines: tuple[str, str], day: str) -> None:
    pair = only_pair(*lines, date=day, claim_filing="CI")
    assert told(pair) == ("97140", "97530")
    assert pair.may_be_lifted
    assert "WebPT" in pair.source


@pytest.mark.parametrize(
    ("paid", "denied", "lifted"),
    [
        ("97530", "97750", True),
        ("97755", "97530", True),
        ("97150", "97530", True),
        ("97530", "97153", False),
        ("97530", "95851", False),
        ("97140", "97124", False),
        ("97161", "97750", False),
        ("29581", "97140", True),
    ],
)
def test_column_1_is_paid_in_whatever_order_they_stand(
    paid: str, denied: str, lifted: bool
) -> None:
    for lines in ([sv1(paid), sv1(denied)], [sv1(denied), sv1(paid)]):
        pair = only_pair(*lines)
        assert told(pair) == (paid, denied)
        assert pair.may_be_lifted is lifted
        assert "v30.2" in pair.source
        assert paid in pair.source


@pytest.mark.parametrize("other", ["97110", "97112", "97116", "97161", "97165", "97535", "97533"])
def test_97530_with_codes_it_has_no_edit_with(other: str) -> None:
    assert pairs(day_of(sv1("97530"), sv1(other))) == []


def test_an_edit_binds_one_provider() -> None:
    another = sv1("97153", "", more=rendered_by(PT))
    assert pairs(day_of(sv1("97530"), another)) == []
    same = sv1("97153", "", more=rendered_by(PT, RENDERING_NPI))
    assert pairs(day_of(sv1("97530"), same)) == [("97530", "97153")]


def test_two_lines_of_another_provider_bind_each_other() -> None:
    lines = [sv1(code, more=rendered_by(PT)) for code in ("97530", "97750")]
    assert pairs(day_of(sv1("97110"), *lines)) == [("97530", "97750")]


def test_an_edit_reaches_over_the_claims_of_a_day() -> None:
    two = str(ClaimText([sv1("97750")])) + str(ClaimText([sv1("97530")], claim_id="C2"))
    (day,) = days_in(one_claim(two))
    assert pairs(day) == [("97530", "97750")]


def test_a_modifier_on_one_of_several_paid_lines_leaves_the_others() -> None:
    (pair,) = edited_pairs(day_of(sv1("97530", "GP:59"), sv1("97750"), sv1("97530")), TABLES)
    assert [line.line.number for line in pair.unlifted] == ["3"]


def test_an_edit_does_not_reach_into_another_day() -> None:
    later = sv1("97750", more="DTP*472*D8*20260310~")
    assert [pairs(day) for day in days_in(one_claim(ClaimText([sv1("97530"), later])))] == [[], []]


def test_every_line_of_a_code_is_edited() -> None:
    lines = [sv1("97530"), sv1("97750"), sv1("97530")]
    found = edited_pairs(day_of(*lines), TABLES)
    assert [[line.line.number for line in p.paid] for p in found] == [["1", "3"]]
    assert [[line.line.number for line in p.denied] for p in found] == [["2"]]


def test_no_edit_is_known_without_a_date() -> None:
    undated = "DTP*472*D8*2026~"
    assert pairs(day_of(*(sv1(code, more=undated) for code in ("97530", "97153")))) == []


@pytest.mark.parametrize("filing", ["MB", "CI"])
@pytest.mark.parametrize(
    ("day", "on_denied", "on_paid"), [("20190630", True, False), ("20190701", True, True)]
)
def test_where_a_distinct_modifier_counts_for_an_ncci_pair(
    filing: str, day: str, on_denied: bool, on_paid: bool
) -> None:
    def is_lifted(modifiers_of_paid: str, modifiers_of_denied: str) -> bool:
        lines = [sv1("97530", modifiers_of_paid), sv1("97542", modifiers_of_denied)]
        pair = only_pair(*lines, date=day, claim_filing=filing)
        assert told(pair) == ("97530", "97542")
        return lifted(pair)

    assert is_lifted("GP", "GP:59") is on_denied
    assert is_lifted("GP:59", "GP") is on_paid
    assert not is_lifted("GP", "GP")


@pytest.mark.parametrize("modifier", ["59", "XE", "XP", "XS", "XU"])
def test_every_distinct_modifier_counts(modifier: str) -> None:
    pair = only_pair(sv1("97530"), sv1("97750", f"GP:{modifier}"))
    assert lifted(pair)


@pytest.mark.parametrize("modifier", ["GP", "KX", "CQ", "76"])
def test_no_other_modifier_does(modifier: str) -> None:
    pair = only_pair(sv1("97530"), sv1("97750", modifier))
    assert not lifted(pair)


def test_a_payers_own_pair_is_read_on_its_own_line_alone() -> None:
    on_other = only_pair(sv1("97530"), sv1("97140", "GP:59"), claim_filing="CI")
    assert not lifted(on_other)
    on_own = only_pair(sv1("97530", "GP:59"), sv1("97140"), claim_filing="CI")
    assert lifted(on_own)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_payers_own_pair_comes_before_ncci_if_it_is_confirmed(
    tmp_path: Path, confirmed: bool
) -> None:
    (tmp_path / "acme.yaml").write_text(
        "profile: acme\ntitle: Acme\nmatch: {payer_ids: [PAYER1]}\n"
        'pairs: [{procedures: ["97530", "97750"], modifier_on: "97530", '
        f"valid_from: 2020-01-01, source: manual, confirmed: {confirmed}}}]\n"
        "sources: [{title: manual, checked: 2026-11-21}]\n"
    )
    tables = load_tables(tmp_path)
    text = one_claim(ClaimText([sv1("97530"), sv1("97750")]), claim_filing="CI")
    (day,) = days_in(text, tables=tables)
    (pair,) = day.edited_pairs
    assert pair.confirmed
    if confirmed:
        assert (told(pair), pair.source) == (("97750", "97530"), "manual")
    else:
        assert told(pair) == ("97530", "97750")
        assert "v30.2" in pair.source


def test_a_procedure_is_no_pair_with_itself(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "profile: acme\ntitle: Acme\nmatch: {payer_ids: [PAYER1]}\n"
        'pairs: [{procedures: ["97530", "97530"], modifier_on: "97530", '
        "valid_from: 2020-01-01, source: manual}]\n"
        "sources: [{title: manual, checked: 2026-11-21}]\n"
    )
    text = one_claim(ClaimText([sv1("97530"), sv1("97110")]), claim_filing="CI")
    tables = load_tables(tmp_path)
    (day,) = days_in(text, tables=tables)
    assert day.edited_pairs == []


def test_a_payers_own_pair_says_whether_a_modifier_helps_and_what_doubt_there_is() -> None:
    kept = only_pair(sv1("97530"), sv1("97533"), claim_filing="MC")
    assert told(kept) == ("97530", "97533")
    assert (kept.may_be_lifted, kept.confirmed) == (True, False)
    assert kept.told == f"unconfirmed: {kept.source}"
    text = one_claim(ClaimText(BOTH), claim_filing="BL", payer_name="ANTHEM BCBS")
    (day,) = days_in(text)
    (denied,) = day.edited_pairs
    assert told(denied) == ("97140", "97530")
    assert (denied.may_be_lifted, denied.confirmed) == (False, False)


@pytest.mark.parametrize(
    ("one", "other", "on", "ended"),
    [
        ("97530", "97140", "20191231", False),
        ("97530", "97140", "20200101", True),
        ("97140", "97530", "20260309", True),
        ("97530", "97535", "20211231", False),
        ("97530", "97535", "20220101", True),
        ("97530", "97110", "20260309", False),
        ("97530", "97750", "20260309", False),
    ],
)
def test_an_edit_that_is_over(one: str, other: str, on: str, ended: bool) -> None:
    assert edit_has_ended(one, other, date.fromisoformat(on), TABLES) is ended


def test_pairs_of_other_procedures_are_no_business_of_ours(tmp_path: Path) -> None:
    import_files(
        "ncci-ptp",
        [
            ncci(
                tmp_path,
                ("10021", "36000", "19960101", "*", "0"),
                ("36000", "97110", "19960101", "*", "0"),
                ("99213", "36000", "19960101", "*", "0"),
            )
        ],
    )
    tables = load_tables()
    assert ("10021", "36000") in tables.ncci_ptp.on(date(2026, 3, 9))
    lines = [sv1(code, "") for code in ("10021", "36000", "97110")]
    (day,) = days_in(one_claim(ClaimText(lines)), tables=tables)
    (pair,) = day.edited_pairs
    assert told(pair) == ("36000", "97110")
    assert (
        "CMS NCCI PTP practitioner v32.0, table of imported extract ccipra-v320r0, " in pair.source
    )
    assert {"36000", "97110"} <= tables.judged_codes()
    assert "10021" not in tables.judged_codes()


def test_the_judged_codes_of_the_built_in_table() -> None:
    therapy = {row.procedure for row in TABLES.therapy_codes.rows}
    paired = {code for row in TABLES.ncci_ptp.rows for code in (row.column_1, row.column_2)}
    assert TABLES.judged_codes() == therapy | paired


def test_an_imported_edit_that_is_over(tmp_path: Path) -> None:
    day = date(2026, 3, 9)
    assert not edit_has_ended("97530", "97153", day, TABLES)
    import_files("ncci-ptp", [ncci(tmp_path, ("97530", "97153", "19960101", "20251231", "0"))])
    assert edit_has_ended("97153", "97530", day, load_tables())
