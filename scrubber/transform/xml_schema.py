"""The XML Schema of the XML, made from the tables of loops and segments.

It says which names there are and what stands in what. Order and repetition within a loop are left
free, as real files leave them; what the guide does not have stands under general names.
"""

from collections.abc import Iterable

from lxml import etree

from scrubber.loops import LOOPS, ROOT, SEGMENTS, Loop, SegmentForm
from scrubber.transform.segment_xml import Xml
from scrubber.transform.vocabulary import (
    BEFORE,
    COMPONENT,
    ELEMENT,
    ELEMENT_SEPARATOR,
    END,
    FILE,
    GROUP,
    ID,
    INTERCHANGE,
    LAYOUT,
    LOOP,
    MOST_ELEMENTS,
    POSITION,
    RAW,
    SEGMENT,
    SET,
    TERMINATOR,
    TRUE,
    UNTERMINATED,
    VERSION,
    component_names,
    element_name,
)

NAMESPACE = "http://www.w3.org/2001/XMLSchema"
_ANY_NUMBER = {"minOccurs": "0", "maxOccurs": "unbounded"}


def xml_schema() -> bytes:
    """The XSD as a document."""
    schema = _xs(
        "schema",
        *_frame(),
        *(_loop(loop) for loop in LOOPS.values() if loop.id != ROOT),
        *(_segment(id_, form) for id_, form in SEGMENTS.items()),
        *_general(),
        elementFormDefault="qualified",
    )
    return etree.tostring(schema, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _frame() -> Iterable[Xml]:
    """From the file to the transaction set."""
    yield _element(
        FILE,
        "an X12 file",
        _xs("sequence", _ref(INTERCHANGE, maxOccurs="unbounded"), _ref(END, minOccurs="0")),
        _xs("attribute", _only(VERSION), name="version", use="required"),
    )
    yield _element(
        INTERCHANGE,
        "ISA to IEA",
        _xs("sequence", _ref("ISA"), _choice(["TA1", GROUP]), _ref("IEA")),
        _attribute(ELEMENT_SEPARATOR, "Character", required=True),
        _attribute(TERMINATOR, "Character", required=True),
        _attribute(LAYOUT, required=True),
    )
    yield _element(
        GROUP, "GS to GE", _xs("sequence", _ref("GS"), _ref(SET, **_ANY_NUMBER), _ref("GE"))
    )
    root = LOOPS[ROOT]
    within = [id_ for id_ in root.segments if id_ not in {"ST", "SE"}]
    within += [SEGMENT, *(LOOP + id_ for id_ in root.loops)]
    yield _element(SET, "ST to SE", _xs("sequence", _ref("ST"), _choice(within), _ref("SE")))
    yield _element(END, "what stands after the last interchange", _attribute(BEFORE, required=True))
    yield _xs(
        "simpleType",
        _xs("restriction", _xs("length", value="1"), base="xs:string"),
        name="Character",
    )


def _loop(loop: Loop) -> Xml:
    within = [*loop.segments, SEGMENT, *(LOOP + id_ for id_ in loop.loops)]
    return _element(LOOP + loop.id, loop.name, _choice(within))


def _segment(id_: str, form: SegmentForm) -> Xml:
    elements = [
        _named_element(id_, position, form.composites.get(position, 0))
        for position in range(1, form.elements + 1)
    ]
    return _element(
        id_,
        form.name,
        _xs("sequence", *elements, _ref(ELEMENT, **_ANY_NUMBER)),
        *_layout_attributes(id_),
    )


def _named_element(id_: str, position: int, components: int) -> Xml:
    name = element_name(id_, position)
    if not components:
        return _xs("element", name=name, type="xs:string", minOccurs="0")
    parts = [
        _xs("element", name=part, type="xs:string", minOccurs="0")
        for part in component_names(id_, position, components)
    ]
    return _xs("element", _xs("complexType", _xs("sequence", *parts)), name=name, minOccurs="0")


def _general() -> Iterable[Xml]:
    """What has no name in the guide."""
    yield _element(
        SEGMENT,
        "a segment that the guide does not have there",
        _xs("sequence", _ref(ELEMENT, **_ANY_NUMBER)),
        _attribute(ID, required=True),
        *_layout_attributes(SEGMENT),
    )
    most = _xs("maxInclusive", value=str(MOST_ELEMENTS))
    position = _xs("simpleType", _xs("restriction", most, base="xs:positiveInteger"))
    yield _xs(
        "element",
        _documented("an element that the guide does not have there"),
        _xs(
            "complexType",
            _xs("sequence", _xs("element", name=COMPONENT, type="xs:string", **_ANY_NUMBER)),
            _xs("attribute", position, name=POSITION, use="required"),
            mixed="true",
        ),
        name=ELEMENT,
    )


def _layout_attributes(name: str) -> Iterable[Xml]:
    yield _attribute(BEFORE)
    yield _attribute(RAW)
    if name == "IEA":
        yield _xs("attribute", _only(TRUE), name=UNTERMINATED)


def _element(name: str, meaning: str, *content: Xml) -> Xml:
    return _xs("element", _documented(meaning), _xs("complexType", *content), name=name)


def _documented(meaning: str) -> Xml:
    return _xs("annotation", _xs("documentation", meaning))


def _ref(name: str, **occurs: str) -> Xml:
    return _xs("element", ref=name, **occurs)


def _choice(names: Iterable[str]) -> Xml:
    return _xs("choice", *map(_ref, names), **_ANY_NUMBER)


def _only(value: str) -> Xml:
    """The type that has this value alone."""
    return _xs("simpleType", _xs("restriction", _xs("enumeration", value=value), base="xs:string"))


def _attribute(name: str, type_: str = "xs:string", *, required: bool = False) -> Xml:
    return _xs("attribute", name=name, type=type_, use="required" if required else "optional")


def _xs(tag: str, *content: Xml | str, **attributes: str) -> Xml:
    """An element of the schema."""
    element = etree.Element(f"{{{NAMESPACE}}}{tag}", attributes, nsmap={"xs": NAMESPACE})
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element
