"""All that the ledger has of therapy used, entry by entry: what is said, and each line of ours."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, case, func, literal, select, true

from scrubber.claims.models import VOID
from scrubber.ledger.loading import BATCH
from scrubber.ledger.schema import OF_REMITTANCE, amounts, claims, lines, runs


class LedgerEntry(NamedTuple):
    """One amount, in cents; null of a line that counts toward no threshold.

    `source`: eligibility, typed, adjudicated, or submitted (an estimate). `day`: as of when it is
    said; of a line that of its adjudication or submission. `told`: by whose word it is said; of a
    line that only an 835 tells of, that it was not scrubbed here.
    `status`: said, or of a line: counts, void, held, superseded, no pool.
    """

    beneficiary: str | None
    year: int | None
    pool: str
    source: str
    day: str
    cents: int | None
    at_most_cents: int | None
    status: str
    told: str
    claim_id: str
    line: str
    service_date: str
    procedure: str
    modifiers: str

    def __repr__(self) -> str:
        """Not whose it is."""
        return f"LedgerEntry({self.source}, {self.status})"


_ADJUDICATED = lines.c.adjudicated_cents.is_not(None)
_NOTHING = literal("")
_SAID = select(
    amounts.c.beneficiary,
    amounts.c.year,
    amounts.c.pool,
    amounts.c.source,
    amounts.c.as_of,
    amounts.c.amount_cents,
    amounts.c.amount_cents,
    literal("said"),
    amounts.c.told,
    *[_NOTHING] * 5,
).order_by(amounts.c.id)
_LINES = (
    select(
        claims.c.beneficiary,
        lines.c.year,
        lines.c.pool,
        case((_ADJUDICATED, "adjudicated"), else_="submitted"),
        case((_ADJUDICATED, lines.c.adjudicated_on), else_=claims.c.submitted_on),
        func.coalesce(lines.c.adjudicated_cents, lines.c.allowed_cents),
        func.coalesce(lines.c.adjudicated_cents, lines.c.at_most_cents),
        case(
            (claims.c.superseded_by.is_not(None), "superseded"),
            (claims.c.held, "held"),
            (claims.c.frequency == VOID, "void"),
            (lines.c.pool == "", "no pool"),
            else_="counts",
        ),
        case((runs.c.kind == OF_REMITTANCE, "not scrubbed here"), else_=""),
        claims.c.claim_id,
        lines.c.line,
        lines.c.service_date,
        lines.c.procedure,
        lines.c.modifiers,
    )
    .join_from(claims, lines)
    .join(runs, claims.c.run_id == runs.c.id)
    .order_by(lines.c.id)
)


def entries(
    connection: Connection, beneficiary: str | None = None, year: int | None = None
) -> Iterator[LedgerEntry]:
    """What is said and then the lines, each in the order in which the ledger was told of them; of
    one beneficiary or of all, of one year or of all."""
    streamed = connection.execution_options(yield_per=BATCH)
    for statement, whose, of in (
        (_SAID, amounts.c.beneficiary, amounts.c.year),
        (_LINES, claims.c.beneficiary, lines.c.year),
    ):
        asked = true() if beneficiary is None else whose == beneficiary
        asked &= true() if year is None else of == year
        with streamed.execute(statement.where(asked)) as rows:
            yield from (LedgerEntry(*row) for row in rows)
