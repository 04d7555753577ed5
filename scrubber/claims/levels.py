"""What stands above a claim: billing provider, subscriber, patient and payer of its HL loops."""

from functools import lru_cache
from re import Pattern

from scrubber.claims.models import Payer, Person, Provider
from scrubber.claims.segment_meanings import meanings_in
from scrubber.value_class import value_class
from scrubber.x12 import Delimiters, Segment

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

    def member_id(self) -> str:
        """NM109 of the subscriber above a claim, and no more read; empty where there is none."""
        above: Levels | None = self
        while above is not None:
            # The pattern begins with the terminator before the segment.
            found = _names(self.delimiters).findall(self.text, max(above.start - 1, 0), above.stop)
            for nm1 in reversed([Segment(text, 0, 0, self.delimiters) for text in found]):
                if nm1.code(1) == "IL":
                    return nm1.value(9)
            above = above.parent
        return ""

    def added_to(self, above: Level) -> Level:
        """The level above with what the segments of this loop add or replace."""
        billing, subscriber, patient = above.billing, above.subscriber, above.patient
        payer = above.payer
        person = ""
        for id_, said, *_ in meanings_in(self.text[self.start : self.stop], self.delimiters):
            match id_:
                case "NM1":
                    role, named = said
                    match role:
                        case "85":
                            # PRV stands before its NM1; one of an earlier provider is not this
                            # one's.
                            taxonomy = "" if billing.entity_type else billing.taxonomy
                            billing = Provider(named.npi, taxonomy, named.entity_type)
                        case "IL":
                            subscriber, person, patient = named, "subscriber", None
                        case "QC":
                            patient, person = named, "patient"
                        case "PR":
                            payer_id, name = named
                            payer = Payer(payer_id, name, payer.sequence, payer.claim_filing)
                case "SBR":
                    sequence, claim_filing = said
                    payer, patient = Payer("", "", sequence, claim_filing), None
                case "DMG" if person == "subscriber":
                    subscriber = _born(subscriber, said)
                case "DMG" if person == "patient" and patient:
                    patient = _born(patient, said)
                case "PRV" if said[0] == "BI":
                    billing = Provider("", said[1])
        return Level(billing, subscriber, patient, payer)


@lru_cache(maxsize=16)
def _names(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("NM1", elements=9)


def _born(person: Person, birth_date: str) -> Person:
    return Person(person.last_name, person.first_name, birth_date, person.member_id)
