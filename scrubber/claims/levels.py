"""What stands above a claim: billing provider, subscriber, patient and payer of its HL loops."""

from scrubber.claims.models import Payer, Person, Provider
from scrubber.claims.segment_meanings import meanings_in
from scrubber.value_class import value_class
from scrubber.x12 import Delimiters

NO_PROVIDER, NO_PERSON, NO_PAYER = Provider(), Person(), Payer()


@value_class()
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
        for id_, said, *_ in meanings_in(self.text[self.start : self.stop], self.delimiters):
            match id_, said:
                case "PRV", ("BI", taxonomy):
                    billing = Provider(taxonomy=taxonomy)
                case "NM1", ("85", provider):
                    # PRV stands before its NM1; one of an earlier provider is not this one's.
                    taxonomy = "" if billing.entity_type else billing.taxonomy
                    billing = Provider(provider.npi, taxonomy, provider.entity_type)
                case "SBR", (sequence, claim_filing):
                    payer, patient = Payer(sequence=sequence, claim_filing=claim_filing), None
                case "NM1", ("IL", subscriber):
                    person, patient = "subscriber", None
                case "NM1", ("QC", patient):
                    person = "patient"
                case "NM1", ("PR", (payer_id, name)):
                    payer = Payer(payer_id, name, payer.sequence, payer.claim_filing)
                case "DMG", birth_date if person == "subscriber":
                    subscriber = _born(subscriber, birth_date)
                case "DMG", birth_date if person == "patient" and patient:
                    patient = _born(patient, birth_date)
        return Level(billing, subscriber, patient, payer)


def _born(person: Person, birth_date: str) -> Person:
    return Person(person.last_name, person.first_name, birth_date, person.member_id)
