"""The public files of the shared corpus: each is refused for the right reason or scrubbed safely.

The corpus is not part of the repository; where it is absent these tests are skipped.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest

from scrubber import NotReadable, ScrubResult, scrub
from scrubber.claims import Claim, build_claim, claims_of
from scrubber.discrepancies import undo, verify
from scrubber.x12 import Segment, TransactionSet, Unreadable, read, splice
from scrubber.x12.envelope import segments

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")

GUIDES = {"005010X222", "005010X222A1", "005010X222A2"}

NOT_X12, DAMAGED, OTHER_TYPE = Unreadable.NOT_X12, Unreadable.DAMAGED, Unreadable.OTHER_TYPE
REFUSED = {
    # No ISA: the file starts with ST or GS.
    "imsweb__x12-parser__x12_no_isa_line.txt": NOT_X12,
    "bryanbritten__edi-x12-healthcare-demo__claim.edi": NOT_X12,
    "bryanbritten__edi-x12-healthcare-demo__encounter.edi": NOT_X12,
    "bryanbritten__edi-x12-healthcare-demo__orthodontics.edi": NOT_X12,
    # UTF-16 without a byte-order mark.
    "Inteligenz__X12Parser__UnicodeExample.txt": NOT_X12,
    # A set outside a functional group: no GS; no GE; no SE.
    "imsweb__x12-parser__x12_missing_first_gs.txt": DAMAGED,
    "imsweb__x12-parser__x12_missing_last_gs.txt": DAMAGED,
    "imsweb__x12-parser__x12_missing_last_st.txt": DAMAGED,
    # Cut before GE and IEA.
    "azoner__pyx12__fail_no_IEA.txt": DAMAGED,
}
"""The files that cannot be read; every other one that is refused is no 837P 5010."""

READ, REFUSED_BY_KIND = 60, {OTHER_TYPE: 63, NOT_X12: 5, DAMAGED: 4}


@dataclass(frozen=True)
class Listed:
    """A row of the index, and the file."""

    name: str
    version: str
    type: str
    claims: int
    lines: int
    size: int

    def __str__(self) -> str:
        return self.name

    @property
    def data(self) -> bytes:
        return _data(self.name)

    @property
    def is_837p(self) -> bool:
        """Whether the index says 837P 5010; of an 837I under a professional GS08 it says both."""
        return self.version in GUIDES and self.type.startswith("837P ")


@cache
def _data(name: str) -> bytes:
    return (CORPUS / "files" / name).read_bytes()


def _listed() -> list[Listed]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "INDEX.csv").open(newline="") as index:
        return [
            Listed(
                row["file"],
                row["version"],
                row["type"],
                int(row["claims"]),
                int(row["lines"]),
                int(row["bytes"]),
            )
            for row in csv.DictReader(index)
        ]


FILES = _listed()
READABLE = [file for file in FILES if file.is_837p and file.name not in REFUSED]
each_file = pytest.mark.parametrize("file", FILES, ids=str)
each_readable = pytest.mark.parametrize("file", READABLE, ids=str)


def proven(data: bytes, **options: object) -> ScrubResult:
    """The result of a scrub, once all that must hold of every result is seen to hold."""
    result = scrub(data, **options)
    log = [result.file, *result.discrepancies, result.summary]
    corrections = [d for d in result.discrepancies if d.action == "corrected"]
    assert [d.message for d in result.discrepancies if d.name == "internal-error"] == []
    assert verify(data, result.corrected, log) == len(corrections)
    assert undo(result.corrected, log) == data
    if not corrections:
        assert result.corrected == data
    again = scrub(result.corrected, **options)
    assert again.corrected == result.corrected
    assert not [d for d in again.discrepancies if d.action == "corrected"]
    return result


def refused(data: bytes) -> NotReadable | None:
    try:
        scrub(data)
    except NotReadable as error:
        return error
    return None


def test_corpus_is_whole():
    assert len(FILES) == 132
    assert {file.name: file.size for file in FILES} == {file.name: len(file.data) for file in FILES}
    assert set(REFUSED) <= {file.name for file in FILES}


@each_file
def test_file_is_read_or_refused_for_its_reason(file):
    error = refused(file.data)
    expected = REFUSED.get(file.name, None if file.is_837p else OTHER_TYPE)
    assert (error.kind if error else None) == expected
    if error:
        assert error.reason
        assert "\n" not in error.reason


def test_how_many_are_read_and_refused():
    kinds = Counter(error.kind if (error := refused(file.data)) else None for file in FILES)
    assert kinds == {None: READ, **REFUSED_BY_KIND}


@each_file
def test_reader_loses_no_byte(file):
    if REFUSED.get(file.name):
        pytest.skip("not readable")
    pieces = list(read(BytesIO(file.data)))
    joined = "".join(
        piece.lead + piece.text if isinstance(piece, TransactionSet) else piece.text
        for piece in pieces
    )
    assert joined.encode("latin-1") == file.data
    found = list(chain.from_iterable(map(_segments, pieces)))
    assert [segment.number for segment in found] == list(range(1, len(found) + 1))
    text = file.data.decode("latin-1")
    assert all(text.startswith(segment.text, segment.offset) for segment in found)
    assert splice(text, 0, [(segment, segment) for segment in found]) == text


@each_readable
def test_scrub_is_safe(file):
    proven(file.data)


@each_readable
def test_claims_and_lines_are_those_of_the_index(file):
    summary = scrub(file.data).summary
    assert (summary.claims.read, summary.lines.read) == (file.claims, file.lines)


@each_readable
def test_charges_are_those_of_the_claims(file):
    total = sum((claim.total_charge or Decimal() for claim in _claims(file.data)), Decimal())
    assert scrub(file.data).summary.charges.before == f"{total:.2f}"


@each_readable
def test_corrections_hold_in_every_file(file, tmp_path):
    """Each line turned into a therapist's 97530 that bills too much, with its treatment log."""
    if file.size > LARGE:
        pytest.skip("hundreds of claims of one patient and day: slow, and nothing new")
    data = _as_therapy(file.data)
    claims = _claims(data)
    log = tmp_path / "treatments.csv"
    rows = [
        f"{claim.claim_id},2026-03-09,97530,{line.number},15"
        for claim in claims
        for line in claim.lines
    ]
    log.write_text("claim_id,service_date,procedure,line,minutes\n" + "\n".join(rows) + "\n")
    result = proven(data, treatments=log)
    corrected = Counter(d.rule for d in result.discrepancies if d.action == "corrected")
    settled = [
        line
        for claim in claims
        for line in claim.lines
        if line.service_date
        and not claim.is_void
        and claim.rendering_of(line).taxonomy == "225100000X"
    ]
    assert corrected["TH201"] == len(settled)
    numbers = [claim.claim_id for claim in claims]
    # Two names under one member id leave their days open, and no units are lowered there.
    names = {(c.subscriber.member_id, c.subscriber.first_name) for c in claims}
    one_name = len(names) == len({member for member, _ in names})
    adjudicated = any(claim.adjudicated for claim in claims)
    if settled and one_name and len(set(numbers)) == len(numbers) and not adjudicated:
        assert corrected["TH101"]


