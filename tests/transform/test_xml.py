"""What the XML of a file looks like, and what an edit of it does."""

import re

import pytest

from tests.transform.converting import file_of, refusal, tree_of, xml_of
from tests.x12.reading import (
    a_set,
    bare_file,
    pieces,
    segments_of,
    small_file,
    with_delimiters,
)

SV1 = "SV1*HC:97530*100*UN*2***1"


def one_segment(text: str) -> str:
    """The XML of a segment of a set, without what stands around it."""
    found = re.search(r"<BHT>.*?</BHT>\n *(.*?)\n", xml_of(bare_file(a_set(body=text))).decode())
    assert found
    return found[1]


def edited(old: str, new: str) -> bytes:
    """The small file by way of an XML in which one thing was changed."""
    xml = xml_of(small_file()).decode()
    assert xml.count(old) >= 1
    return file_of(xml.replace(old, new, 1))


def test_a_segment_is_a_line_of_named_elements() -> None:
    xml = xml_of(small_file()).decode()
    line = next(line for line in xml.splitlines() if "<SV1>" in line)
    assert line.strip() == (
        "<SV1><SV101><SV101-1>HC</SV101-1><SV101-2>97530</SV101-2></SV101><SV102>100</SV102>"
        "<SV103>UN</SV103><SV104>2</SV104><SV107><SV107-1>1</SV107-1></SV107></SV1>"
    )


def test_loops_nest_as_the_guide_has_them() -> None:
    tree = tree_of(small_file())
    path = "Interchange/FunctionalGroup/TransactionSet/Loop2000A/Loop2000B/Loop2300/Loop2400"
    assert [line.findtext("LX/LX01") for line in tree.findall(path)] == ["1", "2"]
    assert tree.findtext(".//Loop2310B/NM1/NM109") == "1245319599"


def test_the_interchange_says_its_separators() -> None:
    tree = tree_of(with_delimiters(small_file(), *"\x1d\x1f\x1c\x1e"))
    interchange = tree.find("Interchange")
    assert dict(interchange.attrib) == {"element": "␝", "terminator": "␜", "layout": ""}
    assert interchange.findtext("ISA/ISA16") == "␟"
    assert interchange.findtext("ISA/ISA06") == "CLINICSENDER"


@pytest.mark.parametrize(
    ("segment", "xml"),
    [
        ("ZZZ*1~", '<Segment id="ZZZ"><Element n="1">1</Element></Segment>'),
        ("LX*1~", '<Segment id="LX"><Element n="1">1</Element></Segment>'),
        (
            "zzz**A::C~",
            (
                '<Segment id="zzz"><Element n="2"><Component>A</Component><Component/>'
                "<Component>C</Component></Element></Segment>"
            ),
        ),
        ("BHT*1******8~", '<BHT><BHT01>1</BHT01><Element n="7">8</Element></BHT>'),
        (
            "BHT*A:B*1~",
            (
                '<BHT><BHT02>1</BHT02><Element n="1"><Component>A</Component>'
                "<Component>B</Component></Element></BHT>"
            ),
        ),
        ("BHT*1**~", '<BHT raw="BHT*1**"><BHT01>1</BHT01></BHT>'),
        ("bht* 1~", '<BHT raw="bht* 1"><BHT01>1</BHT01></BHT>'),
        ("\n BHT*1~", '<BHT before="␊ "><BHT01>1</BHT01></BHT>'),
        ("~~BHT*1~", '<BHT before="~~"><BHT01>1</BHT01></BHT>'),
        ("BHT*\x01&<\xe9~", "<BHT><BHT01>␁&amp;&lt;é</BHT01></BHT>"),
    ],
)
def test_what_is_otherwise_than_usual_is_told(segment: str, xml: str) -> None:
    assert one_segment(segment) == xml


def test_a_set_that_is_no_837p_is_flat() -> None:
    tree = tree_of(bare_file(a_set(), a_set(2, "835", "005010X221A1", "LX*1~NM1*82~")))
    other = tree.findall(".//TransactionSet")[1]
    assert [child.tag for child in other] == ["ST", "Segment", "Segment", "Segment", "SE"]


def test_a_changed_value_is_all_that_differs() -> None:
    before, after = "<SV102>100</SV102>", "<SV102>120.50</SV102>"
    assert edited(before, after) == small_file().replace("*100*", "*120.50*", 1).encode()


