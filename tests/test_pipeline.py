"""scrub() as a library: what it takes, what it gives back, what it refuses."""

import os
import tracemalloc
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import scrubber
from scrubber import (
    BadEvidence,
    BadOption,
    BadProfile,
    Discrepancy,
    NotReadable,
    ScrubResult,
    scrub,
)
from scrubber.discrepancies import DiscrepancyList
from scrubber.evidence import TreatmentLog
from scrubber.options import Options
from scrubber.pipeline import scrub_stream
from scrubber.x12 import Unreadable
from tests.discrepancies.proof import log, of_rule, proven, row, segments
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber

OVER = "SV1*HC:97530:GP*150*UN*3***1~"
TEXT = one_claim(ClaimText([OVER]))
LOG = "claim_id,service_date,procedure,minutes,signed_by\nC1,2026-03-09,97530,23,T. Hand PT\n"
REMITTANCE = "BPR*I*100*C*CHK************20260310~TRN*1*1*1999999999~"


def other_set(kind: str, guide: str, body: str = REMITTANCE) -> str:
    """A transaction set of another type, numbered 9."""
    return f"ST*{kind}*0009{guide}~{body}SE*{body.count('~') + 2}*0009~"


def with_set(text: str, added: str, before: bool = False) -> str:
    """A file of `envelope` with one more transaction set in its group."""
    text = text.replace("~GE*1*", "~GE*2*")
    if before:
        return text.replace("~ST*", f"~{added}ST*", 1)
    return text.replace("~GE*", f"~{added}GE*", 1)


# What it takes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "day.837").write_text(TEXT)
    (tmp_path / "day.treatments.csv").write_text(LOG)
    (tmp_path / "used.csv").write_text("member_id,year,pool,amount\n1EG4TE5MK73,2026,PT_SLP,2470\n")
    return tmp_path


def test_bytes_path_and_name_give_the_same(folder: Path) -> None:
    path = folder / "day.837"
    results = [
        scrub(source, treatments=folder / "day.treatments.csv")
        for source in (TEXT.encode(), path, str(path))
    ]
    assert {result.corrected for result in results} == {results[0].corrected}
    assert {result.discrepancies for result in results} == {results[0].discrepancies}
    assert [result.file.input.name for result in results] == [None, "day.837", "day.837"]


def test_evidence_comes_as_path_name_or_rows(folder: Path) -> None:
    path = folder / "day.treatments.csv"
    for treatments in (path, str(path), log(row(minutes="23"))):
        assert segments(scrub(TEXT.encode(), treatments=treatments).corrected, "SV1") == [
            "SV1*HC:97530:GP*100*UN*2***1"
        ]
    for amounts in (folder / "used.csv", str(folder / "used.csv")):
        told = of_rule(scrub(TEXT.encode(), therapy_used=amounts).discrepancies, "TH401")
        assert [record.action for record in told] == ["flagged"]


def test_a_treatment_log_may_be_json_lines(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_text(
        '{"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530", "minutes": 23}\n'
    )
    assert segments(scrub(TEXT.encode(), treatments=path).corrected, "SV1") == [
        "SV1*HC:97530:GP*100*UN*2***1"
    ]


def test_a_library_call_looks_for_no_file_beside_the_input_and_writes_none(folder: Path) -> None:
    before = sorted(folder.iterdir())
    result = scrub(folder / "day.837")
    assert result.corrected == TEXT.encode()
    assert of_rule(result.discrepancies, "TH104")
    assert sorted(folder.iterdir()) == before


def test_a_payers_own_profile_is_used(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "profile: acme\ntitle: Acme\nmatch:\n  payer_ids: [PAYER1]\n"
        "therapy_modifier_required: false\n"
        "sources:\n  - title: Acme provider manual\n    checked: 2026-01-02\n"
    )
    text = one_claim(ClaimText(["SV1*HC:97530*100*UN*2***1~"]), claim_filing="CI").encode()
    assert of_rule(scrub(text).discrepancies, "TH201")
    assert not of_rule(scrub(text, payers=tmp_path).discrepancies, "TH201")
    assert not of_rule(scrub(text, payers=str(tmp_path)).discrepancies, "TH201")


def test_a_folder_of_profiles_that_is_not_there_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises((OSError, BadOption, BadProfile)):
        scrub(TEXT.encode(), payers=tmp_path / "payers")


def test_rules_are_chosen_by_code_beginning_or_name() -> None:
    def ran(**options: Any) -> set[str]:
        return set(scrub(TEXT.encode(), **options).file.rules)

    assert ran(select=["TH101", "th201"]) == {"TH101", "TH201"}
    assert ran(select=["units-exceed-minutes"]) == {"TH101"}
    assert {code[:3] for code in ran(select=["TH3"])} == {"TH3"}
    assert {code[:3] for code in ran(ignore=["TH", "EN101", "X12"])} == {"CL1"}
    assert ran(select=["CL"]) - ran(select=["CL"], ignore=["CL102"]) == {"CL102"}


# What it gives back


def test_a_result_is_bytes_findings_and_two_records() -> None:
    result = scrub(TEXT.encode(), treatments=log(row(minutes="23")))
    assert isinstance(result, ScrubResult)
    assert isinstance(result.corrected, bytes)
    assert all(isinstance(record, Discrepancy) for record in result.discrepancies)
    assert (result.file.record, result.summary.record) == ("file", "summary")
    with pytest.raises(FrozenInstanceError):
        result.corrected = b""  # type: ignore[misc]


def test_its_repr_holds_no_patient_data() -> None:
    result = scrub(one_claim(ClaimText(["SV1*HC:97530*150*UN*3***1~"])).encode())
    for secret in ("SAMPLE", "ADA", "1EG4TE5MK73", "19500101", "97530", "C1L1"):
        assert secret not in repr(result)


def test_the_public_names_are_there() -> None:
    for name in scrubber.__all__:
        assert getattr(scrubber, name) is not None
    with pytest.raises(AttributeError):
        scrubber.nothing  # noqa: B018


def test_the_same_input_gives_the_same_result() -> None:
    first, second = (scrub(TEXT.encode(), treatments=log(row(minutes="23"))) for _ in range(2))
    assert first == second


def test_a_file_with_nothing_to_correct_comes_back_byte_for_byte() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))
    text = text[:106] + "\n" + text[106:].replace("~", " ~\r\n\r\n")
    assert scrub(text.encode()).corrected == text.encode()


