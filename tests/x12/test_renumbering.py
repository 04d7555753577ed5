"""A file under new control numbers: four elements change, and nothing else."""

from io import BytesIO
from itertools import count

import pytest

from scrubber.x12 import NotReadable, TransactionSet, read, renumber
from tests.edi import ClaimText, one_claim

TEXT = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))


def renumbered(text: str) -> str:
    numbers, target = count(7), BytesIO()
    renumber(BytesIO(text.encode("latin-1")), target, lambda: next(numbers))
    return target.getvalue().decode("latin-1")


@pytest.mark.parametrize("end", ["~", "~\r\n", "\n"])
def test_four_elements_change(end: str) -> None:
    text = TEXT.replace("~", end) + "\n \n"
    new = renumbered(text)
    expected = (
        text.replace("*000000001*0*T", "*000000007*0*T")
        .replace("IEA*1*000000001", "IEA*1*000000007")
        .replace("*0900*1*X", "*0900*8*X")
        .replace("GE*1*1", "GE*1*8")
    )
    assert new == expected
    assert new != text


def test_each_interchange_and_group_has_numbers_of_its_own() -> None:
    pieces = list(read(BytesIO(renumbered(TEXT + TEXT).encode())))
    sets = [piece for piece in pieces if isinstance(piece, TransactionSet)]
    assert [(each.isa.value(13), each.gs.value(6)) for each in sets] == [
        ("000000007", "8"),
        ("000000009", "10"),
    ]
    assert not any(piece.checks for piece in pieces)


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(NotReadable):
        renumbered(TEXT[:-40])
