"""835s read into claim payments, one at a time."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import BinaryIO

from scrubber.claims.models import MODIFIER_COMPONENTS
from scrubber.claims.values import day, number
from scrubber.payer_answers.answer_sets import REMITTANCE, answer_sets
from scrubber.payer_answers.remittance import (
    Adjustment,
    ClaimPayment,
    Payment,
    ServicePayment,
)
from scrubber.x12 import Segment, TransactionSet

CLAIM, SERVICE = "CLP", "SVC"
BEHIND_CLAIMS = ("LX", "PLB", "SE")
"""What ends a claim: the next heading (LX), the provider's balance, the end of the set."""
SERVICE_DATES = ("472", "150", "232")
"""DTM01 of the day of a service, of its first day, and of a claim's first day."""
REMARK_CODES = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}
"""The elements of these segments that hold remittance advice remark codes."""


def read_remittances(source: BinaryIO) -> Iterator[ClaimPayment]:
    """Every claim payment of the 835s in a file, in its order; one set is held at a time.

    Raises NotReadable: the file holds no 835 of 005010X221 or X221A1, or is cut short.
    """
    for piece in answer_sets(source, REMITTANCE):
        yield from _claim_payments(piece)


def _claim_payments(piece: TransactionSet) -> Iterator[ClaimPayment]:
    heading: list[Segment] = []
    claim: list[Segment] = []
    payment: Payment | None = None
    for segment in piece.segments():
        if segment.id == CLAIM or segment.id in BEHIND_CLAIMS:
            payment = payment or _payment(heading, piece)
            if claim:
                yield _claim_payment(payment, claim)
            claim = [segment] if segment.id == CLAIM else []
        elif claim:
            claim.append(segment)
        elif payment is None:
            heading.append(segment)


def _payment(heading: Sequence[Segment], piece: TransactionSet) -> Payment:
    paid = next((segment.value(16) for segment in heading if segment.id == "BPR"), "")
    dates = [paid, _qualified(heading, "DTM", "405"), piece.gs.value(4)]
    party, payer_id, other_id = "", "", ""
    for segment in heading:
        if segment.id == "N1":
            party = segment.code(1)
            payer_id = payer_id or (segment.value(4) if party == "PR" else "")
        elif segment.id == "REF" and party == "PR" and segment.code(1) == "2U":
            other_id = segment.value(2)
    return Payment(payer_id or other_id, next(filter(None, map(day, dates)), None))


def _claim_payment(payment: Payment, segments: Sequence[Segment]) -> ClaimPayment:
    clp = segments[0]
    starts = [at for at, segment in enumerate(segments) if segment.id == SERVICE]
    bounds = [*starts, len(segments)]
    own = segments[1 : bounds[0]]
    loops = [segments[start:end] for start, end in pairwise(bounds)]
    members = {s.code(1): s.value(9) for s in reversed(own) if s.id == "NM1" and s.value(9)}
    started = _service_date(own)
    return ClaimPayment(
        payment=payment,
        segment=clp.number,
        claim_id=clp.value(1),
        status=clp.code(2),
        charge=number(clp.value(3)),
        paid=number(clp.value(4)),
        filing_indicator=clp.code(6),
        payer_claim_number=clp.value(7),
        member_id=members.get("QC") or members.get("IL", ""),
        adjustments=_adjustments(own),
        remark_codes=tuple(
            code
            for segment in own
            for element in REMARK_CODES.get(segment.id, ())
            if (code := segment.code(element))
        ),
        service_date=started,
        lines=tuple(_service_payment(loop, started) for loop in loops),
    )


def _service_payment(segments: Sequence[Segment], claim_started: date | None) -> ServicePayment:
    svc, rest = segments[0], segments[1:]
    modifiers = (svc.code(1, component) for component in MODIFIER_COMPONENTS)
    stated_allowed = _qualified(rest, "AMT", "B6")
    return ServicePayment(
        procedure=svc.code(1, 2),
        modifiers=tuple(filter(None, modifiers)),
        billed_procedure=svc.code(6, 2) or svc.code(1, 2),
        charge=number(svc.value(2)),
        paid=number(svc.value(3)),
        service_date=_service_date(rest) or claim_started,
        line_control_number=_qualified(rest, "REF", "6R"),
        adjustments=_adjustments(rest),
        stated_allowed=number(stated_allowed),
        remark_codes=tuple(
            s.code(2) for s in rest if s.id == "LQ" and s.code(1) == "HE" and s.value(2)
        ),
    )


def _adjustments(segments: Sequence[Segment]) -> tuple[Adjustment, ...]:
    """Of CAS: a group, and up to six times reason, amount and quantity."""
    return tuple(
        Adjustment(cas.code(1), reason, number(cas.value(element + 1)))
        for cas in segments
        if cas.id == "CAS"
        for element in range(2, 18, 3)
        if (reason := cas.code(element))
    )


def _service_date(segments: Sequence[Segment]) -> date | None:
    dates = (day(_qualified(segments, "DTM", qualifier)) for qualifier in SERVICE_DATES)
    return next(filter(None, dates), None)


def _qualified(segments: Sequence[Segment], id_: str, qualifier: str) -> str:
    """Element 02 of the first segment with that element 01."""
    return next((s.value(2) for s in segments if s.id == id_ and s.code(1) == qualifier), "")
