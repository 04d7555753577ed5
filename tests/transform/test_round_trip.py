"""XML and back: the same bytes, whatever the file."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scrubber.transform.xml_schema import xml_schema
from scrubber.x12 import NotReadable, Unreadable, read
from tests.transform.converting import CORPUS, SAMPLES, file_of, tree_of, xml_of
from tests.x12.reading import (
    LAYOUTS,
    SEPARATORS,
    a_set,
    bare_file,
    segments_of,
    small_file,
    trailing_empties,
    with_delimiters,
)
from tests.x12.test_properties import Drawn, interchanges

SCHEMA = etree.XMLSchema(etree.fromstring(xml_schema()))


def holds(data: bytes) -> None:
    """The XML fits the schema, has each segment once, and gives the file back."""
    xml = xml_of(data)
    tree = etree.fromstring(xml)
    SCHEMA.assertValid(tree)
    frame = {"X12", "Interchange", "FunctionalGroup", "TransactionSet", "End"}
    in_xml = [
        element
        for element in tree.iter()
        if element.tag not in frame
        and not element.tag.startswith("Loop")
        and (element.getparent().tag in frame or element.getparent().tag.startswith("Loop"))
    ]
    assert len(in_xml) == len(segments_of(list(read(BytesIO(data)))))
    assert file_of(xml) == data


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    holds(path.read_bytes())


@pytest.mark.skipif(not CORPUS, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_corpus(path: Path) -> None:
    holds(path.read_bytes())


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(layout: Callable[[str], str]) -> None:
    holds(layout(small_file()).encode("latin-1"))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts_of_two_interchanges(layout: Callable[[str], str]) -> None:
    holds(layout(small_file() + small_file()).encode("latin-1"))


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_separators(separators: str) -> None:
    holds(with_delimiters(small_file(), *separators).encode("latin-1"))


@pytest.mark.parametrize(
    "data",
    [
        trailing_empties(small_file()),
        small_file().lower().replace("isa", "ISA", 1),
        bare_file(a_set(), a_set(2, "835", "005010X221A1", "BPR*I*5~LX*1~")),
        bare_file(),
        with_delimiters(small_file(), terminator="\n").removesuffix("\n"),
        f"{small_file()}~\n~{with_delimiters(small_file(), terminator='|')}|",
        small_file().replace("GS*HC", "TA1*000000001*260310*0900*A*000~GS*HC"),
        small_file().replace("ISA*00*          ", "ISA*00* "),
        bare_file(a_set(body="ZZZ*1:2::*~*~NTE*ADD*A:B~HI*A:1:2:3:4:5:6:7:8:9:10~\xff*1~")).replace(
            "0900*CH", "0900*CH*7*8"
        ),
        bare_file(a_set(body="NTE* A *B ~SV1*HC : 97530~REF**:~REF*G1*::~")),
        bare_file(a_set(body="NTE*ADD*\x00\x01\x0b\x1f\x7f\x80\x85\xa0\xff<&>\"']]>~")),
    ],
    ids=[
        "trailing empty elements",
        "lower case",
        "a set that is no 837P",
        "no set",
        "no last terminator",
        "empty segments between two interchanges",
        "TA1",
        "ISA badly padded",
        "more than the guide has",
        "blanks and empty components",
        "characters that XML has no place for",
    ],
)
def test_odd_files(data: str) -> None:
    holds(data.encode("latin-1"))


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("ZZZ" + "*1" * 999 + "~", "ZZZ" + "*1" * 1000 + "~"),
        (f"NTE*{'A' * 999_996}~", f"NTE*{'A' * 999_997}~"),
        ("NTE*A~" + "\n" * 1_000_000, "NTE*A~" + "\n" * 1_000_001),
    ],
    ids=["elements", "characters", "layout"],
)
def test_what_could_not_be_read_back_is_refused(most: str, more: str) -> None:
    holds(bare_file(a_set(body=most)).encode())
    with pytest.raises(NotReadable, match="is too large for XML") as raised:
        xml_of(bare_file(a_set(body=more)))
    assert raised.value.kind is Unreadable.TOO_LARGE


@given(interchanges())
def test_any_file(drawn: Drawn) -> None:
    holds(drawn.text.encode("latin-1"))


@given(interchanges(), interchanges(), st.data())
def test_any_two_interchanges(first: Drawn, second: Drawn, data: st.DataObject) -> None:
    between = data.draw(st.text(f" \r\n{first.delimiters.terminator}", max_size=4))
    holds(f"{first.text}{between}{second.text}".encode("latin-1"))


@given(interchanges(), st.binary(max_size=12))
def test_any_bytes_in_a_value(drawn: Drawn, value: bytes) -> None:
    marks = drawn.delimiters
    text = value.decode("latin-1").replace(marks.terminator, "")
    if "SE" in text.upper() or "IEA" in text.upper():
        return
    st_ = marks.element.join(["ST", "837", "1"])
    data = drawn.text.replace(st_, f"{st_}{marks.element}{text}", 1)
    holds(data.encode("latin-1"))


def test_the_common_file_has_no_attribute_of_layout() -> None:
    for layout in ("one line", "LF", "CRLF"):
        tree = tree_of(LAYOUTS[layout](small_file()))
        assert {name for element in tree.iter() for name in element.attrib} == {
            *("version", "element", "terminator", "layout")
        }
