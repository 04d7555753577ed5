"""A file split in two: nothing lost, nothing twice, both whole, and joined it is what it was."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.claims import Claim, build_claim, census, claims_of
from scrubber.claims.parting import Seam, claim_starts
from scrubber.discrepancies.joining import check_split, joined
from scrubber.errors import Mismatch
from scrubber.splitting import Splitter, split_set
from scrubber.x12 import NotReadable, Piece, TransactionSet, read
from scrubber.x12.envelope import segments
from tests import edi
from tests.claims.reading import patient, plain_claim
from tests.x12.reading import LAYOUTS, SEPARATORS, with_delimiters


class Split:
    """A file split by the numbers of the claims that are held."""

    def __init__(self, data: bytes, held: Callable[[int], bool]) -> None:
        self.data = data
        pieces = list(read(BytesIO(data)))
        out_file, held_file = BytesIO(), BytesIO()
        splitter = Splitter(out_file, held_file)
        number = 0
        for piece in pieces:
            if not isinstance(piece, TransactionSet):
                splitter.envelope(piece)
                continue
            chosen = set()
            if piece.is_837p:
                for start in claim_starts(piece.text, piece.delimiters):
                    if held(number):
                        chosen.add(piece.header.offset + start)
                    number += 1
            splitter.transaction_set(piece.lead, split_set(piece, piece.text, chosen))
        self.seams = splitter.seams()
        self.out, self.held = out_file.getvalue(), held_file.getvalue()

    def proven(self) -> "Split":
        """The split, once it is proven that it holds what it should."""
        assert joined(self.out, self.held, self.seams) == self.data
        check_split(self.data, self.out, self.held, self.seams)
        whole, out, held = sets_of(self.data), sets_of(self.out), sets_of(self.held)
        assert totals(whole) == [a + b for a, b in zip(totals(out), totals(held), strict=True)]
        known = faults(self.data)
        for part in (self.out, self.held):
            assert faults(part) <= known
            for piece in sets_of(part):
                if piece.text not in {read_in.text for read_in in whole}:
                    assert_levels_are_whole(piece)
        both = sorted(map(said, claims(out) + claims(held)))
        assert both == sorted(map(said, claims(whole)))
        return self


def sets_of(data: bytes) -> list[TransactionSet]:
    pieces: list[Piece] = list(read(BytesIO(data))) if data else []
    return [piece for piece in pieces if isinstance(piece, TransactionSet) and piece.is_837p]


def totals(sets: list[TransactionSet]) -> list:
    counts = [census(piece) for piece in sets]
    return [sum(count[at] for count in counts) for at in range(3)]


def faults(data: bytes) -> set[tuple[str, str]]:
    """What the reader says of the envelopes, element by element."""
    pieces = list(read(BytesIO(data))) if data else []
    return {(check.place.name, check.fault) for piece in pieces for check in piece.checks}


def claims(sets: list[TransactionSet]) -> list[Claim]:
    return [build_claim(text) for piece in sets for text in claims_of(piece)]


def said(claim: Claim) -> str:
    """Whose claim it is and what it bills: the levels above it as they are read again."""
    return repr(
        [
            [claim.claim_id, str(claim.total_charge), claim.frequency],
            [claim.billing.npi, claim.billing.taxonomy, claim.payer.payer_id, claim.payer.sequence],
            [claim.subscriber.member_id, claim.patient.first_name, claim.patient.birth_date],
            [line.sv1.text for line in claim.lines],
        ]
    )


def assert_levels_are_whole(piece: TransactionSet) -> None:
    """HL01 counts from 1, HL02 names a level before it, HL04 says whether one follows below."""
    found = [
        segment for segment in segments(piece.text, 0, 0, piece.delimiters) if segment.id == "HL"
    ]
    above = [level.value(2) for level in found]
    for number, level in enumerate(found, 1):
        assert level.value(1) == str(number)
        assert above[number - 1] in {"", *map(str, range(1, number))}
        if level.value(4) and "" not in above[1:]:
            assert level.value(4) == ("1" if str(number) in above else "0")


FAMILY = (
    edi.header()
    + edi.billing_provider()
    + edi.subscriber(member="M1")
    + plain_claim("C1")
    + plain_claim("C2")
    + edi.subscriber(hl=3, member="M2").replace("*22*0~", "*22*1~")
    + patient(4, 3, "CLEO")
    + plain_claim("C3")
    + patient(5, 3, "OTTO")
    + plain_claim("C4")
    + edi.billing_provider(hl=6, npi=edi.RENDERING_NPI)
    + edi.subscriber(hl=7, parent=6, member="M3")
    + plain_claim("C5")
)
SETS = edi.envelope(FAMILY, FAMILY.replace("CLM*C", "CLM*D"))
NO_LEVELS_FAMILY = "".join(
    f"{part}~" for part in FAMILY.split("~") if part and not part.startswith("HL")
)
NO_LEVELS = edi.envelope(NO_LEVELS_FAMILY)


@given(st.sets(st.integers(0, 9)))
def test_any_claims_of_a_file_with_families_and_two_billing_providers(held: set[int]):
    Split(SETS.encode(), held.__contains__).proven()


@given(st.sets(st.integers(0, 4)))
def test_any_claims_of_a_file_without_levels(held: set[int]):
    Split(NO_LEVELS.encode(), held.__contains__).proven()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("held", [{0}, {2, 3}, {0, 1, 2, 3, 4}, {7}])
def test_any_layout(layout: str, held: set[int]):
    Split(LAYOUTS[layout](SETS).encode("latin-1"), held.__contains__).proven()


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_any_separators(separators: str):
    Split(with_delimiters(SETS, *separators).encode("latin-1"), {1, 2, 8}.__contains__).proven()


def split(text: str, *held: int) -> Split:
    return Split(text.encode("latin-1"), held.__contains__).proven()


def levels(data: bytes) -> list[str]:
    return [text for text in data.decode().split("~") if text.startswith("HL*")]


def test_levels_are_numbered_anew_on_both_sides():
    parts = split(edi.envelope(FAMILY), 2)
    assert levels(parts.out) == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "HL*3*1*22*1",
        "HL*4*3*23*0",
        "HL*5**20*1",
        "HL*6*5*22*0",
    ]
    assert levels(parts.held) == ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0"]


def test_a_level_that_loses_its_children_says_so():
    own_claim = FAMILY.replace(patient(4, 3, "CLEO"), plain_claim("C0") + patient(4, 3, "CLEO"))
    assert own_claim != FAMILY
    parts = split(edi.envelope(own_claim), 3, 4)
    assert levels(parts.out) == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "HL*3*1*22*0",
        "HL*4**20*1",
        "HL*5*4*22*0",
    ]


def test_a_level_that_never_had_a_claim_stays_where_it_is_sent():
    empty = edi.subscriber(hl=8, parent=6, member="M9")
    parts = split(edi.envelope(FAMILY + empty), 4)
    assert levels(parts.out)[-2:] == ["HL*6**20*1", "HL*7*6*22*0"]
    assert levels(parts.held) == ["HL*1**20*1", "HL*2*1*22*0"]
    assert b"M9" in parts.out
    assert b"M9" not in parts.held


def test_a_wrong_parent_is_read_by_order_and_said_right():
    lost = FAMILY.replace("HL*4*3*", "HL*4*9*")
    parts = split(edi.envelope(lost), 0, 1)
    assert levels(parts.out)[:3] == ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0"]


@pytest.mark.parametrize("text", [FAMILY, NO_LEVELS_FAMILY], ids=["levels", "no levels"])
@pytest.mark.parametrize("claim", ["C1", "C3", "C5"])
def test_service_lines_whose_claim_is_lost_are_in_one_file(text: str, claim: str):
    whole = plain_claim(claim)
    lost = text.replace(whole, whole.replace("CLM*", "CLX*") + plain_claim("C0") + whole)
    assert lost != text
    for held in range(6):
        split(edi.envelope(lost), held)
    gone = text.replace(whole, whole.replace("CLM*", "CLX*"))
    for held in range(4):
        split(edi.envelope(gone), held)


def test_an_empty_parent_stays_empty():
    bare = FAMILY.replace("HL*2*1*22*0~", "HL*2**22~")
    parts = split(edi.envelope(bare), 2)
    assert levels(parts.out)[1] == "HL*2**22"


def test_nobody_else_is_in_the_held_file():
    parts = split(edi.envelope(FAMILY), 2)
    assert b"CLEO" in parts.held
    assert b"CLEO" not in parts.out
    for other in (b"*M1~", b"OTTO", b"*M3~", edi.RENDERING_NPI.encode()):
        assert other in parts.out
        assert other not in parts.held


def test_a_set_a_group_and_an_interchange_without_a_claim_left_are_gone():
    two_groups = SETS.replace(
        "IEA*1*", "GS*HC*A*B*20260310*0900*2*X*005010X222A1~" + _set(FAMILY) + "GE*1*2~IEA*2*"
    )
    all_of_first_set = split(two_groups, 0, 1, 2, 3, 4)
    assert all_of_first_set.out.count(b"ST*837") == 2
    assert b"GE*1*1~" in all_of_first_set.out
    assert b"GE*1*1~IEA*1*" in all_of_first_set.held
    all_of_first_group = split(two_groups, *range(10))
    assert all_of_first_group.out.count(b"GS*") == 1
    assert b"GE*1*2~IEA*1*" in all_of_first_group.out
    assert b"GE*2*1~IEA*1*" in all_of_first_group.held
    all_of_first_interchange = split(SETS + two_groups, *range(10))
    assert all_of_first_interchange.out == two_groups.encode()
    assert all_of_first_interchange.held == SETS.encode()


def _set(body: str) -> str:
    return f"ST*837*0001*005010X222A1~{body}SE*{body.count('~') + 2}*0001~"


def test_all_held_and_none_held_are_the_file_itself():
    everything = split(SETS + "\n", *range(10))
    assert (everything.out, everything.held) == (b"", SETS.encode() + b"\n")
    nothing = split(SETS + "\n")
    assert (nothing.out, nothing.held) == (SETS.encode() + b"\n", b"")
    assert sum(seam.rest for seam in nothing.seams) == len(SETS) + 1
    assert len(nothing.seams) == 3  # ISA, GS, and all the rest


@pytest.mark.parametrize("layout", ["\n", "\r\n\r\n"])
def test_both_files_start_with_an_interchange(layout: str):
    """What parts two interchanges is not to stand before the first one of a file."""
    three = layout.join([SETS, SETS, SETS])
    parts = split(three, *range(10, 20))
    assert (parts.out, parts.held) == (f"{SETS}{layout}{SETS}".encode(), SETS.encode())
    parts = split(three, *range(20))
    assert (parts.out, parts.held) == (SETS.encode(), f"{SETS}{layout}{SETS}".encode())
    parts = split(three, 12, *range(20, 30))
    assert parts.out.startswith(b"ISA")
    assert parts.held.startswith(b"ISA")
    assert b"~" + layout.encode() + b"ISA" in parts.out
    as_it_came = split("\n" + three, *range(10))
    assert as_it_came.held.startswith(b"\nISA")


def test_what_holds_no_claim_goes_out():
    """An acknowledgment (TA1) and a set of another type are not ours to hold back."""
    more = SETS.replace("GS*HC", "TA1*000000001*260310*0900*A*000~GS*HC", 1).replace(
        "GE*2*1~", "ST*276*0003*005010X212~SE*2*0003~GE*3*1~"
    )
    parts = split(more, *range(10))
    assert b"TA1*" in parts.out
    assert b"ST*276*" in parts.out
    assert b"GE*1*1~IEA*1*" in parts.out
    assert b"GE*2*1~IEA*1*" in parts.held
    empty = edi.envelope() + SETS
    parts = split(empty, *range(10))
    assert parts.out == edi.envelope().encode()


def test_a_wrong_count_stays_wrong_where_nothing_was_taken_out():
    wrong = SETS.replace("GE*2*1~", "GE*7*1~")
    assert b"GE*7*1~" in split(wrong).out
    parts = split(wrong, 0)
    assert b"GE*7*1~" in parts.out  # as many sets as before
    assert b"GE*1*1~" in parts.held


def test_seams_of_a_run_are_one():
    """Long files with a few held claims have short logs."""
    many = edi.envelope(*[FAMILY] * 40)
    parts = split(many, 102)
    assert len(parts.seams) < 40


def test_files_that_do_not_belong_together_are_not_joined():
    parts = split(SETS, 2)
    with pytest.raises(Mismatch, match="not as long"):
        joined(parts.out + b"~", parts.held, parts.seams)
    with pytest.raises(Mismatch, match="differ at byte 0 of the whole"):
        joined(parts.out.replace(b"CLINICSENDER", b"OTHERSSENDER", 1), parts.held, parts.seams)


def test_a_split_is_proven_by_splitting_once_more():
    """Whatever a forged log says: no claim lost, none twice, none under another subscriber."""
    whole = edi.envelope(FAMILY).encode()
    first, second = whole.index(b"CLM*C1"), whole.index(b"CLM*C2")
    claim, size = whole[first:second].decode(), second - first
    lacking = whole[:first] + whole[second:]
    left = len(whole) - second
    parts = Split(whole, {2}.__contains__)
    moved = parts.out.replace(b"HL*6*5*22", b"HL*6*1*22")
    assert moved != parts.out
    for out, held, seams in (
        (lacking, b"", (Seam(first, 0), Seam(0, 0, claim), Seam(left, 0))),
        (lacking, b"", (Seam(first, 0), Seam(left, 0, claim + whole[second:].decode()))),
        (whole, whole, (Seam(len(whole), len(whole)),)),
        (whole, b"", (Seam(second, 0), Seam(-size, 0), Seam(size + left, 0))),
        (moved, parts.held, parts.seams),
    ):
        with pytest.raises(Mismatch, match="more than levels and counts, or holds a claim twice"):
            check_split(joined(out, held, seams), out, held, seams)
    nonsense = (Seam(len(parts.out), len(parts.held), "no interchange"),)
    with pytest.raises(NotReadable):
        check_split(joined(parts.out, parts.held, nonsense), parts.out, parts.held, nonsense)


CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SAMPLES = Path(__file__).resolve().parents[1] / "edi_samples"
REAL = sorted(path for path in CORPUS.rglob("*") if path.is_file()) if CORPUS.is_dir() else []


@pytest.mark.parametrize(
    "path", [*REAL, *sorted(SAMPLES.rglob("*.837"))], ids=lambda path: path.name
)
def test_samples_and_corpus(path: Path):
    data = path.read_bytes()
    try:
        numbers = range(totals(sets_of(data))[0])
    except NotReadable:
        return
    for step, first in ((1, 0), (2, 0), (2, 1), (7, 3)):
        Split(data, set(numbers[first::step]).__contains__).proven()
    if len(numbers) <= 20:
        for number in numbers:
            Split(data, number.__eq__).proven()
