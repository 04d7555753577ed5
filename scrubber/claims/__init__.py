"""Typed 837P models and how they are read from segments."""

from scrubber.claims.builder import build_claim
from scrubber.claims.claim_text import ClaimText
from scrubber.claims.hierarchy import Census, census, claim_numbers, claims_of
from scrubber.claims.levels import Level
from scrubber.claims.models import Claim, Note, Payer, Person, Provider, ServiceLine
from scrubber.claims.segment_meanings import BilledService, billed_service

__all__ = [
    "BilledService",
    "Census",
    "Claim",
    "ClaimText",
    "Level",
    "Note",
    "Payer",
    "Person",
    "Provider",
    "ServiceLine",
    "billed_service",
    "build_claim",
    "census",
    "claim_numbers",
    "claims_of",
]
