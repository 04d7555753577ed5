"""A segment as an XML element, and back."""

from lxml import etree

from scrubber.loops import SEGMENTS
from scrubber.transform.characters import hidden, shown, value_shown
from scrubber.transform.segment_values import Values, text_of, values_of, without_empty_end
from scrubber.transform.vocabulary import (
    COMPONENT,
    ELEMENT,
    ID,
    POSITION,
    RAW,
    SEGMENT,
    component_names,
    element_name,
)
from scrubber.x12 import Delimiters, Segment

Xml = etree._Element  # noqa: SLF001 - the only name that lxml has for it


class NotSound(Exception):
    """What an element says cannot be an X12 segment: why, free of patient data."""


def to_element(segment: Segment, known: bool) -> Xml:
    """The segment in the guide's names; in general ones where it is not `known` there."""
    id_, values = segment.id, values_of(segment)
    if known:
        element = etree.Element(id_)
        general = _add_known(element, id_, values)
    else:
        id_ = segment.values[0]
        element = etree.Element(SEGMENT, {ID: shown(id_)})
        general = list(enumerate(values, 1))
    for position, components in general:
        if components:
            _add_general(element, position, components)
    if text_of(id_, values, segment.delimiters) != segment.text:
        element.set(RAW, shown(segment.text))
    return element


def _add_known(element: Xml, id_: str, values: Values) -> list[tuple[int, list[str]]]:
    """Add the elements that the guide has; what is left over."""
    form = SEGMENTS[id_]
    general = []
    for position, components in enumerate(values, 1):
        if not components:
            continue
        most = form.composites.get(position, 0)
        if position > form.elements or len(components) > (most or 1):
            general.append((position, components))
            continue
        child = etree.SubElement(element, element_name(id_, position))
        if not most:
            child.text = shown(components[0])
            continue
        names = component_names(id_, position, most)
        for name, component in zip(names, components, strict=False):
            if component:
                etree.SubElement(child, name).text = shown(component)
    return general


def _add_general(element: Xml, position: int, components: list[str]) -> None:
    child = etree.SubElement(element, ELEMENT, {POSITION: str(position)})
    if len(components) == 1:
        child.text = shown(components[0])
        return
    for component in components:
        etree.SubElement(child, COMPONENT).text = shown(component) or None


def to_text(element: Xml, delimiters: Delimiters) -> str:
    """The segment's text: as it was, unless its values were changed. Raises NotSound."""
    id_, values = segment_id(element), values_in(element)
    raw = element.get(RAW)
    for text in (None if raw is None else hidden(raw), text_of(id_, values, delimiters)):
        if text is not None and _says(text, id_, values, delimiters):
            return text
    raise NotSound(f"<{element.tag}> holds a delimiter, a line end or a blank where X12 has none")


def _says(text: str, id_: str, values: Values, delimiters: Delimiters) -> bool:
    """Whether the text, read as a segment, is one of this id with these values."""
    if delimiters.terminator in text or text[:1] in delimiters.layout:
        return False
    segment = Segment(text, 0, 0, delimiters)
    return id_ in (segment.id, segment.values[0]) and values_of(segment) == values


def segment_id(element: Xml) -> str:
    """The id of the segment that the element stands for."""
    return hidden(element.get(ID, "")) if element.tag == SEGMENT else str(element.tag)


def values_in(element: Xml) -> Values:
    """The values of a segment's element. Raises NotSound where one stands twice."""
    by_position: dict[int, list[str]] = {}
    for child in element:
        position = int(child.get(POSITION) or str(child.tag)[-2:])
        if position in by_position:
            raise NotSound(f"<{element.tag}> has element {position} twice")
        by_position[position] = _components(child)
    last = max(by_position, default=0)
    return without_empty_end([by_position.get(at, []) for at in range(1, last + 1)])


def _components(element: Xml) -> list[str]:
    if not len(element):
        text = value_shown(element.text)
        return [text] if text else []
    if element.tag == ELEMENT:
        if any(value_shown(text) for text in (element.text, *(child.tail for child in element))):
            raise NotSound(f"<{ELEMENT}> has text beside its components")
        return without_empty_end([value_shown(child.text) for child in element])
    values = {int(str(child.tag).rpartition("-")[2]): value_shown(child.text) for child in element}
    return without_empty_end([values.get(at, "") for at in range(1, max(values) + 1)])
