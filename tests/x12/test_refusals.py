"""Exit 3: what is refused, by kind, with one sentence that names no patient."""

from io import BytesIO

import pytest

from scrubber import NotReadable, scrub
from scrubber.x12 import Unreadable, read
from tests import edi
from tests.x12.reading import (
    a_set,
    after_terminators,
    bare_file,
    first_words,
    joined,
    pieces,
    refusal,
    small_file,
    with_delimiters,
    wrapped,
)

ISA = edi.envelope().split("~")[0]


def without(text: str, *ids: str) -> str:
    """The text without the segments of these ids."""
    kept = [s for s in text.split("~") if s.partition("*")[0] not in ids]
    return "~".join(kept)


def kind(text: str | bytes) -> Unreadable | None:
    error = refusal(text)
    return error.kind if error else None


def scrub_refusal(text: str) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        scrub(text.encode("latin-1"))
    return caught.value


NOT_X12 = {
    "empty": b"",
    "blank": b" \t\r\n\n  \x1a",
    "many blanks": b" " * 5_000,
    "NULs": b"\0" * 5_000,
    "byte-order mark alone": b"\xef\xbb\xbf",
    "byte-order mark and blanks": b"\xef\xbb\xbf \r\n",
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "ZIP": b"PK\x03\x04\x14\0\0\0",
    "JSON": b'{"claims": []}',
    "XML": b'<?xml version="1.0"?><X12_837/>',
    "CSV": b"claim_id,service_date,procedure\nC1,2026-03-09,97530\n",
    "EDIFACT": b"UNA:+.? 'UNB+UNOA:1+SENDER+RECEIVER+260310:0900+1'",
    "a word that starts with ISA": b"ISABEL wrote this",
    "ISA alone": b"ISA",
    "ISA and blanks": b"ISA  00  ",
    "no ISA": without(small_file(), "ISA").encode(),
    "only ST to SE": a_set().encode(),
    "UTF-16 LE": small_file().encode("utf-16-le"),
    "UTF-16 BE": small_file().encode("utf-16-be"),
    "UTF-16 LE with a byte-order mark": ("\ufeff" + small_file()).encode("utf-16-le"),
    "UTF-16 BE with a byte-order mark": ("\ufeff" + small_file()).encode("utf-16-be"),
    "UTF-32 LE": small_file().encode("utf-32-le"),
    "UTF-32 BE": small_file().encode("utf-32-be"),
    "EBCDIC": small_file().replace("^", "").encode("cp037"),
}


@pytest.mark.parametrize("data", NOT_X12.values(), ids=NOT_X12)
def test_not_x12(data):
    assert kind(data) is Unreadable.NOT_X12


@pytest.mark.parametrize("name", [name for name in NOT_X12 if "UTF-16" in name])
def test_utf_16_is_called_so(name):
    assert "UTF-16" in refusal(NOT_X12[name]).reason


@pytest.mark.parametrize(("name", "told"), [("PDF", "it is a PDF"), ("XML", "convert --to 837")])
def test_a_known_kind_of_file_is_called_so(name, told):
    assert told in refusal(NOT_X12[name]).reason
    assert told in refusal(b"\xef\xbb\xbf\r\n" + NOT_X12[name]).reason
    assert refusal(NOT_X12["CSV"]).reason.endswith("does not start with an ISA segment")


def test_empty_is_called_so():
    assert refusal(b"").reason == "the file is empty"
    assert refusal(b"\r\n").reason == "the file is empty"


BAD_ISA = {
    "fifteen elements": small_file().replace("*T*:~", "*T~"),
    "only an ISA start": "ISA*00*          *00*",
    "no ISA16": small_file().replace("*T*:~", "*T*~"),
    "no ISA16, lines": after_terminators(small_file().replace("*T*:~", "*T*~"), "\n"),
    "no ISA16, CRLF lines": after_terminators(small_file().replace("*T*:~", "*T*~"), "\r\n"),
    "no terminator": small_file().replace("*T*:~", "*T*:"),
    "neither": small_file().replace("*T*:~", "*T*"),
    "the element separator twice": small_file().replace("*T*:~", "*T***"),
    "component separator and terminator alike": small_file().replace("*T*:~", "*T*~~"),
    "element separator as terminator": small_file().replace("*T*:~", "*T*:*"),
    "ISA alone, whole": ISA,
    "ISA alone, terminated": ISA + "~",
}


