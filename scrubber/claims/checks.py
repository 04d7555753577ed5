"""Whether a value of a claim can be what it stands for.

A batch repeats its values, so each is judged once.
"""

from decimal import Decimal
from functools import lru_cache

from scrubber.claims.values import CENT

NPI_DIGITS, NPI_BEGINNINGS = 10, "12"
"""69 FR 3434: ten digits, of which 1 and 2 are the first that are issued."""


@lru_cache(maxsize=16_384)
def is_npi(text: str, prefix: int) -> bool:
    """Whether it begins as those issued do and ends with its check digit (Luhn), worked out with
    the prefix before it."""
    if not is_npi_like(text) or text[0] not in NPI_BEGINNINGS:
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(f"{prefix}{text}")))
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def is_npi_like(text: str) -> bool:
    """Whether it is ten digits."""
    return len(text) == NPI_DIGITS and text.isascii() and text.isdecimal()


@lru_cache(maxsize=16_384)
def is_dollars(amount: Decimal | None) -> bool:
    """Whether it is an amount of whole cents; any sign."""
    return amount is not None and not amount % CENT


@lru_cache(maxsize=16_384)
def is_charge(amount: Decimal | None) -> bool:
    """Whether it is an amount of whole cents that is not negative."""
    return amount is not None and is_dollars(amount) and amount >= 0


@lru_cache(maxsize=4_096)
def are_pointers(pointers: tuple[str, ...], diagnoses: int) -> bool:
    """Whether there are some, and each points at another one of so many diagnoses."""
    return 0 < len(pointers) == len(set(pointers)) and all(
        is_pointer(pointer, diagnoses) for pointer in pointers
    )


def is_pointer(text: str, diagnoses: int) -> bool:
    """Whether it is the number of one of so many diagnoses, counted from 1."""
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= diagnoses
