"""A job from where it stands to its end: new ones, and those that a killed watcher left."""

from collections.abc import Callable

from scrubber.folder.carrying_out import carry_out
from scrubber.folder.jobs import PLAN, Job
from scrubber.folder.planning import plan_job, put_off
from scrubber.folder.records import Plan, read_record
from scrubber.folder.retrying import is_transient, retried
from scrubber.folder.watched import WatchedFolder


def finish(job: Job, watched: WatchedFolder, goes_on: Callable[[Exception], bool]) -> Plan:
    """Do all that is left of a job; how it ended.

    What fails for a reason that may pass is tried again with pauses, while `goes_on` says so. If a
    file cannot be read or written even so, and nothing of it is decided yet, it is put off to
    `hold/`. Raises Postponed; one of SETTINGS_FAULTS; OSError or BadLedger where the job waits
    as it is for another time.
    """

    def decided() -> Plan:
        return read_record(job.folder / PLAN, Plan) or plan_job(job, watched)

    try:
        plan = retried(decided, watched.settings, goes_on)
    except OSError as error:
        is_decided = (job.folder / PLAN).exists()
        if is_decided or (is_transient(error) and not goes_on(error)):
            raise
        plan = put_off(job, _told(error), watched)
    retried(lambda: carry_out(job, plan, watched), watched.settings, goes_on)
    return plan


def _told(error: OSError) -> str:
    return f"it could not be read or written: {error.strerror or type(error).__name__}"
