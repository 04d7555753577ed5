"""What a power cut would take: a name that stands before its content is on the disk, or a step
that begins before the one before it is. A kill cannot show that, so the order of the calls is
looked at."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrubber.folder.places import Place
from scrubber.ledger import Ledger
from tests.folder.folders import Folder, held_claims

PUBLISHED = (Place.OUT, Place.ACK, Place.LOG, Place.HOLD, Place.ARCHIVE)


class Disk:
    """What has been synced of a watched folder, told by the calls of one run in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.synced: set[int] = set()
        self.open_renames: dict[Path, str] = {}
        """Folders with a rename that is not synced, and what was renamed."""
        self.steps: list[str] = []
        self.wrongs: list[str] = []

    def sync(self, descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        self.synced.add(os.fstat(descriptor).st_ino)
        self.open_renames.pop(path, None)

    def rename(self, source: Path, target: Path) -> None:
        place = self._place(target)
        if place is None:
            return
        if source.stat().st_ino not in self.synced:
            self.wrongs.append(f"{place}: {target.name} has its name before its content is synced")
        self.step(f"{place}/{target.name}")
        self.open_renames[target.parent] = target.name

    def step(self, name: str) -> None:
        """The next durable effect begins."""
        for folder, before in self.open_renames.items():
            self.wrongs.append(f"{name} begins before the folder of {before} is synced: {folder}")
        self.steps.append(name)

    def _place(self, target: Path) -> Place | None:
        if not target.is_relative_to(self.root) or target.name.endswith(".tmp"):
            return None
        top = target.relative_to(self.root).parts[0]
        return Place(top) if top in PUBLISHED else None


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    found = Disk(tmp_path / "watched")

    def told(owner: Any, name: str, tell: Callable[..., None]) -> None:
        real = getattr(owner, name)

        def call(*arguments: Any, **options: Any) -> Any:
            tell(*arguments)
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, call)

    told(os, "fsync", found.sync)
    told(Path, "rename", lambda source, target: found.rename(source, Path(target)))
    told(Path, "replace", lambda source, target: found.rename(source, Path(target)))
    told(Ledger, "record", lambda *_: found.step("ledger"))
    return found


def test_each_step_is_on_the_disk_before_the_next(disk: Disk) -> None:
    folder = Folder(disk.root, acknowledgments=["277CA", "TA1"], log_formats=["csv", "html"])
    folder.put("day.837", held_claims())
    folder.put("day.treatments.csv", "claim_id,service_date,procedure\nC1,2026-03-09,97530\n")
    folder.watch()
    assert disk.wrongs == []
    assert disk.steps[0] == "ledger"
    places = [step.partition("/")[0] for step in disk.steps[1:]]
    assert list(dict.fromkeys(places)) == ["log", "ack", "hold", "archive"]
    receipt = next(n for n, step in enumerate(disk.steps) if step.endswith(".receipt.json"))
    assert set(places[receipt:]) == {"archive"}
    assert "archive" not in places[:receipt]
