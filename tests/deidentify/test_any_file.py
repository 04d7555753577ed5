"""What must hold of the copy of any file: nobody is in it, and all else is."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from scrubber import NotReadable, ScrubResult, scrub
from scrubber.deidentify import NotProven
from scrubber.keys import Key
from tests import edi
from tests.claims.test_soup import claim_soup, soup
from tests.deidentify.copies import Copy, copy_of, said_elsewhere, split, survivors

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "files"
SAMPLES = sorted((ROOT / "edi_samples").glob("*/*.837"))
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []
AMOUNTS = {"AMT": (2,), "CLM": (2,), "SV1": (2, 3, 4), "SV5": (4,), "SVD": (2,), "CAS": (3,)}


def sidecar(path: Path, kind: str) -> Path | None:
    found = path.with_name(f"{path.stem}.{kind}.csv")
    return found if found.is_file() else None


def findings(result: ScrubResult) -> list[tuple[object, ...]]:
    return [
        (d.rule, d.action, d.severity, d.segment, d.element, d.charge_delta, d.payment_at_stake)
        for d in result.discrepancies
    ]


def proven(path: Path) -> Copy:
    """The copy of a file, with the promise proven once more, apart from the program's own proof."""
    data = path.read_bytes()
    treatments, used = sidecar(path, "treatments"), sidecar(path, "therapy_used")
    copy = copy_of(data, treatments, used)
    assert survivors(data, copy.claims) == []
    before, after = split(data), split(copy.claims)
    assert [len(segment) for segment in before] == [len(segment) for segment in after]
    for one, other in zip(before, after, strict=True):
        if len(one[0]) <= 3 and other[0][:1] != "Z":
            assert one[0] == other[0]
        for number in AMOUNTS.get(one[0].upper(), ()):
            assert one[number : number + 1] == other[number : number + 1]
    return copy


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_copied(path: Path, tmp_path: Path) -> None:
    if path.stem == "several_interchanges_with_835":
        with pytest.raises(NotReadable, match=r"also holds 835 .* at segment 39; only 837P"):
            copy_of(path.read_bytes())
        return
    copy = proven(path)
    evidence: dict[str, Any] = {}
    for kind in ("treatments", "therapy_used"):
        if kind in copy.files:
            (tmp_path / f"{kind}.csv").write_bytes(copy.files[kind])
            evidence[kind] = tmp_path / f"{kind}.csv"
    original: dict[str, Any] = {kind: file for kind in evidence if (file := sidecar(path, kind))}
    found = findings(scrub(path, **original))
    assert findings(scrub(copy.claims, **evidence)) == found
    assert copy.told.findings == len(found)


