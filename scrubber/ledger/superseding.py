"""Which lines a run's claims take the place of: the same claim counts once.

A claim is known by its beneficiary and number. One that goes out again, whatever its frequency,
takes the place of what went out before; a replacement (7) and a void (8) also that of the
beneficiary's claim to which the payer gave the number that they name. A held claim is not sent and
takes no claim's place, but that of itself in an earlier run of the same input: the outputs of that
run are no longer what is sent.
"""

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, select, update

from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.ledger.schema import lines, runs

NAMING_AN_ORIGINAL = (REPLACEMENT, VOID)

_new = lines.alias("new")
_claim = (_new.c.beneficiary, _new.c.claim_id)


def supersede(connection: Connection, run_id: int, input_sha256: str) -> None:
    """Mark the lines whose place those of a run take; of claims with one number in the run the
    last counts."""
    own = and_(_new.c.run_id == run_id, _new.c.beneficiary.is_not(None), _new.c.claim_id != "")
    earlier = lines.c.run_id != run_id
    same_input = lines.c.run_id.in_(select(runs.c.id).where(runs.c.input_sha256 == input_sha256))

    sent = select(*_claim).where(own, ~_new.c.held).distinct().subquery("sent")
    _mark(connection, run_id, sent, lines.c.claim_id == sent.c.claim_id, earlier)

    held = select(*_claim).where(own, _new.c.held).distinct().subquery("held")
    _mark(connection, run_id, held, lines.c.claim_id == held.c.claim_id, earlier, same_input)

    named = own & _new.c.frequency.in_(NAMING_AN_ORIGINAL) & (_new.c.replaces != "") & ~_new.c.held
    originals = (
        select(_new.c.beneficiary, _new.c.replaces).where(named).distinct().subquery("originals")
    )
    by_number = lines.c.payer_claim_number == originals.c.replaces
    _mark(connection, run_id, originals, by_number, earlier)

    last = func.max(_new.c.claim_segment)
    repeated = (
        select(*_claim, last.label("last"))
        .where(own, ~_new.c.held)
        .group_by(*_claim)
        .having(func.min(_new.c.claim_segment) < last)
        .subquery("repeated")
    )
    _mark(
        connection,
        run_id,
        repeated,
        lines.c.run_id == run_id,
        lines.c.claim_id == repeated.c.claim_id,
        lines.c.claim_segment < repeated.c.last,
    )


def _mark(connection: Connection, run_id: int, by: FromClause, *where: ColumnElement[bool]) -> None:
    """Mark the beneficiary's lines that still stand."""
    stands = lines.c.superseded_by.is_(None)
    whose = lines.c.beneficiary == by.c.beneficiary
    connection.execute(update(lines).where(*where, whose, stands).values(superseded_by=run_id))
