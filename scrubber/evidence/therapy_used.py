"""Therapy dollars that a patient has used before this file, by calendar year and pool."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from scrubber.claims.values import number
from scrubber.evidence.errors import BadEvidence
from scrubber.evidence.keyed_rows import HeldRows, KeyedRows, SheetRows
from scrubber.evidence.sheets import Cells, Columns

COLUMNS = ("member_id", "year", "pool", "amount", "as_of", "source")
REQUIRED = ("member_id", "year", "pool", "amount")
POOLS = ("PT_SLP", "OT")


KEPT_MEMBERS = 256
"""Of so many members the amounts are kept from one line of theirs to the next."""


class UsedAmount(NamedTuple):
    """Allowed dollars used of one pool in one year, as of a day and by whose word.

    `besides`: dollars that may be used besides. `complete`: other providers' services are in it;
    where they are not, the amount is the least that is used. `made_up_of`: the parts of an amount
    that is a sum, in words; `as_of` and `source` are then those of the part that was said.
    """

    member_id: str
    year: int
    pool: str
    amount: Decimal
    as_of: date | None
    source: str
    besides: Decimal = Decimal()
    complete: bool = True
    made_up_of: str = ""

    @property
    def at_most(self) -> Decimal:
        """The most that is used, other providers' services aside where it is not complete."""
        return self.amount + self.besides

    @property
    def told(self) -> str:
        """The amount with its day, source and certainty, as evidence."""
        most = f", at most {self.at_most:,.2f}" if self.besides else ""
        whence = f": {self.made_up_of}" if self.made_up_of else self.whence
        rest = "" if self.complete else "; what other providers used is not known"
        used = f"therapy used in {self.year} ({self.pool}): {self.amount:,.2f}"
        return f"{used}{most}{whence}{rest}"

    @property
    def whence(self) -> str:
        """` as of 2026-03-06, portal`, as far as it is known."""
        day = f" as of {self.as_of}" if self.as_of else ""
        return f"{day}, {self.source}" if self.source else day

    def __repr__(self) -> str:
        """What is told of it, and not whose it is."""
        return f"UsedAmount({self.told})"


class TherapyUsed:
    """The latest amount for each member, year and pool; of two on one day the larger.

    `oldest_held`: of the amounts that a service was held against, the one that was the oldest then,
    as the date of that service and the amount's own. A process that is given a copy (a fork, or
    pickled) reports its own, for `merge_held`.
    """

    def __init__(
        self, amounts: Iterable[UsedAmount] = (), sheet: SheetRows[UsedAmount] | None = None
    ) -> None:
        held = HeldRows(amounts, "member_id")
        self._amounts: KeyedRows[UsedAmount] = held if sheet is None else sheet
        self._of_members: dict[str, dict[tuple[int, str], UsedAmount]] = {}
        self.oldest_held: tuple[date, date] | None = None

    @property
    def unread_columns(self) -> set[str]:
        """Columns of its file with cells that nobody reads."""
        return self._amounts.unread_columns

    def of(self, member_id: str, year: int, pool: str) -> UsedAmount | None:
        """What is on record; None where nothing is. Raises BadEvidence if the file has changed."""
        return self.of_member(member_id.upper()).get((year, pool))

    def before(self, member_id: str, pool: str, service_date: date) -> UsedAmount | None:
        """What is on record of the service's year, whatever its date; its age is kept in mind."""
        used = self.of(member_id, service_date.year, pool)
        if used and used.as_of:
            self.merge_held((service_date, used.as_of))
        return used

    def merge_held(self, held: tuple[date, date] | None) -> None:
        """A service that an amount was held against, and the amount's date."""
        oldest = self.oldest_held
        if held and (oldest is None or held[0] - held[1] > oldest[0] - oldest[1]):
            self.oldest_held = held

    def takes_out(self, member_id: str, claim_id: str, replaces: str) -> bool:  # noqa: ARG002
        """Whether a claim of that number, or of the payer's number `replaces`, was known and the
        amounts are without it. Files of amounts know of no claims."""
        return False

    def close(self) -> None:
        """Close its file, and remove what was kept of it."""
        self._amounts.close()

    def of_member(self, member_id: str) -> Mapping[tuple[int, str], UsedAmount]:
        """The amounts of a member, whose id is in upper case, by year and pool. Raises
        BadEvidence."""
        if member_id not in self._of_members:
            if len(self._of_members) == KEPT_MEMBERS:
                self._of_members.clear()
            rows = [row for _, rows in self._amounts.find(member_id) for row in rows]
            self._of_members[member_id] = latest(rows)
        return self._of_members[member_id]


def latest(amounts: Iterable[UsedAmount]) -> dict[tuple[int, str], UsedAmount]:
    """The amounts that hold, by year and pool; of two that say the same the first."""
    latest: dict[tuple[int, str], UsedAmount] = {}
    for used in amounts:
        known = latest.get((used.year, used.pool))
        if known is None or _rank(used) > _rank(known):
            latest[used.year, used.pool] = used
    return latest


def _rank(used: UsedAmount) -> tuple[date, Decimal]:
    return used.as_of or date.min, used.amount


def read_therapy_used(path: Path) -> TherapyUsed:
    """A therapy-used file (CSV, or JSON Lines by suffix); only an index of it is held.

    Every row is checked. Raises BadEvidence, OSError.
    """
    return TherapyUsed(sheet=_rows_of(path))


def therapy_used_rows(path: Path) -> Iterator[UsedAmount]:
    """Every row of a therapy-used file. Raises BadEvidence, before the first comes, and OSError."""
    rows = _rows_of(path)
    with closing(rows):
        for run in range(len(rows)):
            yield from rows.rows(run)


def _rows_of(path: Path) -> SheetRows[UsedAmount]:
    read_row = partial(_used, path.name)
    columns = Columns(COLUMNS, REQUIRED)
    return SheetRows(path, columns, read_row, key_of=str.upper, checked=True)


def _used(file_name: str, line: int, cells: Cells) -> UsedAmount:
    def refuse(what: str) -> BadEvidence:
        return BadEvidence(f"{file_name} line {line}: {what}")

    member_id, year, pool, dollars, as_of_text, source = cells
    amount = number(dollars.replace("$", "").replace(",", ""))
    if amount is None or amount < 0:
        raise refuse("amount is no sum of dollars like 1834.56")
    if not (year.isdecimal() and len(year) == 4):
        raise refuse("year is no year like 2026")
    pool = pool.upper()
    if pool not in POOLS:
        raise refuse(f"pool is neither {' nor '.join(POOLS)}")
    if not member_id:
        raise refuse("member_id is empty")
    try:
        as_of = _date(as_of_text) if as_of_text else None
    except ValueError:
        raise refuse("as_of is no date like 2026-03-31") from None
    return UsedAmount(member_id.upper(), int(year), pool, amount, as_of, source)


@lru_cache(maxsize=4096)
def _date(text: str) -> date:
    return date.fromisoformat(text)
