"""Whose a line is: its patient, and the discipline whose plan of care it is under."""

from collections.abc import Iterable

from scrubber.claims import Claim

PatientKey = tuple[str, str, str, str]
"""Member id, last and first name, birth date; in upper case."""


def patient_key(claim: Claim) -> PatientKey:
    """Who a claim's patient is; a claim that names nobody is its own patient."""
    patient, member_id = claim.patient, claim.subscriber.member_id
    last, first, born = patient.last_name, patient.first_name, patient.birth_date
    if not (member_id or last or first or born):
        member_id = f"claim at byte {claim.clm.offset}"
    return member_id.upper(), last.upper(), first.upper(), born.upper()


def superseded(claims: Iterable[Claim]) -> tuple[set[int], set[int]]:
    """The claims that a later one of the same patient and number replaces or takes back, and the
    later ones; by the offset of CLM."""
    by_offset = {claim.clm.offset: claim for claim in claims}
    earlier: set[int] = set()
    later: set[int] = set()
    if not any(claim.is_replacement or claim.is_void for claim in by_offset.values()):
        return earlier, later
    last: dict[tuple[str, str], int] = {}
    for offset, claim in sorted(by_offset.items()):
        key = (claim.subscriber.member_id.upper(), claim.claim_id)
        if key in last and (claim.is_replacement or claim.is_void):
            earlier.add(last[key])
            later.add(offset)
        last[key] = offset
    return earlier, later


def settled(stated: Iterable[str], taxonomy_modifier: str) -> str:
    """The discipline modifier on a line, else the one its provider's taxonomy settles; none where
    two stand there."""
    different = set(stated)
    if not different:
        return taxonomy_modifier
    return different.pop() if len(different) == 1 else ""
