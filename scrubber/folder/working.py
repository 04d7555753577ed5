"""The jobs of a watcher, each seen to its end; what cannot be ended now stops no other."""

import time

from scrubber.errors import UsageError
from scrubber.folder.jobs import Job, abandoned, job_names
from scrubber.folder.places import Place
from scrubber.folder.planning import SETTINGS_FAULTS, Postponed
from scrubber.folder.progress import finish
from scrubber.folder.records import Plan
from scrubber.folder.reporting import DONE, PUT_OFF, QUARANTINED, Reporter
from scrubber.folder.waking import Bell
from scrubber.folder.watched import WatchedFolder

SHORTEST_WAIT, LONGEST_WAIT = 0.2, 600.0
"""Seconds after which a job that could not be ended is tried again."""


class Worker:
    """Works on one job at a time. `is_postponed`: a job waits for another one to end."""

    def __init__(self, watched: WatchedFolder, bell: Bell, reporter: Reporter) -> None:
        self._watched = watched
        self._bell = bell
        self._reporter = reporter
        self._waiting: dict[str, tuple[int, float]] = {}
        self._rests_until = 0.0
        self.is_postponed = False

    @property
    def stuck(self) -> int:
        """How many jobs could not be ended yet."""
        return len(self._waiting)

    @property
    def rests(self) -> bool:
        """Whether it takes no new file for now: the last one could not be read or written."""
        return time.monotonic() < self._rests_until

    def go_on(self) -> bool:
        """End what a killed watcher, or this one, has left in work; whether anything came to its
        end. Raises OSError."""
        self.is_postponed = worked = False
        failures: list[OSError] = []
        for job in abandoned(self._watched.places, failures.append):
            with job:
                _, not_before = self._waiting.get(job.name, (0, 0.0))
                if not self._bell.stops and time.monotonic() >= not_before:
                    worked = self.work(job) or worked
        for name in self._waiting.keys() - job_names(self._watched.places):
            del self._waiting[name]  # Another watcher has ended it.
        if not self._waiting:
            self._reporter.solved("jobs")
        for error in failures:
            self._reporter.problem("work", f"a job cannot be gone on with: {error.strerror}")
        if not failures:
            self._reporter.solved("work")
        return worked

    def work(self, job: Job) -> bool:
        """See a job to its end; whether it came there."""
        began = time.monotonic()
        try:
            plan = finish(job, self._watched, lambda _: not self._bell.stops)
        except Postponed:
            self.is_postponed = True
        except SETTINGS_FAULTS as error:
            self._set_aside(job, f"the settings do not fit: {error}")
        except UsageError as error:
            self._set_aside(job, str(error))
        except OSError as error:
            self._set_aside(job, f"a job waits: {error.strerror or type(error).__name__}")
        except Exception as error:
            self._set_aside(job, f"a fault of this program: {type(error).__name__}")
        else:
            self._waiting.pop(job.name, None)
            self._tell_end(job, plan, time.monotonic() - began)
            return True
        return False

    def _set_aside(self, job: Job, problem: str) -> None:
        """It stays in work as it is, and is tried again later and later."""
        times, _ = self._waiting.get(job.name, (0, 0.0))
        first = max(self._watched.settings.retry_longest_pause_seconds, SHORTEST_WAIT)
        pause = min(first * 2**times, LONGEST_WAIT)
        self._waiting[job.name] = times + 1, time.monotonic() + pause
        self._reporter.problem("jobs", problem)

    def _tell_end(self, job: Job, plan: Plan, seconds: float) -> None:
        told = {"job": job.name, "seconds": round(seconds, 3)}
        if plan.receipt is None:
            self._reporter.warn("put_off", job.order.name, **told)
            pause = self._watched.settings.retry_longest_pause_seconds
            self._rests_until = time.monotonic() + pause
            self._reporter.count(PUT_OFF, seconds)
            return
        is_quarantined = plan.filed_in is Place.QUARANTINE
        told |= {"run": plan.receipt.run, "verdict": plan.receipt.verdict.value}
        self._reporter.log(
            "ended", job.order.name, claims=plan.receipt.claims.get("read", 0), **told
        )
        self._reporter.count(QUARANTINED if is_quarantined else DONE, seconds)
