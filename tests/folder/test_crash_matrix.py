"""The crash matrix: a watcher is killed at every step between two durable effects, each time that
it comes there, and whoever goes on leaves what a watcher leaves that nobody killed."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from scrubber.folder.faults import VARIABLE, FaultPoint
from tests.cli.console import CLEAN_LINE, HELD_LINES, OVER_LINE
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber
from tests.folder.books import everything, wrongs
from tests.folder.children import KILLED, ended, release, started, watch_on, watch_once
from tests.folder.folders import COMMAND, Folder, claims, until

LONG = pytest.mark.long
SHM = Path("/dev/shm")
BETWEEN_DEVICES = (FaultPoint.COPY_WRITTEN, FaultPoint.COPY_PUBLISHED)
AT_ONCE = 3
"""Kills that are tried at the same time, each in a folder of its own."""
TREATMENTS = """\
claim_id,service_date,procedure,minutes,signed_by
OVER,2026-03-09,97530,23,T. Hand
CLEAN,2026-03-09,97530,30,T. Hand
"""
USED = "member_id,year,pool,amount,as_of,source\n1EG4TE5MK72,2026,PT_SLP,120.00,2026-03-01,portal\n"

Sent = dict[str, bytes]


def therapy_day() -> str:
    """Three patients' claims of a day, of which one is right, one is corrected and one is held."""
    patients = (("CLEAN", [CLEAN_LINE]), ("OVER", [OVER_LINE]), ("HELD", HELD_LINES))
    text = header() + billing_provider()
    for hl, (claim_id, lines) in enumerate(patients, 2):
        text += subscriber(hl, member=f"1EG4TE5MK7{hl}") + str(ClaimText(lines, claim_id=claim_id))
    return envelope(text).replace("000000001", "000000099")


@dataclass(frozen=True)
class Scenario:
    """What is put into the folder, in order of age; `released` after it was scrubbed."""

    name: str
    sent: Sent = field(repr=False)
    settings: dict[str, Any] = field(default_factory=dict)
    released: str = ""
    over_devices: bool = False

    def __str__(self) -> str:
        return self.name


FILES = {
    "day.837": therapy_day().encode(),
    "day.treatments.csv": TREATMENTS.encode(),
    "day.therapy_used.csv": USED.encode(),
}
ALL_OUTPUTS = {"acknowledgments": ["277CA", "TA1"], "log_formats": ["csv", "html"]}
# A file that the program ends at again and again is put off after so many times.
BASIC = {"incomplete_after_seconds": 0.01, "watchers": 2, "retry_attempts": 50}
DAY = Scenario("a therapy day", FILES, ALL_OUTPUTS)
NOT_SCRUBBED = Scenario(
    "files that are not scrubbed",
    {
        "first.837": claims(1).encode(),
        "twin.837": claims(1).encode(),
        "other.837": claims(1, OVER_LINE).encode(),
        "broken.837": claims(2).encode()[:-60],
        "alone.treatments.csv": TREATMENTS.encode(),
        "last.837": claims(3).encode(),
    },
)
RELEASE = Scenario("a release", FILES, released="day.held.837")
DEVICES = Scenario("two devices", FILES, ALL_OUTPUTS, over_devices=True)
OTHERS = (NOT_SCRUBBED, RELEASE, DEVICES)


class Stage:
    """A folder and its ledger before the watcher comes, as often as it is wanted."""

    def __init__(self, scenario: Scenario, base: Path, key: Path) -> None:
        self.scenario = scenario
        self._base = base
        self._numbers = count(1)
        self._environment = {"SCRUBBER_LEDGER_KEY_FILE": str(key), "SCRUBBER_DATA_DIR": str(base)}
        self._elsewhere = Path(mkdtemp(dir=SHM)) if scenario.over_devices else None
        (base / "template").mkdir()
        folder = Folder(base / "template" / "watched", **BASIC | scenario.settings)
        now = time.time()
        for age, (name, content) in enumerate(reversed(scenario.sent.items()), 1):
            path = folder.put(name, content)
            os.utime(path, (now, now - 10 * age))
        Play(self, folder.root, self._environment).watch_empty()
        self.expected = self._uncrashed()

    def close(self) -> None:
        if self._elsewhere:
            shutil.rmtree(self._elsewhere)

    def play(self) -> "Play":
        """A new one."""
        number = next(self._numbers)
        target = self._base / f"{number}"
        shutil.copytree(self._base / "template", target, symlinks=True)
        root = target / "watched"
        if self._elsewhere:
            for place in ("in", "out", "archive"):
                away = self._elsewhere / f"{number}-{place}"
                shutil.move(root / place, away)
                (root / place).symlink_to(away)
        return Play(self, root, self._environment)

    def _uncrashed(self) -> dict[str, Any]:
        play = self.play()
        if self.scenario.released:
            assert play.run() == 0
            shutil.rmtree(self._base / "template")
            shutil.copytree(play.root.parent, self._base / "template")
            play = self.play()
        assert play.run(act=True) == 0
        assert play.wrongs() == []
        return everything(play.root, play.ledger)