def test_a_value_may_be_taken_out_or_put_in() -> None:
    assert edited("<SV104>2</SV104>", "") == small_file().replace("UN*2***1", "UN****1", 1).encode()
    put_in = edited("<SV101-2>97530</SV101-2>", "<SV101-2>97530</SV101-2><SV101-4>59</SV101-4>")
    assert b"HC:97530::59*" in put_in


def test_where_the_values_changed_their_layout_goes() -> None:
    text = bare_file(a_set(body="\nnte*ADD* A **~"))
    xml = xml_of(text).decode().replace('<Element n="2">A<', '<Element n="2">B<')
    assert b"\nnte*ADD*B~" in file_of(xml)


def test_a_segment_may_be_put_in_or_taken_out() -> None:
    text = small_file().replace("~", "~\n")
    xml = xml_of(text).decode()
    lx = "<LX><LX01>2</LX01></LX>"
    more = file_of(xml.replace(lx, "<REF><REF01>9A</REF01></REF>" + lx))
    assert more.decode() == text.replace("LX*2~", "REF*9A~\nLX*2~")
    assert file_of(xml.replace(lx, "")).decode() == text.replace("LX*2~\n", "")


def test_white_space_around_values_is_that_of_the_xml() -> None:
    assert edited("<SV102>100</SV102>", "<SV102>\n  100\n</SV102>") == small_file().encode()


def test_another_program_may_lay_the_xml_out_anew() -> None:
    from lxml import etree

    tree = etree.fromstring(xml_of(small_file().replace("~", "~\r\n")))
    for encoding in ("UTF-8", "UTF-16", "ISO-8859-1"):
        etree.indent(tree, "\t")
        again = etree.tostring(tree, encoding=encoding, xml_declaration=True)
        assert file_of(again).decode() == small_file().replace("~", "~\r\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<SV102>100", "<SV102>1*0", "<SV1> holds a delimiter"),
        ("<SV102>100", "<SV102>1~0", "<SV1> holds a delimiter"),
        ("<SV102>100", "<SV102>1:0", "<SV1> holds a delimiter"),
        ("<SV102>100", "<SV102>1\n0", "<SV1> holds a delimiter"),
        ("<SV102>100", "<SV102>10€", "a character is none of the 256"),
        ("<ISA16>:", "<ISA16>::", "ISA16 is the component separator"),
        ("<ISA16>:</ISA16>", "", "ISA16 is the component separator"),
        ('layout=""', 'layout="REF*1~"', "it has data in it"),
        ("<LX>", '<LX before="X">', "it has data in it"),
        ("<GS>", "<GS><Element n='1'>1</Element>", "is not as the schema"),
        ("</GS08>", "</GS08><Element n='8'>1</Element>", "<GS> has element 8 twice"),
        ("<LX>", '<Segment id="A*B"/><LX>', "<Segment> holds a delimiter"),
        ("<LX>", '<Segment id="A~B"/><LX>', "<Segment> holds a delimiter"),
        ("<LX>", '<Segment id=" "/><LX>', "holds a delimiter"),
        ("<LX>", '<LX unterminated="true">', "<LX> is not as the schema"),
        ("<IEA>", '<IEA unterminated="false">', "<IEA> is not as the schema"),
        ("<IEA>", '<IEA unterminated="true">', "cut short"),
        *(
            ("<LX>", f'<Segment id="A"><Element n="1">{mixed}</Element></Segment><LX>', "beside")
            for mixed in ("1<Component>2</Component>", "<Component>2</Component>1")
        ),
    ],
)
def test_what_is_no_sound_x12_is_refused(old: str, new: str, told: str) -> None:
    xml = xml_of(small_file()).decode()
    assert old in xml
    assert told in refusal(xml.replace(old, new, 1))


@pytest.mark.parametrize("separator", ["A", "*~", ""])
def test_separators_must_be_separators(separator: str) -> None:
    xml = xml_of(small_file()).decode().replace('element="*"', f'element="{separator}"')
    assert refusal(xml)


def test_a_refused_segment_id_is_not_told() -> None:
    told = refusal(xml_of(small_file()).decode().replace("<LX>", '<Segment id="JANE*DOE"/><LX>'))
    assert "JANE" not in told


def test_segments_are_as_many_as_in_the_file() -> None:
    tree = tree_of(small_file())
    in_loops = tree.xpath("//*[starts-with(name(..), 'Loop')][not(starts-with(name(), 'Loop'))]")
    assert len(in_loops) == len(segments_of(pieces(small_file()))) - len(
        ["ISA", "GS", "ST", "BHT", "SE", "GE", "IEA"]
    )
