"""Synthetic 835 and 271 text for tests, written from the records that the readers give."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from scrubber.payer_answers import Adjustment, ClaimPayment, Payment, ServicePayment

PAID_ON = date(2026, 3, 20)
PAYER = Payment("MEDB", PAID_ON)
SEPARATORS = "*:^~"
"""Element, component, repetition, terminator."""


def adjustment(code: str, dollars: str) -> Adjustment:
    """`CO 45`, `40.00`."""
    group, reason = code.split()
    return Adjustment(group, reason, Decimal(dollars))


def service(
    procedure: str = "97530:GP",
    charge: str = "100",
    paid: str = "80",
    *adjustments: Adjustment,
    day: date | None = date(2026, 3, 9),
    control: str = "",
    billed: str = "",
    allowed: str | None = None,
    remarks: tuple[str, ...] = (),
) -> ServicePayment:
    """A service line of an 835; without adjustments contract and coinsurance take the rest."""
    code, *modifiers = procedure.split(":")
    rest = Decimal(charge) - Decimal(paid)
    return ServicePayment(
        procedure=code,
        modifiers=tuple(modifiers),
        billed_procedure=billed or code,
        charge=Decimal(charge),
        paid=Decimal(paid),
        service_date=day,
        line_control_number=control,
        adjustments=adjustments or ((Adjustment("PR", "2", rest),) if rest else ()),
        stated_allowed=None if allowed is None else Decimal(allowed),
        remark_codes=remarks,
    )


def claim_payment(
    *lines: ServicePayment,
    claim_id: str = "C1",
    status: str = "1",
    member: str = "1EG4TE5MK73",
    filing: str = "MB",
    number: str = "ICN1",
    payment: Payment = PAYER,
    adjustments: tuple[Adjustment, ...] = (),
    remarks: tuple[str, ...] = (),
    charge: str = "",
    paid: str = "",
) -> ClaimPayment:
    """A claim payment that balances, unless its amounts are given."""
    charges = sum((line.charge or Decimal() for line in lines), Decimal())
    payments = sum((line.paid or Decimal() for line in lines), Decimal())
    taken = sum((a.amount or Decimal() for a in adjustments), Decimal())
    return ClaimPayment(
        payment=payment,
        segment=0,
        claim_id=claim_id,
        status=status,
        charge=Decimal(charge) if charge else charges,
        paid=Decimal(paid) if paid else payments - taken,
        filing_indicator=filing,
        payer_claim_number=number,
        member_id=member,
        adjustments=adjustments,
        remark_codes=remarks,
        service_date=None,
        lines=lines,
    )


def remittance(*claims: ClaimPayment, separators: str = SEPARATORS, layout: str = "") -> bytes:
    """An 835 file: a set for each stretch of claims with one payment; `layout` follows every
    segment."""
    payments = list(dict.fromkeys(claim.payment for claim in claims)) or [PAYER]
    sets = [
        _set("835", _payment(payment, [c for c in claims if c.payment == payment]), number)
        for number, payment in enumerate(payments, 1)
    ]
    return interchange("HP", "005010X221A1", sets, separators, layout)


def _payment(payment: Payment, claims: Iterable[ClaimPayment]) -> list[str]:
    day = payment.decided_on.strftime("%Y%m%d") if payment.decided_on else ""
    head = [
        f"BPR*I*0*C*NON************{day}",
        "TRN*1*1*1999999999",
        "N1*PR*SOME PAYER*XV*" + payment.payer_id,
        "N1*PE*ELM STREET THERAPY*XX*1993999998",
        "LX*1",
    ]
    return head + [segment for claim in claims for segment in _claim(claim)]


def _claim(claim: ClaimPayment) -> list[str]:
    decided = f"{claim.status}*{_text(claim.charge)}*{_text(claim.paid)}"
    found = [
        f"CLP*{claim.claim_id}*{decided}**{claim.filing_indicator}*{claim.payer_claim_number}",
        *_adjustments(claim.adjustments),
        f"NM1*QC*1*SAMPLE*ADA****MI*{claim.member_id}",
    ]
    if claim.remark_codes:
        found.append("MOA***" + "*".join(claim.remark_codes))
    if claim.service_date:
        found.append(f"DTM*232*{claim.service_date:%Y%m%d}")
    return found + [segment for line in claim.lines for segment in _service(line)]


def _service(line: ServicePayment) -> list[str]:
    procedure = ":".join(["HC", line.procedure, *line.modifiers])
    changed = line.billed_procedure != line.procedure
    billed = f"***HC:{line.billed_procedure}" if changed else ""
    found = [f"SVC*{procedure}*{_text(line.charge)}*{_text(line.paid)}{billed}"]
    if line.service_date:
        found.append(f"DTM*472*{line.service_date:%Y%m%d}")
    found += _adjustments(line.adjustments)
    if line.line_control_number:
        found.append(f"REF*6R*{line.line_control_number}")
    if line.stated_allowed is not None:
        found.append(f"AMT*B6*{line.stated_allowed}")
    return found + [f"LQ*HE*{code}" for code in line.remark_codes]


def _adjustments(adjustments: Sequence[Adjustment]) -> list[str]:
    """One CAS for each stretch of a group, of six at most."""
    found: list[list[Adjustment]] = []
    for one in adjustments:
        if found and found[-1][0].group == one.group and len(found[-1]) < 6:
            found[-1].append(one)
        else:
            found.append([one])
    return [
        f"CAS*{same[0].group}*" + "**".join(f"{a.reason}*{_text(a.amount)}" for a in same)
        for same in found
    ]


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)


ANSWERED_ON = "20260315"


def eligibility(*benefits: str, member: str = "1EG4TE5MK73", separators: str = SEPARATORS) -> bytes:
    """A 271 file of one subscriber; each benefit is an EB segment and what follows it."""
    segments = [
        f"BHT*0022*11*1*{ANSWERED_ON}*0900",
        "HL*1**20*1",
        "NM1*PR*2*CMS*****PI*CMS",
        "HL*2*1*21*1",
        "NM1*1P*2*ELM STREET THERAPY*****XX*1993999998",
        "HL*3*2*22*0",
        "NM1*IL*1*SAMPLE*ADA****MI*" + member,
        "DMG*D8*19500101*F",
        *(segment for benefit in benefits for segment in benefit.strip("~").split("~")),
    ]
    text = _set("271", segments, 1, "*005010X279A1")
    return interchange("HB", "005010X279A1", [text], separators)


def interchange(
    group: str, guide: str, sets: Sequence[str], separators: str = SEPARATORS, layout: str = ""
) -> bytes:
    """The sets in their envelope, with these separators."""
    element, component, repetition, terminator = separators
    text = (
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         "
        "*260320*0900*^*00501*000000001*0*T*:~"
        f"GS*{group}*PAYER*CLINIC*20260321*0900*1*X*{guide}~"
        f"{''.join(sets)}GE*{len(sets)}*1~IEA*1*000000001~"
    )
    exchanged = str.maketrans("*:^~", element + component + repetition + terminator)
    return text.translate(exchanged).replace(terminator, terminator + layout).encode("latin-1")


def _set(code: str, segments: Sequence[str], number: int, guide: str = "") -> str:
    body = "".join(f"{segment}~" for segment in segments)
    return f"ST*{code}*{number:04}{guide}~{body}SE*{len(segments) + 2}*{number:04}~"
