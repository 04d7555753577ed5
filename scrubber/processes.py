"""Processes that scrub transaction sets, and what they ask of the first process.

A set asks for what earlier ones have left (visits, booked time, notes, amounts toward the
threshold), and is answered in the order of the file: so nothing depends on the number of processes.
Sets are handed out in file order, and one waits only for those before it.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ECHILD
from itertools import count
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread, active_count
from typing import Any

from scrubber.discrepancies.collecting import Part
from scrubber.engine import Run
from scrubber.parts import ScrubbedPart, scrub_part
from scrubber.treatment import Earlier, EarlierSets, Entries, Found
from scrubber.x12 import Piece

NewRun = Callable[[Earlier], Run]
TOPICS = 2
"""How often a set asks for what earlier ones have left: for its history, and for the threshold."""


@contextmanager
def processes(
    jobs: int, earlier: EarlierSets, new_run: NewRun, part_type: type[Part]
) -> Iterator[Callable[[Piece], "Future[ScrubbedPart[Part]]"]]:
    """What hands a set to the next process that is free. Raises ChildProcessError where one has
    died."""
    # A fork is quick and shares what is loaded, and is safe only where no thread runs.
    forks = sys.platform == "linux" and active_count() == 1
    context = get_context("fork" if forks else "spawn")
    ours, theirs = zip(*(context.Pipe() for _ in range(jobs)), strict=True)
    started = context.Value("i", 0)
    pool = ProcessPoolExecutor(jobs, context, _start, (started, theirs, new_run, part_type))
    answers = _Answers(earlier, ours)
    numbers = count()

    def submit(piece: Piece) -> "Future[ScrubbedPart[Part]]":
        future = pool.submit(_scrub, next(numbers), piece)
        answers.start()
        return future

    try:
        yield submit
    except BrokenProcessPool:
        reason = "a process has died; is there too little memory?"
        raise ChildProcessError(ECHILD, reason, "--jobs") from None
    finally:
        pool.shutdown(cancel_futures=True)
        # Before the thread is waited for: it may be held by a process that died at half a word.
        for end in theirs:
            end.close()
        answers.stop()
        for end in ours:
            end.close()


class _Answers:
    """Answers what sets ask of earlier ones, topic by topic in the order of the sets."""

    def __init__(self, earlier: EarlierSets, askers: Iterable["Connection[Any, Any]"]) -> None:
        self._earlier = earlier
        self._askers = [*askers]
        self._thread: Thread | None = None
        self._stopped, self._stop = get_context().Pipe(duplex=False)
        self._asked: dict[tuple[int, int], tuple[Connection[Any, Any], Entries | None]] = {}
        self._next = [0] * TOPICS

    def start(self) -> None:
        """Answer from here on. Not before the processes are forked: they would have the thread's
        locks, and not the thread."""
        if self._thread is None:
            self._thread = Thread(target=self._answer_all, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        if self._thread:
            self._stop.send(None)
            self._thread.join()
        self._stop.close()
        self._stopped.close()

    def _answer_all(self) -> None:
        while True:
            ready = wait([*self._askers, self._stopped])
            if self._stopped in ready:
                return
            for asker in [asker for asker in self._askers if asker in ready]:
                try:
                    number, topic, entries = asker.recv()
                except (EOFError, OSError):  # its process has died, which the pool tells
                    self._askers.remove(asker)
                else:
                    self._asked[topic, number] = asker, entries
                    self._answer(topic)

    def _answer(self, topic: int) -> None:
        while (turn := self._asked.pop((topic, self._next[topic]), None)) is not None:
            asker, entries = turn
            if entries is not None:
                with suppress(OSError):  # as above
                    asker.send(self._found(entries))
            self._next[topic] += 1

    def _found(self, entries: Entries) -> Found | OSError:
        """The answer; an error (a full disk) is that of the set which asks."""
        try:
            return self._earlier.exchange(entries)
        except OSError as error:
            return error


class _Asking:
    """Asks the first process what earlier sets have left; see Earlier."""

    def __init__(self, first_process: "Connection[Any, Any]") -> None:
        self._first_process = first_process
        self._number = self._topic = 0

    def begin(self, number: int) -> None:
        """From here on it is this set that asks."""
        self._number, self._topic = number, 0

    def exchange(self, entries: Entries) -> Found:
        """See Earlier; waits until all earlier sets have asked."""
        self._first_process.send((self._number, self._topic, dict(entries)))
        self._topic += 1
        found: Found | OSError = self._first_process.recv()
        if isinstance(found, OSError):
            raise found
        return found

    def end(self) -> None:
        """The set asks no more: later ones need not wait for it."""
        for topic in range(self._topic, TOPICS):
            self._first_process.send((self._number, topic, None))


@dataclass(slots=True)
class _Process:
    """What a process holds from its first set to its last."""

    asking: _Asking
    run: Run
    part_type: type[Any]


_process: _Process | None = None


def _start(
    started: Any,
    first_process: Sequence["Connection[Any, Any]"],
    new_run: NewRun,
    part_type: type[Any],
) -> None:
    global _process  # noqa: PLW0603 - a process of the pool has nowhere else to keep it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    Thread(target=_end_with_first_process, daemon=True).start()
    with started.get_lock():
        number = started.value
        started.value += 1
    asking = _Asking(first_process[number])
    _process = _Process(asking, new_run(asking), part_type)


def _end_with_first_process() -> None:
    """Where that is killed, nobody else would end this one, which holds patients' data."""
    first = parent_process()
    assert first is not None
    wait([first.sentinel])
    os._exit(1)


def _scrub(number: int, piece: Piece) -> ScrubbedPart[Any]:
    assert _process is not None
    _process.asking.begin(number)
    try:
        return scrub_part(piece, _process.run, _process.part_type())
    finally:
        _process.asking.end()
