"""A watched folder for tests, and what lies in it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrubber.folder.watcher import watch
from tests.cli.console import CLEAN_LINE, HELD_LINES, file_of

COMMAND = [sys.executable, "-c", "from scrubber.cli.main import main; main()"]
QUICK = {
    "stable_seconds": 0.05,
    "rescan_seconds": 0.1,
    "retry_first_pause_seconds": 0.01,
    "retry_longest_pause_seconds": 0.02,
    "retry_attempts": 2,
    "min_free_megabytes": 0,
    "heartbeat_seconds": 0.2,
}
FOLDERS = ("in", "work", "out", "ack", "log", "hold", "quarantine", "archive")


def claims(number: int = 1, *lines: str, sender: str = "CLINICSENDER", **options: Any) -> str:
    """A file of one claim, under an interchange control number of its own."""
    text = file_of(*(lines or (CLEAN_LINE,)), **{"claim_id": f"C{number}"} | options)
    text = text.replace("000000001", f"{number:09}")
    return text.replace("CLINICSENDER   ", f"{sender:15}")


def held_claims(number: int = 1) -> str:
    """A file whose claim TH302 holds."""
    return claims(number, *HELD_LINES)


def entries(folder: Path) -> list[str]:
    """The names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


class Folder:
    """A watched folder with quick settings."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        self.place("in").mkdir(exist_ok=True)
        self.set(**settings)

    def set(self, **settings: Any) -> None:
        """Write scrubber.toml."""
        text = "".join(
            f"{key} = {json.dumps(value)}\n" for key, value in (QUICK | settings).items()
        )
        (self.root / "scrubber.toml").write_text(text)

    def place(self, name: str) -> Path:
        """One of its folders."""
        return self.root / name

    def put(self, name: str, text: str | bytes, place: str = "in") -> Path:
        """A file, there all at once."""
        path = self.place(place) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("latin-1"))
        return path

    def watch(self) -> None:
        """All that is ready, in this process."""
        watch(self.root, once=True)

    def names(self, place: str) -> list[str]:
        """The files of one of its folders, those of folders in it included; temporary ones too."""
        folder = self.place(place).resolve()
        return sorted(path.name for path in folder.rglob("*") if path.is_file())

    def all_names(self) -> dict[str, list[str]]:
        """The files of all its folders; of work none is left but locks."""
        found = {place: self.names(place) for place in FOLDERS}
        found["work"] = [name for name in found["work"] if not name.startswith(".")]
        return found

    def is_idle(self) -> bool:
        """Nothing waits and nothing is in work."""
        locks_alone = all(name.startswith(".") for name in entries(self.place("work")))
        return locks_alone and not entries(self.place("in"))

    def receipts(self) -> list[dict[str, Any]]:
        """What the receipts say, by the input's name."""
        paths = self.place("log").glob("*.receipt.json")
        return sorted((json.loads(p.read_bytes()) for p in paths), key=lambda r: r["input_name"])

    def status(self) -> dict[str, Any]:
        """status.json."""
        found: dict[str, Any] = json.loads((self.root / "status.json").read_bytes())
        return found

    def command(self, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        """`scrubber watch` of this folder in a process of its own."""
        return subprocess.Popen(
            [*COMMAND, "watch", str(self.root), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )

    @contextmanager
    def watching(self, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
        """A watcher in a process of its own, stopped at the end; it leaves no traceback."""
        with self.command(**environment) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                _, told = process.communicate(timeout=30)
        assert b"Traceback" not in told, told.decode()


def until(is_so: Callable[[], object], seconds: float = 20) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
