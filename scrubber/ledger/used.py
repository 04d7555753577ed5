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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.evidence.therapy_used import latest
from scrubber.ledger.money import dollars
from scrubber.wording import count

YearPool = tuple[int, str]

ADJUDICATED, SUBMITTED, DOUBTFUL = "adjudicated", "submitted", "doubtful"
"""How lines count beside what is said: exactly, as estimated, only at the most."""


class When(NamedTuple):
    """The year and pool of lines of ours that stand, and when they count.

    `day`: of their adjudication, else of their submission. `since`: the day from which what is said
    may hold them, or the claims whose place theirs take; empty where that is not known.
    """

    year: int
    pool: str
    day: str
    since: str
    adjudicated: bool

    def surely_after(self, said: UsedAmount | None) -> bool:
        """Whether it cannot be in what is said."""
        return said is None or (said.as_of is not None and self.since > said.as_of.isoformat())

    def surely_in(self, said: UsedAmount | None) -> bool:
        """Whether it must be in what is said."""
        if said is None or said.as_of is None:
            return False
        return self.adjudicated and self.day <= said.as_of.isoformat()


class Sums(NamedTuple):
    """Of lines: how many, their cents, and at the most."""

    lines: int
    cents: int
    most: int


Lines = Mapping[When, Sums]


@dataclass(slots=True)
class Account:
    """What the ledger has of a member: what was said, and the lines that count.

    Of the lines that do not, since the file has their claims or takes them back, it has when they
    would: by claim number, and by payer's number.
    """

    said: list[UsedAmount] = field(default_factory=list)
    lines: Lines = field(default_factory=dict)
    of_claims: dict[str, set[When]] = field(default_factory=lambda: defaultdict(set))
    of_numbers: dict[str, set[When]] = field(default_factory=lambda: defaultdict(set))


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
        original = {*account.of_claims.get(claim_id, ()), *account.of_numbers.get(replaces, ())}
        said = self._said(member_id.upper(), account)
        return bool(original) and all(
            when.surely_after(said.get((when.year, when.pool))) for when in original
        )

    def close(self) -> None:
        """Close the therapy-used file."""
        self._base.close()

    def _said(self, member_id: str, account: Account) -> dict[YearPool, UsedAmount]:
        return latest([*self._base.of_member(member_id).values(), *account.said])


def _with_lines(
    member_id: str, said: Mapping[YearPool, UsedAmount], lines: Lines
) -> dict[YearPool, UsedAmount]:
    of_pools: dict[YearPool, dict[When, Sums]] = defaultdict(dict)
    for when, sums in lines.items():
        of_pools[when.year, when.pool][when] = sums
    return {
        (year, pool): _used(member_id, year, pool, said.get((year, pool)), of_pool)
        for (year, pool), of_pool in of_pools.items()
    }


def _used(
    member_id: str, year: int, pool: str, said: UsedAmount | None, lines: Lines
) -> UsedAmount:
    """What is said and the lines of its year and pool, as one amount."""
    sums: dict[str, list[Sums]] = defaultdict(list)
    for when, some in lines.items():
        sums[_counting(when, said)].append(some)
    totals = {counting: _total(some) for counting, some in sums.items() if counting}
    after = [total for counting, total in totals.items() if counting != DOUBTFUL]
    amount = sum(total.cents for total in after)
    most = sum(total.most for total in totals.values())
    return UsedAmount(
        member_id,
        year,
        pool,
        (said.amount if said else Decimal()) + dollars(amount),
        said.as_of if said else None,
        said.source if said else "",
        dollars(most - amount),
        complete=said is not None and said.complete,
        made_up_of="; ".join(_parts(said, totals)),
    )


def _counting(when: When, said: UsedAmount | None) -> str:
    """How lines count beside what is said; empty where they are in it."""
    if when.surely_after(said):
        return ADJUDICATED if when.adjudicated else SUBMITTED
    return "" if when.surely_in(said) else DOUBTFUL


def _total(some: Iterable[Sums]) -> Sums:
    return Sums(*map(sum, zip(*some, strict=True)))


def _parts(said: UsedAmount | None, totals: Mapping[str, Sums]) -> Iterator[str]:
    """What is said and what the ledger adds; nothing where it adds nothing."""
    added = [_told(counting, total, said) for counting, total in sorted(totals.items())]
    if said and added:
        yield f"{said.amount:,.2f}{said.whence or ' as stated'}"
    if added:
        yield f"ledger: {', '.join(added)}"


def _told(counting: str, total: Sums, said: UsedAmount | None) -> str:
    lines = count(total.lines, "line")
    if counting == DOUBTFUL:
        return f"up to {dollars(total.most):,.2f} for {lines} that may be in it"
    since = " since" if said else ""
    estimated = " estimated" if counting == SUBMITTED else ""
    return f"{dollars(total.cents):,.2f}{estimated} for {lines} {counting}{since}"
