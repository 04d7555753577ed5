"""The lines of a log: the bytes that pydantic would write, and nothing read that is no record."""

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter
from pydantic_core import to_json

from scrubber import scrub
from scrubber.discrepancies import (
    BadLog,
    Discrepancy,
    FileRecord,
    SummaryRecord,
    decode,
    encode,
)
from tests.discrepancies.records import discrepancies, files, summaries
from tests.edi import ClaimText, one_claim

RESULT = scrub(one_claim(ClaimText(["SV1*HC:97530*150*UN*3***1~"], total="90")).encode())
FOUND = next(record for record in RESULT.discrepancies if record.denial)
DATA: dict[str, Any] = json.loads(encode(FOUND))


def line(data: object) -> bytes:
    """JSON as a line of a log."""
    return json.dumps(data).encode() + b"\n"


# Writing


@given(record=discrepancies)
def test_a_discrepancy_is_written_as_pydantic_writes_it(record: Discrepancy) -> None:
    data = {
        "class" if name == "correction_class" else name: value for name, value in fields(record)
    }
    assert encode(record) == to_json(data) + b"\n"


def fields(record: Discrepancy) -> list[tuple[str, object]]:
    return list(zip(record._fields, record, strict=True))


@given(record=files | summaries)
def test_the_other_records_are_written_as_pydantic_writes_them(
    record: FileRecord | SummaryRecord,
) -> None:
    pydantics: TypeAdapter[Any] = TypeAdapter(type(record))
    assert encode(record) == pydantics.dump_json(record, by_alias=True) + b"\n"


@given(record=discrepancies | files | summaries)
def test_what_is_written_is_one_line_that_reads_back_as_the_same_record(record: Any) -> None:
    written = encode(record)
    assert (written.count(b"\n"), written[-1:]) == (1, b"\n")
    (read,) = decode([written])
    assert read == record
    assert type(read) is type(record)


# Reading: undo and verify rely on what has been checked here


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[1]", b"null", b'{"record": "file"}', b"\xff\xfe", b'{"record": "other"}', b"{"],
)
def test_what_is_no_record_is_refused_with_its_line(text: bytes) -> None:
    with pytest.raises(BadLog, match="line 2"):
        list(decode([encode(RESULT.file), text + b"\n"]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("record", "file"),
        ("record", None),
        ("rule", None),
        ("severity", "grave"),
        ("action", "fixed"),
        ("class", "guess"),
        ("claim_id", 1),
        ("segment", "first"),
        ("offset", 1.5),
        ("before", ["3"]),
        ("segment_before", 3),
        ("evidence", "one"),
        ("evidence", [1]),
        ("sources", None),
        ("denial", "CARC 151"),
        ("denial", {"carc": 151}),
        ("charge_delta", -50),
    ],
)
def test_a_value_of_another_type_is_refused(field: str, value: object) -> None:
    with pytest.raises(BadLog, match="line 1"):
        list(decode([line({**DATA, field: value})]))


ADDED = {"loop", "claim_segment"}
"""Logs of earlier versions have none."""


@pytest.mark.parametrize("field", [name for name in DATA if name not in ADDED])
def test_no_field_may_be_missing(field: str) -> None:
    with pytest.raises(BadLog):
        list(decode([line({name: value for name, value in DATA.items() if name != field})]))


def test_a_list_of_the_values_is_no_record() -> None:
    with pytest.raises(BadLog):
        list(decode([line(list(DATA.values()))]))


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert list(decode([line({**DATA, "more": 1})])) == [FOUND]


def test_a_log_of_before_the_guide_and_split_is_read() -> None:
    """A file that was corrected by an earlier version can still be undone."""
    older = {name: value for name, value in DATA.items() if name not in ADDED}
    assert list(decode([line(older)])) == [FOUND._replace(claim_segment=None)]
    head = json.loads(encode(RESULT.file))
    del head["split"], head["conformance"]
    assert list(decode([line(head)])) == [RESULT.file]


def test_a_file_and_a_summary_are_checked_too() -> None:
    for record, field in ((RESULT.file, "input"), (RESULT.summary, "claims")):
        data = json.loads(encode(record))
        for wrong in ({**data, field: "x"}, {**data, field: None}, {**data, field: {}}):
            with pytest.raises(BadLog):
                list(decode([line(wrong)]))


# The record itself


def test_a_discrepancy_says_where_and_no_more() -> None:
    expected = f"Discrepancy(rule={FOUND.rule!r}, action={FOUND.action.value!r}"
    assert repr(FOUND) == f"{expected}, segment={FOUND.segment})"


def test_a_discrepancy_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        FOUND.after = "1"  # type: ignore[misc]


@given(record=discrepancies)
def test_a_discrepancy_goes_to_another_process(record: Discrepancy) -> None:
    assert pickle.loads(pickle.dumps(record)) == record
