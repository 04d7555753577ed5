"""What the claim tests share: text into claims."""

from io import BytesIO

from scrubber.claims import Claim, ClaimText, ServiceLine, build_claim, claims_of
from scrubber.x12 import Segment, TransactionSet, read
from scrubber.x12.envelope import segments
from tests import edi


def transaction_sets(text: str) -> list[TransactionSet]:
    """The sets of a file."""
    pieces = read(BytesIO(text.encode("latin-1")))
    return [piece for piece in pieces if isinstance(piece, TransactionSet)]


def claim_texts(text: str) -> list[ClaimText]:
    """The claims of a file, not yet read."""
    return [claim for piece in transaction_sets(text) for claim in claims_of(piece)]


def segments_of(found: ClaimText) -> list[Segment]:
    """All segments of a claim."""
    return list(segments(found.text, found.number, found.offset, found.delimiters))


def claims(text: str) -> list[Claim]:
    """The claims of a file."""
    return [build_claim(found) for found in claim_texts(text)]


def claims_in(body: str) -> list[Claim]:
    """The claims of a transaction set whose segments after ST these are."""
    return claims(edi.envelope(body))


def claim_with(extra: str = "", *lines: str, clm: str = "", frequency: str = "1") -> Claim:
    """A claim with these segments before its lines; one line unless some are given."""
    text = edi.ClaimText(
        lines or ["SV1*HC:97530:GP*100*UN*2***1~"],
        extra=extra,
        clm=clm,
        total="100",
        frequency=frequency,
    )
    (claim,) = claims(edi.one_claim(text))
    return claim


def line_with(sv1: str = "SV1*HC:97530:GP*100*UN*2***1", after: str = "") -> ServiceLine:
    """A line with this SV1 and the segments after it, nothing else."""
    body = f"CLM*C1*100***11:B:1*Y*A*Y*Y~LX*1~{sv1}~{after}"
    (claim,) = claims_in(edi.header() + edi.billing_provider() + edi.subscriber() + body)
    (line,) = claim.lines
    return line


def plain_claim(claim_id: str, procedure: str = "97530") -> str:
    """A claim of one line without providers of its own."""
    return (
        f"CLM*{claim_id}*100***11:B:1*Y*A*Y*Y~HI*ABK:M5450~"
        f"LX*1~SV1*HC:{procedure}:GP*100*UN*2***1~DTP*472*D8*20260309~"
    )


def patient(hl: int, parent: int, name: str) -> str:
    """Loops 2000C and 2010CA."""
    return (
        f"HL*{hl}*{parent}*23*0~PAT*19~NM1*QC*1*CHILD*{name}~N3*1 OAK LANE~"
        "N4*DAYTON*OH*454021234~DMG*D8*20150601*F~"
    )
