"""Numbers, lists and a file's own text in a sentence."""

import os
from collections.abc import Sequence
from decimal import Decimal


def count(number: int | Decimal, noun: str) -> str:
    """`1 unit`, `2 units`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


LISTED = 12


def shortened(words: Sequence[str]) -> Sequence[str]:
    """Of a long list the first words and how many more there are: a thousand lines of a day must
    not each name a thousand."""
    if len(words) <= LISTED:
        return words
    return [*words[:LISTED], f"{len(words) - LISTED:,} more"]


def listed(words: Sequence[str], last: str = "and") -> str:
    """`GP, GO and GN`, shortened."""
    words = shortened(words)
    return " ".join([", ".join(words[:-1]), last, words[-1]]) if len(words) > 1 else words[0]


def visible(text: str) -> str:
    """Text of a file for a person: control characters as escapes, so that none is obeyed."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def recorded_name(name: str) -> str:
    """A file's name for an output in UTF-8, with what is no UTF-8 in it replaced."""
    return os.fsencode(name).decode("utf-8", "replace")
