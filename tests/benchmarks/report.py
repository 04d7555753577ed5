"""The rows of the results, as a table for people and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.benchmarks.measuring import Measured

MB = 1_000_000


class Target(NamedTuple):
    """What is to be reached, what was found, and whether that is it."""

    wanted: str
    found: str
    reached: bool


@dataclass(frozen=True)
class Row:
    """One line of the results; `of_floor` is the ratio of the times, by the clock and by the
    processor's."""

    case: str
    work: str
    measured: Measured | None = None
    of_floor: tuple[float, float] | None = None
    claims_a_second: float | None = None
    target: Target | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Seconds, bytes, and the target if there is one."""
        figures: dict[str, Any] = {"case": self.case, "work": self.work}
        if self.measured:
            shortest, longest = self.measured.spread
            figures |= {
                "seconds": self.measured.wall,
                "shortest": shortest,
                "longest": longest,
                "processor_seconds": self.measured.cpu,
                "runs": len(self.measured.runs),
                "peak_bytes": self.measured.peak,
            }
        return figures | {
            "of_floor": self.of_floor[0] if self.of_floor else None,
            "of_floor_by_processor": self.of_floor[1] if self.of_floor else None,
            "claims_a_second": self.claims_a_second,
            "target": self.target._asdict() if self.target else None,
            "note": self.note,
        }


HEADINGS = (
    *("work", "seconds", "CPU", "runs", "x floor", "by CPU", "claims/s", "peak MB"),
    *("target", "found", "reached"),
)


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, their notes below it."""
    rows = list(rows)
    notes = [f"- {row.work}: {row.note}" for row in rows if row.note]
    return "\n".join([markdown(HEADINGS, [_cells(row) for row in rows]), "", *notes]).rstrip()


def _cells(row: Row) -> list[str]:
    target, measured = row.target, row.measured
    return [
        row.work,
        f"{measured.wall:.3f}" if measured else "",
        f"{measured.cpu:.3f}" if measured else "",
        str(len(measured.runs)) if measured else "",
        *(f"{ratio:,.2f}" for ratio in row.of_floor or ()),
        *(() if row.of_floor else ("", "")),
        f"{row.claims_a_second:,.0f}" if row.claims_a_second is not None else "",
        f"{measured.peak / MB:.0f}" if measured else "",
        target.wanted if target else "",
        target.found if target else "",
        ("yes" if target.reached else "NO") if target else "",
    ]


def shares_table(shares: Mapping[str, Mapping[str, float]]) -> str:
    """Shares by work and package as percent, the largest package first."""
    packages = {package for of_work in shares.values() for package in of_work}
    ranked = sorted(
        packages, key=lambda package: (-sum(s.get(package, 0) for s in shares.values()), package)
    )
    rows = [
        [package, *(percent(of_work.get(package, 0), 1) for of_work in shares.values())]
        for package in ranked
    ]
    return markdown(["package", *shares], rows)


def percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with even columns; all but the first stand to the right where they are figures."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    figures = [all(row[at][:1] in "0123456789" for row in rows) for at in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, figures, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = [
        f"{'-' * (width - right)}{':' * right}"
        for width, right in zip(widths, figures, strict=True)
    ]
    return "\n".join([line(headings), line(rule), *map(line, rows)])
