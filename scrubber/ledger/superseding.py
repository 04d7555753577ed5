"""Which claims a run's claims take the place of: the same claim counts once.

A claim is known by its beneficiary and number. One that goes out again, whatever its frequency,
takes the place of what went out before; a replacement (7) and a void (8) also that of the
beneficiary's claim to which the payer gave the number that they name. A held claim is not sent and
takes no claim's place, but that of itself in an earlier run of the same input: the outputs of that
run are no longer what is sent.
"""

from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, func, select, update

from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.ledger.schema import claims, lines, runs

NAMING_AN_ORIGINAL = (REPLACEMENT, VOID)

_new = claims.alias("new")
_claim = (_new.c.beneficiary, _new.c.claim_id)


def supersede(connection: Connection, run_id: int, input_sha256: str) -> None:
    """Mark the claims whose place those of a run take; of claims with one number in the run the
    last counts."""
    own = and_(_new.c.run_id == run_id, _new.c.beneficiary.is_not(None), _new.c.claim_id != "")
    earlier = claims.c.run_id != run_id
    same_input = claims.c.run_id.in_(select(runs.c.id).where(runs.c.input_sha256 == input_sha256))

    sent = select(*_claim).where(own, ~_new.c.held).distinct().subquery("sent")
    _mark(connection, run_id, sent, claims.c.claim_id == sent.c.claim_id, earlier)

    held = select(*_claim).where(own, _new.c.held).distinct().subquery("held")
    _mark(connection, run_id, held, claims.c.claim_id == held.c.claim_id, earlier, same_input)

    named = own & _new.c.frequency.in_(NAMING_AN_ORIGINAL) & (_new.c.replaces != "") & ~_new.c.held
    originals = (
        select(_new.c.beneficiary, _new.c.replaces).where(named).distinct().subquery("originals")
    )
    by_number = (
        exists()
        .where(lines.c.claim_row == claims.c.id)
        .where(lines.c.payer_claim_number == originals.c.replaces)
        .correlate(claims, originals)
    )
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
        claims.c.run_id == run_id,
        claims.c.claim_id == repeated.c.claim_id,
        claims.c.claim_segment < repeated.c.last,
    )


def _mark(connection: Connection, run_id: int, by: FromClause, *where: ColumnElement[bool]) -> None:
    """Mark the beneficiary's claims that still stand."""
    stands = claims.c.superseded_by.is_(None)
    whose = claims.c.beneficiary == by.c.beneficiary
    connection.execute(update(claims).where(*where, whose, stands).values(superseded_by=run_id))
