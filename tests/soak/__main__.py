"""The soak: `python -m tests.soak [--minutes 60] [--rate 60] [--senders 4]`, not part of CI.

Several senders put files into a folder with two watchers, of which one is killed and started again
now and then; a clearinghouse takes away what goes out; a person releases held claims. At the end
the figures, and whether anything was lost, came twice or stayed half-done: then the exit code is 1.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from scrubber.folder.places import Places
from tests.folder.books import PLAIN, receipts, wrongs
from tests.soak.senders import Sender, Sent
from tests.soak.watchers import COMMAND, Watchers

SETTINGS = """\
watchers = 2
stable_seconds = 1
rescan_seconds = 1
incomplete_after_seconds = 20
min_free_megabytes = 0
acknowledgments = ["277CA", "TA1"]
hold_on = ["TH3", "TH5"]
log_formats = ["jsonl", "html"]
"""
MEGABYTE = 1_000_000
GROWTH_ALLOWED = 1.10
"""Of the lasting watcher's memory, from the second quarter of its life to the last."""
ATTESTED = ("--attest", "TH301,TH501", "--attested-by", "A. Person")
LONGEST_DRAIN = 600
"""Seconds in which all that was sent must have come to its end."""


def main() -> int:
    """Run the load, print the figures; 1 where a promise is broken."""
    options = _options()
    with _folder(options.folder) as folder:
        soak = Soak(folder, options)
        try:
            soak.run()
        finally:
            soak.close()
        broken = soak.report()
    print("\n".join(f"BROKEN: {told}" for told in broken) or "Nothing lost, nothing twice.")
    return int(bool(broken))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=60, help="files a minute, of all senders")
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="a new folder, which is kept")
    return parser.parse_args()


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named:
        named.mkdir()
        yield named
    else:
        with TemporaryDirectory(prefix="soak") as folder:
            yield Path(folder)


