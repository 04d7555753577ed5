"""What a watcher tells while it works: status file, log, metrics. Never a name, nor a file's."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from scrubber.folder.metrics import Metrics
from scrubber.folder.status import STOPPED, Status, now
from scrubber.logs import hashed_name, logger

DONE, QUARANTINED, PUT_OFF = "done", "quarantined", "put off"


class Reporter:
    """Keeps the status and writes it at least once in `heartbeat_seconds`, however long a file
    takes."""

    def __init__(self, path: Path, heartbeat_seconds: float, metrics: Metrics | None) -> None:
        self._path = path
        self._metrics = metrics
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heartbeat")
        self._problems: dict[str, str] = {}
        self.last_state = STOPPED
        self._log = logger(informs=True)
        self._status = Status(started=now(), heartbeat_seconds=heartbeat_seconds)

    def __enter__(self) -> Self:
        self.tell()
        self._thread.start()
        self.log("watching")
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self.tell(state=self.last_state)
        self.log(self.last_state)

    def log(self, event: str, name: str = "", **told: Any) -> None:
        """A line of the operational log; a file by the hash of its name."""
        self._log.info(event, **_with_hash(name, told))

    def warn(self, event: str, name: str = "", **told: Any) -> None:
        """A line that someone should see."""
        self._log.warning(event, **_with_hash(name, told))

    def tell(self, **fields: Any) -> None:
        """Change fields of the status and write it."""
        with self._lock:
            for field, value in fields.items():
                setattr(self._status, field, value)
            self._write()

    def paused(self, why: str) -> None:
        """No file is taken, and why; empty where files are taken again. Logged when it changes."""
        before = self._status.paused
        if bool(why) != bool(before):
            self.warn("paused" if why else "goes_on", problem=why or before)
        if why != before:
            self.tell(paused=why)

    def problem(self, of: str, text: str) -> None:
        """Something is wrong, until it is solved. Logged when it changes."""
        if self._problems.get(of) != text:
            self._problems[of] = text
            self.warn("problem", problem=f"{of}: {text}")
            self._tell_problems()

    def solved(self, of: str) -> None:
        """It is no longer so."""
        if self._problems.pop(of, ""):
            self.log("solved", problem=of)
            self._tell_problems()

    def changes_not_told(self) -> None:
        """The system no longer tells of changes: files are found by scans alone."""
        self.warn("changes_not_told")

    def count(self, outcome: str, seconds: float) -> None:
        """A file has come to its end."""
        with self._lock:
            counts = self._status.counts
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome == DONE:
                self._status.last_success = now()
        if self._metrics:
            self._metrics.count(outcome, seconds)

    def _tell_problems(self) -> None:
        self.tell(problem="; ".join(f"{of}: {text}" for of, text in self._problems.items()))

    def _beat(self) -> None:
        while not self._stopped.wait(self._status.heartbeat_seconds):
            with self._lock:
                self._write()

    def _write(self) -> None:
        with suppress(OSError):  # A full disk must not stop what it cannot tell of.
            self._status.write(self._path)
        if self._metrics:
            self._metrics.show(self._status)


def _with_hash(name: str, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"file": hashed_name(name)} if name else told
