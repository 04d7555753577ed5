"""What the copy must not say: the values that are replaced, and their words."""

import re
from collections.abc import Collection, Iterable

from scrubber.deidentify.elements import Kind

SHORTEST = 3
"""Shorter values are replaced too; that one stands elsewhere says nothing."""

TELLING_DIGITS = 7

_WORDS = re.compile(r"[^\W_]+")
_TELLS_NOTHING = {Kind.KEPT, Kind.DATE, Kind.SEX, Kind.UNREADABLE}


def words_of(text: str) -> set[str]:
    """Its words in capitals: of three letters or more, or of five letters and digits. House numbers
    and the like say nothing by themselves."""
    words = _WORDS.findall(text.upper())
    return {word for word in words if len(word) >= (SHORTEST if word.isalpha() else 5)}


class Originals:
    """Values and words of identifying fields, in capitals; and apart from them the words of free
    text.

    `public` are words that published payer names are made of: they may stand in one. `births` are
    the dates of birth among the values.
    """

    def __init__(self, public: Collection[str]) -> None:
        self._public = public
        self._values: set[str] = set()
        self._words: set[str] = set()
        self._of_text: set[str] = set()
        self.births: set[str] = set()

    def add(self, kind: Kind, value: str) -> None:
        """A value that is replaced."""
        if kind in _TELLS_NOTHING:
            return
        if kind is Kind.BIRTH_DATE:
            self.births.add(value)
        value = value.upper()
        if len(value) >= SHORTEST and any(map(str.isalnum, value)):
            self._values.add(value)
            if value.isdecimal() and len(number := value.lstrip("0")) >= SHORTEST:
                self._values.add(number)
        self._words |= words_of(value).difference(self._public)

    def add_text(self, words: Iterable[str]) -> None:
        """Words of a free text that are replaced."""
        for word in words:
            self._of_text |= words_of(word)

    def has_name(self, word: str) -> bool:
        """Whether an identifying value is this word, or has it in it."""
        return word.upper() in self._words or word.upper() in self._values

    def holds_number(self, text: str) -> bool:
        """Whether a text is a number that is too long to be another one by chance, and one of
        them."""
        return text.isdecimal() and len(text) >= TELLING_DIGITS and text in self._values

    def survive_in(self, text: str, *, published: bool = False) -> bool:
        """Whether one of them stands in a text: is all of it, or a word of it."""
        words = words_of(text)
        if published:
            words -= set(self._public)
        found = text.upper() in self._values or words & self._words or words & self._of_text
        return bool(found)
