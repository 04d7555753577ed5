"""The accounts of the members of a file, as the ledger stands without that file."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, case, func, select

from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.evidence import UsedAmount
from scrubber.keys import Key
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import batches
from scrubber.ledger.money import dollars
from scrubber.ledger.records import FiledClaim
from scrubber.ledger.schema import amounts, lines, runs
from scrubber.ledger.used import Account, StandingLine

AnyRow = Row[*tuple[Any, ...]]

_ADJUDICATED = lines.c.adjudicated_cents.is_not(None)
_LINE = select(
    lines.c.beneficiary,
    lines.c.superseded_by,
    lines.c.claim_id,
    lines.c.payer_claim_number,
    lines.c.frequency,
    lines.c.replaces,
    lines.c.year,
    lines.c.pool,
    case((_ADJUDICATED, lines.c.adjudicated_on), else_=lines.c.submitted_on),
    _ADJUDICATED,
    func.coalesce(lines.c.adjudicated_cents, lines.c.allowed_cents),
    func.coalesce(lines.c.adjudicated_cents, lines.c.at_most_cents),
).where(lines.c.pool != "", ~lines.c.held, lines.c.frequency != VOID)
_AMOUNT = select(
    amounts.c.beneficiary,
    amounts.c.year,
    amounts.c.pool,
    amounts.c.amount_cents,
    amounts.c.as_of,
    amounts.c.told,
)


class _Sent(NamedTuple):
    """A line of _LINE."""

    beneficiary: str
    superseded_by: int | None
    claim_id: str
    payer_claim_number: str | None
    frequency: str
    replaces: str
    year: int
    pool: str
    day: str
    adjudicated: bool
    cents: int
    most: int


def read_accounts(
    connection: Connection, filed: Iterable[FiledClaim], key: Key, input_sha256: str = ""
) -> dict[str, Account]:
    """The accounts by member id in upper case; none of members of whom the ledger has nothing.

    Runs of the input are passed over, and what they superseded stands.
    """
    claims: dict[str, list[FiledClaim]] = defaultdict(list)
    for claim in filed:
        if claim.member_id:
            claims[claim.member_id.upper()].append(claim)
    own = set(connection.scalars(select(runs.c.id).where(runs.c.input_sha256 == input_sha256)))
    accounts: dict[str, Account] = {}
    for members in batches(claims):
        of_hashes = {beneficiary(member, key): member for member in members}
        said = _AMOUNT.where(amounts.c.beneficiary.in_(of_hashes))
        for row in connection.execute(said):
            member = of_hashes[row.beneficiary]
            accounts.setdefault(member, Account()).said.append(_said(member, row))
        found: dict[str, list[_Sent]] = defaultdict(list)
        sent = _LINE.where(lines.c.beneficiary.in_(of_hashes), lines.c.run_id.not_in(own))
        for line in map(_Sent._make, connection.execute(sent).all()):
            found[of_hashes[line.beneficiary]].append(line)
        for member, rows in found.items():
            _fill(accounts.setdefault(member, Account()), rows, own, claims[member])
    return accounts


def _said(member_id: str, row: AnyRow) -> UsedAmount:
    as_of = date.fromisoformat(row.as_of)
    return UsedAmount(member_id, row.year, row.pool, dollars(row.amount_cents), as_of, row.told)


def _fill(
    account: Account, sent: Iterable[_Sent], own: Container[int], filed: Iterable[FiledClaim]
) -> None:
    """Add a member's lines: to those that count, or to those of the file's claims."""
    claims = {claim.claim_id for claim in filed if claim.claim_id}
    originals = {claim.replaces for claim in filed if claim.replaces}
    standing = []
    days_of_claims: dict[str, list[str]] = defaultdict(list)
    days_of_numbers: dict[str | None, list[str]] = defaultdict(list)
    for line in sent:
        if line.superseded_by is None or line.superseded_by in own:
            standing.append(line)
        elif line.cents or not line.adjudicated:  # what is denied is in nothing that is said
            days_of_claims[line.claim_id].append(line.day)
            days_of_numbers[line.payer_claim_number].append(line.day)
    for line in standing:
        replaced = [
            *days_of_claims.get(line.claim_id, ()),
            *days_of_numbers.get(line.replaces, ()),
        ]
        counted = _standing(line, replaced)
        if line.claim_id in claims:
            account.of_claims[line.claim_id].append(counted)
        elif line.payer_claim_number in originals:
            account.of_numbers[line.payer_claim_number].append(counted)
        else:
            account.lines.append(counted)


def _standing(line: _Sent, replaced: Sequence[str]) -> StandingLine:
    """`replaced`: the days of the claims whose place its claim takes. A replacement of a claim that
    the ledger does not know may be of any."""
    since = line.day
    if replaced:
        since = min(since, *replaced)
    elif line.frequency == REPLACEMENT:
        since = ""
    return StandingLine(
        line.year, line.pool, line.day, since, line.adjudicated, line.cents, line.most
    )
