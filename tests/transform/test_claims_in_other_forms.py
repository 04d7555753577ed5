"""JSON Lines, CSV and Parquet: every claim and line once, and the totals of the file."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet
import pytest
from hypothesis import given

from scrubber.transform import parquet_rows
from scrubber.transform.claim_records import ClaimRecord, ClaimWriter, JsonLines, json_schema
from scrubber.transform.conversion import Contents, convert
from scrubber.transform.csv_rows import CsvRows
from scrubber.transform.parquet_rows import ParquetRows
from scrubber.transform.service_rows import ServiceRow
from scrubber.x12 import NotReadable, read
from tests import edi
from tests.claims.reading import claim_with, plain_claim
from tests.claims.test_schema import problems
from tests.transform.converting import CLINIC_DAY, CORPUS, SAMPLES
from tests.x12.reading import a_set, bare_file, small_file
from tests.x12.test_properties import Drawn, interchanges

Opener = Callable[[BinaryIO, str | None], ClaimWriter]
Row = dict[str, Any]


def written(data: bytes | str, opener: Opener, name: str | None = "day.837") -> bytes:
    return converted(data, opener, name)[0]


def converted(
    data: bytes | str, opener: Opener, name: str | None = "day.837"
) -> tuple[bytes, Contents, ClaimWriter]:
    output = BytesIO()
    writer = opener(output, name)
    raw = data if isinstance(data, bytes) else data.encode("latin-1")
    contents = convert(read(BytesIO(raw)), writer)
    return output.getvalue(), contents, writer


def records(data: bytes | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(data, JsonLines).splitlines()]


def csv_rows(data: bytes | str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written(data, CsvRows).decode(), newline="")))


def parquet_table(data: bytes | str) -> pyarrow.Table:
    return pyarrow.parquet.read_table(pyarrow.BufferReader(written(data, ParquetRows)))


def one_row(*lines: str, **options: Any) -> Row:
    """The row of a file with one claim of one line, as Parquet has it."""
    text = edi.one_claim(edi.ClaimText(lines or ["SV1*HC:97530*100*UN*2***1"], **options))
    (row,) = parquet_table(text).to_pylist()
    return row


def totals_hold(data: bytes) -> None:
    """All forms have the claims and lines that the file is counted to have."""
    try:
        _, contents, writer = converted(data, JsonLines)
    except NotReadable:
        return
    found = records(data)
    claims = [record["claim"] for record in found]
    assert len(claims) == contents.claims
    assert sum(len(claim["lines"]) for claim in claims) == writer.lines
    assert sum(Decimal(claim["total_charge"] or 0) for claim in claims) == contents.charges
    rows = csv_rows(data)
    assert len(rows) == writer.lines <= contents.lines
    of_claims = [
        (claim["claim_id"], line["number"], line["charge"])
        for claim in claims
        for line in claim["lines"]
    ]
    for row, (claim_id, number, charge) in zip(rows, of_claims, strict=True):
        assert (row["claim_id"].removeprefix("'"), row["line"]) == (claim_id, number)
        if row["charge"]:
            assert Decimal(row["charge"]) == Decimal(charge)
    table = parquet_table(data).to_pylist()
    assert [cells(row) for row in table] == [tuple(row.values()) for row in rows]


def cells(row: Row) -> tuple[str, ...]:
    """A row of Parquet as CSV has it."""
    return tuple(
        "" if value is None else f"'{value}" if guarded(value) else str(value)
        for value in row.values()
    )


def guarded(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    totals_hold(path.read_bytes())


@pytest.mark.skipif(not CORPUS, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_corpus(path: Path) -> None:
    totals_hold(path.read_bytes())


@given(interchanges())
def test_any_file(drawn: Drawn) -> None:
    totals_hold(drawn.text.encode("latin-1"))


def test_the_clinic_day() -> None:
    _, contents, writer = converted(CLINIC_DAY.read_bytes(), CsvRows)
    assert (contents.claims, contents.lines, writer.lines) == (64, 134, 134)
    assert contents.charges == Decimal("12638.50")


def test_each_line_fits_the_schema() -> None:
    schema = json_schema()
    for data in (CLINIC_DAY.read_bytes(), small_file()):
        for record in records(data):
            assert problems(record, schema, schema) == []
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "interchange" in schema["required"]


def test_a_record_says_where_its_claim_comes_from() -> None:
    two = small_file() + small_file().replace("000000001", "000000002")
    first, second = records(two)
    assert first["file"] == "day.837"
    assert (first["interchange"], second["interchange"]) == ("000000001", "000000002")
    assert (first["group"], first["transaction_set"]) == ("1", "0001")
    assert first["guide"] == "005010X222A1"
    assert second["claim"]["clm"]["number"] > first["claim"]["clm"]["number"]


def test_standard_input_has_no_name() -> None:
    assert json.loads(written(small_file(), JsonLines, None))["file"] is None


def test_names_beyond_ascii_are_utf_8() -> None:
    (record,) = records(small_file().replace("SAMPLE", "M\xdcLLER"))
    assert record["claim"]["subscriber"]["last_name"] == "M\xdcLLER"


def test_a_row_says_what_the_claim_and_the_line_say() -> None:
    row = one_row(
        "SV1*HC:97530:GP:59*100.5*UN*2***2:1~DTP*472*RD8*20260309-20260310~",
        extra="REF*G1*AUTH1~REF*9F*REFER1~NM1*DN*1*R*E****XX*1111111112~"
        f"NM1*82*1*HAND*THEA****XX*{edi.RENDERING_NPI}~PRV*PE*PXC*225100000X~",
        rendering=False,
    )
    told = {
        "claim_id": "C1",
        "authorization": "AUTH1",
        "referral": "REFER1",
        "payer_id": "MEDB",
        "payer_name": "SOME PAYER",
        "claim_filing": "MB",
        "member_id": "1EG4TE5MK73",
        "billing_npi": edi.BILLING_NPI,
        "rendering_npi": edi.RENDERING_NPI,
        "rendering_taxonomy": "225100000X",
        "referring_npi": "1111111112",
        "line": "1",
        "line_control_number": "C1L1",
        "procedure": "97530",
        "modifier_1": "GP",
        "modifier_2": "59",
        "modifier_3": "",
        "charge": Decimal("100.50"),
        "charge_as_sent": "100.5",
        "quantity": Decimal(2),
        "diagnosis_1": "",
        "diagnosis_2": "M5450",
        "dates_as_sent": "20260309-20260310",
        "other_payers": False,
    }
    assert {name: row[name] for name in told} == told
    assert (str(row["first_date"]), str(row["last_date"])) == ("2026-03-09", "2026-03-10")


def test_without_a_rendering_provider_it_is_the_billing_provider() -> None:
    row = one_row(rendering=False)
    assert (row["rendering_npi"], row["rendering_taxonomy"]) == (edi.BILLING_NPI, "261QR0400X")


@pytest.mark.parametrize(
    ("as_sent", "charge"),
    [
        ("100", "100.00"),
        ("-5.5", "-5.50"),
        (".5", "0.50"),
        ("100.500", "100.50"),
        ("9999999999.99", "9999999999.99"),
        ("10000000000", None),
        ("1.005", None),
        ("BAD", None),
        ("", None),
    ],
)
def test_a_charge_is_exact_or_empty(as_sent: str, charge: str | None) -> None:
    row = one_row(f"SV1*HC:97530*{as_sent}*UN*2***1", total="100")
    assert row["charge"] == (None if charge is None else Decimal(charge))
    assert row["charge_as_sent"] == as_sent


@pytest.mark.parametrize(
    ("as_sent", "quantity"), [("2", "2"), ("1.125", "1.125"), ("1.0005", None)]
)
def test_a_quantity_is_exact_or_empty(as_sent: str, quantity: str | None) -> None:
    row = one_row(f"SV1*HC:97530*1*UN*{as_sent}***1")
    assert row["quantity"] == (None if quantity is None else Decimal(quantity))


@pytest.mark.parametrize(
    ("pointers", "codes"),
    [
        ("1", ["M5450", "", "", ""]),
        ("2:1", ["", "M5450", "", ""]),
        ("", ["", "", "", ""]),
        ("X:1", ["", "M5450", "", ""]),
        ("1:1:1:1:1", ["M5450"] * 4),
    ],
)
def test_diagnoses_are_those_pointed_at(pointers: str, codes: list[str]) -> None:
    row = one_row(f"SV1*HC:97530*1*UN*1***{pointers}")
    assert [row[f"diagnosis_{at}"] for at in range(1, 5)] == codes


def test_no_cell_runs_in_a_spreadsheet() -> None:
    text = edi.one_claim(
        edi.ClaimText(["SV1*HC:97530*-5*UN*2***1"], claim_id="=1+1", total="5"),
        payer_name="@PAYER",
    )
    (row,) = csv_rows(text)
    assert (row["claim_id"], row["payer_name"]) == ("'=1+1", "'@PAYER")
    assert (row["charge"], row["charge_as_sent"]) == ("-5.00", "'-5")
    assert parquet_table(text).column("claim_id").to_pylist() == ["=1+1"]


def test_csv_without_lines_has_its_head() -> None:
    empty = bare_file(a_set())
    assert written(empty, CsvRows).decode() == ",".join(ServiceRow._fields) + "\n"
    assert parquet_table(empty).num_rows == 0


def test_columns_have_types() -> None:
    types = {field.name: str(field.type) for field in parquet_table(small_file()).schema}
    assert tuple(types) == ServiceRow._fields
    assert types["charge"] == types["claim_charge"] == "decimal128(12, 2)"
    assert types["quantity"] == "decimal128(15, 3)"
    assert types["first_date"] == "date32[day]"
    assert (types["segment"], types["adjudicated"]) == ("int64", "bool")
    assert types["file"] == types["charge_as_sent"] == "string"


def test_parquet_is_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_rows, "ROWS_OF_A_GROUP", 20)
    data = written(CLINIC_DAY.read_bytes(), ParquetRows)
    file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data))
    assert file.metadata.num_row_groups > 5
    assert file.metadata.num_rows == 134


def test_the_same_file_gives_the_same_bytes() -> None:
    data = CLINIC_DAY.read_bytes()
    for opener in (JsonLines, CsvRows, ParquetRows):
        assert written(data, opener) == written(data, opener)


def test_sets_that_are_no_837p_have_no_claims() -> None:
    text = bare_file(a_set(body=plain_claim("C1")), a_set(2, "835", "005010X221A1", "CLM*C2~"))
    _, contents, writer = converted(text, JsonLines)
    assert (contents.claims, writer.lines) == (1, 1)
    assert [other.label for other in contents.other_sets] == ["835 (005010X221A1)"]


def test_lines_under_no_claim_are_counted_and_left_out() -> None:
    _, contents, writer = converted(bare_file(a_set(body="LX*1~SV1*HC:97530~")), JsonLines)
    assert (contents.lines, writer.lines) == (1, 0)


def test_a_file_without_837p_is_refused() -> None:
    with pytest.raises(NotReadable, match="and no 837P 5010"):
        written(bare_file(a_set(1, "835", "005010X221A1")), CsvRows)


def test_a_record_does_not_show_its_claim() -> None:
    record = ClaimRecord("day.837", "1", "1", "1", "X", claim_with())
    assert "C1" not in repr(record)
