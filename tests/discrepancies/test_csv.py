"""The log as CSV: the contract's columns, and no cell that a spreadsheet would run."""

import csv
import io
import json

import pytest

from scrubber.discrepancies import encode, write_csv
from tests.discrepancies.proof import log, proven, row
from tests.discrepancies.test_record import FIELDS
from tests.edi import ClaimText, one_claim

FORMULA_STARTS = ("=", "+", "-", "@")


def rows_of(text: str, **options: object) -> list[dict[str, str]]:
    target = io.StringIO(newline="")
    write_csv(map(encode, proven(text, **options).discrepancies), target)
    return list(csv.DictReader(io.StringIO(target.getvalue(), newline="")))


def test_columns_are_the_fields_of_a_discrepancy() -> None:
    target = io.StringIO(newline="")
    write_csv([], target)
    assert target.getvalue() == ",".join(FIELDS[1:]) + "\n"


def test_one_row_for_each_record_and_the_same_values() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*150*UN*3***1~"]))
    result = proven(text, treatments=log(row(minutes="23")))
    rows = rows_of(text, treatments=log(row(minutes="23")))
    assert len(rows) == len(result.discrepancies)
    for cells, record in zip(rows, result.discrepancies, strict=True):
        said = json.loads(encode(record))
        for name in FIELDS[1:22]:
            value = said[name]
            expected = "; ".join(value) if isinstance(value, list) else str(value or "")
            assert cells[name] == expected
    assert rows[1]["denial"] == "CARC 151 CATEGORY A7 STATUS 476"


@pytest.mark.parametrize("claim_id", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_cell_that_would_be_a_formula_is_made_safe(claim_id: str) -> None:
    rows = rows_of(one_claim(ClaimText(["SV1*HC:97530*100*UN*2***1~"], claim_id=claim_id)))
    assert {cells["claim_id"] for cells in rows} == {f"'{claim_id}"}
    assert {cells["line_control_number"] for cells in rows} == {f"'{claim_id}L1"}


def test_no_cell_of_any_column_starts_as_a_formula() -> None:
    claim = ClaimText(
        ["SV1*HC:97530:=A:=A*-150*UN*-3***1~REF*6R*@X~", "SV1*HC:97530*+100*UN*=2***1~"],
        claim_id="-C",
        total="-49",
        control_numbers=False,
    )
    rows = rows_of(one_claim(claim, payer_id="+P"), treatments=log(row(claim_id="=HYPERLINK(1)")))
    cells = [cell for cells in rows for cell in cells.values()]
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []
    assert {"'-49", "'-3", "'=A", "'+P", "'@X", "'=HYPERLINK(1)"} <= set(cells)


def test_a_lowered_charge_is_still_to_be_read() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*150*UN*3***1~"]))
    rows = rows_of(text, treatments=log(row(minutes="23")))
    assert {cells["charge_delta"] for cells in rows if cells["rule"] == "TH101"} == {"'-50.00"}


def test_quotes_commas_and_latin_1_are_kept() -> None:
    claim_id = 'A "B", \xe9'
    rows = rows_of(one_claim(ClaimText(["SV1*HC:97530*100*UN*2***1~"], claim_id=claim_id)))
    assert {cells["claim_id"] for cells in rows} == {claim_id}