class Soak:
    """One run, in a folder of its own."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self._options = options
        self._root = folder / "watched"
        self._gone_out = folder / "clearinghouse"
        self._ledger = folder / "ledger.sqlite"
        self._log = folder / "watchers.log"
        for path in (self._root / "in", self._gone_out):
            path.mkdir(parents=True)
        (self._root / "scrubber.toml").write_text(SETTINGS)
        self._environment = {
            "SCRUBBER_DATA_DIR": str(folder / "data"),
            "SCRUBBER_LEDGER_URL": str(self._ledger),
        }
        os.environ |= self._environment
        self._taken_twice = self._released = 0
        self._places = Places(self._root, PLAIN)
        self._sent = Sent()
        self._wrongs: list[str] = []
        self._all_done = threading.Event()
        self._watchers = Watchers(self._root, self._environment, self._log, self._all_done)

    def run(self) -> None:
        """All of it, until the folder is empty again."""
        no_more, all_done = threading.Event(), self._all_done
        rate = self._options.rate / self._options.senders
        senders = [
            Sender(number, self._root / "in", rate, no_more)
            for number in range(1, self._options.senders + 1)
        ]
        others = [
            threading.Thread(target=self._collect, args=(all_done,), daemon=True),
            threading.Thread(target=self._release, args=(no_more,), daemon=True),
        ]
        for thread in (self._watchers, *senders, *others):
            thread.start()
        no_more.wait(self._options.minutes * 60)
        no_more.set()
        for sender in senders:
            sender.join()
            if sender.failed:
                raise sender.failed
            self._sent.contents += sender.sent.contents
            self._sent.whole_at |= sender.sent.whole_at
            self._sent.kinds = dict(Counter(self._sent.kinds) + Counter(sender.sent.kinds))
        others[1].join()
        self._drain()
        all_done.set()
        others[0].join()
        self._watchers.join()

    def close(self) -> None:
        """Stop the watchers."""
        self._watchers.close()

    def _drain(self) -> None:
        ends = time.monotonic() + LONGEST_DRAIN
        while any((self._root / "in").iterdir()) or self._jobs():
            if time.monotonic() > ends:
                self._wrongs.append("not all that was sent came to its end in time")
                return
            time.sleep(1)

    def _jobs(self) -> list[Path]:
        return [path for path in (self._root / "work").iterdir() if path.is_dir()]

    def _collect(self, all_done: threading.Event) -> None:
        """The clearinghouse: takes away what goes out."""
        while not all_done.wait(3):
            for place in ("out", "ack"):
                folder = self._root / place
                for path in folder.iterdir() if folder.is_dir() else ():
                    if not path.name.startswith("."):
                        target = self._gone_out / path.name
                        self._taken_twice += target.exists()
                        path.rename(target)

    def _release(self, no_more: threading.Event) -> None:
        """The person who releases held claims."""
        chance = random.Random(837)
        while not no_more.wait(20):
            held = [p.name for p in (self._root / "hold").iterdir() if p.suffix == ".837"]
            if held:
                ran = subprocess.run(
                    [*COMMAND, "release", self._root, chance.choice(held), *ATTESTED],
                    env={**os.environ, **self._environment},
                    capture_output=True,
                    check=False,
                )
                self._released += ran.returncode == 0
                if ran.returncode not in (0, 1):
                    self._wrongs.append(f"release ended with {ran.returncode}")

    def report(self) -> list[str]:
        """Print the figures; what is broken comes back."""
        told = receipts(self._places)
        logged = self._log.read_text()
        print(f"{self._options.minutes:g} minutes, {self._options.rate:g} files a minute")
        print(f"sent: {sum(self._sent.kinds.values()):,} ({_counts(self._sent.kinds)})")
        print(f"receipts: {len(told):,} ({_counts(Counter(r['verdict'] for r in told))})")
        print(f"claims: {sum(r['claims'].get('read', 0) for r in told):,}")
        print(f"released: {self._released} held files")
        print(f"watchers killed {self._watchers.killed} times, stopped {self._watchers.stopped}")
        self._print_latency()
        growth = self._print_memory()
        print(f"ledger: {self._ledger.stat().st_size / MEGABYTE:,.1f} MB")
        broken = [*self._wrongs, *self._watchers.wrongs]
        if self._taken_twice:
            broken.append(f"{self._taken_twice} published files came twice")
        if growth > GROWTH_ALLOWED:
            broken.append(f"the watcher's memory grew by the factor {growth:.2f}")
        if "Traceback" in logged or '"level": "error"' in logged:
            broken.append("a watcher failed, see its log")
        broken += wrongs(self._root, self._sent.contents, self._ledger, self._gone_out)
        if not any("audit" in each for each in broken):
            print("audit trail: whole")
        return broken

    def _print_latency(self) -> None:
        """From the moment that a file is whole to that of its receipt's name."""
        seconds = [
            path.stat().st_ctime - self._sent.whole_at[name]
            for path in (self._root / "log").glob("*.receipt.json")
            if (name := json.loads(path.read_bytes())["input_name"]) in self._sent.whole_at
        ]
        p99 = quantiles(seconds, n=100)[98]
        print(
            f"from arrival to receipt: median {median(seconds):.2f} s, 99 % {p99:.2f} s,", end=" "
        )
        print(f"longest {max(seconds):.2f} s")

    def _print_memory(self) -> float:
        """The growth of the watcher that lived to the end."""
        sizes = [size for _, size in self._watchers.lasting.memory]
        quarter = len(sizes) // 4
        early, late = median(sizes[quarter : 2 * quarter]), median(sizes[-quarter:])
        print(f"memory of the lasting watcher: {early / MEGABYTE:.1f} MB in the second quarter,")
        print(f"  {late / MEGABYTE:.1f} MB in the last, {max(sizes) / MEGABYTE:.1f} MB at most")
        return late / early


def _counts(counts: dict[str, int] | Counter[str]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
