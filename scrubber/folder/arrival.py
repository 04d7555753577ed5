"""What lies in `in/`, and which of it is ready to be taken.

A periodic scan is the truth. A file is ready when it has not changed for the set time and ends in
IEA; or at once, when `NAME.done` says so or it was renamed to its name from a temporary one.
Intervals are those of the monotonic clock: the wall clock may be set back.
"""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scrubber.folder.file_id import FileId
from scrubber.folder.names import (
    DONE,
    SIDECAR,
    is_odd,
    is_temporary,
    is_temporary_name_of,
    sidecars_of,
    stem_of,
)
from scrubber.folder.settings import Settings
from scrubber.x12 import NotReadable, ends_in_iea, first_isa


@dataclass(slots=True)
class Seen:
    """A file since it was first seen: `since` then it has not changed (monotonic seconds)."""

    file: FileId
    first_seen: float
    since: float
    renamed_in: bool = False
    whole: bool | None = None
    sender: str = field(default="", repr=False)
    ready_at: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is ready, with what goes with it. `files`: itself first, then its sidecars."""

    files: dict[str, FileId] = field(repr=False)
    sender: str = field(repr=False)
    is_stray: bool = False

    @property
    def name(self) -> str:
        """Of the file itself."""
        return next(iter(self.files))


class Arrivals:
    """The files of `in/` from one scan to the next. What it holds is bounded by what lies there.

    `trust_mtime`: a file's own time tells for how long it has been incomplete, for a watcher that
    does not stay to see.
    """

    def __init__(self, folder: Path, settings: Settings, *, trust_mtime: bool = False) -> None:
        self._folder = folder
        self.settings = settings
        self._trust_mtime = trust_mtime
        self._seen: dict[str, Seen] = {}
        self._temporary: dict[int, str] = {}
        self.left: dict[str, str] = {}
        """What is not touched, and why, by name."""

    def scan(self, now: float) -> None:
        """Look at the folder. Raises OSError where it cannot be read."""
        seen: dict[str, Seen] = {}
        temporary: dict[int, str] = {}
        left: dict[str, str] = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    found = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # Another watcher, or its sender, was faster.
                if stat.S_ISDIR(found.st_mode):
                    continue
                if stat.S_ISLNK(found.st_mode):
                    left[entry.name] = "a symbolic link"
                elif not stat.S_ISREG(found.st_mode):
                    left[entry.name] = "a pipe, socket or device"
                elif is_temporary(entry.name):
                    temporary[found.st_ino] = entry.name
                elif is_odd(entry.name):
                    left[entry.name] = "a name that cannot be used"
                else:
                    seen[entry.name] = self._observed(entry.name, FileId.of(found), now)
        for name, file in seen.items():
            if name not in self._seen:
                before = self._temporary.get(file.file.inode, "")
                gone = file.file.inode not in temporary
                file.renamed_in = gone and is_temporary_name_of(name, before)
        self._seen, self._temporary, self.left = seen, temporary, left

    def _observed(self, name: str, file: FileId, now: float) -> Seen:
        known = self._seen.get(name)
        if known and known.file == file:
            return known
        return Seen(file, known.first_seen if known else now, now)

    @property
    def waiting(self) -> int:
        """How many files wait, sidecars and markers aside."""
        return sum(1 for _ in self._claim_files())

    def oldest_age(self, now: float) -> float:
        """For how many seconds the one that is here longest has been here, as far as is known."""
        return max((now - seen.first_seen for _, seen in self._claim_files()), default=0.0)

    def unsettled(self, now: float) -> bool:
        """Whether a file has not been stable for long enough to tell."""
        return any(not self._is_stable(seen, now) for _, seen in self._claim_files())

    def forget(self, candidate: Candidate) -> None:
        """It was taken, by us or another."""
        for name in candidate.files:
            self._seen.pop(name, None)

    def ready(self, now: float) -> Iterator[Candidate]:
        """What is ready, the oldest first; lazily, since each is looked into."""
        by_age = sorted(self._claim_files(), key=lambda item: (item[1].file.mtime_ns, item[0]))
        stems = {stem_of(name) for name, _ in by_age}
        for name, seen in by_age:
            if self._is_ready(name, seen, now):
                files = self._with_sidecars(name, seen, now)
                if files:
                    yield Candidate(files, seen.sender)
        for name, seen in list(self._seen.items()):
            alone = SIDECAR.fullmatch(name) and stem_of(name) not in stems
            if alone and self._is_given_up(seen, now):
                yield Candidate({name: seen.file}, "", is_stray=True)

    def _claim_files(self) -> Iterator[tuple[str, Seen]]:
        for name, seen in self._seen.items():
            if not (name.endswith(DONE) or SIDECAR.fullmatch(name)):
                yield name, seen

    def _is_ready(self, name: str, seen: Seen, now: float) -> bool:
        stable, announced = self._is_stable(seen, now), self._is_announced(name, seen)
        if not (stable or announced or seen.renamed_in):
            return False
        whole = self._is_whole(name, seen)
        if not (whole or announced or (stable and self._is_given_up(seen, now))):
            return False
        if seen.ready_at is None:
            seen.ready_at = now
        return True

    def _is_stable(self, seen: Seen, now: float) -> bool:
        return now - seen.since >= self.settings.stable_seconds

    def _is_given_up(self, seen: Seen, now: float) -> bool:
        age = now - seen.since
        if self._trust_mtime:
            age = max(age, time.time() - seen.file.mtime_ns / 1e9)
        return age >= self.settings.incomplete_after_seconds

    def _is_announced(self, name: str, seen: Seen) -> bool:
        """By a marker that is no older: one that a namesake left must not send a file that is still
        being written."""
        marker = self._seen.get(name + DONE)
        return marker is not None and marker.file.mtime_ns >= seen.file.mtime_ns

    def _is_whole(self, name: str, seen: Seen) -> bool:
        if seen.whole is None:
            seen.whole = False
            try:
                with (self._folder / name).open("rb") as file:
                    isa = first_isa(file)
                    seen.sender = f"{isa.value(5)}:{isa.value(6)}"
                    seen.whole = ends_in_iea(file, isa)
            except (NotReadable, OSError):
                pass  # Said when it is taken, after the time for incomplete files.
        return seen.whole

    def _with_sidecars(self, name: str, seen: Seen, now: float) -> dict[str, FileId]:
        """The file and its sidecars; none of them yet where a sidecar is waited for."""
        assert seen.ready_at is not None
        files = {name: seen.file}
        missing = False
        announced = self._is_announced(name, seen)
        for kind, names in sidecars_of(name).items():
            found = [sidecar for sidecar in names if sidecar in self._seen]
            missing = missing or (not found and kind in self.settings.wait_for)
            for sidecar in found:
                if not (announced or self._is_stable(self._seen[sidecar], now)):
                    return {}
                files[sidecar] = self._seen[sidecar].file
        if missing and now - seen.ready_at < self.settings.sidecar_wait_seconds:
            return {}
        return files
