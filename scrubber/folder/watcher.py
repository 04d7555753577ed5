"""The watcher: looks into `in/`, takes what is ready, and has each file seen to its end."""

import math
import time
from contextlib import ExitStack
from pathlib import Path

from scrubber.folder.arrival import Arrivals, Candidate
from scrubber.folder.jobs import job_names, take
from scrubber.folder.metrics import Metrics
from scrubber.folder.places import Place
from scrubber.folder.records import Kind, Order
from scrubber.folder.reporting import Reporter
from scrubber.folder.settings import BadSettings, load_settings
from scrubber.folder.slots import watcher_number
from scrubber.folder.status import FINISHED, status_path
from scrubber.folder.waking import Bell, rung_by_changes, signals
from scrubber.folder.watched import WatchedFolder, open_folder
from scrubber.folder.working import SHORTEST_WAIT, Worker
from scrubber.logs import hashed_name

MEGABYTE = 1_000_000
TAKES_A_RESTART = ("folder_names", "ledger_url", "watchers", "metrics_port", "heartbeat_seconds")


def watch(root: Path, *, once: bool = False) -> None:
    """Watch a folder until a signal stops it; with `once` until all that is ready is done.

    Raises BadSettings, BadLedger and OSError where the watcher cannot start.
    """
    bell = Bell()
    with ExitStack() as stack:
        watched = stack.enter_context(open_folder(root))
        settings = watched.settings
        number = stack.enter_context(watcher_number(watched.places, settings.watchers))
        stack.enter_context(signals(bell))  # Whoever sees its status may send one.
        metrics = None
        if settings.metrics_port:
            metrics = Metrics(settings.metrics_port + number - 1)
            stack.callback(metrics.close)
        path = status_path(root, number)
        reporter = stack.enter_context(Reporter(path, settings.heartbeat_seconds, metrics))
        if not once:
            incoming = watched.places[Place.IN]
            stack.enter_context(rung_by_changes(incoming, bell, reporter.changes_not_told))
        Watcher(watched, bell, reporter, once=once).run()


class Watcher:
    """One of the watchers of a folder."""

    def __init__(
        self, watched: WatchedFolder, bell: Bell, reporter: Reporter, *, once: bool = False
    ) -> None:
        self._watched = watched
        self._bell = bell
        self._reporter = reporter
        self._once = once
        self._worker = Worker(watched, bell, reporter)
        incoming = watched.places[Place.IN]
        self._arrivals = Arrivals(incoming, watched.settings, trust_mtime=once)
        self._told: set[str] = set()
        self._first_settings = watched.settings

    def run(self) -> None:
        """Round after round."""
        looks_until = math.inf
        while not self._bell.stops:
            if self._bell.rereads:
                self._reread()
            left = looks_until - time.monotonic()
            worked = self._round()
            if self._once and not worked and (left <= 0 or not self._arrivals.waiting):
                self._reporter.last_state = FINISHED
                break
            if self._once and looks_until == math.inf:
                settings = self._watched.settings
                looks_until = time.monotonic() + settings.stable_seconds
                looks_until += settings.sidecar_wait_seconds
            if not worked and not self._bell.stops:
                self._bell.wait(min(self._pause(), looks_until - time.monotonic()))

    def _round(self) -> bool:
        """Look once; whether anything came to its end."""
        try:
            worked = self._worker.go_on()
            now = time.monotonic()
            self._arrivals.scan(now)
            self._reporter.solved("folders")
        except OSError as error:
            self._reporter.problem("folders", f"a folder cannot be read: {error.strerror}")
            return False
        self._tell_left_alone()
        self._tell(now)
        for candidate in self._arrivals.ready(now):
            if self._is_called() or self._is_paused():
                break
            worked = self._take(candidate) or worked
            if time.monotonic() - now >= self._watched.settings.rescan_seconds:
                break  # Older files may have come.
        self._tell(now)
        return worked

    def _take(self, candidate: Candidate) -> bool:
        kind = Kind.STRAY if candidate.is_stray else Kind.SCRUB
        order = Order(kind, candidate.files, sender=candidate.sender)
        per_sender = self._watched.settings.count_therapy_used and bool(order.sender)
        try:
            job = take(order, self._watched.places, per_sender=per_sender)
            self._reporter.solved("taking")
        except OSError as error:
            self._reporter.problem("taking", f"a file cannot be taken: {error.strerror}")
            return False
        if job is None:
            return False
        self._arrivals.forget(candidate)
        with job:
            return self._worker.work(job)

    def _is_called(self) -> bool:
        return self._bell.stops or self._bell.rereads

    def _is_paused(self) -> bool:
        limit = self._watched.settings.min_free_megabytes
        why = ""
        if limit and (free := self._watched.places.free_bytes() // MEGABYTE) < limit:
            why = (
                f"the disk is nearly full: {free:,} MB free, and below {limit:,} MB no file is "
                "taken; it goes on by itself when there is room"
            )
        elif self._worker.rests:
            why = "a file could not be read or written again and again; the next is tried soon"
        self._reporter.paused(why)
        return bool(why)

    def _pause(self) -> float:
        """Seconds to the next look."""
        settings = self._watched.settings
        if self._worker.is_postponed:
            return min(SHORTEST_WAIT, settings.rescan_seconds)
        if self._arrivals.unsettled(time.monotonic()):
            return min(max(settings.stable_seconds / 2, 0.05), settings.rescan_seconds)
        return settings.rescan_seconds

    def _tell_left_alone(self) -> None:
        """Once for each name, by its hash."""
        left = {hashed_name(name): why for name, why in self._arrivals.left.items()}
        for hashed in left.keys() - self._told:
            self._reporter.warn("left_alone", file=hashed, problem=left[hashed])
        self._told = set(left)

    def _tell(self, at: float) -> None:
        self._reporter.tell(
            queue=self._arrivals.waiting,
            oldest_seconds=round(self._arrivals.oldest_age(at), 1),
            in_work=len(job_names(self._watched.places)),
            left_alone=len(self._arrivals.left),
            stuck=self._worker.stuck,
        )

    def _reread(self) -> None:
        """Read the settings again; where they are bad, those that we have stay."""
        self._bell.rereads = False
        try:
            new = load_settings(self._watched.places.root)
        except (BadSettings, OSError) as error:
            self._reporter.problem("settings", f"bad, and those from before hold: {error}")
            return
        self._reporter.solved("settings")
        self._reporter.log("settings_reread")
        self._watched.settings = self._arrivals.settings = new
        first = self._first_settings
        changed = [name for name in TAKES_A_RESTART if getattr(new, name) != getattr(first, name)]
        if changed:
            self._reporter.problem("restart", f"what was set takes a restart: {', '.join(changed)}")
        else:
            self._reporter.solved("restart")
