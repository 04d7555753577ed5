"""Dates moved within their calendar year: figures are keyed by date, most of them by year.

All dates of one year move by the same number of days, so their order stays. Each year has its own
number, since dates near the ends of one leave it little room, and must not bind the others.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from math import ceil

from scrubber.claims.values import day
from scrubber.keys import Key

ATTEMPTS = (
    (True, True, 1),
    (True, False, 2),
    (False, True, 2),
    (True, False, 8),
    (False, True, 8),
    (True, False, 32),
    (False, True, 32),
)
"""Whether an attempt moves dates earlier and later, and by which part of the room there is."""
OTHER_CENTURY = 70
"""Years of two digits from here on are of the nineties and before."""

_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d(\d\d)?)?", re.ASCII)
_DAY = re.compile(r"(?<!\d)(?P<day>\d{4}-\d\d-\d\d|\d{12}|\d{8}|\d{6})(?!\d)", re.ASCII)


def has_date(text: str) -> bool:
    """Whether there is a date in it, of eight or six digits or as 2026-03-09."""
    return any(dates_in(text))


def dates_in(text: str) -> Iterable[date]:
    """The dates in a value: one, or two of a range."""
    return filter(None, (_read(match["day"]) for match in _DAY.finditer(text)))


def written(found: date) -> str:
    """CCYYMMDD. Not strftime, which leaves out the leading zeros of early years."""
    return found.isoformat().replace("-", "")


def is_time(text: str) -> bool:
    """HHMM, with or without seconds and hundredths."""
    return bool(_TIME.fullmatch(text))


def unreadable(text: str) -> str:
    """What is no date or time, and stays none: nines for digits, X for letters."""
    return "".join("9" if c.isdecimal() else "X" if c.isalnum() or c > "~" else c for c in text)


class DateShift:
    """By how many days the dates of each year move. `unmoved` are the years whose dates cannot."""

    def __init__(self, days: dict[int, int]) -> None:
        self._days = days
        self.unmoved = sorted(year for year, by in days.items() if not by)

    def moved(self, text: str) -> str:
        """A value with its dates moved; what is none in it is made unreadable."""
        parts = []
        at = 0
        for match in _DAY.finditer(text):
            parts.append(unreadable(text[at : match.start()]))
            found = _read(match["day"])
            parts.append(self._moved(found, match["day"]) if found else unreadable(match["day"]))
            at = match.end()
        return "".join([*parts, unreadable(text[at:])])

    def _moved(self, found: date, text: str) -> str:
        new = found + timedelta(self._days[found.year])
        if "-" in text:
            return new.isoformat()
        digits = written(new)
        return digits[2:] if len(text) == len("YYMMDD") else digits + text[len(digits) :]


class YearsOfDates:
    """The dates of a file by year."""

    def __init__(self) -> None:
        self._years: dict[int, set[date]] = defaultdict(set)

    def add(self, text: str) -> None:
        """The dates of a value."""
        for found in dates_in(text):
            self._years[found.year].add(found)

    def shift(self, key: Key, attempt: int, births: Collection[str] = ()) -> DateShift:
        """The shift of an attempt. The first is any that leaves all dates in their year; then, by
        turns, an earlier and a later one, of ever fewer days. None makes a date one of the `births`
        (CCYYMMDD)."""
        earlier, later, divisor = ATTEMPTS[attempt]
        days = {}
        for year, dates in self._years.items():
            before = ceil((min(dates) - date(year, 1, 1)).days / divisor) * earlier
            after = ceil((date(year, 12, 31) - max(dates)).days / divisor) * later
            born = {found for birth in births for found in dates_in(birth) if found.year == year}
            barred = {(birth - found).days for birth in born for found in dates}
            steps = [by for by in range(-before, after + 1) if by and by not in barred]
            number = key.number(len(steps), "shift", str(year), str(attempt)) if steps else 0
            days[year] = steps[number] if steps else 0
        return DateShift(days)

    def unmoved(self) -> DateShift:
        """The last resort: all dates as they are."""
        return DateShift(dict.fromkeys(self._years, 0))


def _read(text: str) -> date | None:
    """CCYYMMDD, with a time of four digits behind it or not; YYMMDD; CCYY-MM-DD."""
    digits = text.replace("-", "")
    if len(digits) == len("YYMMDD"):
        century = "19" if int(digits[:2]) >= OTHER_CENTURY else "20"
        return day(century + digits)
    time = digits[8:]
    return None if time and not is_time(time) else day(digits[:8])
