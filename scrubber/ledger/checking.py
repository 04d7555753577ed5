"""What is wrong with a ledger: its database, tables, sums, receipts and audit trail."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, inspect, or_, select, text

from scrubber.ledger.audit_proof import prove
from scrubber.ledger.recording import receipt_evidence
from scrubber.ledger.records import ChainHead
from scrubber.ledger.schema import audit, claims, lines, metadata, runs
from scrubber.wording import count

TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit'::regclass "
    "AND NOT tgisinternal AND tgenabled = 'O'",
}
TRIGGERS_WANTED = {"sqlite": 3, "postgresql": 1}


def problems(connection: Connection) -> Iterator[str]:
    """Each in a sentence. That the key is the right one is known of a ledger that is open."""
    for of in (_of_database, _of_schema):
        if found := list(of(connection)):
            yield from found
            return  # what follows could not be relied on
    yield from _of_lines(connection)
    yield from _of_receipts(connection)
    heads = select(runs.c.run, runs.c.audit_seq, runs.c.audit_hash)
    told = connection.execute(heads.where(runs.c.audit_seq.is_not(None))).all()
    proof = prove(connection, {f"run {run}": ChainHead(*head) for run, *head in told})
    if proof.broken:
        yield f"the audit trail is broken: {proof.broken}"


def _of_database(connection: Connection) -> Iterator[str]:
    """SQLite's own checks; PostgreSQL keeps references whole and checks its pages itself."""
    if connection.dialect.name != "sqlite":
        return
    told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if told != ["ok"]:
        yield from (f"the database is damaged: {problem}" for problem in told)
        return
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table} refers to one that is not there"


def _of_schema(connection: Connection) -> Iterator[str]:
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    for table in metadata.sorted_tables:
        has = {c["name"] for c in inspector.get_columns(table.name)} if table.name in tables else ()
        if lacking := [column.name for column in table.c if column.name not in has]:
            yield f"the table {table.name} lacks {', '.join(lacking)}"
    dialect = connection.dialect.name
    if "audit" in tables and connection.scalar(text(TRIGGERS[dialect])) != TRIGGERS_WANTED[dialect]:
        yield "what keeps the audit trail from being rewritten is gone (its triggers)"


def _of_lines(connection: Connection) -> Iterator[str]:
    wrong = or_(
        lines.c.allowed_cents < 0,
        lines.c.at_most_cents < lines.c.allowed_cents,
        (lines.c.pool != "") & lines.c.allowed_cents.is_(None),
        lines.c.adjudicated_cents.is_not(None) & lines.c.adjudicated_on.is_(None),
    )
    if found := connection.scalar(select(func.count()).select_from(lines).where(wrong)):
        yield f"{count(found, 'line')} with amounts that cannot be"
    twice = (
        select(claims.c.beneficiary)
        .where(claims.c.superseded_by.is_(None), ~claims.c.held, claims.c.claim_id != "")
        .where(claims.c.beneficiary.is_not(None))
        .group_by(claims.c.beneficiary, claims.c.claim_id)
        .having(func.count() > 1)
        .subquery()
    )
    if found := connection.scalar(select(func.count()).select_from(twice)):
        yield f"{count(found, 'claim')} counted twice"


def _of_receipts(connection: Connection) -> Iterator[str]:
    told = (
        select(runs.c.run, runs.c.verdict, runs.c.receipt, audit.c.evidence)
        .join_from(runs, audit, audit.c.seq == runs.c.audit_seq, isouter=True)
        .order_by(runs.c.id)
    )
    for run, verdict, receipt, evidence in connection.execute(told):
        if evidence != receipt_evidence(verdict, receipt):
            yield f"the receipt of run {run} is not the one that the audit trail tells of"
