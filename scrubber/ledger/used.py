"""Therapy used by the members of a file, from what payers and people say and from our own lines.

What is said last holds (of two of one day the larger), and it has all that was processed up to its
day, other providers' services too. To it come the lines that stand: sent, no void, superseded by
nothing, and not of the file itself, which count when they come in it.

- A line that was adjudicated after that day counts with the amount allowed; one that was
  adjudicated by then is in what is said.
- A line that is not adjudicated and was submitted after that day counts as estimated. One that was
  submitted by then may be in what is said: it counts only at the most.
- A line whose claim takes the place of an earlier one counts only at the most where that may be in
  what is said; nothing is taken off what is said, which holds the earlier claim, or one that was
  taken back since, until something later is said.
- Where nobody says what was used, the lines alone count. What other providers used is not known.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.evidence.therapy_used import latest
from scrubber.ledger.money import dollars
from scrubber.wording import count

YearPool = tuple[int, str]


class StandingLine(NamedTuple):
    """A line of ours that stands: its amount in cents, and at the most.

    `day`: of its adjudication, else of its submission. `since`: the day from which what is said may
    hold it, or the claim whose place its claim takes; empty where that is not known.
    """

    year: int
    pool: str
    day: str
    since: str
    adjudicated: bool
    cents: int
    most: int

    def surely_after(self, said: UsedAmount | None) -> bool:
        """Whether it cannot be in what is said."""
        return said is None or (said.as_of is not None and self.since > said.as_of.isoformat())

    def surely_in(self, said: UsedAmount | None) -> bool:
        """Whether it must be in what is said."""
        if said is None or said.as_of is None:
            return False
        return self.adjudicated and self.day <= said.as_of.isoformat()


Lines = list[StandingLine]


@dataclass(slots=True)
class Account:
    """What the ledger has of a member: what was said, the lines that count, and by claim number and
    by payer's number the lines that do not, since the file has those claims or takes them back."""

    said: list[UsedAmount] = field(default_factory=list)
    lines: Lines = field(default_factory=list)
    of_claims: dict[str, Lines] = field(default_factory=lambda: defaultdict(list))
    of_numbers: dict[str, Lines] = field(default_factory=lambda: defaultdict(list))


class LedgerUsed(TherapyUsed):
    """What the members of one file have used: a copy of the accounts, by member id in upper case,
    with the file's own therapy-used file."""

    def __init__(self, accounts: Mapping[str, Account], base: TherapyUsed) -> None:
        super().__init__()
        self._accounts = accounts
        self._base = base
        self._worked_out: dict[str, Mapping[YearPool, UsedAmount]] = {}

    @property
    def unread_columns(self) -> set[str]:
        """Those of the therapy-used file."""
        return self._base.unread_columns

    def of_member(self, member_id: str) -> Mapping[YearPool, UsedAmount]:
        """What is said of a member and what counts besides. Raises BadEvidence."""
        account = self._accounts.get(member_id)
        if account is None:
            return self._base.of_member(member_id)
        if member_id not in self._worked_out:
            said = self._said(member_id, account)
            self._worked_out[member_id] = said | _with_lines(member_id, said, account.lines)
        return self._worked_out[member_id]

    def takes_out(self, member_id: str, claim_id: str, replaces: str) -> bool:
        """Whether the original of a replacement or void would have counted in the amount with each
        of its lines, and does not. False where the ledger has no original, or one that what is said
        may hold."""
        account = self._accounts.get(member_id.upper())
        if account is None:
            return False
        original = [*account.of_claims.get(claim_id, ()), *account.of_numbers.get(replaces, ())]
        said = self._said(member_id.upper(), account)
        return bool(original) and all(
            line.surely_after(said.get((line.year, line.pool))) for line in original
        )

    def close(self) -> None:
        """Close the therapy-used file."""
        self._base.close()

    def _said(self, member_id: str, account: Account) -> dict[YearPool, UsedAmount]:
        return latest([*self._base.of_member(member_id).values(), *account.said])


def _with_lines(
    member_id: str, said: Mapping[YearPool, UsedAmount], lines: Lines
) -> dict[YearPool, UsedAmount]:
    of_pools = defaultdict(list)
    for line in lines:
        of_pools[line.year, line.pool].append(line)
    return {
        (year, pool): used_with(member_id, year, pool, said.get((year, pool)), of_pool)
        for (year, pool), of_pool in of_pools.items()
    }


def used_with(
    member_id: str, year: int, pool: str, said: UsedAmount | None, lines: Lines
) -> UsedAmount:
    """What is said and the lines of its year and pool that stand, as one amount."""
    after = [line for line in lines if line.surely_after(said)]
    doubtful = [line for line in lines if not (line.surely_after(said) or line.surely_in(said))]
    besides = sum(line.most - line.cents for line in after) + sum(line.most for line in doubtful)
    return UsedAmount(
        member_id,
        year,
        pool,
        (said.amount if said else Decimal()) + dollars(sum(line.cents for line in after)),
        said.as_of if said else None,
        "; ".join(_sources(said, after, doubtful)),
        dollars(besides),
        complete=said is not None and said.complete,
    )


def _sources(said: UsedAmount | None, after: Lines, doubtful: Lines) -> Iterator[str]:
    """By whose word, and what the ledger adds."""
    since = " since" if said else ""
    parts = []
    adjudicated = [line for line in after if line.adjudicated]
    submitted = [line for line in after if not line.adjudicated]
    for told, some in (
        (f"adjudicated{since}", adjudicated),
        (f"submitted{since}, estimated", submitted),
    ):
        if some:
            amount = dollars(sum(line.cents for line in some))
            parts.append(f"{count(len(some), 'line')} {told}: {amount:,.2f}")
    if doubtful:
        most = dollars(sum(line.most for line in doubtful))
        parts.append(f"{count(len(doubtful), 'line')} that may be in it: up to {most:,.2f}")
    if said and parts:
        yield f"{said.amount:,.2f} of it {said.source}".rstrip()
    elif said:
        yield said.source
    if parts:
        yield f"ledger: {', '.join(parts)}"
