"""A run is written to the ledger: receipt, interchanges, claims, findings, audit trail."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache, partial
from itertools import count, groupby

from sqlalchemy import Connection, func, insert, select, update

from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action, Denial
from scrubber.keys import Key
from scrubber.ledger.audit import Entry, Trail, now
from scrubber.ledger.earlier_answers import take_up_answers
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import BATCH, Row, batches, load
from scrubber.ledger.money import cents
from scrubber.ledger.records import ChainHead, InterchangeId, Receipt, Verdict
from scrubber.ledger.schema import OF_REMITTANCE, claims, findings, interchanges, lines, runs
from scrubber.ledger.superseding import supersede
from scrubber.scrubbed_claims import ScrubbedClaim, ScrubbedLine
from scrubber.wording import recorded_name

AUDITED = (Action.CORRECTED, Action.HELD)
NO_DENIAL = Denial()
CLAIM_COLUMNS = claims.c.keys()[: claims.c.keys().index("superseded_by")]
LINE_COLUMNS = lines.c.keys()[1 : lines.c.keys().index("adjudicated_cents")]
FINDING_COLUMNS = findings.c.keys()[1:]
INTERCHANGE_COLUMNS = interchanges.c.keys()[1:]
"""All but the id, and what comes later."""

LineIds = dict[tuple[int | None, str | None], int]


def record(
    connection: Connection,
    receipt: Receipt,
    scrubbed: Iterable[ScrubbedClaim],
    discrepancies: Iterable[Discrepancy],
    who: str,
    key: Key,
) -> ChainHead:
    """Write a run, in a transaction of the only writer; one that is written already is left as it
    is. `discrepancies` are in file order. Returns the last row that the audit trail has of it."""
    head = select(runs.c.audit_seq, runs.c.audit_hash).where(runs.c.run == receipt.run)
    if found := connection.execute(head).one_or_none():
        return ChainHead(*found)
    run_id = _record_run(connection, receipt)
    _load_claims(connection, scrubbed, run_id, receipt.submitted_on, key)
    supersede(connection, run_id, receipt.input_sha256)
    take_up_answers(connection, run_id)
    trail = Trail(connection, who)
    for batch in batches(discrepancies):
        line_ids = _line_ids(connection, run_id, batch)
        rows = [_finding_row(each, run_id, line_ids) for each in batch]
        load(connection, findings, FINDING_COLUMNS, rows)
        trail.append(_entries(batch, receipt.run))
    evidence = receipt_evidence(receipt.verdict.value, receipt_text(receipt))
    trail.append([Entry(_kind(receipt), receipt.run, evidence=evidence)])
    told = {"audit_seq": trail.head.seq, "audit_hash": trail.head.hash}
    connection.execute(update(runs).where(runs.c.id == run_id).values(told))
    return trail.head


def receipt_text(receipt: Receipt) -> str:
    """A receipt as JSON."""
    return json.dumps(asdict(receipt))


def receipt_evidence(verdict: str, text: str) -> str:
    """What the audit trail says of a receipt: the verdict, and the hash of its JSON."""
    return f"{verdict}; its receipt has the hash {hashlib.sha256(text.encode()).hexdigest()}"


def receipt_of(text: str) -> Receipt:
    """The receipt of such JSON."""
    fields = json.loads(text)
    fields["verdict"] = Verdict(fields["verdict"])
    fields["interchanges"] = tuple(InterchangeId(**each) for each in fields["interchanges"])
    return Receipt(**fields)


def _kind(receipt: Receipt) -> str:
    if receipt.verdict is Verdict.QUARANTINED:
        return "quarantine"
    if receipt.verdict is Verdict.ANSWERED:
        return OF_REMITTANCE
    return "release" if receipt.released_from else "scrub"


def _record_run(connection: Connection, receipt: Receipt) -> int:
    row = {
        "run": receipt.run,
        "kind": _kind(receipt),
        "input_sha256": receipt.input_sha256,
        "input_name": recorded_name(receipt.input_name),
        "recorded_at": now(),
        "submitted_on": receipt.submitted_on,
        "verdict": receipt.verdict.value,
        "receipt": receipt_text(receipt),
    }
    run_id: int = connection.execute(insert(runs).returning(runs.c.id), row).scalar_one()
    rows = [(run_id, each.sender, each.control_number) for each in receipt.interchanges]
    load(connection, interchanges, INTERCHANGE_COLUMNS, rows)
    return run_id


def _load_claims(
    connection: Connection,
    scrubbed: Iterable[ScrubbedClaim],
    run_id: int,
    submitted_on: str,
    key: Key,
) -> None:
    hashed = lru_cache(BATCH)(partial(beneficiary, key=key))
    ids = count(next_claim(connection))
    for batch in batches(scrubbed):
        of_claims: list[Row] = []
        of_lines: list[Row] = []
        for claim, row_id in zip(batch, ids, strict=False):
            of_claims.append(
                (
                    row_id,
                    run_id,
                    hashed(claim.member_id),
                    claim.segment,
                    claim.claim_id,
                    claim.frequency,
                    claim.replaces,
                    claim.payer_id,
                    claim.billing_npi,
                    claim.held,
                    submitted_on,
                )
            )
            of_lines += [_line_row(line, row_id) for line in claim.lines]
        load(connection, claims, CLAIM_COLUMNS, of_claims)
        load(connection, lines, LINE_COLUMNS, of_lines)


def next_claim(connection: Connection) -> int:
    """The id of the next claim, which only the one writer may use."""
    return (connection.scalar(select(func.max(claims.c.id))) or 0) + 1


def _line_row(line: ScrubbedLine, claim_row: int) -> Row:
    year = allowed = at_most = None
    if line.pool:
        year = int(line.service_date[:4])
        allowed, at_most = cents(line.allowed) or 0, cents(line.at_most) or 0
    return (
        claim_row,
        line.line,
        line.line_control_number,
        line.service_date,
        line.procedure,
        line.modifiers,
        line.units,
        cents(line.charge),
        line.pool,
        year,
        allowed,
        at_most,
    )


def _line_ids(connection: Connection, run_id: int, batch: Sequence[Discrepancy]) -> LineIds:
    """The ids of the lines of the claims that findings are about, by CLM and line."""
    segments = {each.claim_segment for each in batch if each.claim_segment is not None}
    found = connection.execute(
        select(claims.c.claim_segment, lines.c.line, lines.c.id)
        .join_from(claims, lines)
        .where(claims.c.run_id == run_id, claims.c.claim_segment.in_(segments))
    )
    return {(segment, line): line_id for segment, line, line_id in found.all()}


def _finding_row(discrepancy: Discrepancy, run_id: int, line_ids: LineIds) -> Row:
    denial = discrepancy.denial or NO_DENIAL
    return (
        run_id,
        line_ids.get((discrepancy.claim_segment, discrepancy.line)),
        discrepancy.claim_id or "",
        discrepancy.rule,
        discrepancy.action.value,
        discrepancy.severity.value,
        denial.carc or "",
        denial.rarc or "",
    )


def _entries(batch: Iterable[Discrepancy], run: str) -> Iterator[Entry]:
    """One for each correction and each hold; the records of one follow each other."""
    told = (each for each in batch if each.action in AUDITED)
    for _, records in groupby(told, lambda d: (d.claim_segment, d.line, d.rule, d.action)):
        first = next(records)
        yield Entry(
            first.action.value,
            run,
            first.claim_id or "",
            first.line or "",
            first.rule,
            "; ".join(first.evidence),
        )
