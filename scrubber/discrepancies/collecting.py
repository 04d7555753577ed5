"""What takes the discrepancies of a file, part by part: other processes may have found them."""

from typing import Protocol, TypeVar

from scrubber.discrepancies.record import Discrepancy


class LogPart(Protocol):
    """The discrepancies of one transaction set or envelope segment; can be pickled."""

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next one."""


Part = TypeVar("Part", bound=LogPart)


class Log(Protocol[Part]):
    """The discrepancies of a file."""

    @property
    def part_type(self) -> type[Part]:
        """What makes an empty part."""

    def take(self, part: Part) -> None:
        """Take the part that comes next in the file; it is not to be used any more."""

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""


class DiscrepancyList(list[Discrepancy]):
    """The discrepancies themselves, as a part and as a log."""

    @property
    def part_type(self) -> "type[DiscrepancyList]":
        """What makes an empty part."""
        return DiscrepancyList

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next one."""
        self.append(discrepancy)

    def take(self, part: "DiscrepancyList") -> None:
        """Take the part that comes next in the file."""
        self.extend(part)