MUTATIONS = 16
LARGE = 100_000
THERAPIST = "NM1*82*1*HAND*THEA****XX*1245319599~PRV*PE*PXC*225100000X"


@each_file
def test_damaged_copy_is_refused_or_scrubbed_safely(file):
    for damaged in _mutations(file.data):
        # Any other exception than NotReadable fails the test.
        with suppress(NotReadable):
            proven(damaged)


@each_readable
def test_copy_that_is_cut_is_refused(file):
    data = file.data.rstrip()
    for cut in _places(len(data) - 1, 12):
        error = refused(data[:cut])
        # A file of several interchanges may be cut between two of them.
        assert error or data[cut:].lstrip().upper().startswith(b"ISA"), cut


def _places(length: int, count: int) -> list[int]:
    """Places spread over a file, the first and the last among them."""
    return sorted({length * at // (count - 1) for at in range(count)})


def _mutations(data: bytes) -> Iterator[bytes]:
    """The file with one byte lost, doubled or replaced, a segment lost or doubled, or cut."""
    count = 4 if len(data) > LARGE else MUTATIONS
    places = _places(len(data) - 1, count)
    for at in places:
        yield data[:at] + data[at + 1 :]
        yield data[:at] + data[at : at + 1] + data[at:]
        yield data[:at] + b"*~:\n A0\xff"[at % 8 : at % 8 + 1] + data[at + 1 :]
        yield data[:at]
    terminators = [at for at, byte in enumerate(data) if byte == ord("~")]
    for at in terminators[:: len(terminators) // count + 1]:
        yield data[: at + 1] + b"~" + data[at + 1 :]
        yield data[:at] + data[at + 1 :]
        end = data.find(b"~", at + 1)
        if end > 0:
            yield data[: at + 1] + data[end + 1 :]
            yield data[: end + 1] + data[at + 1 :]


def _segments(piece: object) -> list[Segment]:
    if isinstance(piece, TransactionSet):
        header = piece.header
        return list(segments(piece.text, header.number, header.offset, header.delimiters))
    return [piece.segment] if piece.segment else []


@each_readable
def test_the_subscribers_number_alone_is_the_one_that_the_level_has(file):
    for piece in read(BytesIO(file.data)):
        if isinstance(piece, TransactionSet) and piece.is_837p:
            for claim in claims_of(piece):
                assert claim.levels.member_id() == claim.level().subscriber.member_id


def _claims(data: bytes) -> list[Claim]:
    return [
        build_claim(text)
        for piece in read(BytesIO(data))
        if isinstance(piece, TransactionSet) and piece.is_837p
        for text in claims_of(piece)
    ]


def _as_therapy(data: bytes) -> bytes:
    """Every line bills four units of 97530 for $100 by a physical therapist, without GP."""
    changes: list[tuple[Segment, Segment]] = []
    lines: Counter[int] = Counter()
    claim = 0
    for segment in chain.from_iterable(map(_segments, read(BytesIO(data)))):
        marks = segment.delimiters
        new = segment
        if segment.id == "CLM":
            claim = segment.number
        elif segment.id == "SV1":
            lines[claim] += 1
            for value, element in (("HC:97530", 1), ("100", 2), ("UN", 3), ("4", 4)):
                new = new.with_value(value.replace(":", marks.component), element)
            therapist = f"{marks.terminator}{THERAPIST}".replace("~", marks.terminator)
            text = new.text + therapist.replace("*", marks.element)
            new = Segment(text, new.number, new.offset, marks)
        elif (segment.id, segment.value(1)) == ("DTP", "472"):
            new = segment.with_value("D8", 2).with_value("20260309", 3)
        changes.append((segment, new))
    changes = [
        (old, new.with_value(f"{100 * lines[old.number]}", 2) if old.id == "CLM" else new)
        for old, new in changes
    ]
    return splice(data.decode("latin-1"), 0, changes).encode("latin-1")
