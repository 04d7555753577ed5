"""Notes and descriptions: a text with the same evidence in it, and nothing else of the original.

What the rules read stays: statements of time (scrubber.evidence.notes) and the phrases of
house/note_phrases. Each other word becomes a few consonants, by the key and the whole text, so that
equal texts stay equal and a word cannot be told by how often it comes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scrubber.deidentify.attempts import LENGTHEN_AFTER, MOST_ATTEMPTS, Exhausted
from scrubber.deidentify.dates import unreadable
from scrubber.deidentify.originals import Originals
from scrubber.evidence.notes import DOUBTS, STATEMENT, is_time_range
from scrubber.keys import Key
from scrubber.tables import Tables

FILLER = "BFJKQVWXZ"
"""No word that a rule looks for is made of these letters alone."""
LONGEST_FILLER = 3
DOUBT = ("LATE", "EARLY", "BREAK", "PAUSE", "WAIT", "REST")

_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\w+|[^\w\s\x00-\x7f]+|[^\S\x00-\x7f]+")
_JOINING = re.compile(r"\b(?:AND|[AP]M)\b", re.IGNORECASE)
MARK = "\xb7"
"""Stands for whatever is neither word nor ASCII: bytes of another encoding may be half a name."""


class Edit(NamedTuple):
    """A stretch of a text, and what takes its place."""

    start: int
    end: int
    text: str


class FreeTexts:
    """Reads and replaces the free texts of a file."""

    def __init__(self, tables: Tables, originals: Originals) -> None:
        self._codes = tables.judged_codes()
        self._originals = originals
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._alike: dict[str, list[str]] = {}
        for row in tables.note_phrases.rows:
            self._alike[row.phrase] = alike[row.kind, row.procedure]
            self._alike[row.phrase].append(row.phrase)
        longest_first = sorted(self._alike, key=len, reverse=True)
        phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
        self._phrase = re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE)
        self._fillers: dict[str, list[str]] = {}
        self._taken: set[str] = set()

    def words(self, text: str) -> list[str]:
        """The words of a text that are no evidence."""
        return [run[0] for run in _Reading(text, self._phrase).other]

    def names_in_evidence(self, text: str) -> bool:
        """Whether a phrase of the evidence has a name of the file in it."""
        return any(self._is_name(phrase[0]) for phrase in _Reading(text, self._phrase).phrases)

    def replaced(self, text: str, key: Key) -> str:
        """The text with its evidence alone. Raises Exhausted."""
        reading = _Reading(text, self._phrase)
        words = _WORD.findall(text.upper())
        of = "\0".join(words)
        if of in self._fillers:
            return self._filled(reading, self._fillers[of])
        for attempt in range(MOST_ATTEMPTS):
            stream = key.stream("free text", of, str(attempt))
            fillers = [_filler(word, stream, attempt) for word in words]
            made = self._filled(reading, fillers)
            said = "\0".join(_WORD.findall(made.upper()))
            taken = reading.other and said in self._taken
            if not taken and not self._originals.survive_in(" ".join(fillers)):
                self._taken.add(said)
                self._fillers[of] = fillers
                return made
        raise Exhausted("free text")

    def _filled(self, reading: "_Reading", fillers: Sequence[str]) -> str:
        by_start = reading.by_start_of_word(fillers)
        edits = [*self._unknown_codes(reading, by_start), *self._named(reading)]
        edits += [
            Edit(*statement.span(name), unreadable(statement[name]))
            for statement in reading.statements
            if statement["start"] and not is_time_range(statement)
            for name in ("start", "end")
        ]
        for run in reading.other:
            new = " " if run[0].isspace() else by_start.get(run.start(), MARK)
            edits.append(Edit(*run.span(), new if run[0].isupper() else new.lower()))
        parts = []
        at = 0
        for start, end, new in sorted(edits):
            parts += [reading.text[at:start], new]
            at = end
        return "".join([*parts, reading.text[at:]])

    def _unknown_codes(self, reading: "_Reading", by_start: Mapping[int, str]) -> Iterator[Edit]:
        """The code that a time is stated for, where it is none that a rule knows."""
        for statement in reading.statements:
            if statement["code"] and statement["code"] not in self._codes:
                number = int.from_bytes(by_start[statement.start("code")].encode()) % 1000
                yield Edit(*statement.span("code"), f"Z{number:03}Z")

    def _named(self, reading: "_Reading") -> Iterator[Edit]:
        """Phrases that have a name of the file in them, as another that says the same to a rule."""
        for phrase in reading.phrases:
            if not reading.states_time(phrase) and self._is_name(phrase[0]):
                others = self._alike.get(" ".join(phrase[0].lower().split()), DOUBT)
                for other in others:
                    if not self._is_name(other):
                        yield Edit(*phrase.span(), other)
                        break

    def _is_name(self, phrase: str) -> bool:
        return any(map(self._originals.has_name, _WORD.findall(phrase)))


class _Reading:
    """A text by what is evidence in it.

    `statements` of time, `phrases` that a rule looks for, and the `other` runs of characters:
    words, and what is not ASCII.
    """

    def __init__(self, text: str, phrase: re.Pattern[str]) -> None:
        self.text = text
        capitals = "".join(c.upper() if len(c.upper()) == 1 else "X" for c in text)
        self.statements = list(STATEMENT.finditer(capitals))
        self.phrases = [*phrase.finditer(text), *DOUBTS.finditer(capitals)]
        self._of_time = _marked(len(text), self.statements)
        kept = _marked(len(text), [*self.statements, *self.phrases, *_JOINING.finditer(text)])
        self.other = [run for run in _RUN.finditer(text) if not all(kept[slice(*run.span())])]

    def states_time(self, match: re.Match[str]) -> bool:
        """Whether some of it belongs to a statement of time."""
        return any(self._of_time[slice(*match.span())])

    def by_start_of_word(self, fillers: Sequence[str]) -> dict[int, str]:
        """The filler of each word, by where the word starts."""
        starts = (word.start() for word in _WORD.finditer(self.text))
        return dict(zip(starts, fillers, strict=True))


def _marked(length: int, matches: Iterable[re.Match[str]]) -> bytearray:
    """Which characters of a text lie in a match."""
    marked = bytearray(length)
    for match in matches:
        marked[slice(*match.span())] = b"\1" * len(match[0])
    return marked


def _filler(word: str, stream: Iterator[int], attempt: int) -> str:
    length = min(len(word), LONGEST_FILLER) + attempt // LENGTHEN_AFTER
    return "".join(FILLER[next(stream) % len(FILLER)] for _ in range(length))
