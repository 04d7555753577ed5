"""What ends a watcher's pause: a change in `in/`, a signal, or the time for the next scan."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType

from watchfiles import watch

DEBOUNCE_MS, STEP_MS = 1_000, 100


class Bell:
    """Rung by signals and by changes of a folder; `stops` and `rereads` say what was asked.

    A signal comes in the middle of anything, of a wait too. An Event's lock may be held there, and
    its handler would wait for it for ever; a SimpleQueue may be put into at any point.
    """

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()
        self.stops = False
        self.rereads = False

    def wait(self, seconds: float) -> None:
        """Until it is rung, or so long."""
        with suppress(Empty):
            self._rings.get(timeout=max(seconds, 0))
            for _ in range(self._rings.qsize()):
                self._rings.get_nowait()

    def ring(self) -> None:
        """End the pause."""
        self._rings.put(None)

    def stop(self) -> None:
        """End after what is being done."""
        self.stops = True
        self.ring()

    def reread(self) -> None:
        """Read the settings again."""
        self.rereads = True
        self.ring()


@contextmanager
def signals(bell: Bell) -> Iterator[None]:
    """SIGTERM and SIGINT stop, SIGHUP rereads the settings."""
    meant: dict[int, Callable[[], None]] = {
        signal.SIGTERM: bell.stop,
        signal.SIGINT: bell.stop,
        signal.SIGHUP: bell.reread,
    }

    def heard(number: int, _frame: FrameType | None) -> None:
        meant[number]()

    before = {number: signal.signal(number, heard) for number in meant}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def rung_by_changes(folder: Path, bell: Bell, on_failure: Callable[[], None]) -> Iterator[None]:
    """Ring where the system tells of changes in a folder. Where it does not, or no longer, the
    scans find them."""
    ended = threading.Event()

    def listen() -> None:
        try:
            for _ in watch(
                folder,
                watch_filter=None,
                debounce=DEBOUNCE_MS,
                step=STEP_MS,
                rust_timeout=500,
                yield_on_timeout=False,
                stop_event=ended,
                raise_interrupt=False,
                recursive=False,
            ):
                bell.ring()
        except Exception:
            on_failure()

    thread = threading.Thread(target=listen, daemon=True, name="changes")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)
