"""The names of the XML: what its elements and attributes are called.

An interchange, group or set is an element by its name, a loop `Loop2300`, a segment its id (`SV1`),
an element of it `SV101`, a component `SV101-1`. Where the guide has no such segment or element, the
general names stand: `<Segment id="ZZZ"><Element n="1">`. Empty elements are left out.
"""

from functools import cache

FILE, INTERCHANGE, GROUP, SET, END = (
    "X12",
    "Interchange",
    "FunctionalGroup",
    "TransactionSet",
    "End",
)
LOOP = "Loop"
SEGMENT, ELEMENT, COMPONENT = "Segment", "Element", "Component"
ID, POSITION = "id", "n"

VERSION = "1"
"""Of this XML, on its root."""

MOST_ELEMENTS = 999
LONGEST_TEXT = 1_000_000
"""Of a segment: its elements, and the characters of its text and of the layout before it. XML
readers take no text of more than ten million bytes, and here a picture has three."""

ELEMENT_SEPARATOR, TERMINATOR, LAYOUT = "element", "terminator", "layout"
"""On the interchange: its two delimiters that no element of ISA names, and what usually stands
between a terminator and the next segment."""

BEFORE, RAW, UNTERMINATED = "before", "raw", "unterminated"
"""On a segment, where it is otherwise than usual: what stands before it; its own text where that is
not what its values give; on IEA, that the file ends without its terminator."""

TRUE = "true"


@cache
def element_name(segment_id: str, element: int) -> str:
    """`SV101`."""
    return f"{segment_id}{element:02}"


@cache
def component_names(segment_id: str, element: int, components: int) -> tuple[str, ...]:
    """`SV101-1`, `SV101-2` and so on."""
    name = element_name(segment_id, element)
    return tuple(f"{name}-{component}" for component in range(1, components + 1))
