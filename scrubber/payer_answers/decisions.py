"""What an 835 decides of each service line: what is allowed, and whether it is denied."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from scrubber.payer_answers.remittance import Adjustment, ClaimPayment, ServicePayment, total
from scrubber.tables import AdjustmentReason, Tables
from scrubber.value_class import value_class

PART_OF_ALLOWED = {"patient_share", "sequestration"}
"""Roles of what is taken off after the allowed amount is known."""

Roles = Mapping[tuple[str, str], AdjustmentReason]
"""cms/adjustment_reasons on a day, by group and reason."""


@value_class()
class LineDecision:
    """A service line with what was decided of it.

    `allowed` is None where it cannot be told. `denied`: nothing is allowed of its charge, and
    something else than a contract, the patient's share or an earlier payer took it. `carcs`: the
    reasons that may be why; `rarcs`: the remark codes beside them.
    """

    line: ServicePayment
    allowed: Decimal | None
    denied: bool
    carcs: tuple[str, ...]
    rarcs: tuple[str, ...]


def decisions(claim: ClaimPayment, tables: Tables) -> Iterator[LineDecision]:
    """What was decided of each line; of the whole claim, as of one line, where it has none.

    A claim that was turned down as a whole gives its reasons to every line. Other adjustments of
    the claim are of no line: then only AMT*B6 says what a line is allowed.
    """

    def decision(line: ServicePayment) -> LineDecision:
        day = line.service_date or claim.payment.decided_on
        return _decision(line, tables.adjustment_reasons.on(day))

    if not claim.lines:
        yield decision(_as_line(claim))
    elif _turned_down(claim):
        whole = decision(_as_line(claim))
        for line in claim.lines:
            yield replace(whole, line=line)
    else:
        for line in claim.lines:
            decided = decision(line)
            if claim.adjustments and line.stated_allowed is None:
                decided = replace(decided, allowed=None, denied=False)
            yield decided


def _decision(line: ServicePayment, roles: Roles) -> LineDecision:
    allowed = _allowed(line, roles)
    carcs = dict.fromkeys(a.reason for a in line.adjustments if not _role(a, roles))
    denied = bool(line.charge) and allowed == 0 and bool(carcs)
    return LineDecision(line, allowed, denied, tuple(carcs), line.remark_codes)


def _allowed(line: ServicePayment, roles: Roles) -> Decimal | None:
    """What the payer allows: AMT*B6, else what was paid, the patient's share and what
    sequestration took.

    ASC X12N/005010X221A1 loop 2110 AMT, qualifier B6. Deductible and coinsurance are parts of the
    allowed amount, and sequestration is taken after them (CMS CR 8378; Noridian, sequestration
    questions and answers; checked 2026-11-22). None where there is no B6 and the line does not
    balance: an adjustment is missing, which may be one of these.
    """
    if line.stated_allowed is not None:
        return line.stated_allowed
    if not (line.balances and roles):
        return None
    parts = (a.amount for a in line.adjustments if _role(a, roles) in PART_OF_ALLOWED)
    return total([line.paid, *parts])


def _role(adjustment: Adjustment, roles: Roles) -> str:
    """The adjustment's role; empty where it may be a denial."""
    row = roles.get((adjustment.group, adjustment.reason))
    return row.role if row else ""


def _turned_down(claim: ClaimPayment) -> bool:
    taken = total(adjustment.amount for adjustment in claim.adjustments)
    return bool(claim.adjustments) and claim.paid == 0 and taken == claim.charge


def _as_line(claim: ClaimPayment) -> ServicePayment:
    return ServicePayment(
        procedure="",
        modifiers=(),
        billed_procedure="",
        charge=claim.charge,
        paid=claim.paid,
        service_date=claim.service_date,
        line_control_number="",
        adjustments=claim.adjustments,
        stated_allowed=None,
        remark_codes=claim.remark_codes,
    )
