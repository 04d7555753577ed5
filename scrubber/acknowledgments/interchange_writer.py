"""Interchanges of ours in answer to those received: envelopes whose counts hold by construction.

Sender and receiver are exchanged. There is no clock: the dates are those of what is answered.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import BinaryIO

from scrubber.claims.values import day
from scrubber.x12 import Delimiters, Segment

Element = str | tuple[str, ...]
"""An element, or the components of one."""
Elements = tuple[Element, ...]
"""A segment: its id and its elements."""

STANDARD = Delimiters("*", ":", "~", "^")
REPETITIONS = "^`|{}"
IN_OUR_VALUES = "-.?"
"""What stands in values of ours, besides letters, digits and blanks: no delimiter may."""

QUALIFIERS = frozenset({"01", "14", "20", "27", "28", "29", "30", "33", "ZZ"})
"""ISA05 and ISA07 of the guides."""

UNKNOWN, NO_NUMBER = "UNKNOWN", "0"
"""Where a guide requires a name or code, or a number, that the file does not have."""

EPOCH = "19700101"
"""Where neither ISA09 nor GS04 is a date."""

FUNCTIONAL_IDS = {"999": "FA", "277": "HN"}
"""GS01 by ST01."""


def cut(value: str, longest: int) -> str:
    """A value of at most so many characters, without the blanks that the cut leaves at its end."""
    return value[:longest].rstrip()


class InterchangeWriter:
    """Writes the answer to one interchange, and in it one for each group that is received.

    An interchange or group of ours begins when it has something to hold: one that nothing is
    answered to is not written.
    """

    def __init__(self, target: BinaryIO, isa: Segment, next_number: Callable[[], int]) -> None:
        self._target = target
        self._isa = isa
        self._next_number = next_number
        self._delimiters = _own(isa.delimiters)
        self._line_end = ""
        self._gs: Segment | None = None
        self._number = self._group_number = self._groups = self._sets = 0

    def receive_group(self, gs: Segment, text: str) -> None:
        """What is written next answers this group. `text`: with the layout before it, since lines
        of ours end as the sender's do."""
        self._gs = gs
        layout = text[: text.index(gs.text)]
        self._line_end = layout if layout in {"\n", "\r\n"} else ""

    @property
    def day(self) -> str:
        """The day of what is answered, CCYYMMDD."""
        of_group = self._gs.value(4) if self._gs else ""
        days = (f"20{self._isa.value(9)}", of_group, EPOCH)
        return next(text for text in days if day(text))

    @property
    def time(self) -> str:
        """The time of what is answered, HHMM."""
        times = (self._isa.value(10), self._gs.value(5)[:4] if self._gs else "", "0000")
        return next(text for text in times if re.fullmatch("([01][0-9]|2[0-3])[0-5][0-9]", text))

    @property
    def reference(self) -> str:
        """What names the transaction set that is being written, wherever it is read: sets are
        numbered anew in each group, and the numbers of groups never repeat."""
        return f"{self._group_number:09}{self._sets:04}"

    def in_character_set(self, value: str) -> bool:
        """Whether a value can be repeated as it is."""
        return not self._not_data.search(value)

    def segment(self, *elements: Element) -> None:
        """A segment of the interchange, outside of its groups."""
        self._open()
        self._write(elements)

    def transaction_set(self, identifier: str, guide: str, body: Iterable[Elements]) -> None:
        """ST, the body, SE. The body is asked for once `reference` names the set."""
        self._open_group(identifier, guide)
        self._sets += 1
        control = f"{self._sets:04}"
        self._write(("ST", identifier, control, guide))
        segments = 2
        for elements in body:
            self._write(elements)
            segments += 1
        self._write(("SE", str(segments), control))

    def end_group(self) -> None:
        """GE, if the group was written."""
        if self._group_number:
            self._write(("GE", str(self._sets), str(self._group_number)))
        self._group_number = self._sets = 0

    def end_interchange(self) -> None:
        """IEA, if the interchange was written."""
        if self._number:
            self._write(("IEA", str(self._groups), f"{self._number:09}"))

    def _open(self) -> None:
        if self._number:
            return
        self._number = self._next_number()
        isa, own = self._isa, self._delimiters
        elements = (
            *("ISA", "00", " " * 10, "00", " " * 10),
            *(_qualifier(isa.value(7)), f"{self._data(isa.value(8)):15.15}"),
            *(_qualifier(isa.value(5)), f"{self._data(isa.value(6)):15.15}"),
            *(self.day[2:], self.time, own.repetition, "00501", f"{self._number:09}", "0"),
            *(isa.code(15) if isa.code(15) in {"P", "T"} else "P", own.component),
        )
        self._put(own.element.join(elements))

    def _open_group(self, identifier: str, guide: str) -> None:
        self._open()
        if self._group_number:
            return
        assert self._gs is not None
        self._group_number = self._next_number()
        self._groups += 1
        sender = self._gs.value(3) or self._isa.value(8)
        receiver = self._gs.value(2) or self._isa.value(6)
        codes = [f"{cut(code, 15):2}" if code else UNKNOWN for code in (sender, receiver)]
        number = str(self._group_number)
        group = (*codes, self.day, self.time, number, "X", guide)
        self._write(("GS", FUNCTIONAL_IDS[identifier], *group))

    def _write(self, elements: Elements) -> None:
        """A segment, without the empty elements and components at its ends."""
        texts = []
        for element in elements:
            parts = (element,) if isinstance(element, str) else element
            text = self._delimiters.component.join(map(self._data, parts))
            texts.append(text.rstrip(self._delimiters.component))
        while not texts[-1]:
            texts.pop()
        self._put(self._delimiters.element.join(texts))

    def _put(self, segment: str) -> None:
        self._target.write(
            f"{segment}{self._delimiters.terminator}{self._line_end}".encode("latin-1")
        )

    def _data(self, value: str) -> str:
        """A value with `?` for each character that is not of the character set or is a delimiter
        of ours."""
        return self._not_data.sub("?", value)

    @cached_property
    def _not_data(self) -> re.Pattern[str]:
        own = self._delimiters
        delimiters = own.element + own.component + own.terminator + own.repetition
        return re.compile(f"[^ -~]|[{re.escape(delimiters)}]")


def _own(received: Delimiters) -> Delimiters:
    """The sender's delimiters, where they are printed characters that none of our values has; the
    terminator may be a line feed."""
    used = received.element + received.component + received.terminator
    if not all(map(_can_delimit, used.removesuffix("\n"))):
        return STANDARD
    mine = [c for c in received.repetition + REPETITIONS if _can_delimit(c) and c not in used]
    return Delimiters(received.element, received.component, received.terminator, mine[0])


def _can_delimit(character: str) -> bool:
    return "!" <= character <= "~" and not character.isalnum() and character not in IN_OUR_VALUES


def _qualifier(text: str) -> str:
    return text.upper() if text.upper() in QUALIFIERS else "ZZ"
