"""Whose a line is: its patient, and the discipline whose plan of care it is under."""

from collections.abc import Iterable

from scrubber.claims import Claim, ServiceLine
from scrubber.tables import Tables


def patient_key(claim: Claim) -> tuple[str, ...]:
    """Member id, names and birth date; a claim that names nobody is its own patient."""
    patient, member_id = claim.patient, claim.subscriber.member_id
    name = (patient.last_name, patient.first_name, patient.birth_date)
    if not member_id and not any(name):
        member_id = f"claim at byte {claim.clm.offset}"
    return tuple(part.upper() for part in (member_id, *name))


def superseded(claims: Iterable[Claim]) -> tuple[set[int], set[int]]:
    """The claims that a later one of the same patient and number replaces or takes back, and the
    later ones; by the offset of CLM."""
    by_offset = {claim.clm.offset: claim for claim in claims}
    last: dict[tuple[str, str], int] = {}
    earlier, later = set(), set()
    for offset, claim in sorted(by_offset.items()):
        key = (claim.subscriber.member_id.upper(), claim.claim_id)
        if key in last and (claim.is_replacement or claim.is_void):
            earlier.add(last[key])
            later.add(offset)
        last[key] = offset
    return earlier, later


def disciplines_of(line: ServiceLine, tables: Tables) -> tuple[str, ...]:
    """The line's GP, GO and GN in the order they stand, as cms/modifiers has them."""
    modifiers = tables.modifiers.on(line.service_date)
    return tuple(
        m for m in line.used_modifiers if m in modifiers and modifiers[m].role == "discipline"
    )


def settled(stated: Iterable[str], taxonomy_modifier: str) -> str:
    """The discipline modifier on a line, else the one its provider's taxonomy settles; none where
    two stand there."""
    different = set(stated)
    if not different:
        return taxonomy_modifier
    return different.pop() if len(different) == 1 else ""
