"""Therapy dollars that a patient has used before this file, by calendar year and pool."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from scrubber.claims.values import number
from scrubber.evidence.errors import BadEvidence
from scrubber.evidence.sheets import read_sheet

COLUMNS = ("member_id", "year", "pool", "amount", "as_of", "source")
REQUIRED = ("member_id", "year", "pool", "amount")
POOLS = ("PT_SLP", "OT")


@dataclass(frozen=True, slots=True)
class UsedAmount:
    """Allowed dollars used of one pool in one year, as of a day and by whose word."""

    member_id: str = field(repr=False)
    year: int
    pool: str
    amount: Decimal
    as_of: date | None
    source: str

    @property
    def told(self) -> str:
        """The amount with its day and source, as evidence."""
        day = f" as of {self.as_of}" if self.as_of else ""
        source = f", {self.source}" if self.source else ""
        return f"therapy used in {self.year} ({self.pool}): {self.amount:,.2f}{day}{source}"


class TherapyUsed:
    """The latest amount for each member, year and pool; of two on one day the larger.

    `oldest_held`: of the amounts that a service was held against, the one that was the oldest then,
    as the date of that service and the amount's own.
    """

    def __init__(self, amounts: Iterable[UsedAmount] = ()) -> None:
        self.unread_columns: set[str] = set()
        self.oldest_held: tuple[date, date] | None = None
        self._amounts: dict[tuple[str, int, str], UsedAmount] = {}
        for used in amounts:
            key = (used.member_id, used.year, used.pool)
            known = self._amounts.get(key)
            if known is None or _rank(used) > _rank(known):
                self._amounts[key] = used

    def of(self, member_id: str, year: int, pool: str) -> UsedAmount | None:
        """What is on record; None where nothing is."""
        return self._amounts.get((member_id.upper(), year, pool))

    def before(self, member_id: str, pool: str, service_date: date) -> UsedAmount | None:
        """What is on record of the service's year, whatever its date; its age is kept in mind."""
        used = self.of(member_id, service_date.year, pool)
        if used and used.as_of:
            held, oldest = (service_date, used.as_of), self.oldest_held
            if oldest is None or held[0] - held[1] > oldest[0] - oldest[1]:
                self.oldest_held = held
        return used


def _rank(used: UsedAmount) -> tuple[date, Decimal]:
    return used.as_of or date.min, used.amount


def read_therapy_used(path: Path) -> TherapyUsed:
    """A therapy-used file (CSV, or JSON Lines by suffix). Raises BadEvidence."""
    unread: set[str] = set()
    sheet = read_sheet(path, REQUIRED, COLUMNS, unread)
    used = TherapyUsed(_used(path, line, row) for line, row in sheet)
    used.unread_columns = unread
    return used


def _used(path: Path, line: int, row: dict[str, str]) -> UsedAmount:
    def refuse(what: str) -> BadEvidence:
        return BadEvidence(f"{path.name} line {line}: {what}")

    amount = number(row["amount"].replace("$", "").replace(",", ""))
    if amount is None or amount < 0:
        raise refuse("amount is no sum of dollars like 1834.56")
    if not (row["year"].isdecimal() and len(row["year"]) == 4):
        raise refuse("year is no year like 2026")
    pool = row["pool"].upper()
    if pool not in POOLS:
        raise refuse(f"pool is neither {' nor '.join(POOLS)}")
    if not row["member_id"]:
        raise refuse("member_id is empty")
    try:
        as_of = date.fromisoformat(row["as_of"]) if row.get("as_of") else None
    except ValueError:
        raise refuse("as_of is no date like 2026-03-31") from None
    member_id = row["member_id"].upper()
    return UsedAmount(member_id, int(row["year"]), pool, amount, as_of, row.get("source", ""))