@pytest.mark.skipif(not FILES, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_the_corpus_is_copied_or_refused_as_fix_refuses_it(path: Path) -> None:
    if reason := refused(scrub, path):
        assert refused(copy_of, path.read_bytes()) == reason
    else:
        assert findings(scrub(proven(path).claims)) == findings(scrub(path))


def refused(read: Callable[[Any], object], file: object) -> str:
    try:
        read(file)
    except NotReadable as error:
        return error.reason
    return ""


def test_evidence_files_name_nobody(tmp_path: Path) -> None:
    path = ROOT / "edi_samples" / "dirty" / "clinic_day.837"
    copy = proven(path)
    for kind in ("treatments", "therapy_used"):
        before = cells((path.with_name(f"clinic_day.{kind}.csv")).read_text())
        after = cells(copy.files[kind].decode())
        assert len(before) == len(after)
        assert set(before[0]) == set(after[0])
        for column in ("claim_id", "line_control_number", "therapist_npi", "signed_by"):
            if column in before[0]:
                at = before[0].index(column)
                originals = {row[at] for row in before[1:] if row[at]}
                assert originals
                assert not [row for row in after[1:] if originals & set(row)]
    members = {row[0] for row in cells(copy.files["therapy_used"].decode())[1:]}
    named = {seg[9] for seg in split(copy.claims) if seg[:2] == ["NM1", "IL"]}
    assert members & named


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def guarded(data: bytes) -> None:
    """A copy in which nobody survives, or a refusal that names a place and no value."""
    try:
        copy = copy_of(data)
    except NotProven as error:
        where, _, kind = str(error).partition(": an original value would survive ")
        if where.startswith("segment ") and kind == "(kept)":
            return
        raise
    other = said_elsewhere(data)
    assert [value for value in survivors(data, copy.claims) if value not in other] == []


@given(claim_soup())
def test_claims_with_anything_in_them(body: str) -> None:
    guarded(edi.envelope(body).encode("latin-1"))


@given(soup)
def test_any_segments(body: str) -> None:
    guarded(edi.envelope(body).encode("latin-1"))


def test_a_claim_number_that_is_a_procedure_stands_in_the_copy_as_the_procedure() -> None:
    line = "SV1*HC:97140:GP*45*UN*1***1~NTE*ADD*97530 23 MIN~"
    text = edi.one_claim(edi.ClaimText([line], claim_id="97530"))
    guarded(text.encode())
    clm = next(segment for segment in split(copy_of(text).claims) if segment[0] == "CLM")
    assert clm[1] != "97530"


SECRET = "ZEBULON"
"""Put where no name belongs."""


def spoilt() -> Iterator[tuple[str, str]]:
    """A clean file with the name in place of each element, component and segment id in turn, after
    each segment's last element, as a segment, and between segments."""
    text = edi.one_claim(
        edi.ClaimText(
            ["SV1*HC:97530:GP:59:::WORDS*100*UN*2***1~NTE*ADD*97530 23 MIN~SVD*P1*90*HC:97530**2~"],
            extra="REF*F8*12345~AMT*F5*20~K3*TEXT~CRC*07*Y*01~DTP*431*D8*20260101~",
        )
    )
    segments = text.split("~")
    for at, segment in enumerate(segments):
        elements = segment.split("*")
        if elements[0] in ("ISA", "GS", "ST", "SE", "GE", "IEA", ""):
            continue
        for number, value in enumerate(elements):
            parts = value.split(":")
            for part in range(len(parts)):
                new = ":".join([*parts[:part], SECRET, *parts[part + 1 :]])
                changed = "*".join([*elements[:number], new, *elements[number + 1 :]])
                yield f"{elements[0]}{number:02}-{part + 1}", with_segment(segments, at, changed)
        yield f"after {elements[0]}", with_segment(segments, at, f"{segment}****{SECRET}")
        yield f"beside {elements[0]}", with_segment(segments, at, f"{segment}~{SECRET}")
        yield f"under {elements[0]}", with_segment(segments, at, f"{segment}~QQ*{SECRET}*1")
        yield f"in {elements[0]}", with_segment(segments, at, f"{segment}^{SECRET}:{SECRET}")


def with_segment(segments: list[str], at: int, changed: str) -> str:
    return "~".join([*segments[:at], changed, *segments[at + 1 :]])


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in spoilt()])
def test_a_name_where_none_belongs_does_not_survive(text: str) -> None:
    assert SECRET in text
    copy = copy_of(text)
    assert SECRET not in copy.claims.decode("latin-1").upper()
    assert len(split(copy.claims)) == len(split(text.encode()))


@pytest.mark.parametrize("element", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15])
def test_a_name_in_the_envelope_does_not_survive(element: int) -> None:
    isa, _, rest = edi.one_claim(edi.ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"])).partition("~")
    elements = isa.split("*")
    elements[element] = SECRET.ljust(len(elements[element]))
    text = "*".join(elements) + "~" + rest
    copy = copy_of(text).claims
    assert SECRET.encode() not in copy
    assert [len(e) for e in copy.decode().partition("~")[0].split("*")] == [
        len(e) for e in elements
    ]


def test_the_same_key_gives_the_same_bytes_and_another_one_others() -> None:
    data = (ROOT / "edi_samples" / "clean" / "medicare_pt_visit.837").read_bytes()
    assert copy_of(data).files == copy_of(data).files
    other = copy_of(data, key=Key(b"another key of a test")).claims
    assert other != copy_of(data).claims
