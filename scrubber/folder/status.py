"""`status.json`: what a watcher is at, without a name. Written whole, and by its rename at once."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from scrubber._version import __version__

FILE_NAME = "status.json"
WATCHING, STOPPED, FINISHED = "watching", "stopped", "finished"
"""States: at work; stopped by a signal; all done, for a watcher that was to run once."""


@dataclass
class Status:
    """What a watcher tells of itself. Times are UTC; `counts` are files by how they ended."""

    pid: int = field(default_factory=os.getpid)
    version: str = __version__
    state: str = WATCHING
    started: str = ""
    heartbeat: str = ""
    heartbeat_seconds: float = 10
    queue: int = 0
    oldest_seconds: float = 0
    in_work: int = 0
    left_alone: int = 0
    stuck: int = 0
    last_success: str = ""
    paused: str = ""
    problem: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write it. Raises OSError.

        A watcher has its number, and so the temporary name, to itself: the next one of that number
        writes over what a killed one has left.
        """
        self.heartbeat = now()
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(json.dumps(asdict(self), indent=2) + "\n")
        temporary.replace(path)


def now() -> str:
    """The time as records have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def status_path(root: Path, number: int) -> Path:
    """Of the watcher of that number: `status.json`, `status.2.json`."""
    return root / (FILE_NAME if number == 1 else f"status.{number}.json")


def read_statuses(root: Path) -> dict[str, Status]:
    """Of all watchers of a folder, by their file's name, in the order of their numbers. Raises
    OSError, ValueError."""
    paths = sorted(root.glob("status*.json"), key=lambda path: (len(path.name), path.name))
    return {path.name: Status(**json.loads(path.read_bytes())) for path in paths}


def age_of(heartbeat: str, at: datetime) -> float:
    """Seconds since then. The clock may have been set back since: then it is as old as it is far
    ahead, for a watcher that runs would have written a new one."""
    return abs((at - datetime.fromisoformat(heartbeat)).total_seconds())
