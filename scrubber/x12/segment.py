"""One segment: its text as it stands, where it stands, and a changed copy of it."""

from dataclasses import dataclass
from typing import Any, Self

from scrubber.x12.delimiters import Delimiters, unwrapped


class Segment:
    """A segment's bytes without terminator or leading layout, its number and offset in the file.

    `number` counts the non-empty segments of the file from 1; `offset` is in bytes. Values are read
    without the line breaks of a wrapped file and without surrounding blanks; the text keeps them.
    """

    __slots__ = ("_id", "_values", "delimiters", "number", "offset", "text")

    def __init__(self, text: str, number: int, offset: int, delimiters: Delimiters) -> None:
        self.text = text
        self.number = number
        self.offset = offset
        self.delimiters = delimiters
        self._values: list[str] | None = None
        self._id: str | None = None

    def __repr__(self) -> str:
        """Where it stands, never what it says: a segment holds patient data."""
        return f"Segment(number={self.number}, offset={self.offset})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """In published data a segment is where it stands; its values are in the model around."""
        from pydantic_core import core_schema

        place = core_schema.typed_dict_schema(
            {
                name: core_schema.typed_dict_field(core_schema.int_schema())
                for name in ("number", "offset")
            }
        )
        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda segment: {"number": segment.number, "offset": segment.offset},
                return_schema=place,
            ),
        )

    @property
    def values(self) -> list[str]:
        """The id, then the elements: `values[4]` is element 04."""
        if self._values is None:
            text, element = self.text, self.delimiters.element
            if " " in text or not text.isprintable():
                text = unwrapped(text, self.delimiters)
                # Not strip() alone: Python counts the delimiters 0x1C to 0x1F as blanks.
                blanks = self.delimiters.layout
                self._values = [value.strip(blanks) for value in text.split(element)]
            else:
                self._values = text.split(element)
        return self._values

    @property
    def id(self) -> str:
        """The segment id in upper case."""
        if self._id is None:
            self._id = self.delimiters.ids[self.text.partition(self.delimiters.element)[0]]
        return self._id

    def value(self, element: int, component: int | None = None) -> str:
        """An element, or one component of it; empty where there is none. Both count from 1."""
        values = self.values
        whole = values[element] if element < len(values) else ""
        if component is None:
            return whole
        parts = whole.split(self.delimiters.component)
        return parts[component - 1].strip(self.delimiters.layout) if component <= len(parts) else ""

    def code(self, element: int, component: int | None = None) -> str:
        """A coded value in upper case, as the guide has it; some files are in lower case."""
        return self.value(element, component).upper()

    def components(self, element: int) -> list[str]:
        """The components of an element; a single empty one where the element is absent."""
        parts = self.value(element).split(self.delimiters.component)
        return [part.strip(self.delimiters.layout) for part in parts]

    def with_value(self, value: str, element: int, component: int | None = None) -> "Segment":
        """A copy with one element or component changed and every other character as it was."""
        elements = self.text.split(self.delimiters.element)
        elements += [""] * (element + 1 - len(elements))
        if component is None:
            elements[element] = _rewrapped(elements[element], value, self.delimiters)
        else:
            parts = elements[element].split(self.delimiters.component)
            parts += [""] * (component - len(parts))
            parts[component - 1] = _rewrapped(parts[component - 1], value, self.delimiters)
            elements[element] = self.delimiters.component.join(parts)
        text = self.delimiters.element.join(elements)
        return Segment(text, self.number, self.offset, self.delimiters)


@dataclass(frozen=True, slots=True)
class Place:
    """An element (`SV104`) or component (`SV101-3`) of a segment; element 0: the segment itself."""

    segment: Segment
    element: int
    component: int | None = None

    @property
    def name(self) -> str:
        """The field's usual name for it."""
        name = f"{self.segment.id}{self.element:02}"
        return name if self.component is None else f"{name}-{self.component}"

    @property
    def value(self) -> str:
        """What stands there now."""
        return self.segment.value(self.element, self.component)

    def on(self, segment: Segment) -> Self:
        """The same place of another version of the segment."""
        return type(self)(segment, self.element, self.component)


def _rewrapped(old: str, new: str, delimiters: Delimiters) -> str:
    """The new value with the old one's line breaks at the places where they stood."""
    if not any(character in old for character in delimiters.line_breaks):
        return new
    rest = iter(new)
    kept = [c if c in delimiters.line_breaks else next(rest, "") for c in old]
    return "".join([*kept, *rest])
