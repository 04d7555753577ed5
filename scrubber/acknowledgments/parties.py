"""Whom an 837P names above a claim, as a 277CA repeats it: name and number of NM1."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scrubber.acknowledgments.interchange_writer import UNKNOWN, Elements, cut
from scrubber.claims.levels import Levels
from scrubber.x12 import Segment, TransactionSet
from scrubber.x12.envelope import segments

SUBMITTER, RECEIVER, BILLING, SUBSCRIBER, PATIENT = "41", "40", "85", "IL", "QC"
PERSON, ORGANISATION = "1", "2"

SHORTEST_ID = 2
"""NM109."""


class Party(NamedTuple):
    """NM102 to NM109 of one who is named, cut to their greatest lengths; empty where not given."""

    entity_type: str = ""
    name: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""

    @classmethod
    def of(cls, nm1: Segment) -> "Party":
        """Whom an NM1 names."""
        widths = {2: 1, 3: 60, 4: 35, 5: 25, 7: 10, 8: 2, 9: 80}
        return cls(*(cut(nm1.value(element), width) for element, width in widths.items()))

    def named(self, role: str, entity_type: str, id_qualifiers: tuple[str, ...]) -> Elements:
        """Its NM1 in another role. What the guide requires and the file does not say is UNKNOWN;
        of the qualifiers that the guide has the first stands for any other."""
        qualifier = self.id_qualifier.upper()
        of_person = (self.first, self.middle, "", self.suffix)
        return (
            *("NM1", role, entity_type, self.name or UNKNOWN),
            *(of_person if entity_type == PERSON else ("", "", "", "")),
            qualifier if qualifier in id_qualifiers else id_qualifiers[0],
            self.id if len(self.id) >= SHORTEST_ID else UNKNOWN,
        )

    @property
    def person_or_organisation(self) -> str:
        """NM102 where it may be either."""
        return PERSON if self.entity_type == PERSON else ORGANISATION


NOBODY = Party()
Parties = Mapping[str, Party]
"""By NM101."""


def heading(received: TransactionSet) -> Iterator[Segment]:
    """The segments of a set before its first level or claim: BHT, submitter, receiver."""
    header = received.header
    first = received.delimiters.segment_start("HL", "CLM").search(received.text)
    text = received.text[: first.start() + 1] if first else received.text
    return segments(text, header.number, header.offset, received.delimiters)


class PartiesAbove:
    """Whom the levels above a claim name. Levels are read once, the outermost first."""

    def __init__(self) -> None:
        self._read: dict[Levels, Parties] = {}

    def of(self, levels: Levels) -> Parties:
        """Billing provider, subscriber and patient; a subscriber takes the patient before away."""
        unread: list[Levels] = []
        above: Levels | None = levels
        while above is not None and above not in self._read:
            unread.append(above)
            above = above.parent
        parties = self._read[above] if above is not None else {}
        for level in reversed(unread):
            parties = self._read[level] = _added(parties, level)
        return parties


def _added(above: Parties, level: Levels) -> Parties:
    """The parties above, with those that this loop names."""
    parties = dict(above)
    role = ""
    for segment in segments(level.text[level.start : level.stop], 0, 0, level.delimiters):
        match segment.id, segment.code(1):
            case "NM1", role:
                if role in {BILLING, SUBSCRIBER, PATIENT}:
                    parties[role] = Party.of(segment)
                if role == SUBSCRIBER:
                    parties.pop(PATIENT, None)
            case "REF", "EI" | "SY" if role == BILLING and not parties[BILLING].id:
                # A provider without an NPI (atypical) is known by its tax number.
                tax_number = cut(segment.value(2), 80)
                parties[BILLING] = parties[BILLING]._replace(id_qualifier="FI", id=tax_number)
    return parties
