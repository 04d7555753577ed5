"""Which loop a segment stands in, in files as the guide has them and in others."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.loops import LOOPS, ROOT, SEGMENTS, Walk, plain_name
from scrubber.x12 import Delimiters, Segment
from tests import edi
from tests.x12.reading import SPLIT_CLAIM

DELIMITERS = Delimiters("*", ":", "~", "^")
STRAY = "?"


def segment(text: str) -> Segment:
    return Segment(text, 1, 0, DELIMITERS)


def places(text: str) -> Iterator[str]:
    """Where each segment stands: `2300/2310B`, with a question mark if it does not fit."""
    walk = Walk()
    path = [ROOT]
    for part in text.strip("~").split("~"):
        step = walk.step(segment(part))
        path = path[: len(path) - step.closes] + [loop.id for loop in step.opens]
        assert path[-1] == walk.loop.id
        assert walk.depth == len(path) - 1
        yield "/".join(path[1:]) + ("" if step.fits else STRAY)


def last(text: str) -> str:
    """Where the last segment stands."""
    *_, place = places(text)
    return place


LEVELS = "HL*1**20*1~NM1*85~HL*2*1*22*0~SBR*P~NM1*IL~NM1*PR~"
CLAIM = LEVELS + "CLM*C1~"
LINE = CLAIM + "LX*1~SV1*HC:97530~"
IN_CLAIM = "2000A/2000B/2300"
IN_LINE = f"{IN_CLAIM}/2400"


def test_a_claim_as_the_guide_has_it() -> None:
    found = list(
        places(edi.header() + edi.billing_provider() + edi.subscriber() + str(SPLIT_CLAIM))
    )
    assert not [place for place in found if place.endswith(STRAY)]
    assert found[0] == ""
    assert found[1:4] == ["1000A", "1000A", "1000B"]
    assert found[4:7] == ["2000A", "2000A", "2000A/2010AA"]
    assert found[-1] == IN_LINE
    assert f"{IN_CLAIM}/2310B" in found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("HL*1**20~HL*2*1*22~HL*3*2*23~NM1*QC~CLM*C~", "2000A/2000B/2000C/2300"),
        (LINE + "HL*3*1*22~", "2000A/2000B"),
        (LINE + "HL*9**20~", "2000A"),
        (LINE + "LX*2~", IN_LINE),
        (LINE + "CLM*C2~", IN_CLAIM),
        (LINE + "NM1*82~REF*G2~", f"{IN_LINE}/2420A"),
        (LINE + "SVD*P~CAS*PR~DTP*573~", f"{IN_LINE}/2430"),
        (CLAIM + "NM1*DN~", f"{IN_CLAIM}/2310A"),
        (CLAIM + "NM1*P3~", f"{IN_CLAIM}/2310A"),
        (CLAIM + "SBR*S~NM1*82~", f"{IN_CLAIM}/2320/2330D"),
        (CLAIM + "SBR*S~NM1*IL~SBR*T~", f"{IN_CLAIM}/2320"),
        (LEVELS + "hl*3*2*23~nm1*qc~", "2000A/2000B/2000C/2010CA"),
    ],
)
def test_the_guide_decides(text: str, place: str) -> None:
    assert last(text) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (CLAIM + "NM1*82~NTE*ADD~", IN_CLAIM),
        (LINE + "NM1*82~NTE*ADD~", IN_LINE),
        (LINE + "SVD*P~NM1*82~", f"{IN_LINE}/2420A"),
        (LEVELS + "SBR*P~", "2000A/2000B"),
    ],
)
def test_out_of_order_within_a_loop(text: str, place: str) -> None:
    assert last(text) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (CLAIM + "SV1*HC~", IN_LINE),
        (CLAIM + "SV1*HC~DTP*472~SV1*HC~REF*6R~", IN_LINE),
        (LINE + "SV1*HC~", IN_LINE),
        ("NM1*85~", "2000A/2010AA"),
        ("PRV*BI~", "2000A"),
        ("SBR*P~", "2000A/2000B"),
        ("PAT*19~", "2000A/2000B/2000C"),
        ("CLM*C~", "2000A/2000B/2300"),
        ("NM1*85~SBR*P~NM1*IL~CLM*C~LX*1~SBR*P~", "2000A/2000B"),
        ("NM1*85~SBR*P~NM1*IL~CLM*C~NM1*QC~", "2000A/2000B/2000C/2010CA"),
        ("NM1*85~SBR*P~NM1*IL~CLM*C~LX*1~NM1*85~", "2000A/2010AA"),
        ("HL*2*1*22~", "2000A/2000B"),
        ("HL*1**20~CLM*C~", "2000A/2000B/2300"),
    ],
)
def test_what_is_left_out_is_taken_to_be_there(text: str, place: str) -> None:
    assert last(text) == place


def test_a_line_of_its_own_begins_with_each_service() -> None:
    walk = Walk()
    opened = [
        loop.id
        for part in (CLAIM + "SV1*HC~SV1*HC~LX*3~SV1*HC~").strip("~").split("~")
        for loop in walk.step(segment(part)).opens
    ]
    assert opened.count("2400") == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("LX*1~", "?"),
        ("ZZZ*1~", "?"),
        ("*~", "?"),
        (LEVELS + "LX*1~", "2000A/2000B/2010BB?"),
        (CLAIM + "NM1*IL~", f"{IN_CLAIM}?"),
        (LINE + "SBR*S~", f"{IN_LINE}?"),
        (LINE + "HI*ABK:M1~", f"{IN_LINE}?"),
        (LEVELS + "HL*3*2*99~", "2000A/2000B/2010BB?"),
        (CLAIM + "NM1*DN~PRV*RF~", f"{IN_CLAIM}/2310A?"),
        ("PRV*PE~", "?"),
    ],
)
def test_what_fits_nowhere_stays_where_it_stands(text: str, place: str) -> None:
    assert last(text) == place


CODES = ("", "20", "22", "23", "85", "IL", "PR", "QC", "82", "DN", "BI", "472")


@given(
    st.lists(
        st.tuples(st.sampled_from([*SEGMENTS, "ZZZ", ""]), st.sampled_from(CODES)), max_size=40
    )
)
def test_any_order_is_walked(soup: list[tuple[str, str]]) -> None:
    text = "~".join(f"{id_}*{code}*1*{code}" for id_, code in soup)
    for (id_, _), place in zip(soup, places(text or "ZZZ"), strict=False):
        loops = place.removesuffix(STRAY).split("/") if place.removesuffix(STRAY) else []
        for outer, inner in zip([ROOT, *loops], loops, strict=False):
            assert inner in LOOPS[outer].loops
        if not place.endswith(STRAY):
            assert id_ in LOOPS[loops[-1] if loops else ROOT].segments


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CLM*C1", "claim"),
        ("REF*G1*A", "prior authorization"),
        ("ref*g1*a", "prior authorization"),
        ("REF*ZZ*A", "reference"),
        ("DTP*472*D8*20260309", "date of service"),
        ("XYZ*1", ""),
    ],
)
def test_plain_names(text: str, name: str) -> None:
    assert plain_name(segment(text)) == name
