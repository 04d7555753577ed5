"""A segment as its values, and the text that values give."""

from scrubber.x12 import Delimiters, Segment
from scrubber.x12.delimiters import ISA_WIDTHS

Values = list[list[str]]
"""The components of each element, from element 01 on; without the empty ones at the end of an
element, and without the empty elements at the end."""


def values_of(segment: Segment) -> Values:
    """What a segment says; in ISA the component separator is itself a value."""
    delimiters = segment.delimiters
    component, layout = delimiters.component, delimiters.layout
    whole = segment.id == "ISA"
    return without_empty_end(
        [
            without_empty_end([part.strip(layout) for part in value.split(component)])
            if component in value and not whole
            else [value]
            if value
            else []
            for value in segment.values[1:]
        ]
    )


def without_empty_end(items: list) -> list:  # type: ignore[type-arg]
    """The list up to the last item that is not empty."""
    while items and not items[-1]:
        items.pop()
    return items


def text_of(id_: str, values: Values, delimiters: Delimiters) -> str:
    """The segment that says this, in the plainest layout."""
    elements = [delimiters.component.join(components) for components in values]
    if id_ == "ISA":
        elements += [""] * (len(ISA_WIDTHS) - len(elements))
        elements = [value.ljust(width) for value, width in zip(elements, ISA_WIDTHS, strict=False)]
    return delimiters.element.join([id_, *elements])
