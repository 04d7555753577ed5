"""The 837P as claims and service lines, each value as the file says it.

A model builds from any text: a bad amount or date is None here and its text stays in the segment,
for a rule to report. The records are slotted and no pydantic models, since every therapy claim of a
file pays for them; `scrubber.claims.schema` publishes them through pydantic.
Loop ids in the docstrings are those of the 005010X222A1 guide.
"""

from dataclasses import field
from datetime import date
from decimal import Decimal

from scrubber.value_class import value_class
from scrubber.x12 import Place, Segment

MODIFIER_COMPONENTS = (3, 4, 5, 6)
"""SV101-3 to SV101-6: the only places for a modifier."""

REPLACEMENT, VOID = "7", "8"
PAYERS_CLAIM_NUMBER = "F8"
SERVICE_LINE = ("LX", "SV1")
"""What a service line begins with: a file may leave LX out."""
HCPCS = "HC"
UNITS, MINUTES = "UN", "MJ"
ORGANISATION = "2"
PROVIDER_ROLES = {
    "77": "service facility",
    "82": "rendering provider",
    "DK": "ordering provider",
    "DN": "referring provider",
    "DQ": "supervising provider",
    "P3": "primary care provider",
    "QB": "purchased service provider",
}
"""What NM101 says of a provider in loops 2310 and 2420."""


def free_modifier_slot(sv1: Segment) -> int | None:
    """The component number of the first of SV101-3 to SV101-6 that is empty."""
    return next((c for c in MODIFIER_COMPONENTS if not sv1.value(1, c)), None)


@value_class()
class Provider:
    """A billing (2010AA), rendering (2310B, 2420A), referring (2310A) or other provider."""

    npi: str = ""
    taxonomy: str = ""
    entity_type: str = ""

    @property
    def person_npi(self) -> str:
        """The NPI, unless it is a clinic's or a group's (NM102 = 2)."""
        return "" if self.entity_type == ORGANISATION else self.npi


@value_class()
class Payer:
    """2010BB NM1*PR, with SBR01 and SBR09 of the subscriber loop."""

    payer_id: str = ""
    name: str = field(default="", repr=False)
    sequence: str = ""
    claim_filing: str = ""


@value_class()
class Person:
    """The subscriber (2010BA) or patient (2010CA)."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    member_id: str = field(default="", repr=False)


@value_class()
class Note:
    """NTE of a claim (2300) or a line (2400)."""

    qualifier: str
    text: str = field(repr=False)
    segment: Segment


@value_class()
class ServiceLine:
    """Loop 2400. `modifiers` holds the four slots of SV101-3 to -6, empty ones as ''.

    `procedure` is a CPT or HCPCS code where `qualifier` (SV101-1) is HC; `hcpcs` is empty for any
    other. `units` is SV104 where SV103 says UN and it is a whole number above zero. `npis`: of its
    own loops 2420.
    """

    number: str
    sv1: Segment
    qualifier: str
    procedure: str
    hcpcs: str
    modifiers: tuple[str, str, str, str]
    used_modifiers: tuple[str, ...]
    charge: Decimal | None
    unit: str
    quantity: Decimal | None
    units: int | None
    diagnosis_pointers: tuple[str, ...]
    date_text: str
    service_date: date | None
    last_date: date | None
    control_number: str
    notes: tuple[Note, ...]
    rendering: Provider | None
    adjudicated: bool
    npis: tuple[str, ...]

    def __repr__(self) -> str:
        """Where it stands: a service line is patient data."""
        return f"ServiceLine(segment={self.sv1.number})"

    @property
    def most_payable(self) -> Decimal:
        """SV102 as the most that can be paid; nothing where it is negative or no amount."""
        return max(self.charge or Decimal(), Decimal())

    @property
    def spans_days(self) -> bool:
        """Whether DTP*472 is a range (RD8) over more than one day."""
        return self.service_date != self.last_date

    @property
    def free_slot(self) -> int | None:
        """The component number of the first free modifier slot."""
        return free_modifier_slot(self.sv1)

    def modifier_place(self, modifier: str) -> Place:
        """Where a modifier stands on the line."""
        return Place(self.sv1, 1, MODIFIER_COMPONENTS[self.modifiers.index(modifier)])

    @property
    def next_modifier_place(self) -> Place:
        """Where a new modifier would go; the composite itself when all four slots are used."""
        return Place(self.sv1, 1, self.free_slot)

    @property
    def procedure_place(self) -> Place:
        """SV101-2."""
        return Place(self.sv1, 1, 2)

    @property
    def charge_place(self) -> Place:
        """SV102."""
        return Place(self.sv1, 2)

    @property
    def unit_place(self) -> Place:
        """SV103."""
        return Place(self.sv1, 3)

    @property
    def quantity_place(self) -> Place:
        """SV104."""
        return Place(self.sv1, 4)


@value_class()
class Claim:
    """Loop 2300 with the loops above it that say whose claim it is.

    `npis`: of the billing provider and of loops 2310, as far as there are any; `amounts`: of its
    AMT segments, what the patient has paid and, in loop 2320, other payers.
    """

    claim_id: str
    clm: Segment
    total_charge: Decimal | None
    place_of_service: str
    frequency: str
    diagnoses: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    billing: Provider
    rendering: Provider | None
    referring: Provider | None
    service_location: Provider | None
    subscriber: Person
    patient: Person
    payer: Payer
    other_payers: bool
    adjudicated: bool
    npis: tuple[str, ...]
    amounts: tuple[Decimal | None, ...]
    lines: tuple[ServiceLine, ...]

    @property
    def is_void(self) -> bool:
        """CLM05-3 = 8: takes an earlier claim back and repeats it as it was sent."""
        return self.frequency == VOID

    @property
    def is_replacement(self) -> bool:
        """CLM05-3 = 7: takes the place of an earlier claim."""
        return self.frequency == REPLACEMENT

    @property
    def replaces(self) -> str:
        """REF*F8: the payer's number of the claim that this one replaces or takes back; empty
        where it says none."""
        return next((value for name, value in self.references if name == PAYERS_CLAIM_NUMBER), "")

    @property
    def line_charges(self) -> Decimal | None:
        """The sum of SV102; None where one of them is no amount."""
        total = Decimal()
        for line in self.lines:
            if line.charge is None:
                return None
            total += line.charge
        return total

    def __repr__(self) -> str:
        """Where it stands: a claim is patient data."""
        return f"Claim(segment={self.clm.number})"

    @property
    def number_place(self) -> Place:
        """CLM01."""
        return Place(self.clm, 1)

    @property
    def total_place(self) -> Place:
        """CLM02."""
        return Place(self.clm, 2)

    def rendering_of(self, line: ServiceLine) -> Provider:
        """2420A, else 2310B, else the billing provider (CONTRACT)."""
        return line.rendering or self.rendering or self.billing
