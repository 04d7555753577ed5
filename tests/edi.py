"""Synthetic 837P text for tests: a known-clean physical therapy claim to set examples into.

Every person, number and address is invented; the NPIs pass the check digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

RENDERING_NPI = "1245319599"
BILLING_NPI = "1993999998"


def envelope(*bodies: str, terminator: str = "~", made: str = "20260310") -> str:
    """One interchange, its group made on that day; each body is a set without ST and SE."""
    sets = []
    for number, body in enumerate(bodies, 1):
        count = body.count("~") + 2
        sets.append(f"ST*837*{number:04}*005010X222A1~{body}SE*{count}*{number:04}~")
    text = (
        "ISA*00*          *00*          *ZZ*CLINICSENDER   *ZZ*CLEARINGHOUSE  "
        "*260310*0900*^*00501*000000001*0*T*:~"
        "GS*HC*CLINICSENDER*CLEARINGHOUSE*20260310*0900*1*X*005010X222A1~".replace("20260310", made)
        + f"{''.join(sets)}GE*{len(bodies)}*1~IEA*1*000000001~"
    )
    return text.replace("~", terminator)


def header() -> str:
    """BHT to the receiver."""
    return (
        "BHT*0019*00*B1*20260310*0900*CH~"
        "NM1*41*2*ELM STREET THERAPY*****46*CLINICSENDER~PER*IC*OFFICE*TE*5555550100~"
        "NM1*40*2*CLEARINGHOUSE*****46*CLEARINGHOUSE~"
    )


def billing_provider(hl: int = 1, npi: str = BILLING_NPI, taxonomy: str = "261QR0400X") -> str:
    """Loop 2000A and 2010AA."""
    prv = f"PRV*BI*PXC*{taxonomy}~" if taxonomy else ""
    return (
        f"HL*{hl}**20*1~{prv}NM1*85*2*ELM STREET THERAPY*****XX*{npi}~"
        "N3*12 ELM STREET~N4*DAYTON*OH*454021234~REF*EI*310000001~"
    )


def subscriber(
    hl: int = 2,
    parent: int = 1,
    member: str = "1EG4TE5MK73",
    first_name: str = "ADA",
    claim_filing: str = "MB",
    payer_id: str = "",
    payer_name: str = "",
) -> str:
    """Loops 2000B, 2010BA and 2010BB."""
    payer = payer_id or ("MEDB" if claim_filing == "MB" else "PAYER1")
    return (
        f"HL*{hl}*{parent}*22*0~SBR*P*18*******{claim_filing}~"
        f"NM1*IL*1*SAMPLE*{first_name}****MI*{member}~N3*1 OAK LANE~N4*DAYTON*OH*454021234~"
        f"DMG*D8*19500101*F~NM1*PR*2*{payer_name or 'SOME PAYER'}*****PI*{payer}~"
    )


@dataclass
class ClaimText:
    """A claim: SV1 texts (each with the segments that follow it) and what stands above them."""

    lines: Sequence[str]
    claim_id: str = "C1"
    date: str = "20260309"
    taxonomy: str = "225100000X"
    total: str = ""
    clm: str = ""
    frequency: str = "1"
    diagnoses: str = "HI*ABK:M5450~"
    amounts: str = ""
    extra: str = ""
    rendering: bool = True
    control_numbers: bool = True
    _: None = field(default=None, repr=False)

    def __str__(self) -> str:
        total = self.total or _sum([line.split("*")[2] for line in self.lines])
        clm = self.clm or f"CLM*{self.claim_id}*{total}***11:B:{self.frequency}*Y*A*Y*Y~"
        prv = f"PRV*PE*PXC*{self.taxonomy}~" if self.taxonomy else ""
        rendering = f"NM1*82*1*HAND*THEA****XX*{RENDERING_NPI}~{prv}" if self.rendering else ""
        text = f"{clm}{self.amounts}{self.diagnoses}{rendering}{self.extra}"
        for number, line in enumerate(self.lines, 1):
            sv1, _, more = line.partition("~")
            date = "" if "DTP*472" in more else f"DTP*472*D8*{self.date}~"
            control = f"REF*6R*{self.claim_id}L{number}~" if self.control_numbers else ""
            order = sorted(
                [part for part in more.split("~") if part], key=lambda part: _ORDER.index(part[:3])
            )
            after = "".join(f"{part}~" for part in order)
            dates, _, rest = _split_dates(after)
            text += f"LX*{number}~{sv1}~{date}{dates}{control}{rest}"
        return text


_ORDER = ["DTP", "REF", "NTE", "NM1", "PRV", "SVD", "CAS"]


def _split_dates(text: str) -> tuple[str, str, str]:
    parts = [f"{part}~" for part in text.split("~") if part]
    dates = "".join(part for part in parts if part.startswith("DTP"))
    return dates, "", "".join(part for part in parts if not part.startswith("DTP"))


def _sum(charges: Sequence[str]) -> str:
    total = sum(float(charge) for charge in charges)
    return f"{total:.2f}".rstrip("0").rstrip(".")


def one_claim(claim: ClaimText | str, **subscriber_options: str) -> str:
    """A whole file with one claim of one subscriber."""
    return envelope(
        header() + billing_provider() + subscriber(**subscriber_options) + str(claim)  # type: ignore[arg-type]
    )
