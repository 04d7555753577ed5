"""Answers that were on record before the claim that they are about: a claim that is scrubbed, or
scrubbed once more, after its 835 was imported is no less decided.

They go to the claim as it was last sent before the decision, as those that are imported later do;
what was decided by the day on which a claim was sent is about an earlier one.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from scrubber.ledger.adjudication import settle
from scrubber.ledger.answered_lines import Described, described_line, lines_of_claims
from scrubber.ledger.loading import batches
from scrubber.ledger.schema import OF_REMITTANCE, claims, lines, remittances, runs

_new = claims.alias("new")


def _told(name: str) -> ColumnElement[Any]:
    """Of the line that was known to be answered, else of the answer."""
    return func.coalesce(lines.c[name], remittances.c[name]).label(name)


_EARLIER = (
    select(
        remittances.c.id,
        _new.c.id.label("claim_row"),
        _new.c.claim_id,
        _told("line_control_number"),
        _told("service_date"),
        _told("procedure"),
        remittances.c.procedure.label("paid_procedure"),
        _told("modifiers"),
        func.abs(_told("charge_cents")).label("charge_cents"),
    )
    .join_from(
        _new,
        remittances,
        (remittances.c.claim_id == _new.c.claim_id)
        & (remittances.c.beneficiary == _new.c.beneficiary)
        & (remittances.c.adjudicated_on > _new.c.submitted_on),
    )
    .outerjoin(lines, lines.c.id == remittances.c.line_id)
    .outerjoin(claims, claims.c.id == lines.c.claim_row)
    .outerjoin(runs, runs.c.id == claims.c.run_id)
    .where(_new.c.superseded_by.is_(None), ~_new.c.held)
    .where(
        lines.c.id.is_(None)
        | (runs.c.kind == OF_REMITTANCE)
        | (claims.c.submitted_on <= _new.c.submitted_on)
    )
    .order_by(remittances.c.id)
)


def take_up_answers(connection: Connection, run_id: int) -> None:
    """Bring the lines of a run to what stands of the answers that were there before it."""
    earlier = connection.execute(_EARLIER.where(_new.c.run_id == run_id)).all()
    for batch in batches(earlier):
        claim_ids = {answer.claim_id for answer in batch}
        known = lines_of_claims(connection, claim_ids)
        taken = []
        for answer in batch:
            described = Described(
                answer.line_control_number,
                answer.service_date,
                (answer.procedure, answer.paid_procedure),
                answer.modifiers,
                answer.charge_cents,
            )
            of_number = known[answer.claim_id]
            of_claim = [line for line in of_number if line.claim_row == answer.claim_row]
            if line := described_line(described, of_claim):
                taken.append({"of": answer.id, "line": line.id})
        if taken:
            answers = update(remittances).where(remittances.c.id == bindparam("of"))
            connection.execute(answers.values(line_id=bindparam("line")), taken)
            settle(connection, claim_ids, {each["line"] for each in taken})
