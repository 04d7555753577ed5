"""Therapy dollars used before the file: the latest word wins, a bad cell refuses the file."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from scrubber.evidence import BadEvidence, TherapyUsed, UsedAmount, read_therapy_used

MEMBER = "1EG4TE5MK73"
HEADER = "member_id,year,pool,amount,as_of,source\n"


def written(folder: Path, text: str, name: str = "day.therapy_used.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def amount(dollars: str, as_of: date | None) -> UsedAmount:
    return UsedAmount(MEMBER, 2026, "PT_SLP", Decimal(dollars), as_of, "portal")


def test_every_column_is_read(tmp_path: Path) -> None:
    text = HEADER + f"{MEMBER},2026,PT_SLP,1834.56,2026-03-01,MAC portal\n"
    used = read_therapy_used(written(tmp_path, text)).of(MEMBER, 2026, "PT_SLP")
    assert used == UsedAmount(
        MEMBER, 2026, "PT_SLP", Decimal("1834.56"), date(2026, 3, 1), "MAC portal"
    )


def test_it_is_told_with_its_day_and_source_and_without_the_member(tmp_path: Path) -> None:
    text = HEADER + f"{MEMBER},2026,PT_SLP,1834.56,2026-03-01,MAC portal\n"
    used = read_therapy_used(written(tmp_path, text)).of(MEMBER, 2026, "PT_SLP")
    assert used is not None
    assert all(part in used.told for part in ("2026-03-01", "1,834.56", "MAC portal", "PT_SLP"))
    assert MEMBER not in used.told
    assert MEMBER not in repr(used)


@pytest.mark.parametrize(
    ("as_of", "source", "told"),
    [
        (date(2026, 3, 1), "MAC portal", " as of 2026-03-01, MAC portal"),
        (date(2026, 3, 1), "", " as of 2026-03-01"),
        (None, "MAC portal", ", MAC portal"),
        (None, "", ""),
    ],
)
def test_only_what_is_on_record_is_told(as_of: date | None, source: str, told: str) -> None:
    used = UsedAmount(MEMBER, 2026, "OT", Decimal("1834.5"), as_of, source)
    assert used.told == f"therapy used in 2026 (OT): 1,834.50{told}"


@pytest.mark.parametrize(
    ("besides", "complete", "told"),
    [
        ("0", True, "1,834.50, portal"),
        ("15.5", True, "1,834.50, at most 1,850.00, portal"),
        ("0", False, "1,834.50, portal; what other providers used is not known"),
    ],
)
def test_how_sure_it_is_is_told(besides: str, complete: bool, told: str) -> None:
    used = UsedAmount(
        MEMBER, 2026, "OT", Decimal("1834.5"), None, "portal", Decimal(besides), complete
    )
    assert used.told == f"therapy used in 2026 (OT): {told}"
    assert used.at_most == Decimal("1834.5") + Decimal(besides)


def test_a_file_of_amounts_takes_no_claim_out() -> None:
    assert not TherapyUsed([amount("1", None)]).takes_out(MEMBER, "A1", "")


@pytest.mark.parametrize("cell", ["$1834.56", '"1,834.56"', '"$1,834.56"', "1834.560"])
def test_dollars_as_people_write_them(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, HEADER + f"{MEMBER},2026,PT_SLP,{cell},,\n")
    used = read_therapy_used(path).of(MEMBER, 2026, "PT_SLP")
    assert used is not None
    assert used.amount == Decimal("1834.56")


def test_pools_years_and_members_are_apart(tmp_path: Path) -> None:
    text = HEADER + (
        f"{MEMBER},2026,PT_SLP,100,,\n{MEMBER},2026,ot,200,,\n"
        f"{MEMBER},2025,PT_SLP,300,,\nother,2026,PT_SLP,400,,\n"
    )
    used = read_therapy_used(written(tmp_path, text))

    def dollars(member: str, year: int, pool: str) -> Decimal | None:
        found = used.of(member, year, pool)
        return found.amount if found else None

    assert dollars(MEMBER, 2026, "PT_SLP") == 100
    assert dollars(MEMBER, 2026, "OT") == 200
    assert dollars(MEMBER, 2025, "PT_SLP") == 300
    assert dollars("OTHER", 2026, "PT_SLP") == 400
    assert dollars(MEMBER, 2025, "OT") is None
    assert dollars(MEMBER, 2024, "PT_SLP") is None


def test_a_member_number_in_lower_case_is_the_same_member(tmp_path: Path) -> None:
    used = read_therapy_used(written(tmp_path, HEADER + "1eg4te5mk73,2026,OT,5,,\n"))
    assert used.of("1Eg4Te5Mk73", 2026, "OT") is not None


@pytest.mark.parametrize(
    ("amounts", "holds"),
    [
        ([("900", date(2026, 3, 1)), ("800", date(2026, 3, 2))], "800"),
        ([("900", None), ("800", date(2026, 1, 1))], "800"),
        ([("900", date(2026, 3, 1)), ("800", date(2026, 3, 1))], "900"),
        ([("900", None), ("950", None)], "950"),
    ],
)
def test_the_latest_day_wins_and_on_one_day_the_larger(
    amounts: list[tuple[str, date | None]], holds: str
) -> None:
    for order in permutations(amounts):
        used = TherapyUsed(amount(*each) for each in order).of(MEMBER, 2026, "PT_SLP")
        assert used is not None
        assert used.amount == Decimal(holds)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{MEMBER},2026,PT_SLP,lots,,", "amount"),
        (f"{MEMBER},2026,PT_SLP,-5,,", "amount"),
        (f"{MEMBER},2026,PT_SLP,,,", "amount"),
        (f"{MEMBER},2026,PT_SLP,NaN,,", "amount"),
        (f"{MEMBER},2026,PT_SLP,1e9,,", "amount"),
        (f"{MEMBER},26,PT_SLP,5,,", "year"),
        (f"{MEMBER},this,PT_SLP,5,,", "year"),
        (f"{MEMBER},2026,SLP,5,,", "pool is neither PT_SLP nor OT"),
        (f"{MEMBER},2026,,5,,", "pool"),
        (",2026,OT,5,,", "member_id"),
        (f"{MEMBER},2026,OT,5,03/01/2026,", "as_of"),
        (f"{MEMBER},2026,OT,5,2026-02-30,", "as_of"),
    ],
)
def test_a_bad_cell_refuses_the_file_by_name_and_line(
    tmp_path: Path, row: str, column: str
) -> None:
    text = HEADER + f"{MEMBER},2026,OT,5,,\n{row}\n"
    with pytest.raises(BadEvidence, match=rf"^day\.therapy_used\.csv line 3: .*{column}"):
        read_therapy_used(written(tmp_path, text))


def test_a_refusal_names_no_member(tmp_path: Path) -> None:
    with pytest.raises(BadEvidence) as raised:
        read_therapy_used(written(tmp_path, HEADER + f"{MEMBER},2026,OT,x,,\n"))
    assert MEMBER not in str(raised.value)


@pytest.mark.parametrize("lacking", ["member_id", "year", "pool", "amount"])
def test_a_required_column_is_missing(tmp_path: Path, lacking: str) -> None:
    columns = [name for name in ("member_id", "year", "pool", "amount") if name != lacking]
    with pytest.raises(BadEvidence, match=lacking):
        read_therapy_used(written(tmp_path, ",".join(columns) + "\n"))


def test_day_and_source_may_be_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, f"amount,pool,year,member_id\n5,OT,2026,{MEMBER}\n")
    used = read_therapy_used(path).of(MEMBER, 2026, "OT")
    assert used is not None
    assert (used.as_of, used.source) == (None, "")


def test_of_two_that_say_the_same_the_first_is_told() -> None:
    same = [UsedAmount(MEMBER, 2026, "OT", Decimal(5), None, who) for who in ("portal", "payer")]
    used = TherapyUsed(same).of(MEMBER, 2026, "OT")
    assert used is not None
    assert used.source == "portal"


def test_every_column_of_the_contract_is_known(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + f"{MEMBER},2026,OT,5,2026-01-01,portal\n")
    assert read_therapy_used(path).unread_columns == set()
    assert TherapyUsed().unread_columns == set()


def test_columns_that_nobody_reads_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, f"member_id,year,pool,amount,asof\n{MEMBER},2026,OT,5,2026-01-01\n")
    assert read_therapy_used(path).unread_columns == {"asof"}


def test_json_lines(tmp_path: Path) -> None:
    text = f'{{"member_id": "{MEMBER}", "year": 2026, "pool": "OT", "amount": 1834.56}}\n'
    used = read_therapy_used(written(tmp_path, text, "used.jsonl")).of(MEMBER, 2026, "OT")
    assert used is not None
    assert used.amount == Decimal("1834.56")


def test_a_bad_json_line_is_refused_by_its_number(tmp_path: Path) -> None:
    good = f'{{"member_id": "{MEMBER}", "year": 2026, "pool": "OT", "amount": 0}}\n'
    bad = good.replace("2026", "20260")
    with pytest.raises(BadEvidence, match=r"used\.jsonl line 2: year"):
        read_therapy_used(written(tmp_path, good + bad, "used.jsonl"))


def test_the_oldest_amount_that_a_service_was_held_against() -> None:
    used = TherapyUsed(
        UsedAmount(member, 2026, "OT", Decimal(1), as_of, "")
        for member, as_of in (("A", date(2026, 1, 6)), ("B", date(2026, 3, 1)), ("C", None))
    )
    assert used.oldest_held is None
    assert used.before("c", "OT", date(2026, 9, 9)) is not None
    assert used.before("a", "PT_SLP", date(2026, 9, 9)) is None
    assert used.oldest_held is None
    for member, service in (
        ("B", date(2026, 3, 9)),
        ("A", date(2026, 2, 6)),
        ("B", date(2026, 3, 9)),
    ):
        used.before(member, "OT", service)
    assert used.oldest_held == (date(2026, 2, 6), date(2026, 1, 6))
