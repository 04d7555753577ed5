"""Service lines as rows of a table, for people who analyse."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scrubber.claims import Claim, ServiceLine
from scrubber.claims.checks import is_pointer
from scrubber.transform.claim_records import ClaimRecord

MONEY_DIGITS, CENTS = 12, 2
QUANTITY_DIGITS, QUANTITY_PLACES = 15, 3
"""Digits of the columns for money and quantity, and how many of them stand after the point."""
AUTHORIZATION, REFERRAL = "G1", "9F"
POINTERS = 4


class ServiceRow(NamedTuple):
    """A service line with what its claim says of it.

    A number or date is empty where the file has none there that fits its column; `_as_sent` is the
    file's own text. `segment` is the number of the line's SV1, as in the discrepancy log.
    """

    file: str | None
    interchange: str
    group: str
    transaction_set: str
    segment: int
    claim_id: str
    claim_charge: Decimal | None
    claim_charge_as_sent: str
    place_of_service: str
    frequency: str
    authorization: str
    referral: str
    payer_sequence: str
    claim_filing: str
    payer_id: str
    payer_name: str
    member_id: str
    billing_npi: str
    billing_taxonomy: str
    rendering_npi: str
    rendering_taxonomy: str
    referring_npi: str
    service_location_npi: str
    other_payers: bool
    adjudicated: bool
    line: str
    line_control_number: str
    first_date: date | None
    last_date: date | None
    dates_as_sent: str
    qualifier: str
    procedure: str
    modifier_1: str
    modifier_2: str
    modifier_3: str
    modifier_4: str
    unit: str
    quantity: Decimal | None
    quantity_as_sent: str
    charge: Decimal | None
    charge_as_sent: str
    diagnosis_1: str
    diagnosis_2: str
    diagnosis_3: str
    diagnosis_4: str


def rows_of(record: ClaimRecord) -> Iterator[ServiceRow]:
    """The rows of a claim, one for each service line."""
    claim = record.claim
    references = dict(reversed(claim.references))
    for line in claim.lines:
        rendering = claim.rendering_of(line)
        yield ServiceRow(
            record.file,
            record.interchange,
            record.group,
            record.transaction_set,
            line.sv1.number,
            claim.claim_id,
            _fitting(claim.total_charge, MONEY_DIGITS, CENTS),
            claim.clm.value(2),
            claim.place_of_service,
            claim.frequency,
            references.get(AUTHORIZATION, ""),
            references.get(REFERRAL, ""),
            claim.payer.sequence,
            claim.payer.claim_filing,
            claim.payer.payer_id,
            claim.payer.name,
            claim.subscriber.member_id,
            claim.billing.npi,
            claim.billing.taxonomy,
            rendering.npi,
            rendering.taxonomy,
            claim.referring.npi if claim.referring else "",
            claim.service_location.npi if claim.service_location else "",
            claim.other_payers,
            claim.adjudicated,
            line.number,
            line.control_number,
            line.service_date,
            line.last_date,
            line.date_text,
            line.qualifier,
            line.procedure,
            *line.modifiers,
            line.unit,
            _fitting(line.quantity, QUANTITY_DIGITS, QUANTITY_PLACES),
            line.sv1.value(4),
            _fitting(line.charge, MONEY_DIGITS, CENTS),
            line.sv1.value(2),
            *_diagnoses(claim, line),
        )


def _fitting(number: Decimal | None, digits: int, places: int) -> Decimal | None:
    """The number with so many decimal places, if it is one of no more digits than that."""
    if number is None or abs(number) >= Decimal(10) ** (digits - places):
        return None
    rounded = number.quantize(Decimal(1).scaleb(-places))
    return rounded if rounded == number else None


def _diagnoses(claim: Claim, line: ServiceLine) -> list[str]:
    """The codes that the line points at, in its order; empty where there is none at that place."""
    codes = claim.diagnoses
    pointed = [
        codes[int(pointer) - 1] if is_pointer(pointer, len(codes)) else ""
        for pointer in line.diagnosis_pointers[:POINTERS]
    ]
    return pointed + [""] * (POINTERS - len(pointed))