@pytest.mark.parametrize("text", BAD_ISA.values(), ids=BAD_ISA)
def test_isa_whose_separators_cannot_be_told_or_that_nothing_follows(text):
    assert kind(text) is Unreadable.DAMAGED


WHOLE = bare_file(a_set(1), a_set(2))
GROUP = WHOLE.split("~", 1)[1].removesuffix("IEA*1*000000001~")
MISNESTED = {
    "no GS": without(WHOLE, "GS"),
    "no GS and no GE": without(WHOLE, "GS", "GE"),
    "no ST": without(WHOLE, "ST"),
    "no SE at all": without(WHOLE, "SE"),
    "no first SE": WHOLE.replace("SE*3*0001~", ""),
    "no last SE": WHOLE.replace("SE*3*0002~", ""),
    "no GE": without(WHOLE, "GE"),
    "no IEA": without(WHOLE, "IEA"),
    "no GE and no IEA": without(WHOLE, "GE", "IEA"),
    "no SE, GE and IEA": without(WHOLE, "SE", "GE", "IEA"),
    "ST after GE": WHOLE.replace("GE*2*1~", f"GE*2*1~{a_set(3)}"),
    "ST before GS": WHOLE.replace("GS*", f"{a_set(3)}GS*"),
    "GS in a group": WHOLE.replace("~ST*837*0002", f"~{GROUP.split('~')[0]}~ST*837*0002"),
    "GS in a set": WHOLE.replace("~SE*3*0001", f"~{GROUP.split('~')[0]}~SE*3*0001"),
    "ST in a set": WHOLE.replace("~SE*3*0001", "~ST*837*0009~SE*3*0001"),
    "GE in a set": WHOLE.replace("~SE*3*0001", "~GE*1*1~SE*3*0001"),
    "IEA in a set": WHOLE.replace("~SE*3*0001", "~IEA*1*1~SE*3*0001"),
    "ISA in a set": WHOLE.replace("~SE*3*0001", f"~{ISA}~SE*3*0001"),
    "ISA in a group": WHOLE.replace("~GE*", f"~{ISA}~GE*"),
    "ISA before IEA": WHOLE.replace("~IEA*", f"~{ISA}~IEA*"),
    "SE twice": WHOLE.replace("SE*3*0001~", "SE*3*0001~SE*3*0001~"),
    "GE twice": WHOLE.replace("GE*2*1~", "GE*2*1~GE*2*1~"),
    "a claim outside a set": WHOLE.replace("GE*2*1~", "CLM*C9*100~GE*2*1~"),
    "a claim outside a group": WHOLE.replace("IEA*", "CLM*C9*100~IEA*"),
    "data after IEA": WHOLE + "CLM*C9*100~",
    "a group after IEA": WHOLE + GROUP,
    "IEA twice": WHOLE + "IEA*1*000000001~",
    "text after IEA": WHOLE + "\n\nend of file",
    "a long text after IEA": WHOLE + "\n" + "x" * 5_000,
}


@pytest.mark.parametrize("text", MISNESTED.values(), ids=MISNESTED)
def test_envelope_that_does_not_nest(text):
    assert text != WHOLE, "the fault is not in the text"
    error = refusal(text)
    assert error is not None, first_words(text)
    assert error.kind is Unreadable.DAMAGED
    assert error.reason.endswith("ask the sender for the whole file")


def test_refusal_names_the_segment():
    assert refusal(MISNESTED["no first SE"]).reason.startswith(
        "the transaction set that starts at segment 3 has no SE"
    )
    assert refusal(MISNESTED["no GE"]).reason.startswith(
        "the functional group that starts at segment 2 has no GE"
    )
    assert "segment 10 (ST)" in refusal(MISNESTED["ST after GE"]).reason
    assert "no IEA" in refusal(MISNESTED["no IEA"]).reason


@pytest.mark.parametrize("cut", ["~SE*", "~GE*", "~IEA*", "~LX*1", "~CLM*"])
def test_refusal_holds_no_patient_data(cut):
    text = small_file()
    reason = refusal(text[: text.index(cut)]).reason
    for word in ("SAMPLE", "ADA", "1EG4TE5MK73", "19500101", "C1"):
        assert word not in reason


