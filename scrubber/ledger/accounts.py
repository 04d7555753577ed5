"""The accounts of the members of a file, as the ledger stands without that file."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.evidence import UsedAmount
from scrubber.keys import Key
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import batches
from scrubber.ledger.money import dollars
from scrubber.ledger.records import FiledClaim
from scrubber.ledger.schema import amounts, claims, lines, runs
from scrubber.ledger.used import Account, Sums, When

AnyRow = Row[*tuple[Any, ...]]
_Line = Sequence[Any]
"""The columns of _LINE after the beneficiary."""

_ADJUDICATED = lines.c.adjudicated_cents.is_not(None)
_LINE = (
    select(
        claims.c.beneficiary,
        claims.c.superseded_by,
        claims.c.claim_id,
        lines.c.payer_claim_number,
        claims.c.frequency,
        claims.c.replaces,
        lines.c.year,
        lines.c.pool,
        case((_ADJUDICATED, lines.c.adjudicated_on), else_=claims.c.submitted_on),
        _ADJUDICATED,
        func.coalesce(lines.c.adjudicated_cents, lines.c.allowed_cents),
        func.coalesce(lines.c.adjudicated_cents, lines.c.at_most_cents),
    )
    .join_from(claims, lines)
    .where(lines.c.pool != "", ~claims.c.held, claims.c.frequency != VOID)
)
_AMOUNT = select(
    amounts.c.beneficiary,
    amounts.c.year,
    amounts.c.pool,
    amounts.c.amount_cents,
    amounts.c.as_of,
    amounts.c.told,
)


def read_accounts(
    connection: Connection, filed: Iterable[FiledClaim], key: Key, input_sha256: str = ""
) -> dict[str, Account]:
    """The accounts by member id in upper case; none of members of whom the ledger has nothing.

    Runs of the input are passed over, and what they superseded stands.
    """
    of_members: dict[str, list[FiledClaim]] = defaultdict(list)
    for claim in filed:
        if claim.member_id:
            of_members[claim.member_id.upper()].append(claim)
    own = set(connection.scalars(select(runs.c.id).where(runs.c.input_sha256 == input_sha256)))
    accounts: dict[str, Account] = {}
    for members in batches(of_members):
        of_hashes = {beneficiary(member, key): member for member in members}
        said = _AMOUNT.where(amounts.c.beneficiary.in_(of_hashes))
        for row in connection.execute(said):
            member = of_hashes[row.beneficiary]
            accounts.setdefault(member, Account()).said.append(_said(member, row))
        found: dict[str, list[_Line]] = defaultdict(list)
        sent = _LINE.where(claims.c.beneficiary.in_(of_hashes), claims.c.run_id.not_in(own))
        for whose, *line in connection.execute(sent).all():
            found[of_hashes[whose]].append(line)
        for member, rows in found.items():
            _fill(accounts.setdefault(member, Account()), rows, own, of_members[member])
    return accounts


def _said(member_id: str, row: AnyRow) -> UsedAmount:
    as_of = date.fromisoformat(row.as_of)
    return UsedAmount(member_id, row.year, row.pool, dollars(row.amount_cents), as_of, row.told)


def _fill(
    account: Account, sent: Iterable[_Line], own: Container[int], filed: Iterable[FiledClaim]
) -> None:
    """Add a member's lines: to those that count, or to those of the file's claims."""
    numbers = {claim.claim_id for claim in filed if claim.claim_id}
    originals = {claim.replaces for claim in filed if claim.replaces}
    standing = []
    replaced = _Replaced()
    for superseded_by, *line in sent:
        if superseded_by is None or superseded_by in own:
            standing.append(line)
        else:
            replaced.add(line)
    totals: dict[tuple[Any, ...], list[int]] = {}
    for (
        claim_id,
        number,
        frequency,
        replaces,
        year,
        pool,
        day,
        adjudicated,
        cents,
        most,
    ) in standing:
        since = replaced.since(day, frequency, claim_id, replaces)
        when = (year, pool, day, since, bool(adjudicated))
        if claim_id in numbers:
            account.of_claims[claim_id].add(When(*when))
        elif number in originals:
            account.of_numbers[number].add(When(*when))
        else:
            total = totals.setdefault(when, [0, 0, 0])
            total[0] += 1
            total[1] += cents
            total[2] += most
    account.lines = {When(*when): Sums(*total) for when, total in totals.items()}


class _Replaced:
    """The days of a member's claims whose place others took, by claim number and payer's number."""

    def __init__(self) -> None:
        self._claims: dict[str, str] = {}
        self._numbers: dict[str | None, str] = {}

    def add(self, line: _Line) -> None:
        """A superseded line; what is denied is in nothing that is said."""
        claim_id, number, _, _, _, _, day, adjudicated, cents, _ = line
        if cents or not adjudicated:
            self._claims[claim_id] = min(day, self._claims.get(claim_id, day))
            self._numbers[number] = min(day, self._numbers.get(number, day))

    def since(self, day: str, frequency: str, claim_id: str, replaces: str) -> str:
        """The first day of a line and of the claims whose place its claim takes. A replacement of a
        claim that the ledger does not know may be of any day."""
        known = [
            first
            for first in (self._claims.get(claim_id), self._numbers.get(replaces))
            if first is not None
        ]
        return min([day, *known]) if known or frequency != REPLACEMENT else ""
