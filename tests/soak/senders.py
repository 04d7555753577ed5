"""Who puts files into the folder: several senders, with all that senders do."""

import itertools
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.generator import Batch, write_batch

PIECE = 4096
"""Bytes that a slow writer writes at a time."""
PAUSE = 0.05


@dataclass(frozen=True)
class Day:
    """A practice's claims, under a number that no other has, and what is on record of them."""

    claims: bytes = field(repr=False)
    sidecars: dict[str, bytes] = field(repr=False)


@dataclass
class Sent:
    """What was put into the folder: contents, and when a whole file was there, by its name."""

    contents: list[bytes] = field(default_factory=list, repr=False)
    whole_at: dict[str, float] = field(default_factory=dict, repr=False)
    kinds: dict[str, int] = field(default_factory=dict)


class Sender(threading.Thread):
    """Sends files, one after the other, at a rate (files a minute), until told to stop."""

    def __init__(self, number: int, incoming: Path, rate: float, ended: threading.Event) -> None:
        super().__init__(name=f"sender {number}", daemon=True)
        self.sent = Sent()
        self.failed: Exception | None = None
        self._number = number
        self._incoming = incoming
        self._pause = 60 / rate
        self._ended = ended
        self._random = random.Random(number)
        self._serials = itertools.count(number * 1_000_000)
        self._before: list[Day] = []
        self._ways: dict[str, tuple[int, Callable[[str, Day], None]]] = {
            "renamed in": (30, self._renamed_in),
            "with sidecars": (25, self._with_sidecars),
            "announced": (15, self._announced),
            "slowly": (10, self._slowly),
            "once more": (8, self._once_more),
            "number used before": (4, self._with_a_used_number),
            "truncated": (4, self._truncated),
            "not X12": (4, self._no_x12),
        }

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                began = time.monotonic()
                self._send()
                self._ended.wait(max(0, self._pause - (time.monotonic() - began)))
        except Exception as error:
            self.failed = error

    def _send(self) -> None:
        shares = [share for share, _ in self._ways.values()]
        (way,) = self._random.choices(list(self._ways), shares)
        serial = next(self._serials)
        self._ways[way][1](f"day{serial}.837", self._day(serial))
        self.sent.kinds[way] = self.sent.kinds.get(way, 0) + 1

    def _day(self, serial: int) -> Day:
        batch = Batch(claims=self._random.randint(5, 60), claims_per_set=25, seed=serial)
        with TemporaryDirectory() as folder:
            written = write_batch(batch, Path(folder, "day.837"))
            claims = written.path.read_bytes()
            sidecars = {
                "treatments.csv": written.treatments.read_bytes(),
                "therapy_used.csv": written.therapy_used.read_bytes(),
            }
        return Day(self._as_ours(claims, serial), sidecars)

    def _as_ours(self, claims: bytes, serial: int) -> bytes:
        sender = b"SENDER%-9d" % self._number
        claims = claims.replace(b"NIGHTBATCH     ", sender, 1)
        return claims.replace(b"*000000001", b"*%09d" % serial)

    def _renamed_in(self, name: str, day: Day) -> None:
        temporary = self._incoming / f"{name}.part"
        temporary.write_bytes(day.claims)
        temporary.rename(self._incoming / name)
        self._is_whole(name, day.claims)
        self._before = [*self._before[-20:], day]

    def _with_sidecars(self, name: str, day: Day) -> None:
        stem = name.removesuffix(".837")
        for suffix, content in day.sidecars.items():
            (self._incoming / f"{stem}.{suffix}").write_bytes(content)
            self.sent.contents.append(content)
        self._renamed_in(name, day)

    def _announced(self, name: str, day: Day) -> None:
        (self._incoming / name).write_bytes(day.claims)
        (self._incoming / f"{name}.done").touch()
        self._is_whole(name, day.claims)

    def _slowly(self, name: str, day: Day) -> None:
        with (self._incoming / name).open("wb", buffering=0) as file:
            for begins in range(0, len(day.claims), PIECE):
                file.write(day.claims[begins : begins + PIECE])
                time.sleep(PAUSE)
        self._is_whole(name, day.claims)

    def _once_more(self, name: str, day: Day) -> None:
        self._renamed_in(name, self._random.choice(self._before or [day]))

    def _with_a_used_number(self, name: str, day: Day) -> None:
        if self._before:
            first_segment, _, _ = self._random.choice(self._before).claims.partition(b"~")
            number = first_segment.split(b"*")[13]
            own = day.claims.partition(b"~")[0].split(b"*")[13]
            day = Day(day.claims.replace(own, number), {})
        self._renamed_in(name, day)

    def _truncated(self, name: str, day: Day) -> None:
        self._broken(name, day.claims[: len(day.claims) * 2 // 3])

    def _no_x12(self, name: str, day: Day) -> None:
        self._broken(name, b"claim_id,amount\n%d,1\n" % next(self._serials))

    def _broken(self, name: str, content: bytes) -> None:
        (self._incoming / name).write_bytes(content)
        self.sent.contents.append(content)

    def _is_whole(self, name: str, content: bytes) -> None:
        self.sent.whole_at[name] = time.time()
        self.sent.contents.append(content)
