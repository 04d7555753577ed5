"""Claims and treatment days from 837P text, by way of the program's own reader."""

from collections.abc import Sequence
from io import BytesIO

from scrubber.claims import Claim, build_claim, claims_of
from scrubber.evidence import LineEvidence, Minutes
from scrubber.tables import Tables, load_tables
from scrubber.treatment import TreatmentDay, build_day, group_by_day, open_days
from scrubber.x12 import TransactionSet, read
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber

PT = "225100000X"
OT = "225X00000X"
SLP = "235Z00000X"
PHYSICIAN = "208100000X"
OTHER_NPI = "1730251182"


def claims_in(text: str) -> list[Claim]:
    """Every claim of a file."""
    return [
        build_claim(claim)
        for piece in read(BytesIO(text.encode("latin-1")))
        if isinstance(piece, TransactionSet)
        for claim in claims_of(piece)
    ]


def claim_of(*lines: str, **given: object) -> Claim:
    """One claim with these SV1 (each with what follows it)."""
    return claims_in(one_claim(ClaimText(lines, **given)))[0]  # type: ignore[arg-type]


def days_in(
    text: str, minutes: Sequence[int | None] = (), tables: Tables | None = None
) -> list[TreatmentDay]:
    """The treatment days of a file; `minutes` go line by line over the whole file."""
    claims = claims_in(text)
    lines = [line for claim in claims for line in claim.lines]
    evidence = {
        line.sv1.offset: LineEvidence(minutes=Minutes(given, "treatment log"))
        for line, given in zip(lines, minutes, strict=False)
        if given is not None
    }
    tables = tables or load_tables()
    days = group_by_day(claims)
    in_range = open_days(claims, days, tables)
    return [
        build_day(
            [(claims[claim], claims[claim].lines[line]) for claim, line in places],
            key in in_range,
            evidence,
            {},
            {},
            tables,
        )
        for key, places in days.items()
    ]


def day_of(
    *lines: str, minutes: Sequence[int | None] = (), claim_filing: str = "MB", **given: object
) -> TreatmentDay:
    """One claim's only treatment day."""
    claim = ClaimText(lines, **given)  # type: ignore[arg-type]
    (day,) = days_in(one_claim(claim, claim_filing=claim_filing), minutes)
    return day


def sv1(
    procedure: str,
    modifiers: str = "GP",
    units: str | int = 1,
    charge: int | str = 50,
    more: str = "",
) -> str:
    """SV1 counted in units, and what follows it."""
    code = ":".join(["HC", procedure, *filter(None, [modifiers])])
    return f"SV1*{code}*{charge}*UN*{units}***1~{more}"


def rendered_by(taxonomy: str, npi: str = OTHER_NPI) -> str:
    """Loop 2420A of a person other than the claim's rendering provider."""
    prv = f"PRV*PE*PXC*{taxonomy}~" if taxonomy else ""
    return f"NM1*82*1*OTHER*ANN****XX*{npi}~{prv}"


def file_of(*levels: str) -> str:
    """A file with one transaction set: the billing provider, then these loops."""
    return envelope(header() + billing_provider() + "".join(levels))


def dependent(hl: int, parent: int, first_name: str, born: str = "20150101") -> str:
    """Loops 2000C and 2010CA: a patient who is not the subscriber."""
    return (
        f"HL*{hl}*{parent}*23*0~PAT*19~NM1*QC*1*SAMPLE*{first_name}~"
        f"N3*1 OAK LANE~N4*DAYTON*OH*454021234~DMG*D8*{born}*M~"
    )


__all__ = [
    "OT",
    "OTHER_NPI",
    "PHYSICIAN",
    "PT",
    "SLP",
    "ClaimText",
    "claim_of",
    "claims_in",
    "day_of",
    "days_in",
    "dependent",
    "file_of",
    "rendered_by",
    "subscriber",
    "sv1",
]
