"""What stands above a claim: billing provider, subscriber, patient and payer of its HL loops."""

from functools import lru_cache

from scrubber.claims.models import Payer, Person, Provider
from scrubber.slotted import slotted
from scrubber.x12 import Delimiters, Segment
from scrubber.x12.envelope import segments

NO_PROVIDER, NO_PERSON, NO_PAYER = Provider(), Person(), Payer()
READ_OF_LEVELS = frozenset({"PRV", "NM1", "SBR", "DMG"})


@slotted
class Level:
    """What the hierarchical levels above a claim say of it: loops 2000A, 2000B and 2000C."""

    billing: Provider = NO_PROVIDER
    subscriber: Person = NO_PERSON
    patient: Person | None = None
    payer: Payer = NO_PAYER


class Levels:
    """The chain of HL loops above a claim; read when first asked for, since few claims ask.

    The loop's text is `text[start:stop]`; `stop` is set once the next loop or claim begins.
    """

    __slots__ = ("delimiters", "parent", "read", "start", "stop", "text")

    def __init__(
        self, parent: "Levels | None", text: str, delimiters: Delimiters, start: int, stop: int = 0
    ) -> None:
        self.parent = parent
        self.text = text
        self.delimiters = delimiters
        self.start = start
        self.stop = stop
        self.read: Level | None = None

    def level(self) -> Level:
        """What the chain says, the outermost level first."""
        unread: list[Levels] = []
        above: Levels | None = self
        while above is not None and above.read is None:
            unread.append(above)
            above = above.parent
        level = above.read if above is not None and above.read else Level()
        for levels in reversed(unread):
            level = levels.read = levels.added_to(level)
        return level

    def added_to(self, above: Level) -> Level:
        """The level above with what the segments of this loop add or replace."""
        billing, subscriber, patient = above.billing, above.subscriber, above.patient
        payer = above.payer
        person = ""
        text = self.text[self.start : self.stop]
        for segment in segments(text, 0, 0, self.delimiters, READ_OF_LEVELS):
            match segment.id, segment.code(1):
                case "PRV", "BI":
                    billing = Provider(taxonomy=segment.code(3))
                case "NM1", "85":
                    # PRV stands before its NM1; one of an earlier provider is not this one's.
                    taxonomy = "" if billing.entity_type else billing.taxonomy
                    billing = provider(segment.text, self.delimiters, taxonomy)
                case "SBR", sequence:
                    payer = Payer(sequence=sequence, claim_filing=segment.code(9))
                    patient = None
                case "NM1", "IL":
                    person = "subscriber"
                    subscriber, patient = _person(segment), None
                case "NM1", "QC":
                    person = "patient"
                    patient = _person(segment)
                case "NM1", "PR":
                    payer = _named(payer, segment.value(9), segment.value(3))
                case "DMG", _ if person == "subscriber":
                    subscriber = _born(subscriber, segment.value(2))
                case "DMG", _ if person == "patient" and patient:
                    patient = _born(patient, segment.value(2))
        return Level(billing, subscriber, patient, payer)


@lru_cache(maxsize=16_384)
def provider(nm1: str, delimiters: Delimiters, taxonomy: str = "") -> Provider:
    """The provider of an NM1, given as it stands; a file names the same few thousand times over."""
    segment = Segment(nm1, 0, 0, delimiters)
    npi = segment.value(9) if segment.code(8) == "XX" else ""
    return Provider(npi, taxonomy, segment.value(2))


def _person(nm1: Segment) -> Person:
    return Person(last_name=nm1.value(3), first_name=nm1.value(4), member_id=nm1.value(9))


def _born(person: Person, birth_date: str) -> Person:
    return Person(person.last_name, person.first_name, birth_date, person.member_id)


@lru_cache(maxsize=4096)
def _named(payer: Payer, payer_id: str, name: str) -> Payer:
    return Payer(payer_id, name, payer.sequence, payer.claim_filing)
