"""All tables, and the triggers that let nobody rewrite the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER audit_{name} BEFORE {event}
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """
    for name, event in {
        "update": "UPDATE ON audit",
        "delete": "DELETE ON audit",
        "replace": "INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)",
    }.items()
]
"""REPLACE deletes without a DELETE trigger (https://sqlite.org/lang_conflict.html)."""

POSTGRESQL_TRIGGERS = [
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
    """,
]


def upgrade() -> None:
    """Into an empty database."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("input_sha256", sa.Text, nullable=False),
        sa.Column("input_name", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("submitted_on", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("audit_seq", sa.BigInteger),
        sa.Column("audit_hash", sa.Text),
    )
    op.create_table(
        "interchanges",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("control_number", sa.Text, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("beneficiary", sa.Text),
        sa.Column("claim_segment", sa.Integer, nullable=False),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("frequency", sa.Text, nullable=False),
        sa.Column("replaces", sa.Text, nullable=False),
        sa.Column("payer_id", sa.Text, nullable=False),
        sa.Column("billing_npi", sa.Text, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("submitted_on", sa.Text, nullable=False),
        sa.Column("superseded_by", ID, sa.ForeignKey("runs.id")),
    )
    op.create_table(
        "lines",
        sa.Column("id", ID, primary_key=True),
        sa.Column("claim_row", ID, sa.ForeignKey("claims.id"), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("line_control_number", sa.Text, nullable=False),
        sa.Column("service_date", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("modifiers", sa.Text, nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("charge_cents", sa.BigInteger),
        sa.Column("pool", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("allowed_cents", sa.BigInteger),
        sa.Column("at_most_cents", sa.BigInteger),
        sa.Column("adjudicated_cents", sa.BigInteger),
        sa.Column("adjudicated_on", sa.Text),
        sa.Column("payer_claim_number", sa.Text),
        sa.Column("claim_status", sa.Text),
        sa.Column("denied", sa.Boolean),
    )
    op.create_table(
        "findings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("line_id", ID, sa.ForeignKey("lines.id")),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("carc", sa.Text, nullable=False),
        sa.Column("rarc", sa.Text, nullable=False),
    )
    op.create_table(
        "imports",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("imported_at", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    op.create_table(
        "amounts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("beneficiary", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("pool", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("import_id", ID, sa.ForeignKey("imports.id")),
    )
    op.create_table(
        "remittances",
        sa.Column("id", ID, primary_key=True),
        sa.Column("import_id", ID, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("line_id", ID, sa.ForeignKey("lines.id")),
        sa.Column("beneficiary", sa.Text),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("payer_claim_number", sa.Text, nullable=False),
        sa.Column("claim_status", sa.Text, nullable=False),
        sa.Column("filing_indicator", sa.Text, nullable=False),
        sa.Column("line_control_number", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("modifiers", sa.Text, nullable=False),
        sa.Column("service_date", sa.Text, nullable=False),
        sa.Column("charge_cents", sa.BigInteger),
        sa.Column("paid_cents", sa.BigInteger),
        sa.Column("allowed_cents", sa.BigInteger),
        sa.Column("denied", sa.Boolean, nullable=False),
        sa.Column("carcs", sa.Text, nullable=False),
        sa.Column("rarcs", sa.Text, nullable=False),
        sa.Column("adjudicated_on", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("ix_runs_input_sha256", "runs", ["input_sha256"])
    op.create_index("ix_interchanges_sender", "interchanges", ["sender", "control_number"])
    op.create_index("ix_claims_beneficiary", "claims", ["beneficiary"])
    op.create_index("ix_claims_claim_id", "claims", ["claim_id"])
    op.create_index("ix_claims_run_id", "claims", ["run_id", "claim_segment"])
    op.create_index("ix_lines_claim_row", "lines", ["claim_row"])
    op.create_index("ix_amounts_beneficiary", "amounts", ["beneficiary", "year", "pool"])
    op.create_index("ix_remittances_claim_id", "remittances", ["claim_id"])
    adjudicated = sa.text("payer_claim_number IS NOT NULL")
    op.create_index(
        "ix_lines_payer_claim_number",
        "lines",
        ["payer_claim_number"],
        sqlite_where=adjudicated,
        postgresql_where=adjudicated,
    )
    triggers = {"sqlite": SQLITE_TRIGGERS, "postgresql": POSTGRESQL_TRIGGERS}
    for trigger in triggers[op.get_bind().dialect.name]:
        op.execute(trigger)
