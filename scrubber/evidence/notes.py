"""Minutes that a line note (NTE*ADD) states.

Free text is trusted only where it can have one meaning: the note is the time statement and nothing
else, or the statement follows the line's own procedure code. Minutes that stand among other words
("ARRIVED 15 MINUTES LATE") are read, but not sure.
"""

import re
from collections.abc import Sequence
from datetime import time

from scrubber.evidence.minutes import Minutes, TimeBlock, minutes_of

LINE_NOTE = "ADD"
LONGEST_RANGE = 8 * 60

_FILLER = r"(?:(?:TIME|TIMED|TOTAL|DIRECT|TREATMENT|TX|OF)[\s:]+)*"
_STATEMENT = re.compile(
    r"(?<![\w:.-])(?:(?P<code>[A-Z0-9]\d{3}[A-Z0-9])[\s:,=-]+)?"
    + _FILLER
    + r"(?:(?P<minutes>\d{1,3})\s*MIN(?:UTE)?S?\b\.?"
    + r"|(?:IN[\s:]+)?(?P<h1>\d{1,2}):?(?P<m1>\d{2})\s*(?P<a1>[AP])?M?"
    + r"\s*(?:-|TO\b|OUT\b)[\s:]*"
    + r"(?P<h2>\d{1,2}):?(?P<m2>\d{2})\s*(?P<a2>[AP])?M?(?![\w:-]))"
)
_SEPARATORS = re.compile(r"[\s,;.&+]*(?:AND\b)?[\s,;.&+]*")


def minutes_in_note(text: str, procedure: str) -> tuple[int, bool, tuple[TimeBlock, ...]] | None:
    """Minutes, whether they are sure, and the time blocks that a note gives for a procedure."""
    text = text.upper().strip()
    statements = list(_STATEMENT.finditer(text))
    coded = [statement for statement in statements if statement["code"]]
    mine = [statement for statement in coded if statement["code"] == procedure]
    if coded:
        return _read(mine, sure=True) if mine else None
    nothing_else = not _SEPARATORS.sub("", _STATEMENT.sub("", text))
    if len(statements) > 1 and not (nothing_else and all(s["h1"] for s in statements)):
        return None
    return _read(statements, sure=nothing_else)


def _read(
    statements: Sequence[re.Match[str]], sure: bool
) -> tuple[int, bool, tuple[TimeBlock, ...]] | None:
    blocks: list[TimeBlock] = []
    stated: list[int] = []
    for statement in statements:
        if statement["minutes"]:
            stated.append(int(statement["minutes"]))
        elif block := _block(statement):
            blocks.append(block)
        else:
            return None
    if stated:
        return (stated[0], sure, tuple(blocks)) if len(stated) == 1 else None
    if not blocks or any(a.overlaps(b) for i, a in enumerate(blocks) for b in blocks[:i]):
        return None
    return sum(block.minutes for block in blocks), sure, tuple(blocks)


def _block(statement: re.Match[str]) -> TimeBlock | None:
    start = _clock(statement["h1"], statement["m1"], statement["a1"])
    end = _clock(statement["h2"], statement["m2"], statement["a2"])
    if start is None or end is None:
        return None
    if end <= start and statement["a2"] is None and end.hour < 12 <= start.hour + 1:
        # 12:50-1:15 on a twelve-hour clock.
        end = end.replace(hour=end.hour + 12)
    if not 0 < minutes_of(end) - minutes_of(start) <= LONGEST_RANGE:
        return None
    return TimeBlock(start, end)


def _clock(hour: str, minute: str, half: str | None) -> time | None:
    hours, minutes = int(hour), int(minute)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half == "P" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def note_minutes(
    notes: Sequence[tuple[str, str, int]], procedure: str
) -> tuple[Minutes, tuple[TimeBlock, ...]] | None:
    """The minutes of a line's notes, given as qualifier, text and segment number."""
    for qualifier, text, segment in notes:
        if qualifier == LINE_NOTE and (found := minutes_in_note(text, procedure)):
            value, sure, blocks = found
            return Minutes(value, f"line note (NTE, segment {segment})", sure), blocks
    return None