class Play:
    """One folder, and what is done to it."""

    def __init__(self, stage: Stage, root: Path, environment: dict[str, str]) -> None:
        self._stage = stage
        self.root = root
        self.ledger = root.with_name("ledger.sqlite")
        self.environment = environment | {"SCRUBBER_LEDGER_URL": str(self.ledger)}

    def watch_empty(self) -> None:
        """The folders and the ledger are made, and nothing is taken."""
        incoming = self.root / "in"
        incoming.rename(self.root / "later")
        assert ended(watch_once, self.root, **self.environment) == 0
        incoming.rmdir()
        (self.root / "later").rename(incoming)
        for path in self.root.glob("*.json"):
            path.unlink()

    def run(self, point: str = "", *, act: bool = False) -> int | None:
        """What the scenario does, or with `act` what is to be killed of it; how it ended."""
        environment = self.environment | {VARIABLE: point}
        if act and self._waits_for_release():
            held = self._stage.scenario.released
            return ended(release, self.root, held, "TH302", **environment)
        return ended(watch_once, self.root, **environment)

    def _waits_for_release(self) -> bool:
        held = self._stage.scenario.released
        return bool(held) and (self.root / "hold" / held).exists()

    def go_on(self, point: str = "") -> int | None:
        """After a kill: what a person does is done again only where it was not begun."""
        code = self.run(point)
        return self.run(act=True) if code == 0 and self._waits_for_release() else code

    def wrongs(self) -> list[str]:
        return wrongs(self.root, self._stage.scenario.sent.values(), self.ledger)

    def assert_as_if_nothing_had_happened(self, after: str) -> None:
        assert self.wrongs() == [], after
        found, expected = everything(self.root, self.ledger), self._stage.expected
        assert found.keys() == expected.keys(), after
        assert [name for name in found if found[name] != expected[name]] == [], after
        shutil.rmtree(self.root.parent)


