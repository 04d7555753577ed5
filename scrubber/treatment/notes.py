"""What the words of a daily note show of a service (house/note_phrases)."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from scrubber.tables import Tables


def phrases_in(note: str, procedure: str, on: date | None, tables: Tables) -> dict[str, list[str]]:
    """The phrases of a note by kind, of those that are looked for in the procedure's notes."""
    found: dict[str, list[str]] = {}
    kinds = phrase_kinds(procedure, on, tables)
    for match in _pattern(procedure, on, tables).finditer(" ".join(note.lower().split())):
        phrases = found.setdefault(kinds[match[0]], [])
        if match[0] not in phrases:
            phrases.append(match[0])
    return found


@lru_cache(maxsize=256)
def phrase_kinds(procedure: str, on: date | None, tables: Tables) -> Mapping[str, str]:
    """Kind by phrase, of the procedure and of any."""
    return {
        row.phrase: row.kind
        for row in tables.note_phrases.on(on).values()
        if row.procedure in ("", procedure)
    }


@lru_cache(maxsize=256)
def _pattern(procedure: str, on: date | None, tables: Tables) -> re.Pattern[str]:
    """Any of the phrases as whole words; of two that begin alike the longer."""
    phrases = sorted(phrase_kinds(procedure, on, tables), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")
