"""Receipts, claims and findings to record."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from scrubber.discrepancies import Discrepancy
from scrubber.evidence import UsedAmount
from scrubber.findings import Action, CorrectionClass, Denial, Severity
from scrubber.ledger import ChainHead, InterchangeId, Ledger, Receipt, Verdict
from scrubber.scrubbed_claims import ScrubbedClaim, ScrubbedLine

MEMBER = "1EG4TE5MK73"
OTHER = "1EG4TE5MK74"


def line(allowed: str = "40.00", **fields: Any) -> ScrubbedLine:
    """A service line; at the most it is a tenth dearer."""
    defaults = {
        "line": "1",
        "line_control_number": "",
        "service_date": "2026-03-09",
        "procedure": "97530",
        "modifiers": "GP",
        "units": "2",
        "charge": "100.00",
        "pool": "PT_SLP",
        "allowed": allowed,
        "at_most": str(Decimal(allowed) * 11 / 10) if allowed else "",
    }
    return ScrubbedLine(**(defaults | fields))


def claim(claim_id: str = "C1", *lines: ScrubbedLine | str, **fields: Any) -> ScrubbedClaim:
    """A claim of these lines, given as such or by the dollars allowed; else of one line, which has
    what of the fields is a line's."""
    of_line = {name: fields.pop(name) for name in ScrubbedLine._fields if name in fields}
    made = [each if isinstance(each, ScrubbedLine) else line(each, **of_line) for each in lines]
    defaults = {
        "segment": 10,
        "frequency": "1",
        "replaces": "",
        "member_id": MEMBER,
        "payer_id": "MEDB",
        "billing_npi": "1234567893",
        "held": False,
    }
    about = defaults | fields
    return ScrubbedClaim(claim_id=claim_id, lines=tuple(made or [line(**of_line)]), **about)


def receipt(run: str = "r1", **fields: Any) -> Receipt:
    """The receipt of a run of an input of its own."""
    defaults = {
        "input_name": "day.837",
        "input_sha256": f"sha of {run}",
        "input_size": 837,
        "verdict": Verdict.FINDINGS_REMAIN,
        "tool_version": "1.0",
        "interchanges": (InterchangeId("ZZ:CLINIC", "000000001"),),
        "submitted_on": "2026-03-10",
    }
    return Receipt(run=run, **(defaults | fields))


def finding(action: Action = Action.CORRECTED, **fields: Any) -> Discrepancy:
    """A finding about line 1 of the claim whose CLM is segment 10."""
    defaults = {
        "record": "discrepancy",
        "rule": "TH101",
        "name": "units-exceed-minutes",
        "severity": Severity.ERROR,
        "action": action,
        "correction_class": CorrectionClass.REPAIR,
        "claim_id": "C1",
        "line": "1",
        "service_date": "2026-03-09",
        "procedure": "97530",
        "evidence": ("30 minutes: treatment log row 4, signed by A. Therapist PT",),
        "sources": (),
        "denial": Denial(carc="151", rarc="N362"),
        "charge_delta": "0.00",
        "claim_segment": 10,
    }
    unsaid = dict.fromkeys(Discrepancy._fields)
    return Discrepancy(**(unsaid | {"message": "is over"} | defaults | fields))  # type: ignore[arg-type]


def record(ledger: Ledger, run: str, *claims: ScrubbedClaim, **fields: Any) -> ChainHead:
    """Record a run of these claims, without findings."""
    return ledger.record(receipt(run, **fields), claims, [], "tester")


def used(
    ledger: Ledger, *filed: Iterable[str], member: str = MEMBER, **options: Any
) -> UsedAmount | None:
    """What a file of these claims finds for a member."""
    claims = [(member, ""), *map(tuple, filed)]
    return ledger.therapy_used(claims, **options).of(member, 2026, "PT_SLP")