Stages = Callable[[Scenario], Stage]


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """Each is made once."""
    made: dict[str, Stage] = {}
    key = tmp_path_factory.mktemp("key") / "ledger.key"

    def stage(scenario: Scenario) -> Stage:
        if scenario.over_devices and not SHM.is_dir():
            pytest.skip("there is no other device")
        if scenario.name not in made:
            base = tmp_path_factory.mktemp(scenario.name.replace(" ", "-"))
            made[scenario.name] = Stage(scenario, base, key)
        return made[scenario.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCRUBBER_LEDGER_KEY_FILE", str(key))
        yield stage
    for each in made.values():
        each.close()


def kill_each_time(stage: Stage, point: FaultPoint, most: int | None) -> int:
    """Kill at a point the first time that it is reached, the second time, and so on until it is
    reached no more, or `most` times; how often that was."""
    for reached in count(1):
        play = stage.play()
        code = play.run(f"{point}:{reached}", act=True)
        if code == 0:
            shutil.rmtree(play.root.parent)
            return reached - 1
        assert code == KILLED
        assert play.go_on() == 0
        play.assert_as_if_nothing_had_happened(f"{point}:{reached}")
        if reached == most:
            return reached
    raise AssertionError


@pytest.mark.parametrize(
    ("scenario", "most"),
    [
        (DAY, None),
        *((scenario, 1) for scenario in OTHERS),
        *(pytest.param(scenario, None, marks=LONG) for scenario in OTHERS),
    ],
)
def test_a_kill_at_any_step_changes_nothing(
    stages: Stages, scenario: Scenario, most: int | None
) -> None:
    """Every point of the enum, every time that it is reached; a new one must be reached too."""
    stage = stages(scenario)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reached = pool.map(lambda point: kill_each_time(stage, point, most), FaultPoint)
        never = {point for point, times in zip(FaultPoint, reached, strict=True) if not times}
    assert never == (set() if stage.scenario.over_devices else set(BETWEEN_DEVICES))


def pairs(seed: int, number: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    points = [point for point in FaultPoint if point not in BETWEEN_DEVICES]
    return [(chance.choice(points), chance.choice(points)) for _ in range(number)]


def assert_two_kills_change_nothing(stage: Stage, first: str, second: str) -> None:
    """The second comes while the work of the first is gone on with, or later."""
    play = stage.play()
    assert play.run(first, act=True) == KILLED
    assert play.go_on(second) in (0, KILLED)
    assert play.go_on() == 0
    play.assert_as_if_nothing_had_happened(f"{first}, {second}")


@pytest.mark.parametrize("seed", [1, *(pytest.param(s, marks=LONG) for s in (2, 3, 4))])
@pytest.mark.parametrize("scenario", [DAY, RELEASE])
def test_a_kill_while_another_is_mended_changes_nothing(
    stages: Stages, scenario: Scenario, seed: int
) -> None:
    stage = stages(scenario)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        number = 4 if seed == 1 else 40
        tried = [
            pool.submit(assert_two_kills_change_nothing, stage, *points)
            for points in pairs(seed, number)
        ]
        for each in tried:
            each.result()


@pytest.mark.parametrize("seed", [1, *(pytest.param(s, marks=LONG) for s in range(2, 9))])
def test_kills_at_any_moment_change_nothing(stages: Stages, seed: int) -> None:
    """Not only at the named points, and again and again until the work is done."""
    chance = random.Random(seed)
    play = stages(NOT_SCRUBBED).play()
    kills = 0
    while True:
        process = started(watch_once, play.root, **play.environment)
        process.join(chance.uniform(0.05, 0.3))
        if process.exitcode is not None:
            break
        process.kill()
        process.join()
        kills += 1
    assert process.exitcode == 0
    assert kills
    play.assert_as_if_nothing_had_happened(f"{kills} kills")


def stop_while_it_takes_nothing(watcher: BaseProcess, folder: Folder) -> None:
    """One that is stopped with the lock of all watchers would hold up the others for ever."""

    def is_stopped() -> bool:
        assert watcher.pid
        os.kill(watcher.pid, signal.SIGSTOP)
        with (folder.place("work") / ".taking").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                go_on(watcher)
                return False
        return True

    until(is_stopped)


def go_on(watcher: BaseProcess) -> None:
    assert watcher.pid
    os.kill(watcher.pid, signal.SIGCONT)


def test_another_watcher_takes_over_what_a_killed_one_had(stages: Stages, tmp_path: Path) -> None:
    """One that has been there all the time, without a restart; at each point in turn."""
    stage = stages(DAY)
    play = stage.play()
    folder = Folder(play.root, watchers=2, acknowledgments=["TA1"])
    for path in folder.place("in").iterdir():
        path.unlink()
    lasting = started(watch_on, play.root, **play.environment)
    until((play.root / "status.json").exists)
    sent = []
    for number, point in enumerate(set(FaultPoint) - set(BETWEEN_DEVICES), 1):
        stop_while_it_takes_nothing(lasting, folder)
        sent.append(claims(number).encode())
        folder.put(f"day{number}.837", sent[-1])
        assert ended(watch_once, play.root, **play.environment, **{VARIABLE: point}) == KILLED
        go_on(lasting)
        until(folder.is_idle, 60)
    lasting.terminate()
    lasting.join()
    assert lasting.exitcode == 0
    assert wrongs(play.root, sent, play.ledger) == []


def test_the_command_is_killed_by_the_variable_alone(stages: Stages) -> None:
    """The same by the command line, as a whole process."""
    play = stages(DAY).play()
    command = [*COMMAND, "watch", str(play.root), "--once"]
    environment = os.environ | play.environment
    killed = environment | {VARIABLE: f"{FaultPoint.OUTPUT_PUBLISHED}:3"}
    assert (
        subprocess.run(command, env=killed, capture_output=True, check=False).returncode == KILLED
    )
    assert (
        subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    )
    play.assert_as_if_nothing_had_happened("the command")
