"""undo and verify: what holds, and that every kind of tampering is told."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scrubber import ScrubResult
from scrubber.discrepancies import Discrepancy, LogRecord, undo, verify
from scrubber.errors import Mismatch
from scrubber.findings import Action
from tests.discrepancies.proof import log, log_of, proven, row, segments
from tests.edi import ClaimText, one_claim

TEXT = one_claim(
    ClaimText(["SV1*HC:97530:59*150*UN*3***1~", "SV1*HC:97110:GP*45*UN*1***1~"]),
    first_name="RENE",
)
SOURCE = TEXT.encode()
Tamper = Callable[[list[LogRecord]], list[LogRecord]]


@pytest.fixture(scope="module")
def result() -> ScrubResult:
    return scrubbed(SOURCE)


def scrubbed(source: bytes) -> ScrubResult:
    rows = (row(line="1", minutes="23"), row(line="2", minutes="15", procedure="97110"))
    return proven(source, treatments=log(*rows))


def told(error: pytest.ExceptionInfo[Mismatch]) -> str:
    """The message: one sentence that names no patient data."""
    message = str(error.value)
    assert len(message) > 20
    assert "\n" not in message
    assert not re.search("SAMPLE|RENE|1EG4TE5MK73|19500101", message)
    return message


def corrections(result: ScrubResult) -> list[int]:
    """Where the corrected records stand in the log."""
    records = enumerate(log_of(result))
    return [at for at, r in records if isinstance(r, Discrepancy) and r.action == "corrected"]


def with_record(result: ScrubResult, where: str, /, **changes: Any) -> list[LogRecord]:
    """The log with one corrected record told otherwise."""
    records = log_of(result)
    (at,) = [at for at in corrections(result) if records[at].element == where]  # type: ignore[union-attr]
    records[at] = records[at]._replace(**changes)  # type: ignore[union-attr]
    return records


def test_undo_gives_the_original_and_verify_counts_the_corrections(result: ScrubResult) -> None:
    assert undo(result.corrected, log_of(result)) == SOURCE
    assert verify(SOURCE, result.corrected, log_of(result)) == len(corrections(result)) == 4
    assert result.corrected != SOURCE


def test_a_file_without_corrections_is_its_own_proof() -> None:
    source = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"])).encode()
    result = proven(source)
    assert result.corrected == source
    assert verify(source, source, log_of(result)) == 0
    assert undo(source, log_of(result)) == source


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(lambda text: text.replace("~", "~\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("~", "\n"), id="newline terminators"),
        pytest.param(
            lambda text: text.translate(str.maketrans("*:~^", "|>\x1c!")), id="other delimiters"
        ),
        pytest.param(lambda text: "\n\n" + text + "\n\x1a", id="layout around"),
        pytest.param(lambda text: "\xef\xbb\xbf" + text, id="byte-order mark"),
        pytest.param(lambda text: text.replace("~SV1", "~~ \nSV1"), id="empty segments"),
        pytest.param(lambda text: text[:106] + text[106:].lower(), id="lower case"),
        pytest.param(lambda text: re.sub("(.{80})", "\\1\n", text), id="wrapped"),
        pytest.param(lambda text: text.replace("RENE", "REN\xe9\xdf"), id="latin-1"),
        pytest.param(lambda text: text.replace("RENE", "LISA"), id="a patient called LISA"),
        pytest.param(lambda text: text.replace("SAMPLE", "ISA"), id="a name that is ISA"),
    ],
)
def test_any_layout_is_proven_and_undone(layout: Callable[[str], str]) -> None:
    source = layout(TEXT).encode("latin-1")
    result = scrub_quietly(source)
    assert result.corrected != source
    assert undo(result.corrected, log_of(result)) == source
    assert verify(source, result.corrected, log_of(result)) == len(corrections(result))


def scrub_quietly(source: bytes) -> ScrubResult:
    from scrubber import scrub

    return scrub(source, treatments=log(row(line="1", minutes="23")))


def test_interchanges_with_other_delimiters_each_are_proven() -> None:
    other = TEXT.translate(str.maketrans("*:~^", "|>\x1c!"))
    for source in ((TEXT + other + TEXT).encode(), (other + "\r\n" + TEXT).encode()):
        result = scrub_quietly(source)
        assert verify(source, result.corrected, log_of(result)) == len(corrections(result))
        assert undo(result.corrected, log_of(result)) == source


@pytest.mark.parametrize("at", range(0, 900, 97))
def test_a_changed_byte_of_the_corrected_file(result: ScrubResult, at: int) -> None:
    at %= len(result.corrected)
    changed = bytearray(result.corrected)
    changed[at] ^= 1
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, bytes(changed), log_of(result))
    assert "corrected file" in told(error)
    with pytest.raises(Mismatch) as error:
        undo(bytes(changed), log_of(result))
    assert "corrected file" in told(error)


def test_bytes_at_the_end_of_the_corrected_file(result: ScrubResult) -> None:
    for changed in (result.corrected + b"\n", result.corrected[:-1]):
        with pytest.raises(Mismatch):
            verify(SOURCE, changed, log_of(result))
        with pytest.raises(Mismatch):
            undo(changed, log_of(result))


def test_a_changed_byte_of_the_input(result: ScrubResult) -> None:
    with pytest.raises(Mismatch) as error:
        verify(SOURCE.replace(b"RENE", b"RENN"), result.corrected, log_of(result))
    assert "input" in told(error)
    assert "corrected file" not in told(error)


def refused_by_both(corrected: bytes, records: list[LogRecord]) -> None:
    """Neither verify nor undo takes the log, and both say why."""
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, corrected, records)
    told(error)
    with pytest.raises(Mismatch) as error:
        undo(corrected, records)
    told(error)


@pytest.mark.parametrize("which", range(4))
def test_a_record_removed(result: ScrubResult, which: int) -> None:
    records = log_of(result)
    del records[corrections(result)[which]]
    refused_by_both(result.corrected, records)


def test_all_records_removed(result: ScrubResult) -> None:
    records: list[LogRecord] = [result.file, result.summary]
    refused_by_both(result.corrected, records)


def test_a_record_told_twice(result: ScrubResult) -> None:
    records = log_of(result)
    records.insert(1, records[corrections(result)[0]])
    with pytest.raises(Mismatch):
        verify(SOURCE, result.corrected, records)


def test_a_flag_told_as_a_correction(result: ScrubResult) -> None:
    records = log_of(result)
    (at,) = [at for at, r in enumerate(records) if getattr(r, "rule", "") == "TH403"][:1]
    records[at] = records[at]._replace(action=Action.CORRECTED)  # type: ignore[union-attr]
    refused_by_both(result.corrected, records)


@pytest.mark.parametrize(
    ("element", "renamed"),
    [
        ("SV104", "SV102"),
        ("SV104", "CLM04"),
        ("SV104", None),
        ("SV104", ""),
        ("SV104", "SV1"),
        ("SV101-4", "SV101-3"),
        ("SV101-4", "SV101"),
        ("CLM02", "SV102"),
    ],
)
def test_a_record_that_names_another_element(
    result: ScrubResult, element: str, renamed: str | None
) -> None:
    records = with_record(result, element, element=renamed)
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, result.corrected, records)
    told(error)


@pytest.mark.parametrize(
    "changes",
    [
        {"after": "1"},
        {"after": None},
        {"before": "4"},
        {"segment_after": "SV1*HC:97530:59*150*UN*1***1"},
        {"segment_after": None},
        {"segment_before": "SV1*HC:97530:59*150*UN*4***1"},
        {"segment_before": None},
        {"offset": 0},
        {"offset": -1},
        {"offset": 99_999},
        {"offset": None},
        {"segment": None},
    ],
    ids=str,
)
def test_a_record_that_tells_another_change(result: ScrubResult, changes: dict[str, Any]) -> None:
    records = with_record(result, "SV104", **changes)
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, result.corrected, records)
    told(error)


@pytest.mark.parametrize(
    "changes",
    [
        {"segment_after": "SV1*HC:97530:59*150*UN*1***1"},
        {"segment_before": "SV1*HC:97530:59*150*UN*4***1"},
        {"segment_before": "SV1*HC:97530:\u20ac*150*UN*3***1"},
        {"segment_after": None},
        {"offset": 0},
        {"offset": -1},
        {"offset": 99_999},
    ],
    ids=str,
)
def test_undo_goes_back_only_to_the_input_of_the_log(
    result: ScrubResult, changes: dict[str, Any]
) -> None:
    with pytest.raises(Mismatch) as error:
        undo(result.corrected, with_record(result, "SV104", **changes))
    told(error)


def test_a_change_hidden_in_a_record_of_another_element(result: ScrubResult) -> None:
    """A log forged to fit: the charge is changed along with the units, and all hashes are right."""
    old, middle = "SV1*HC:97530:59*150*UN*3***1", "SV1*HC:97530:59*150*UN*2***1"
    assert [old] == segments(SOURCE, "SV1")[:1]
    forged = middle.replace("*150*", "*999*")
    records = with_record(result, "SV104", segment_after=forged)
    at = corrections(result)[2]
    records[at] = records[at]._replace(segment_before=forged, before="999")  # type: ignore[union-attr]
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, result.corrected, records)
    assert "segment 26" in told(error)


TRUNCATED: dict[str, Tamper] = {
    "without its summary": lambda records: records[:-1],
    "without its file record": lambda records: records[1:],
    "cut after the file record": lambda records: records[:1],
    "empty": lambda records: [],
    "summary alone": lambda records: records[-1:],
    "two file records": lambda records: [records[0], *records],
    "a second log after it": lambda records: [*records, *records],
}


@pytest.mark.parametrize("cut", TRUNCATED.values(), ids=TRUNCATED)
def test_a_log_that_is_not_whole(result: ScrubResult, cut: Tamper) -> None:
    records = cut(log_of(result))
    refused_by_both(result.corrected, records)


def test_files_of_another_run(result: ScrubResult) -> None:
    other = TEXT.replace("RENE", "RENN").encode()
    others = scrubbed(other)
    for source, corrected, records in (
        (SOURCE, result.corrected, log_of(others)),
        (SOURCE, others.corrected, log_of(result)),
        (other, result.corrected, log_of(result)),
        (result.corrected, SOURCE, log_of(result)),
    ):
        with pytest.raises(Mismatch) as error:
            verify(source, corrected, records)
        told(error)
    with pytest.raises(Mismatch):
        undo(result.corrected, log_of(others))
    with pytest.raises(Mismatch):
        undo(SOURCE, log_of(result))


def test_a_correction_outside_the_log_is_found_though_the_hashes_are_forged(
    result: ScrubResult,
) -> None:
    forged = result.corrected.replace(b"RENE", b"IRIS")
    output = replace(result.file.output, sha256=hashlib.sha256(forged).hexdigest())
    records = [replace(result.file, output=output), *log_of(result)[1:]]
    with pytest.raises(Mismatch) as error:
        verify(SOURCE, forged, records)
    assert "no record" in told(error)
    with pytest.raises(Mismatch):
        undo(forged, records)
