"""Treatment logs as files: CSV and JSON Lines, good cells and bad ones."""

import json
from contextlib import suppress
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber.evidence import (
    BadEvidence,
    TimeBlock,
    TreatmentRow,
    read_treatment_log,
    treatment_row,
)
from scrubber.evidence.treatment_rows import COLUMNS

CELLS = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}


def written(folder: Path, text: str | bytes, name: str = "day.treatments.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rows_of(path: Path) -> list[TreatmentRow]:
    """Every row; no claim has asked for any of them."""
    return [left.row for left in read_treatment_log(path).left_over()]


def row(**cells: str) -> TreatmentRow:
    return treatment_row(2, {**CELLS, **cells})


def test_every_column_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "claim_id,line,line_control_number,service_date,procedure,minutes,start,end,"
        "assistant_minutes,therapist_npi,separate_service,kx_justified,signed_by,note\n"
        "C1,1,C1L1,2026-03-09,97530,20,10:00,10:23,5,1245319599,Y,N,T. Hand PT,sit to stand\n",
    )
    assert rows_of(path) == [
        TreatmentRow(
            number=2,
            claim_id="C1",
            service_date=date(2026, 3, 9),
            procedure="97530",
            line="1",
            line_control_number="C1L1",
            minutes=20,
            block=TimeBlock(time(10), time(10, 23)),
            assistant_minutes=5,
            therapist_npi="1245319599",
            separate_service=True,
            kx_justified=False,
            signed_by="T. Hand PT",
            note="sit to stand",
            problem="",
        )
    ]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = written(tmp_path, "minutes,procedure,claim_id,service_date\n23,97530,C1,2026-03-09\n")
    (only,) = rows_of(path)
    assert (only.claim_id, only.procedure, only.minutes) == ("C1", "97530", 23)


def test_column_names_in_any_case_and_spacing(tmp_path: Path) -> None:
    path = written(tmp_path, " Claim_ID ,SERVICE_DATE,Procedure, Minutes\nC1,2026-03-09,97530,23\n")
    assert rows_of(path)[0].minutes == 23


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    text = "claim_id,service_date,procedure,minutes\r\nC1,2026-03-09,97530,23\r\n"
    path = written(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert [(r.number, r.claim_id, r.minutes) for r in rows_of(path)] == [(2, "C1", 23)]


def test_quoted_cells_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "claim_id,service_date,procedure,note,signed_by\n"
        'C1,2026-03-09,97530,"reach, lift\nand ""carry""","Hand, T."\n'
        "C2,2026-03-09,97530,,\n",
    )
    first, second = rows_of(path)
    assert first.note == 'reach, lift\nand "carry"'
    assert first.signed_by == "Hand, T."
    assert (second.claim_id, second.number) == ("C2", 4)


def test_a_line_break_in_a_cell_stays_as_it_is(tmp_path: Path) -> None:
    text = 'claim_id,service_date,procedure,note\r\nC1,2026-03-09,97530,"reach\r\nlift"\r\n'
    assert rows_of(written(tmp_path, text))[0].note == "reach\r\nlift"


def test_rows_are_numbered_as_an_editor_shows_them_and_empty_ones_are_passed(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        "claim_id,service_date,procedure\nC1,2026-03-09,97530\n\n,,\nC2,2026-03-09,97530\n",
    )
    assert [(r.number, r.claim_id) for r in rows_of(path)] == [(2, "C1"), (5, "C2")]


def test_a_short_row_lacks_only_its_last_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "claim_id,service_date,procedure,minutes\nC1,2026-03-09,97530\n")
    (only,) = rows_of(path)
    assert (only.minutes, only.problem) == (None, "")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("claim_id,line", "service_date, procedure"),
        (
            "claim_id;service_date;procedure",
            "claim_id, service_date, procedure; it has semicolons: save it with commas",
        ),
    ],
)
def test_only_semicolons_are_named_as_what_hides_the_columns(
    tmp_path: Path, header: str, told: str
) -> None:
    with pytest.raises(BadEvidence) as raised:
        read_treatment_log(written(tmp_path, f"{header}\nx\n"))
    assert str(raised.value) == f"day.treatments.csv: lacks the column {told}"


