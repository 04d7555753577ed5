"""Typed 837P models and how they are read from segments."""

from scrubber.claims.builder import build_claim
from scrubber.claims.claim_text import ClaimText
from scrubber.claims.hierarchy import Census, census, claim_numbers, claims_of, written_on
from scrubber.claims.levels import Level
from scrubber.claims.models import Claim, Note, Payer, Person, Provider, ServiceLine

__all__ = [
    "Census",
    "Claim",
    "ClaimText",
    "Level",
    "Note",
    "Payer",
    "Person",
    "Provider",
    "ServiceLine",
    "build_claim",
    "census",
    "claim_numbers",
    "claims_of",
    "written_on",
]