def test_only_changed_segments_differ_whatever_the_layout() -> None:
    source = TEXT.replace("~", "~\r\n").replace("~\r\nHI*", "~~\r\n\t HI*").encode() + b"\n\x1a"
    result = scrub(source, treatments=log(row(minutes="23")))
    expected = source.replace(b"*150*UN*3*", b"*100*UN*2*").replace(b"CLM*C1*150*", b"CLM*C1*100*")
    assert result.corrected == expected


# What it refuses


def read_as(text: str | bytes, **options: Any) -> NotReadable:
    with pytest.raises(NotReadable) as error:
        scrub(text if isinstance(text, bytes) else text.encode("latin-1"), **options)
    assert "\n" not in error.value.reason
    for secret in ("SAMPLE", "ADA", "1EG4TE5MK73", "19500101"):
        assert secret not in str(error.value)
    return error.value


A_837I = TEXT.replace("005010X222A1", "005010X223A3")
A_4010 = TEXT.replace("005010X222A1", "004010X098A1").replace("*00501*", "*00401*")
REFUSED: dict[str, tuple[str | bytes, Unreadable]] = {
    "empty": ("", Unreadable.NOT_X12),
    "blank": (" \r\n" * 9, Unreadable.NOT_X12),
    "CSV": (LOG, Unreadable.NOT_X12),
    "random bytes": (bytes(range(256)) * 9, Unreadable.NOT_X12),
    "UTF-16": (TEXT.encode("utf-16"), Unreadable.NOT_X12),
    "UTF-16 without its mark": (TEXT.encode("utf-16-le"), Unreadable.NOT_X12),
    "PDF": (b"%PDF-1.7\n" + bytes(2000), Unreadable.NOT_X12),
    "835 alone": (
        with_set(TEXT, other_set("835", "")).split("~ST*837")[0]
        + "~"
        + other_set("835", "")
        + "GE*1*1~IEA*1*000000001~",
        Unreadable.OTHER_TYPE,
    ),
    "837I": (A_837I, Unreadable.OTHER_TYPE),
    "4010": (A_4010, Unreadable.OTHER_TYPE),
    "no transaction set": (TEXT.split("ST*")[0] + "GE*0*1~IEA*1*000000001~", Unreadable.OTHER_TYPE),
    "no SE": (TEXT.split("SE*27")[0], Unreadable.DAMAGED),
    "no IEA": (TEXT.split("IEA*")[0], Unreadable.DAMAGED),
    "no GE": (TEXT.replace("~GE*1*1", ""), Unreadable.DAMAGED),
    "half a segment": (TEXT[:700], Unreadable.DAMAGED),
    "half an ISA": (TEXT[:60], Unreadable.DAMAGED),
    "no last terminator": (TEXT[:-1], Unreadable.DAMAGED),
    "truncated second interchange": (TEXT + TEXT[:500], Unreadable.DAMAGED),
}


