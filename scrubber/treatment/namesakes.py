"""Which claims of a file bear the number (CLM01) of an earlier one.

A provider numbers its claims for itself, and what a payer answers comes with the provider's number:
so only claims of one billing provider to one payer are namesakes. A replacement or void claim bears
the number of the claim that it is about.
"""

import marshal
from collections.abc import Mapping, Sequence

from scrubber.claims import Claim
from scrubber.treatment.earlier import Entries, Found
from scrubber.treatment.entries import NUMBER
from scrubber.value_class import value_class


@value_class()
class Namesake:
    """An earlier claim of the same number: the segment of its CLM; whether it is of the same
    patient, and whether of the same first service date and total too."""

    segment: int
    same_patient: bool
    same_services: bool


_Claim = tuple[int, bytes, int, str]
"""What is kept of a claim: the segment of its CLM, a digest of its patient, its first service date
(an ordinal), its total as it stands."""


class ClaimNumbers:
    """The numbers of a set's claims. `patients` has a digest of each claim's, by offset of CLM; a
    claim that has none is passed over."""

    def __init__(self, claims: Sequence[Claim], patients: Mapping[int, bytes]) -> None:
        self._claims = [
            (_key(claim), claim)
            for claim in claims
            if claim.clm.offset in patients and claim.claim_id and not claim.is_replacement
        ]
        self._patients = patients
        self._first: dict[bytes, Claim] = {}
        for key, claim in self._claims:
            self._first.setdefault(key, claim)

    def entries(self) -> Entries:
        """What later sets are to know: the first claim of each number."""
        return {key: marshal.dumps(self._kept(claim)) for key, claim in self._first.items()}

    def namesakes(self, earlier: Found) -> dict[int, Namesake]:
        """The first claim of the file with the same number, for each claim that is not the first
        itself, by offset of CLM."""
        found: dict[int, Namesake] = {}
        if len(self._first) == len(self._claims) and earlier.keys().isdisjoint(self._first):
            return found
        for key, claim in self._claims:
            if key in earlier:
                first: _Claim = marshal.loads(earlier[key][0])  # noqa: S302 - dumped above
            elif self._first[key] is claim:
                continue
            else:
                first = self._kept(self._first[key])
            found[claim.clm.offset] = _namesake(first, self._kept(claim))
        return found

    def _kept(self, claim: Claim) -> _Claim:
        first_day = claim.lines[0].service_date if claim.lines else None
        clm = claim.clm
        return (
            clm.number,
            self._patients[clm.offset],
            first_day.toordinal() if first_day else 0,
            clm.value(2),
        )


def _key(claim: Claim) -> bytes:
    payer = claim.payer
    key = f"{claim.claim_id}\0{claim.billing.npi}\0{payer.payer_id or payer.name}"
    return NUMBER + key.encode("latin-1")


def _namesake(first: _Claim, later: _Claim) -> Namesake:
    (segment, of_patient, *of_services), (_, patient, *services) = first, later
    same_patient = of_patient == patient
    return Namesake(segment, same_patient, same_patient and of_services == services)
