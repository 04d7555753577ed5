"""Jobs: a file that was taken has a folder of its own in `work/`, and its owner a lock on it.

Whoever has the lock owns the job; where the lock is free its owner was killed, and the next watcher
goes on with it. Taking, and looking for such jobs, is done under one lock of the whole folder, so
that watchers do not see each other's half-made folders.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from scrubber.folder.durable import move
from scrubber.folder.faults import FaultPoint, fault_point
from scrubber.folder.file_id import FileId
from scrubber.folder.names import DONE, stem_of
from scrubber.folder.places import OURS_ALONE, Place, Places
from scrubber.folder.records import Announced, Identity, Order, read_record, write_record
from scrubber.outputs.files import OWNER_ONLY, sync_folder

JOB_NAME = re.compile(r"[0-9a-f]{8}")
LOCK, ORDER, PLAN = "lock", "order.json", "plan.json"
IDENTITY, ATTEMPTS, CLAIMS = "identity.json", "attempts", "claims.jsonl"


class Job:
    """A job that we own until it is let go."""

    def __init__(self, folder: Path, order: Order, lock: int) -> None:
        self.folder = folder
        self.order = order
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    @property
    def name(self) -> str:
        """Of the folder."""
        return self.folder.name

    @property
    def taken(self) -> Path:
        """Where the input and its sidecars are."""
        return self.folder / "taken"

    @property
    def staged(self) -> Path:
        """Where outputs wait to be published."""
        return self.folder / "staged"

    @property
    def input(self) -> Path:
        """The input itself."""
        return self.taken / self.order.name

    def remove(self) -> None:
        """The job is done: nothing of it is left."""
        _remove(self.folder)


@contextmanager
def taking(places: Places) -> Iterator[None]:
    """Whoever takes, or looks for what a killed watcher left, does it alone."""
    with (places[Place.WORK] / ".taking").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def job_names(places: Places) -> set[str]:
    """What is in work, here and with other watchers."""
    return {folder.name for folder in _folders(places)}


def orders_in_work(places: Places) -> dict[str, Order]:
    """What is in work, here and with other watchers, by job."""
    orders = {folder.name: read_record(folder / ORDER, Order) for folder in _folders(places)}
    return {name: order for name, order in orders.items() if order}


def take(order: Order, places: Places, *, per_sender: bool = False) -> Job | None:
    """Take files for a job. None where they are no longer as they were seen, or must wait: for one
    of the same stem, or with `per_sender` for one of the same sender, that is in work."""
    with taking(places):
        others = orders_in_work(places).values()
        stem = stem_of(order.name)
        if any(stem_of(other.name) == stem for other in others):
            return None
        if per_sender and any(order.sender == other.sender for other in others):
            return None
        source = places[order.taken_from]
        if any(FileId.at(source / name) != file for name, file in order.files.items()):
            return None
        folder = places[Place.WORK] / secrets.token_hex(4)
        folder.mkdir(mode=OURS_ALONE)
        lock = _lock(folder, os.O_RDWR | os.O_CREAT)
        assert lock is not None
        job = Job(folder, order, lock)
        with ExitStack() as unless_taken:
            unless_taken.enter_context(job)
            write_record(folder / ORDER, order)
            fault_point(FaultPoint.JOB_MADE)
            _take_files(job, places)
            if job.input.exists():
                unless_taken.pop_all()
                return job
            _remove(folder)
        return None


def earlier_twin(job: Job, identity: Identity, places: Places) -> bool:
    """Tell the others what this job's input is. Whether one that told it before is at the same
    content, or at an interchange of the same number: what becomes of that must be known first."""
    path = job.folder / IDENTITY
    with taking(places):
        others = [
            told
            for folder in _folders(places)
            if folder != job.folder and (told := read_record(folder / IDENTITY, Announced))
        ]
        mine = read_record(path, Announced)
        if mine is None or mine.identity != identity:
            mine = Announced(identity, max((other.number for other in others), default=0) + 1)
            write_record(path, mine)
    return any(
        other.number < mine.number
        and (
            other.identity.sha256 == identity.sha256
            or not set(other.identity.interchanges).isdisjoint(identity.interchanges)
        )
        for other in others
    )


def abandoned(places: Places, on_error: Callable[[OSError], None]) -> Iterator[Job]:
    """The jobs whose owners were killed, one by one; each is ours until it is let go. One that
    cannot be looked into is told and holds up no other."""
    for folder in _folders(places):
        try:
            with taking(places):
                job = _adopted(folder, places)
        except OSError as error:
            on_error(error)
        else:
            if job:
                yield job


def _adopted(folder: Path, places: Places) -> Job | None:
    try:
        lock = _lock(folder, os.O_RDWR)
    except FileNotFoundError:
        with suppress(OSError):  # Its owner, or a killed one, was at the last step of removing it.
            folder.rmdir()
        return None
    if lock is None:
        return None
    with ExitStack() as unless_found:
        unless_found.callback(os.close, lock)
        if not os.fstat(lock).st_nlink:
            return None  # Its owner has removed it meanwhile.
        if order := read_record(folder / ORDER, Order):
            job = Job(folder, order, lock)
            _take_files(job, places)
            if job.input.exists() or (folder / PLAN).exists():
                unless_found.pop_all()
                return job
        _remove(folder)  # Nothing was taken yet, or all is done but for the folder.
    return None


def _take_files(job: Job, places: Places) -> None:
    """Move what the order names and is still as it was seen; the input first, so that without it
    nothing was taken."""
    source = places[job.order.taken_from]
    job.taken.mkdir(mode=OURS_ALONE, exist_ok=True)
    for name, file in job.order.files.items():
        if FileId.at(source / name) == file:
            move(source / name, job.taken / name, job.name)
            fault_point(FaultPoint.INPUT_TAKEN)
            if FileId.at(job.taken / name) is None:
                # It was replaced by a link in this moment. What that leads to is not read.
                (job.taken / name).rename(source / name)
        if not job.input.exists():
            return
    (source / (job.order.name + DONE)).unlink(missing_ok=True)
    fault_point(FaultPoint.ALL_TAKEN)


def _folders(places: Places) -> list[Path]:
    with os.scandir(places[Place.WORK]) as entries:
        return [Path(entry) for entry in entries if JOB_NAME.fullmatch(entry.name)]


def _lock(folder: Path, flags: int) -> int | None:
    """A descriptor that holds the job's lock; None where another has it."""
    lock = os.open(folder / LOCK, flags, OWNER_ONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _remove(folder: Path) -> None:
    """The lock goes last, so that nobody takes what is left of the folder for a job."""
    (folder / ORDER).unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
    fault_point(FaultPoint.JOB_EMPTIED)
    (folder / LOCK).unlink()
    with suppress(FileNotFoundError):  # Another watcher saw it without its lock, and was faster.
        folder.rmdir()
    sync_folder(folder.parent)