@pytest.mark.parametrize(("text", "kind"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_by_its_kind(text: str | bytes, kind: Unreadable) -> None:
    error = read_as(text)
    assert error.kind is kind
    assert len(error.reason) > 15


@pytest.mark.parametrize(
    ("text", "named"),
    [(A_837I, "837 institutional (005010X223A3)"), (A_4010, "837 (004010X098A1)")],
)
def test_another_type_is_named(text: str, named: str) -> None:
    assert named in read_as(text).reason


def test_a_file_larger_than_it_may_be_is_refused() -> None:
    size = len(TEXT)
    assert scrub(TEXT.encode(), max_bytes=size).summary.claims.read == 1
    error = read_as(TEXT, max_bytes=size - 1)
    assert error.kind is Unreadable.TOO_LARGE
    assert f"{size - 1:,}" in error.reason


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"select": ["TH999"]}, "TH999"),
        ({"ignore": ["nonsense"]}, "nonsense"),
        ({"select": [""]}, "''"),
        ({"attest": ["TH301"]}, "attested-by"),
        ({"attested_by": "A. Biller"}, "attest"),
        ({"attest": ["TH301"], "attested_by": "  "}, "attested-by"),
        ({"attest": ["TH101"], "attested_by": "A. Biller"}, "TH101 cannot be attested"),
        ({"attest": ["TH999"], "attested_by": "A. Biller"}, "TH999"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadOption, match=said.replace("(", r"\(")):
        scrub(TEXT.encode(), **options)


def test_evidence_and_profiles_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("claim_id,minutes\nC1,23\n")
    with pytest.raises(BadEvidence, match=r"bad\.csv"):
        scrub(TEXT.encode(), treatments=path)
    with pytest.raises(BadEvidence, match=r"bad\.csv"):
        scrub(TEXT.encode(), therapy_used=path)
    (tmp_path / "bad.yaml").write_text("profile: [\n")
    with pytest.raises(BadProfile, match=r"bad\.yaml"):
        scrub(TEXT.encode(), payers=tmp_path)


def test_an_input_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        scrub(tmp_path / "none.837")


# Several interchanges and other transaction sets


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_other_sets_pass_through_untouched_and_are_named(before: bool) -> None:
    added = other_set("835", "*005010X221A1")
    text = with_set(TEXT, added, before)
    result = proven(text, treatments=log(row(minutes="23")))
    assert added.encode() in result.corrected
    assert segments(result.corrected, "SV1") == ["SV1*HC:97530:GP*100*UN*2***1"]
    number = 3 if before else 30
    assert result.file.passed_through == (f"835 (005010X221A1) at segment {number}",)


def test_the_guide_of_a_set_without_st03_is_that_of_its_group() -> None:
    text = TEXT.replace("ST*837*0001*005010X222A1~", "ST*837*0001~")
    assert proven(text).summary.claims.read == 1
    added = other_set("999", "")
    result = proven(with_set(TEXT, added))
    assert result.file.passed_through == ("999 (005010X222A1) at segment 30",)


def test_an_837i_beside_an_837p_is_not_touched() -> None:
    institutional = A_837I.replace("SV1*HC:97530:GP*150", "SV1*HC:97530*150")
    result = proven(TEXT + institutional)
    assert result.corrected.endswith(institutional.encode())
    assert result.summary.claims.read == 1
    assert result.file.passed_through == ("837 institutional (005010X223A3) at segment 34",)


@pytest.mark.parametrize("guide", ["005010X222", "005010X222A1", "005010X222A2"])
def test_every_guide_of_the_837p_is_read(guide: str) -> None:
    assert proven(TEXT.replace("005010X222A1", guide)).summary.claims.read == 1


def test_offsets_and_numbers_run_over_all_interchanges() -> None:
    other = TEXT.replace("C1", "C2").replace(":GP", "")
    result = proven(TEXT + "\r\n" + other)
    (record,) = of_rule(result.discrepancies, "TH201")
    assert record.offset == len(TEXT) + 2 + other.index("SV1*")
    assert record.segment == TEXT.count("~") + 26


@pytest.mark.parametrize("byte", ["\xdf", "\xb5", "\xff"], ids=["sharp s", "micro", "y diaeresis"])
def test_a_letter_that_upper_case_makes_longer_shifts_nothing(byte: str) -> None:
    """`"\xdf".upper()` is two letters: an offset in one text is none in the other."""
    text = one_claim(ClaimText([OVER] * 12), first_name=f"A{byte}DA")
    result = proven(text + text)
    assert result.summary.claims.read == 2
    assert result.corrected == (text + text).encode("latin-1")


# Rows of the treatment log


def test_rows_that_no_claim_asks_for_are_told_at_the_end_in_the_logs_order() -> None:
    rows = [row(claim_id="C8"), row(minutes="23"), row(claim_id="C7"), row(claim_id="C8")]
    result = proven(TEXT, treatments=log(*rows))
    told = of_rule(result.discrepancies, "CL102")
    assert [r.claim_id for r in told] == ["C8", "C7", "C8"]
    assert [r.message.split()[1] for r in told] == ["2", "4", "5"]
    assert result.discrepancies[-3:] == tuple(told)