@pytest.mark.parametrize("lacking", ["claim_id", "service_date", "procedure"])
def test_a_required_column_is_missing(tmp_path: Path, lacking: str) -> None:
    columns = [name for name in CELLS if name != lacking]
    path = written(tmp_path, ",".join(columns) + "\nx,y\n")
    with pytest.raises(BadEvidence, match=rf"day\.treatments\.csv.*{lacking}"):
        read_treatment_log(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "lacks the column claim_id, service_date, procedure"),
        (b"claim_id,service_date,procedure\nC1,2026-03-09,97530,23,24\n", "line 2"),
        (b"claim_id,service_date,procedure,minutes,minutes\nC1,2026-03-09,97530,1,2\n", "minutes"),
        (b"procedure,claim_id,procedure,service_date,claim_id\n", "claim_id, procedure stands"),
        (b"claim_id,service_date,procedure\nC1,2026-03-09,97530,\xff\n", "UTF-8"),
        ("claim_id,service_date,procedure\n".encode("utf-16"), "UTF-8"),
        (b'claim_id,service_date,procedure\nC1,2026-03-09,"97530\n', "CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: bytes, told: str) -> None:
    with pytest.raises(BadEvidence, match=told) as raised:
        read_treatment_log(written(tmp_path, text))
    assert "day.treatments.csv" in str(raised.value)


def test_columns_that_nobody_reads_are_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "claim_id,service_date,procedure,seperate_service,room\nC1,2026-03-09,97530,Y,4\n",
    )
    assert read_treatment_log(path).unread_columns == {"seperate_service", "room"}


@pytest.mark.parametrize(
    ("cells", "told"), [("C1,2026-03-09,97530,,", set()), ("C1,2026-03-09,97530,23,", {"column 4"})]
)
def test_a_column_without_a_name_is_told_where_it_holds_something(
    tmp_path: Path, cells: str, told: set[str]
) -> None:
    # A spreadsheet that was once wider ends every row in commas.
    log = read_treatment_log(written(tmp_path, f"claim_id,service_date,procedure,,\n{cells}\n"))
    assert log.unread_columns == told
    assert [left.row.problem for left in log.left_over()] == [""]


def test_every_column_of_the_contract_is_known(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(COLUMNS) + "\n" + ",".join("x" * len(COLUMNS)) + "\n")
    assert read_treatment_log(path).unread_columns == set()
    assert set(COLUMNS) == {
        *("claim_id", "line", "line_control_number", "service_date", "procedure", "minutes"),
        *("start", "end", "assistant_minutes", "therapist_npi", "separate_service"),
        *("kx_justified", "signed_by", "note"),
    }


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".JSONL"])
def test_json_lines(tmp_path: Path, suffix: str) -> None:
    records = [
        {**CELLS, "minutes": 23, "separate_service": True, "kx_justified": False, "note": None},
        {**CELLS, "claim_id": 17, "minutes": 15.0, "start": "10:00", "end": "10:15"},
    ]
    text = "\ufeff" + "\n\n".join(json.dumps(record) for record in records) + "\n"
    first, second = rows_of(written(tmp_path, text, f"day{suffix}"))
    assert (first.minutes, first.separate_service, first.kx_justified) == (23, True, False)
    assert (first.number, first.note) == (1, "")
    assert (second.number, second.claim_id, second.minutes) == (3, "17", 15)
    assert second.block == TimeBlock(time(10), time(10, 15))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[1, 2]", "not a JSON object"),
        ("{", "not a JSON object"),
        ("23", "not a JSON object"),
        ('{"claim_id": "C1", "procedure": "97530"}', "service_date"),
        ('{"claim_id": "", "procedure": "97530", "service_date": "2026-03-09"}', "claim_id"),
        ('{"procedure": "97530"}', "lacks claim_id, service_date"),
        (
            '{"claim_id": "\\ud800", "procedure": "97530", "service_date": "2026-03-09"}',
            "not a JSON",
        ),
        ('{"minutes": ' + "9" * 5000 + "}", "not a JSON"),
    ],
)
def test_a_bad_json_line_is_refused_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    text = json.dumps(CELLS) + "\n" + line + "\n"
    with pytest.raises(BadEvidence, match=rf"day\.jsonl line 2: .*{told}"):
        read_treatment_log(written(tmp_path, text, "day.jsonl"))


