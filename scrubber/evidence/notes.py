"""Minutes that a line note (NTE*ADD) states.

Free text is trusted only where it can have one meaning: the note is the time statement and nothing
else, or the statement follows the line's own procedure code. Minutes that stand among other words
("ARRIVED 15 MINUTES LATE"), that speak of a break, or of the session ("TOTAL 45 MIN") are read, but
not sure.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from scrubber.evidence.minutes import Minutes, TimeBlock, any_overlap, minutes_of

LINE_NOTE = "ADD"
LONGEST_RANGE = 8 * 60
NOON = 12

_CLOCK = r"(?P<{name}>\d{{1,2}}:\d{{2}}|\d{{4}})\s*(?:(?P<{name}_half>[AP])\.?M\b\.?)?"
STATEMENT = re.compile(
    r"(?<![\w:.-])(?:(?P<code>[A-Z0-9]\d{3}[A-Z0-9])[\s:,=-]+)?"
    r"(?:(?P<session>TOTAL|TREATMENT)[\s:]+|(?:TIME|TIMED|DIRECT|TX|OF)[\s:]+)*"
    r"(?:(?P<minutes>\d{1,3})\s*MIN(?:UTE)?S?\b\.?"
    rf"|(?:IN[\s:]+)?{_CLOCK.format(name='start')}\s*(?:-|TO\b|OUT\b)[\s:]*"
    rf"{_CLOCK.format(name='end')}(?![\w:-]))"
)
"""A time that a text in capitals states: minutes, or a range of clock times."""
DOUBTS = re.compile(r"\b(?:LATE|EARLY|REST(?:ED|ING)?|BREAKS?|WAIT(?:ED|ING)?|PAUSED?)\b")
_SEPARATORS = re.compile(r"(?:[\s,;.&+]|AND\b|[AP]M\b)*")


class NotedTime(NamedTuple):
    """What a note says of one procedure's time."""

    minutes: int
    sure: bool
    blocks: tuple[TimeBlock, ...]


def note_minutes(
    notes: Sequence[tuple[str, str, int]], procedure: str
) -> tuple[Minutes, tuple[TimeBlock, ...]] | None:
    """The minutes of a line's notes, given as qualifier, text and segment number."""
    for qualifier, text, segment in notes:
        if qualifier == LINE_NOTE and (noted := minutes_in_note(text, procedure)):
            source = f"line note (NTE, segment {segment})"
            return Minutes(noted.minutes, source, noted.sure), noted.blocks
    return None


def minutes_in_note(text: str, procedure: str) -> NotedTime | None:
    """The time that a note gives for a procedure; None where it gives none, or two that differ."""
    text = text.upper().strip()
    statements = list(_with_codes(text))
    if any(code for code, _ in statements):
        mine = [statement for code, statement in statements if code == procedure]
        return _read(mine, sure=not DOUBTS.search(text))
    # A total of the session is not surely the line's.
    of_session = any(statement["session"] for _, statement in statements)
    nothing_else = bool(_SEPARATORS.fullmatch(STATEMENT.sub("", text)))
    return _read([statement for _, statement in statements], nothing_else and not of_session)


def _with_codes(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The statements with their procedure: a list of times after one code belongs to it."""
    code, end = "", 0
    for statement in STATEMENT.finditer(text):
        follows = _SEPARATORS.fullmatch(text, end, statement.start())
        code = statement["code"] or (code if follows else "")
        end = statement.end()
        yield code, statement


def _read(statements: Sequence[re.Match[str]], sure: bool) -> NotedTime | None:
    """Ranges add up; minutes may stand once, beside ranges that come to the same."""
    stated = [int(statement["minutes"]) for statement in statements if statement["minutes"]]
    ranges = [_block(statement) for statement in statements if not statement["minutes"]]
    blocks = tuple(block for block in ranges if block)
    if not statements or len(stated) > 1 or len(blocks) < len(ranges) or any_overlap(blocks):
        return None
    in_blocks = sum(block.minutes for block in blocks)
    if stated:
        return NotedTime(stated[0], sure and in_blocks in (0, stated[0]), blocks)
    return NotedTime(in_blocks, sure, blocks)


def is_time_range(statement: re.Match[str]) -> bool:
    """Whether the clock times of a STATEMENT are a stretch of one day."""
    return _block(statement) is not None


def _block(statement: re.Match[str]) -> TimeBlock | None:
    start = _clock(statement["start"])
    end = _clock(statement["end"])
    if start is None or end is None:
        return None
    end = _of_half(end, statement["end_half"])
    start = _of_half(start, statement["start_half"])
    if not statement["start_half"] and statement["end_half"]:
        # 1:10-1:40 PM, and 11:50-12:10 PM: the half said once holds for both where it can.
        shared = _of_half(start, statement["end_half"])
        start = shared if shared < end else start
    elif not statement["end_half"] and end <= start and start.hour <= NOON and end.hour < NOON:
        # 12:50-1:15 on a twelve-hour clock.
        end = end.replace(hour=end.hour + NOON)
    if not 0 < minutes_of(end) - minutes_of(start) <= LONGEST_RANGE:
        return None
    return TimeBlock(start, end)


def _clock(text: str) -> time | None:
    hours, minutes = int(text[:-2].rstrip(":")), int(text[-2:])
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _of_half(moment: time, half: str | None) -> time:
    """A time of the twelve-hour clock in the half of the day that A or P names."""
    if half is None or not 1 <= moment.hour <= NOON:
        return moment
    return moment.replace(hour=moment.hour % NOON + (NOON if half == "P" else 0))
