"""Dollars as whole cents, and back."""

from decimal import Decimal
from functools import lru_cache

from scrubber.claims.values import CENT, number

UNLIKELY = 10**12
"""Dollars. Nobody is paid so much, and no database is sure to hold it."""


@lru_cache(maxsize=4096)
def cents(text: str) -> int | None:
    """Whole cents of an amount as X12 has it; None where it is no amount that anybody is paid."""
    return whole_cents(number(text))


def whole_cents(amount: Decimal | None) -> int | None:
    """Whole cents of dollars; None where it is no amount that anybody is paid."""
    if amount is None or abs(amount) >= UNLIKELY:
        return None
    return int(amount.quantize(CENT) * 100)


def dollars(of_cents: int) -> Decimal:
    """Dollars of whole cents."""
    return (Decimal(of_cents) / 100).quantize(CENT)
