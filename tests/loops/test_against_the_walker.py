"""Each segment stands in the loop where pyx12's own walker finds it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pyx12.map_if import load_map_file
from pyx12.map_walker import walk_tree
from pyx12.params import ParamsBase
from pyx12.segment import Segment as Pyx12Segment

from scrubber.loops import LOOPS, ROOT, Walk
from scrubber.x12 import Segment, TransactionSet, laid_out, read
from tests.transform.converting import CORPUS, SAMPLES
from tests.x12.reading import a_set, bare_file

GUIDE = load_map_file("837.5010.X222.A1.xml", ParamsBase())
FRAME = {"HEADER", "DETAIL", "ST_LOOP"}

ADDRESS = "N3*1 OAK~N4*ELM*OH*43004~"
PHONE = "PER*IC*OFFICE*TE*5555550100~"
LINE = "LX*1~SV1*HC:97530*50*UN*1***1~DTP*472*D8*20260309~"


def named(code: str, number: str = "REF*G2*1~") -> str:
    return f"NM1*{code}*1*SAMPLE~{number}"


OTHER_INSURANCE = (
    f"SBR*S*18*******CI~CAS*PR*1*1~AMT*D*1~OI***Y*P**Y~MOA*1~{named('IL', ADDRESS)}"
    f"{named('PR', ADDRESS)}DTP*573*D8*20260101~REF*2U*1~"
    + "".join(named(code) for code in ("DN", "P3", "82", "77", "DQ", "85"))
)
DECIDED = "SVD*P*1*HC:97530**1~CAS*PR*1*1~DTP*573*D8*20260101~AMT*EAF*1~"
EVERY_LOOP = (
    f"{named('41', PHONE)}{named('40', '')}"
    f"HL*1**20*1~PRV*BI*PXC*225100000X~CUR*85*USD~{named('85', ADDRESS)}REF*EI*123456789~{PHONE}"
    f"{named('87', ADDRESS)}{named('PE', ADDRESS)}REF*2U*1~"
    f"HL*2*1*22*1~SBR*P*******CI~PAT*****D8*20200101~{named('IL', ADDRESS)}DMG*D8*19500101*F~"
    f"{named('PR', ADDRESS)}REF*2U*1~HL*3*2*23*0~PAT*19~{named('QC', ADDRESS)}DMG*D8*20100101*F~"
    "CLM*C1*100***11:B:1*Y*A*Y*Y~DTP*431*D8*20260101~REF*G1*1~K3*A~NTE*ADD*A~HI*ABK:M5450~HCP*00*1~"
    f"{named('DN')}{named('P3')}{named('82', 'PRV*PE*PXC*225100000X~')}{named('77', ADDRESS)}"
    f"{named('DQ')}{named('PW', ADDRESS)}{named('45', ADDRESS)}{OTHER_INSURANCE * 2}"
    f"{LINE}REF*6R*1~AMT*T*1~NTE*ADD*A~PS1*1*1~HCP*00*1~LIN**N4*12345678901~CTP****1*UN~REF*XZ*1~"
    f"{named('82', 'PRV*PE*PXC*225100000X~')}{named('QB')}{named('77', ADDRESS)}{named('DQ')}"
    f"{named('DK', ADDRESS)}{PHONE}{named('DN')}{named('P3')}{named('PW', ADDRESS)}"
    f"{named('45', ADDRESS)}{DECIDED * 2}LQ*UT*1~FRM*1*Y~{LINE}CLM*C2*1~{LINE}"
    f"HL*4*1*22*0~SBR*P*18~{named('IL', '')}CLM*C3*1~{LINE}HL*5**20*1~{named('85', ADDRESS)}"
)


def places(piece: TransactionSet) -> Iterator[tuple[str, str]]:
    """Of each segment the loop by pyx12 and ours, with a question mark if we find it does not fit;
    none where pyx12 has no place for it."""
    walk, walker = Walk(), walk_tree()
    node = GUIDE.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/ST")
    for number, (segment, *_) in enumerate(laid_out(piece), 1):
        if segment.id in {"ST", "SE"}:
            continue
        step = walk.step(segment)
        found = walker.walk_errors(node, _of_pyx12(segment), number, number, None)[0]
        if found is None:
            continue
        node = loop = found
        while not loop.is_loop():
            loop = loop.parent
        yield ROOT if loop.id in FRAME else loop.id, walk.loop.id + ("" if step.fits else "?")


def _of_pyx12(segment: Segment) -> Pyx12Segment:
    delimiters = segment.delimiters
    text = delimiters.element.join(segment.values)
    return Pyx12Segment(text, delimiters.terminator, delimiters.element, delimiters.component)


def places_in(data: bytes) -> list[tuple[str, str]]:
    return [
        place
        for piece in read(BytesIO(data))
        if isinstance(piece, TransactionSet) and piece.is_837p
        for place in places(piece)
    ]


@pytest.mark.parametrize("path", [*SAMPLES, *CORPUS], ids=lambda path: path.name)
def test_samples_and_corpus(path: Path) -> None:
    assert [found for found in places_in(path.read_bytes()) if found[0] != found[1]] == []


def test_every_loop_in_its_order() -> None:
    found = places_in(bare_file(a_set(body=EVERY_LOOP)).encode())
    assert [place for place in found if place[0] != place[1]] == []
    assert {ours for _, ours in found} == set(LOOPS)
    assert len(found) == EVERY_LOOP.count("~") + len(["BHT"])
