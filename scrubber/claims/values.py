"""X12 values as numbers and dates; None where the text is none."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
LONGEST_NUMBER = 18
CENT = Decimal("0.01")


@lru_cache(maxsize=65_536)
def number(text: str) -> Decimal | None:
    """An X12 R value (decimal number, at most 18 characters, no exponent)."""
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    return Decimal(text)


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """A D8 date, CCYYMMDD."""
    if len(text) != 8 or not text.isascii() or not text.isdecimal():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def days(qualifier: str, text: str) -> tuple[date | None, date | None]:
    """First and last day of a DTP value: D8 is one day, RD8 a range."""
    if qualifier == "RD8":
        first, _, last = text.partition("-")
        return day(first.strip()), day(last.strip())
    return day(text), day(text)


def amount(value: Decimal, like: str) -> str:
    """An amount of whole cents as X12 text, with cents where the text it replaces had them."""
    cents = value.quantize(CENT)
    if re.fullmatch(r"\d*\.\d\d", like):
        return str(cents)
    text = format(cents, "f").rstrip("0").rstrip(".")
    return text or "0"