def test_json_lines_in_another_encoding_are_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(CELLS).encode("utf-16"), "day.jsonl")
    with pytest.raises(BadEvidence, match=r"^day\.jsonl: not UTF-8"):
        read_treatment_log(path)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"minutes": "23 or so"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "23.5"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"minutes": "99999"}, "minutes"),
        ({"minutes": "²"}, "minutes"),
        ({"minutes": "٢٣"}, "minutes"),
        ({"minutes": "00023"}, "minutes"),
        ({"minutes": "9" * 5000}, "minutes"),
        ({"assistant_minutes": "x"}, "assistant_minutes"),
        ({"service_date": "03/09/2026"}, "service_date"),
        ({"service_date": "2026-02-30"}, "service_date"),
        ({"service_date": ""}, "service_date"),
        ({"start": "ten", "end": "10:23"}, "start is no time"),
        ({"start": "10:00", "end": "25:00"}, "end is no time"),
        ({"start": "10:00", "end": "24:00"}, "end is no time"),
        ({"start": "10:00", "end": "10:75"}, "end is no time"),
        ({"start": "10:00", "end": "10:60"}, "end is no time"),
        ({"start": "10:00"}, "time range"),
        ({"end": "10:23"}, "time range"),
        ({"start": "10:23", "end": "10:00"}, "time range"),
        ({"start": "10:00", "end": "10:00"}, "time range"),
        ({"minutes": "24", "start": "10:00", "end": "10:23"}, "minutes are more than 10:00-10:23"),
        ({"separate_service": "maybe"}, "separate_service"),
        ({"kx_justified": "1"}, "kx_justified"),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_problem_of_its_row(
    cells: dict[str, str], told: str
) -> None:
    assert told in row(**cells).problem


def test_every_bad_cell_is_told() -> None:
    problems = row(minutes="x", separate_service="x", service_date="x").problem.split("; ")
    assert [problem.split()[0] for problem in problems] == [
        *("minutes", "service_date", "separate_service")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"minutes": "0"},
        {"minutes": "1440"},
        {"minutes": "23", "start": "10:00", "end": "10:23"},
        {"minutes": "15", "start": "10:00", "end": "10:23"},
        {"start": "9:05", "end": "9:30"},
        {"start": "00:00", "end": "00:15"},
        {"start": "23:00", "end": "23:59"},
        {},
    ],
)
def test_cells_that_can_be_read(cells: dict[str, str]) -> None:
    read = row(**cells)
    assert read.problem == ""
    assert (read.minutes is None) == ("minutes" not in cells)
    assert (read.block is None) == ("start" not in cells)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("Y", True), ("y", True), ("yes", True), ("YES", True)),
        *(("N", False), ("no", False), ("", None)),
    ],
)
def test_yes_and_no(said: str, meant: bool | None) -> None:
    read = row(separate_service=said, kx_justified=said)
    assert (read.separate_service, read.kx_justified, read.problem) == (meant, meant, "")


def test_a_procedure_in_lower_case_is_the_same_code() -> None:
    assert row(procedure="g0283").procedure == "G0283"


def test_a_time_with_a_zone_is_a_problem_of_its_row() -> None:
    assert "start" in row(start="10:00Z", end="10:23").problem


ODD_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["2026-03-09", "23", "10:00", "10:23", "9:5", "24:00", "T10", "Y", "no", "10:00:30", "²"]
    ),
)


@given(st.dictionaries(st.sampled_from(COLUMNS), ODD_CELLS))
@example({"start": "10:00", "end": "10:23+01:00"})
def test_any_cells_make_a_row_that_is_sound_or_has_a_problem(cells: dict[str, str]) -> None:
    read = treatment_row(2, cells)
    assert read.minutes is None or 0 <= read.minutes <= 24 * 60
    assert read.block is None or read.block.start < read.block.end
    if not read.problem:
        assert read.service_date is not None


@given(st.binary(max_size=120))
@example(b"claim_id,service_date,procedure\nC1\x00,2026-03-09,97530\n")
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("log")
    for name in ("day.csv", "day.jsonl"):
        with suppress(BadEvidence):
            assert isinstance(rows_of(written(folder, raw, name)), list)


def test_what_is_told_of_a_row_names_no_person() -> None:
    read = row(signed_by="T. Hand PT", note="Ada cannot lift")
    assert read.where == "treatment log row 2"
    assert "Hand" not in repr(read)
    assert "Ada" not in repr(read)


@pytest.mark.parametrize(
    ("cells", "too_many"),
    [
        ({"minutes": "10", "assistant_minutes": "11"}, True),
        ({"minutes": "0", "assistant_minutes": "1"}, True),
        ({"start": "10:00", "end": "10:10", "assistant_minutes": "11"}, True),
        ({"minutes": "10", "start": "10:00", "end": "10:30", "assistant_minutes": "11"}, True),
        ({"minutes": "10", "assistant_minutes": "10"}, False),
        ({"start": "10:00", "end": "10:10", "assistant_minutes": "10"}, False),
        ({"minutes": "10"}, False),
        ({"assistant_minutes": "11"}, False),
    ],
)
def test_an_assistant_gave_no_more_minutes_than_the_service_took(
    cells: dict[str, str], too_many: bool
) -> None:
    assert row(**cells).problem == (
        "assistant_minutes are more than the service's minutes" if too_many else ""
    )
