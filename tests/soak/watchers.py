"""The watchers under load: one that lives to the end, and others that are killed now and then."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

COMMAND = [sys.executable, "-c", "from scrubber.cli.main import main; main()"]
PAGE = os.sysconf("SC_PAGE_SIZE")


class Watcher:
    """`scrubber watch` in a process of its own. `memory`: resident bytes by seconds of its life."""

    def __init__(self, root: Path, environment: dict[str, str], log: Path) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "watch", str(root)],
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env={**os.environ, **environment},
        )
        self._began = time.monotonic()
        self.memory: list[tuple[float, int]] = []

    def sample(self) -> None:
        """Take down its memory."""
        if self.process.poll() is None:
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
            self.memory.append((time.monotonic() - self._began, pages * PAGE))

    def end(self, number: signal.Signals) -> int:
        """End it; its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=120)
        self._log.close()
        return code


class Watchers(threading.Thread):
    """Two watchers of a folder, until told to stop. The second is ended and started again after
    random times, and mostly with SIGKILL."""

    def __init__(
        self, root: Path, environment: dict[str, str], log: Path, ended: threading.Event
    ) -> None:
        super().__init__(name="watchers", daemon=True)
        self._start = lambda: Watcher(root, environment, log)
        self._ended = ended
        self._random = random.Random(837)
        self.lasting = self._start()
        self._other = self._start()
        self.killed = self.stopped = 0
        self.wrongs: list[str] = []

    def run(self) -> None:
        lives_to = self._life()
        while not self._ended.wait(2):
            self.lasting.sample()
            if self.lasting.process.poll() is not None:
                self.wrongs.append(f"the watcher ended by itself: {self.lasting.process.poll()}")
                return
            if self._other.process.poll() is not None:
                self.wrongs.append(f"a watcher ended by itself: {self._other.process.poll()}")
                self._other = self._start()
            elif time.monotonic() > lives_to:
                self._end_other()
                self._ended.wait(self._random.uniform(0, 10))
                self._other = self._start()
                lives_to = self._life()

    def _life(self) -> float:
        return time.monotonic() + self._random.uniform(5, 60)

    def _end_other(self) -> None:
        if self._random.random() < 0.8:
            self._other.end(signal.SIGKILL)
            self.killed += 1
        else:
            self._told_to_stop(self._other)
            self.stopped += 1

    def _told_to_stop(self, watcher: Watcher) -> None:
        if code := watcher.end(signal.SIGTERM):
            self.wrongs.append(f"a watcher that was told to stop ended with {code}")

    def close(self) -> None:
        """Stop both."""
        for watcher in (self.lasting, self._other):
            if watcher.process.poll() is None:
                self._told_to_stop(watcher)
