"""Is a file whole by now? Told from its first and its last segment."""

from io import BytesIO

import pytest

from scrubber.x12 import NotReadable, ends_in_iea, first_isa
from scrubber.x12.file_ends import TAIL_BYTES
from tests.edi import ClaimText, one_claim

TEXT = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))


def whole(text: str) -> bool:
    file = BytesIO(text.encode("latin-1"))
    return ends_in_iea(file, first_isa(file))


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT + "\r\n \t\n",
        TEXT + "\x1a",
        TEXT + "\n~\n",
        TEXT.replace("~", "~\r\n"),
        TEXT.replace("~", "\x1c").replace("*", "\x1d"),
        TEXT.replace("~", "\n"),
        TEXT.replace("~", "\n").rstrip(),
        TEXT.replace("~", "\r\n"),
        TEXT.replace("IEA*1*000000001~", "iea*1*1~"),
        TEXT.replace("IEA*1*000000001~", "I\r\nEA*1*0000\r\n00001~"),
        TEXT.replace("IEA*1*000000001~", "IEA*1*000000001*~"),
        TEXT + TEXT.replace("~", "'").replace("*", "+"),
    ],
)
def test_a_whole_file_ends_in_iea(text: str) -> None:
    assert whole(text)


@pytest.mark.parametrize(
    "text",
    [
        *(TEXT[:-cut] for cut in range(1, 30)),
        TEXT.replace("~", "\n")[:-2],
        TEXT.replace("IEA*1*000000001~", ""),
        TEXT + "ISA",
        TEXT.replace("IEA*1", "XIEA*1"),
        TEXT + " " * TAIL_BYTES + TEXT[:200],
    ],
)
def test_a_file_that_is_cut_short_does_not(text: str) -> None:
    assert not whole(text)


def test_what_is_no_x12_is_refused() -> None:
    with pytest.raises(NotReadable):
        first_isa(BytesIO(b"%PDF"))