CUT = {
    "one line": bare_file(a_set()),
    "a claim": small_file(),
    "LF": after_terminators(bare_file(a_set()), "\n"),
    "CRLF": after_terminators(bare_file(a_set()), "\r\n"),
    "carriage return terminator, CRLF": with_delimiters(
        bare_file(a_set()), terminator="\r"
    ).replace("\r", "\r\n"),
    "80 columns": wrapped(bare_file(a_set())),
    "empty segments": after_terminators(bare_file(a_set()), "~\n"),
    "two interchanges": small_file() + "\n" + bare_file(a_set()),
    "control characters": with_delimiters(bare_file(a_set()), "\x1d", "\x1f", "\x1c", "\x1e"),
}


@pytest.mark.parametrize("text", CUT.values(), ids=CUT)
def test_cut_at_every_byte(text):
    terminator = pieces(text)[0].segment.delimiters.terminator
    # A file of two interchanges that is cut after the first one is a whole file of one.
    starts = [at for at in range(len(text)) if text.startswith("IEA", at)]
    may_lack_its_last = terminator in "\r\n"
    ends = [text.index(terminator, at) + (not may_lack_its_last) for at in starts]
    second = text.find("ISA", 3) if len(ends) > 1 else len(text)
    for size in range(len(text)):
        part = text[:size]
        whole = size >= ends[-1] or ends[0] <= size <= second
        error = refusal(part)
        assert (error is None) is whole, f"cut after byte {size}"
        if whole:
            assert joined(pieces(part)) == part
        else:
            early = size < len("ISA*")
            assert error.kind is (Unreadable.NOT_X12 if early else Unreadable.DAMAGED), size


def test_cut_at_every_byte_with_a_newline_terminator():
    text = with_delimiters(bare_file(a_set()), terminator="\n")
    for size in range(len(text) - 1):
        assert refusal(text[:size]) is not None, f"cut after byte {size}"
    assert refusal(text) is None


def test_largest_size():
    text = small_file()
    assert joined(pieces(text, max_bytes=len(text))) == text
    error = refusal(text, max_bytes=len(text) - 1)
    assert error.kind is Unreadable.TOO_LARGE
    assert f"{len(text) - 1:,} bytes" in error.reason


def test_too_large_is_told_before_all_is_read():
    class Endless(BytesIO):
        given = 0

        def read(self, size=-1, /):
            self.given += size
            return b" " * size

    stream = Endless()
    with pytest.raises(NotReadable) as caught:
        next(read(stream, max_bytes=1_000_000))
    assert caught.value.kind is Unreadable.TOO_LARGE
    assert stream.given < 2_000_000


OTHER_TYPES = {
    "837P 4010": (bare_file(a_set(guide="")).replace("*005010X222A1~", "*004010X098A1~"), "004010"),
    "837I": (bare_file(a_set(guide="005010X223A2")), "837 institutional (005010X223A2)"),
    "837D": (bare_file(a_set(guide="005010X224A2")), "837 dental (005010X224A2)"),
    "835": (bare_file(a_set(type_="835", guide="")), "835"),
    "999": (bare_file(a_set(type_="999", guide="005010X231A1")), "999 (005010X231A1)"),
    "no sets": (bare_file(), "no transaction set"),
    "only a TA1": (f"{ISA}~TA1*000000001*260310*0900*A*000~IEA*0*000000001~", "no transaction set"),
    "only an envelope": (f"{ISA}~IEA*0*000000001~", "no transaction set"),
    "ST without elements": (bare_file("ST~SE*2~").replace("*005010X222A1~", "~"), "unknown"),
}


@pytest.mark.parametrize(("text", "named"), OTHER_TYPES.values(), ids=OTHER_TYPES)
def test_file_without_an_837p_is_read_and_not_scrubbed(text, named):
    assert joined(pieces(text)) == text
    error = scrub_refusal(text)
    assert error.kind is Unreadable.OTHER_TYPE
    assert named in error.reason


def test_one_837p_among_others_is_enough():
    text = bare_file(a_set(1, "835", "005010X221A1"), a_set(2))
    result = scrub(text.encode())
    assert result.corrected == text.encode()
    assert result.file.passed_through == ("835 (005010X221A1) at segment 3",)


def test_many_other_sets_are_named_shortly():
    text = bare_file(*(a_set(number, "835", "005010X221A1") for number in range(1, 8)))
    assert scrub_refusal(text).reason.count("835") == 1


def test_refused_within_a_later_interchange():
    assert kind(small_file() + small_file()[:-1]) is Unreadable.DAMAGED
    assert kind(small_file() + "ISA*00*") is Unreadable.DAMAGED
    assert kind(small_file() + small_file().replace("~SE*", "~SX*")) is Unreadable.DAMAGED
