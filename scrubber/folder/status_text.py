"""What `scrubber status` says of a folder, for the person who is called at night."""

from datetime import datetime
from pathlib import Path

from scrubber.folder.places import Place, Places
from scrubber.folder.settings import load_settings
from scrubber.folder.status import STOPPED, WATCHING, Status, age_of, read_statuses
from scrubber.wording import count

BEATS_MISSED = 3
GRACE_SECONDS = 5


def status_text(root: Path, at: datetime) -> tuple[list[str], bool]:
    """Lines of plain words at a time, and whether all is well then. Raises BadSettings, OSError."""
    statuses = read_statuses(root)
    if not statuses:
        return ["No watcher has ever run here: scrubber watch FOLDER starts one"], False
    lines: list[str] = []
    is_well = any(status.state != STOPPED for status in statuses.values())
    for status in statuses.values():
        told, well = _watcher_text(status, at)
        lines += told
        is_well = is_well and well
    places = Places(root, load_settings(root).folder_names)
    for place, what in ((Place.HOLD, "held for a person"), (Place.QUARANTINE, "in quarantine")):
        reasons = len(list(places[place].glob("*.reason.txt"))) if places[place].is_dir() else 0
        if reasons:
            lines.append(f"{count(reasons, 'file')} {what}: {places[place].name}/")
    return lines, is_well


def _watcher_text(status: Status, at: datetime) -> tuple[list[str], bool]:
    age = age_of(status.heartbeat, at)
    is_silent = age > BEATS_MISSED * status.heartbeat_seconds + GRACE_SECONDS
    is_lost = status.state == WATCHING and is_silent
    state = status.state
    if is_lost:
        state = f"gives no sign of life; its last was {_ago(age)}"
    elif state != WATCHING:
        state += f" {_ago(age)}"
    lines = [f"Watcher {status.pid} (scrubber {status.version}): {state}"]
    if state == WATCHING:
        oldest = f", the oldest for {_span(status.oldest_seconds)}" if status.queue else ""
        lines.append(f"  {count(status.queue, 'file')} waiting{oldest}; {status.in_work} in work")
    counts = ", ".join(f"{number:,} {outcome}" for outcome, number in status.counts.items())
    last = f"; last success {_ago(age_of(status.last_success, at))}" if status.last_success else ""
    lines.append(f"  since its start: {counts or 'no file yet'}{last}")
    for said, text in (("paused", status.paused), ("problem", status.problem)):
        if text:
            lines.append(f"  {said}: {text}")
    if status.left_alone:
        lines.append(f"  {count(status.left_alone, 'name')} left alone: links, pipes or odd names")
    return lines, not (is_lost or status.paused or status.problem)


def _ago(seconds: float) -> str:
    return f"{_span(seconds)} ago"


def _span(seconds: float) -> str:
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            return count(int(seconds // length), unit)
    return count(int(seconds), "second")
