"""Dollars as whole cents."""

from decimal import Decimal

from scrubber.claims.values import CENT

UNLIKELY_DOLLARS = 10**12


def whole_cents(amount: Decimal | None) -> int | None:
    """None where it is no amount of money that anybody is paid."""
    if amount is None or abs(amount) >= UNLIKELY_DOLLARS:
        return None
    return int(amount.quantize(CENT) * 100)
