"""The XML Schema allows what the writer writes, and nothing that stands elsewhere in the guide."""

import pytest
from lxml import etree

from scrubber.loops import LOOPS, ROOT, SEGMENTS
from scrubber.transform.vocabulary import component_names, element_name
from scrubber.transform.xml_schema import NAMESPACE, xml_schema

XS = {"xs": NAMESPACE}
DOCUMENT = etree.fromstring(xml_schema())


def element(name: str) -> etree._Element:
    (found,) = DOCUMENT.xpath("xs:element[@name = $name]", namespaces=XS, name=name)
    return found


@pytest.mark.parametrize("loop", LOOPS.values(), ids=lambda loop: loop.id)
def test_a_loop_holds_what_the_guide_has_in_it(loop):
    name = "TransactionSet" if loop.id == ROOT else f"Loop{loop.id}"
    inside = element(name).xpath(".//@ref")
    assert sorted(inside) == sorted(
        [*loop.segments, "Segment", *(f"Loop{inner}" for inner in loop.loops)]
    )


@pytest.mark.parametrize("id_", SEGMENTS)
def test_a_segment_has_the_elements_of_the_guide(id_):
    form = SEGMENTS[id_]
    names = element(id_).xpath(".//xs:element/@name", namespaces=XS)
    expected = []
    for position in range(1, form.elements + 1):
        expected.append(element_name(id_, position))
        expected += component_names(id_, position, form.composites.get(position, 0))
    assert names == expected


def test_it_says_what_the_loops_are():
    (said,) = element("Loop2310B").xpath(".//xs:documentation/text()", namespaces=XS)
    assert said == "rendering provider"


def test_it_is_the_same_each_time():
    assert xml_schema() == xml_schema()
    assert xml_schema().startswith(b"<?xml")
