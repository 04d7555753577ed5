"""The accounts of the members of a file, as the ledger stands without that file."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.evidence import UsedAmount
from scrubber.keys import Key
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import batches
from scrubber.ledger.records import FiledClaim
from scrubber.ledger.schema import amounts, lines, runs
from scrubber.ledger.used import Account, StandingLine, dollars

AnyRow = Row[*tuple[Any, ...]]

_LINE = select(
    lines.c.beneficiary,
    lines.c.claim_id,
    lines.c.payer_claim_number,
    lines.c.frequency,
    lines.c.replaces,
    lines.c.year,
    lines.c.pool,
    lines.c.submitted_on,
    lines.c.allowed_cents,
    lines.c.at_most_cents,
    lines.c.adjudicated_on,
    lines.c.adjudicated_cents,
    lines.c.superseded_by,
).where(lines.c.pool != "", ~lines.c.held, lines.c.frequency != VOID)
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
        found: dict[str, list[AnyRow]] = defaultdict(list)
        sent = _LINE.where(lines.c.beneficiary.in_(of_hashes), lines.c.run_id.not_in(own))
        for line in connection.execute(sent):
            found[of_hashes[line.beneficiary]].append(line)
        for member, rows in found.items():
            _fill(accounts.setdefault(member, Account()), rows, own, claims[member])
    return accounts


def _said(member_id: str, row: AnyRow) -> UsedAmount:
    as_of = date.fromisoformat(row.as_of)
    return UsedAmount(member_id, row.year, row.pool, dollars(row.amount_cents), as_of, row.told)


def _fill(
    account: Account, rows: Sequence[AnyRow], own: Container[int], filed: Iterable[FiledClaim]
) -> None:
    """Add a member's lines: to those that count, or to those of the file's claims."""
    claims = {claim.claim_id for claim in filed if claim.claim_id}
    originals = {claim.replaces for claim in filed if claim.replaces}
    earlier: dict[tuple[str, str], list[str]] = defaultdict(list)
    standing = []
    for row in rows:
        if row.superseded_by is None or row.superseded_by in own:
            standing.append(row)
        elif row.adjudicated_cents != 0:  # what is denied is in nothing that is said
            earlier["claim", row.claim_id].append(_day(row))
            earlier["number", row.payer_claim_number].append(_day(row))
    for row in standing:
        replaced = earlier["claim", row.claim_id] + earlier["number", row.replaces]
        line = _standing(row, replaced)
        if row.claim_id in claims:
            account.of_claims[row.claim_id].append(line)
        elif row.payer_claim_number in originals:
            account.of_numbers[row.payer_claim_number].append(line)
        else:
            account.lines.append(line)


def _standing(row: AnyRow, replaced: Sequence[str]) -> StandingLine:
    """`replaced`: the days of the claims whose place its claim takes. A replacement of a claim that
    the ledger does not know may be of any."""
    day, adjudicated = _day(row), row.adjudicated_cents is not None
    unknown = "" if row.frequency == REPLACEMENT and not replaced else day
    return StandingLine(
        row.year,
        row.pool,
        day,
        min([unknown, *replaced]),
        adjudicated,
        row.adjudicated_cents if adjudicated else row.allowed_cents,
        row.adjudicated_cents if adjudicated else row.at_most_cents,
    )


def _day(row: AnyRow) -> str:
    return str(row.submitted_on if row.adjudicated_cents is None else row.adjudicated_on)
