"""What stands for what: by key, so that the same original has the same replacement everywhere.

Each replacement is one that is no original of the file, and that no other original has. They are
plainly made up: names begin with ZZ, numbers as few or no real ones do.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from string import ascii_uppercase, digits

from scrubber.claims.checks import is_npi
from scrubber.deidentify.attempts import LENGTHEN_AFTER, MOST_ATTEMPTS, Exhausted
from scrubber.deidentify.dates import DateShift, unreadable, written
from scrubber.deidentify.elements import Kind
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.originals import Originals
from scrubber.deidentify.payers import PublishedPayers
from scrubber.keys import Key

CONSONANTS, VOWELS = "BDFGKLMNPRSTVWZ", "AEIOU"
BORN_FROM, BORN_TO = date(1930, 1, 1), date(2009, 12, 31)
NPI_PREFIX = 80_840
"""Of an NPI's check sum, as in mappings/cms/claim_figures."""
SEX_UNKNOWN = "U"

Make = Callable[[Iterator[int], int], str]
"""A candidate from random bytes, for the attempt of that number."""


class Replacements:
    """The replacements of a file's values; holds each once."""

    def __init__(
        self,
        key: Key,
        originals: Originals,
        texts: FreeTexts,
        payers: PublishedPayers,
        shift: DateShift,
    ) -> None:
        self._key = key
        self._originals = originals
        self._texts = texts
        self._payers = payers
        self._shift = shift
        self._made: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def __len__(self) -> int:
        """How many different values have been replaced, free texts and dates aside."""
        return len(self._made)

    def of(self, kind: Kind, value: str) -> str:
        """The replacement of a value. Raises Exhausted."""
        match kind:
            case Kind.KEPT:
                return value
            case Kind.NAME:
                return _cased(self._name(value), value)
            case Kind.PAYER_NAME:
                return self._payers.name(value, self._name) or _cased(self._name(value), value)
            case Kind.PAYER_ID if self._payers.knows_id(value):
                return value
            case Kind.CONTROL_NUMBER if value.isdecimal():
                return self._control_number(value).zfill(len(value))
            case Kind.BIRTH_DATE:
                return self._unique("birth date", value, _birth_date)
            case Kind.FREE_TEXT:
                return self._texts.replaced(value, self._key)
            case Kind.DATE:
                return self._shift.moved(value)
            case Kind.SEX:
                return SEX_UNKNOWN
            case Kind.UNREADABLE:
                return unreadable(value)
            case _:
                return _in_case_of(self._identifier(value), value)

    def _identifier(self, value: str) -> str:
        value = value.upper()
        if not any(c.isalnum() or not c.isascii() for c in value):
            return value
        return self._unique("identifier", value, lambda random, n: _shaped(value, random, n))

    def _name(self, value: str) -> str:
        return self._unique("name", value.upper(), _name)

    def _control_number(self, value: str) -> str:
        number = value.lstrip("0")
        return self._unique("control number", number, lambda random, n: _number(number, random, n))

    def _unique(self, of: str, value: str, make: Make) -> str:
        """The first candidate that is no original and that no other value has."""
        if (of, value) not in self._made:
            for attempt in range(MOST_ATTEMPTS):
                made = make(self._key.stream(of, value, str(attempt)), attempt)
                taken = made in self._taken
                if not taken and made != value and not self._originals.survive_in(made):
                    break
            else:
                raise Exhausted(of)
            self._taken.add(made)
            self._made[of, value] = made
        return self._made[of, value]


def _shaped(value: str, random: Iterator[int], attempt: int) -> str:
    """A digit for each digit and a capital letter for each letter; all else stays.

    NPIs stay NPIs, and begin with 2. Other numbers of ten digits begin with 0, as no NPI and no
    phone does; those of nine with 000, as no SSN, tax id or zip code does. The first letter is Z,
    which no Medicare number has (CMS, MBI format).
    """
    if is_npi(value, NPI_PREFIX):
        nine = "2" + _digits(8, random)
        return next(npi for digit in digits if is_npi(npi := nine + digit, NPI_PREFIX))
    is_number = value.isascii() and value.isdecimal()
    if is_number and len(value) == 10:
        return "0" + _digits(9, random)
    if is_number and len(value) == 9:
        return "000" + _digits(6, random) if attempt < LENGTHEN_AFTER else _digits(9, random)
    made = "".join(_like(c, random) for c in value)
    at = next((at for at, c in enumerate(made) if c in ascii_uppercase), None)
    if at is not None:
        made = f"{made[:at]}Z{made[at + 1 :]}"
    return made + "".join(_like(value[-1], random) for _ in range(attempt // LENGTHEN_AFTER))


def _like(character: str, random: Iterator[int]) -> str:
    if character in digits:
        return _of(digits, random)
    if character.isalnum() or not character.isascii():
        return _of(ascii_uppercase, random)
    return character


def _digits(count: int, random: Iterator[int]) -> str:
    return "".join(_of(digits, random) for _ in range(count))


def _of(alphabet: str, random: Iterator[int]) -> str:
    return alphabet[(next(random) << 8 | next(random)) % len(alphabet)]


def _name(random: Iterator[int], attempt: int) -> str:
    """ZZ and four syllables."""
    return "ZZ" + "".join(_of(CONSONANTS, random) + _of(VOWELS, random) for _ in range(4))


def _number(value: str, random: Iterator[int], attempt: int) -> str:
    """A number of as many digits, and of four at least; ISA13 has place for nine."""
    length = max(len(value), min(4 + attempt // LENGTHEN_AFTER, 9))
    return _of(digits[1:], random) + _digits(length - 1, random)


def _birth_date(random: Iterator[int], attempt: int) -> str:
    days = (BORN_TO - BORN_FROM).days + 1
    number = int.from_bytes(bytes(next(random) for _ in range(8)))
    return written(BORN_FROM + timedelta(number % days))


def _cased(name: str, like: str) -> str:
    """In capitals, small letters, or with one capital."""
    if like == like.upper():
        return name
    return name.lower() if like == like.lower() else name.capitalize()


def _in_case_of(made: str, value: str) -> str:
    """Each letter small where the original's is: what differs in case alone still does."""
    cased = (
        c.lower() if at < len(value) and value[at].islower() else c for at, c in enumerate(made)
    )
    return "".join(cased)
