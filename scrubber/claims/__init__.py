"""Typed 837P models and how they are read from segments."""

from scrubber.claims.builder import Level, build_claim
from scrubber.claims.hierarchy import ClaimText, claims_of
from scrubber.claims.models import Claim, Note, Payer, Person, Provider, ServiceLine

__all__ = [
    "Claim",
    "ClaimText",
    "Level",
    "Note",
    "Payer",
    "Person",
    "Provider",
    "ServiceLine",
    "build_claim",
    "claims_of",
]
