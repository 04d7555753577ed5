"""The ledger's tables, as the migrations leave them.

Money is whole cents, dates are YYYY-MM-DD, `beneficiary` is the keyed hash of a member id and null
where a claim has none. A line stands while nothing supersedes it; what counts is in `used.py`.
"""

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Id = BigInteger().with_variant(Integer, "sqlite")
"""Only an INTEGER numbers itself in SQLite."""
Cents = BigInteger


class FileText(TypeDecorator[str]):
    """Text as a file has it: any characters, where PostgreSQL takes none that is NUL."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None] | None:
        """SQLite takes all, and pays for no call."""
        return None if dialect.name == "sqlite" else without_nul


def without_nul(text: str | None) -> str | None:
    """As PostgreSQL takes it."""
    return text and text.replace("\0", "\N{SYMBOL FOR NULL}")


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("input_sha256", Text, nullable=False, index=True),
    Column("input_name", FileText, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("submitted_on", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("receipt", FileText, nullable=False),
    Column("audit_seq", BigInteger),
    Column("audit_hash", Text),
)
"""A run and its receipt (JSON). `kind`: scrub, release, quarantine, or 835 where only a payer tells
of its lines. `audit_seq`, `audit_hash`: the last of the rows of the audit trail that tell of it."""

OF_REMITTANCE = "835"
"""The kind of a run whose claims an 835 brought: nobody scrubbed them."""

interchanges = Table(
    "interchanges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("sender", FileText, nullable=False),
    Column("control_number", FileText, nullable=False),
    Index("ix_interchanges_sender", "sender", "control_number"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("beneficiary", Text, index=True),
    Column("claim_segment", Integer, nullable=False),
    Column("claim_id", FileText, nullable=False, index=True),
    Column("frequency", FileText, nullable=False),
    Column("replaces", FileText, nullable=False),
    Column("payer_id", FileText, nullable=False),
    Column("billing_npi", FileText, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("submitted_on", Text, nullable=False),
    Column("superseded_by", Id, ForeignKey("runs.id")),
    Index("ix_claims_run_id", "run_id", "claim_segment"),
)
"""The judged claims of each run as they went out (see ScrubbedClaim). `superseded_by`: the run
whose claim took the place of this one, or took it back."""

lines = Table(
    "lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("claim_row", Id, ForeignKey("claims.id"), nullable=False, index=True),
    Column("line", FileText, nullable=False),
    Column("line_control_number", FileText, nullable=False),
    Column("service_date", FileText, nullable=False),
    Column("procedure", FileText, nullable=False),
    Column("modifiers", FileText, nullable=False),
    Column("units", FileText, nullable=False),
    Column("charge_cents", Cents),
    Column("pool", Text, nullable=False),
    Column("year", Integer),
    Column("allowed_cents", Cents),
    Column("at_most_cents", Cents),
    Column("adjudicated_cents", Cents),
    Column("adjudicated_on", Text),
    Column("payer_claim_number", FileText),
    Column("claim_status", FileText),
    Column("denied", Boolean),
)
_ADJUDICATED = lines.c.payer_claim_number.is_not(None)
Index(
    "ix_lines_payer_claim_number",
    lines.c.payer_claim_number,
    sqlite_where=_ADJUDICATED,
    postgresql_where=_ADJUDICATED,
)
"""The service lines of claims (see ScrubbedLine), and what an 835 says of them. `year`,
`allowed_cents` and `at_most_cents` are null where `pool` is empty."""

findings = Table(
    "findings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id")),
    Column("claim_id", FileText, nullable=False),
    Column("rule", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("carc", Text, nullable=False),
    Column("rarc", Text, nullable=False),
)
"""A finding, or one changed element of it; `carc` and `rarc` of the denial that it predicts."""

imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("name", FileText, nullable=False),
    Column("imported_at", Text, nullable=False),
    Column("counts", Text, nullable=False),
)
"""A file that was read into the ledger. `kind`: 835, 271 or csv; `counts` is JSON."""

amounts = Table(
    "amounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("beneficiary", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("pool", Text, nullable=False),
    Column("amount_cents", Cents, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("told", FileText, nullable=False),
    Column("import_id", Id, ForeignKey("imports.id")),
    Index("ix_amounts_beneficiary", "beneficiary", "year", "pool"),
)
"""Therapy used as a payer or a person says it. `source`: eligibility or typed; `told`: whose word,
as evidence."""

remittances = Table(
    "remittances",
    metadata,
    Column("id", Id, primary_key=True),
    Column("import_id", Id, ForeignKey("imports.id"), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id")),
    Column("beneficiary", Text),
    Column("claim_id", FileText, nullable=False, index=True),
    Column("payer_claim_number", FileText, nullable=False),
    Column("claim_status", FileText, nullable=False),
    Column("filing_indicator", FileText, nullable=False),
    Column("line_control_number", FileText, nullable=False),
    Column("procedure", FileText, nullable=False),
    Column("modifiers", FileText, nullable=False),
    Column("service_date", FileText, nullable=False),
    Column("charge_cents", Cents),
    Column("paid_cents", Cents),
    Column("allowed_cents", Cents),
    Column("denied", Boolean, nullable=False),
    Column("carcs", Text, nullable=False),
    Column("rarcs", Text, nullable=False),
    Column("adjudicated_on", Text, nullable=False),
)
"""A service line of an 835, whether or not a line of ours is known to be it."""

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", FileText, nullable=False),
    Column("what", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("claim_id", FileText, nullable=False),
    Column("line", FileText, nullable=False),
    Column("rule", Text, nullable=False),
    Column("evidence", FileText, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Who did what, by which rule and on which evidence; each row chained to the one before."""