def test_a_row_of_a_void_claim_is_neither_used_nor_told() -> None:
    text = one_claim(ClaimText([OVER], frequency="8"))
    result = proven(text, treatments=log(row(minutes="23")))
    assert result.corrected == text.encode()
    assert result.discrepancies == ()


def several_files(log_of_all: TreatmentLog, *texts: str) -> list[list[str | None]]:
    """The claims of CL102 in each of several files that share a treatment log."""
    told = []
    for at, text in enumerate(texts, 1):
        found = DiscrepancyList()
        options = Options(treatments=log_of_all, tell_left_over=at == len(texts))
        scrub_stream(
            lambda text=text: BytesIO(text.encode()),  # type: ignore[misc]
            None,
            BytesIO(),
            found,
            options,
        )
        told.append([record.claim_id for record in of_rule(found, "CL102")])
    return told


def test_a_log_of_several_files_tells_what_is_left_over_with_the_last() -> None:
    rows = log(row(minutes="23"), row(claim_id="C2", minutes="23"), row(claim_id="C3"))
    assert several_files(rows, TEXT, TEXT.replace("C1", "C2")) == [[], ["C3"]]


def test_a_row_is_told_though_the_first_claim_of_its_number_is_no_therapy_claim() -> None:
    office_visit, treated = ClaimText(["SV1*HC:99213*90*UN*1***1~"]), ClaimText([OVER])
    text = one_claim(str(office_visit) + str(treated))
    result = scrub(text.encode(), treatments=log(row(minutes="23")))
    (told,) = of_rule(result.discrepancies, "CL102")
    assert "2 claims of the file have this number" in told.message


def test_a_claim_number_is_counted_in_each_file_by_itself() -> None:
    assert several_files(log(row(minutes="23")), TEXT, TEXT) == [[], []]


def test_a_row_of_a_claim_number_that_stands_twice_corrects_neither() -> None:
    second = subscriber(hl=3, member="2AB1CD2EF34") + str(ClaimText([OVER]))
    text = envelope(header() + billing_provider() + subscriber() + str(ClaimText([OVER])) + second)
    result = proven(text, treatments=log(row(minutes="23")))
    assert result.corrected == text.encode()
    told = of_rule(result.discrepancies, "CL102")
    assert told
    assert all("2 claims" in record.message for record in told)


@pytest.mark.parametrize(
    "layout",
    [lambda a, b: a + b, lambda a, b: a + "\n" + b.replace("~", "~\n")],
    ids=["two interchanges", "two layouts"],
)
def test_a_claim_number_in_two_interchanges_is_no_single_claim(
    layout: Callable[[str, str], str],
) -> None:
    text = layout(TEXT, TEXT).encode()
    result = scrub(text, treatments=log(row(minutes="23")))
    assert result.corrected == text
    assert of_rule(result.discrepancies, "CL102")


# Streams


def test_progress_adds_up_to_the_file() -> None:
    done: list[int] = []
    text = "\n" + TEXT + "\r\n" + TEXT + "\n"
    source, output = BytesIO(text.encode()), BytesIO()
    scrub_stream(lambda: source, "day.837", output, DiscrepancyList(), Options(), done.append)
    assert sum(done) == len(text)
    assert output.getvalue() == text.encode()


class Trickle(BytesIO):
    """A source that gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(7, size) if size and size > 0 else 7)


def test_short_reads_change_nothing() -> None:
    output = BytesIO()
    options = Options(treatments=log(row(minutes="23")))
    file, summary = scrub_stream(
        lambda: Trickle(TEXT.encode()), None, output, DiscrepancyList(), options
    )
    whole = scrub(TEXT.encode(), treatments=log(row(minutes="23")))
    assert (output.getvalue(), file, summary) == (whole.corrected, whole.file, whole.summary)


def test_what_passes_through_is_not_kept_in_memory() -> None:
    """Memory is bounded by the largest set: a remittance of many is written and let go."""
    isa, gs, *rest = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"])).split("~")
    claim = "~".join(rest[: rest.index("GE*1*1")])
    body = "CLP*C1*1*100*80~" * 20_000
    other = "".join(f"ST*835*{n:04}~{body}SE*20002*{n:04}~" for n in range(2, 22))
    data = f"{isa}~{gs}~{other}{claim}~GE*21*1~IEA*1*000000001~".encode()
    with Path(os.devnull).open("wb") as nowhere:
        tracemalloc.start()
        try:
            file, _ = scrub_stream(
                lambda: BytesIO(data), None, nowhere, DiscrepancyList(), Options()
            )
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(file.passed_through) == 20
    assert peak < len(data) / 2


@pytest.mark.parametrize("name", sorted(set(scrubber.__all__) - {"__version__"}))
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(scrubber, name).__name__ == name
