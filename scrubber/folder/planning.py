"""How a job will end: the input is scrubbed, or told to be none that can be; nothing goes out yet.

All that is to be published waits in the job's folder, synced. The plan that names it comes last:
without a plan, what is there is thrown away and done again.
"""

import shutil
from collections import Counter
from pathlib import Path

from scrubber._version import __version__
from scrubber.errors import OwnFault, UsageError
from scrubber.evidence import BadEvidence
from scrubber.folder import reasons
from scrubber.folder.durable import sync_file, write_durably
from scrubber.folder.faults import FaultPoint, fault_point
from scrubber.folder.identity import identity_of, run_name, unread_identity
from scrubber.folder.jobs import ATTEMPTS, PLAN, Job, earlier_twin
from scrubber.folder.naming import base_of, free_filing, free_outputs
from scrubber.folder.places import OURS_ALONE, Place
from scrubber.folder.records import Identity, Kind, Order, Output, Plan, write_record
from scrubber.folder.scrubbing import scrub_job
from scrubber.folder.watched import WATCHER, WatchedFolder
from scrubber.hashes import sha256_of
from scrubber.ledger import BadLedger, Receipt, Verdict
from scrubber.options import BadOption
from scrubber.tables import BadProfile, BadTable, UnknownLocality
from scrubber.x12 import NotReadable

SETTINGS_FAULTS = (BadOption, BadProfile, BadTable, UnknownLocality)


class Postponed(Exception):
    """Another job is at the same content or number; what becomes of it must be known first."""


def plan_job(job: Job, watched: WatchedFolder) -> Plan:
    """Decide how the job ends and write it down. Raises Postponed; one of SETTINGS_FAULTS where the
    settings no longer fit; OSError."""
    _clear(job.staged)
    return _written(job, _plan(job, watched))


def put_off(job: Job, reason: str, watched: WatchedFolder) -> Plan:
    """Decide that the file waits in `hold/` until a person releases it. Raises OSError."""
    _clear(job.staged)
    text = reasons.put_off(job.order.name, reason)
    return _written(job, _without_scrubbing(job, Place.HOLD, text, None, watched))


def _written(job: Job, plan: Plan) -> Plan:
    for path in job.taken.iterdir():
        sync_file(path)  # Its sender may not have, and takes it for delivered.
    fault_point(FaultPoint.OUTPUTS_STAGED)
    write_record(job.folder / PLAN, plan)
    fault_point(FaultPoint.PLAN_WRITTEN)
    return plan


def _plan(job: Job, watched: WatchedFolder) -> Plan:
    name, times = job.order.name, watched.settings.retry_attempts
    if job.order.kind is Kind.STRAY:
        return _quarantined(job, unread_identity(job.input), reasons.came_alone(name), watched)
    try:
        identity = identity_of(job.input)
    except NotReadable as error:
        text = reasons.not_readable(name, error.reason)
        return _quarantined(job, unread_identity(job.input), text, watched)
    if job.order.kind is Kind.SCRUB and earlier_twin(job, identity, watched.places):
        raise Postponed
    if text := _told_before(job.order, identity, watched):
        return _quarantined(job, identity, text, watched)
    if _attempts(job) > times:
        text = reasons.put_off(name, f"the program was ended {times} times while it worked on it")
        return _without_scrubbing(job, Place.HOLD, text, None, watched)
    try:
        return scrub_job(job, identity, watched)
    except Exception as error:
        (job.folder / ATTEMPTS).unlink()  # It did not end the program.
        if isinstance(error, (*SETTINGS_FAULTS, OSError, BadLedger)):
            raise
        _clear(job.staged)
        return _quarantined(job, identity, _reason(name, error), watched)


def _reason(name: str, error: Exception) -> str:
    """Why a file cannot be scrubbed; one that we cannot handle stops no other."""
    match error:
        case NotReadable():
            return reasons.not_readable(name, error.reason)
        case BadEvidence():
            return reasons.bad_evidence(name, str(error))
        case UsageError():
            return reasons.not_readable(name, str(error))
        case OwnFault():
            return reasons.own_fault(name, str(error))
        case _:
            return reasons.own_fault(name, f"an internal error ({type(error).__name__})")


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=OURS_ALONE)


def _told_before(order: Order, identity: Identity, watched: WatchedFolder) -> str:
    """The reason not to scrub a file that the ledger knows, or not to release one that has been
    released; empty where there is none."""
    earlier = watched.ledger.run_of(identity.sha256)
    if order.kind is Kind.RELEASE:
        if earlier and earlier.released_from:
            return reasons.released_before(order.name, earlier)
        return ""  # A file all of whose claims are held is the input itself.
    if earlier:
        return reasons.same_content(order.name, earlier)
    for interchange, times in Counter(identity.interchanges).items():
        if times > 1:
            return reasons.number_repeated(order.name, interchange.control_number)
        if earlier := watched.ledger.run_with(interchange):
            return reasons.same_number(order.name, interchange.control_number, earlier)
    return ""


def _attempts(job: Job) -> int:
    """How often the job was begun, this time included: a file that ends the program whenever it is
    read must not do so for ever."""
    path = job.folder / ATTEMPTS
    before = path.read_text() if path.exists() else ""
    path.write_text(before + ".")
    return len(before) + 1


def _quarantined(job: Job, identity: Identity, text: str, watched: WatchedFolder) -> Plan:
    receipt = Receipt(
        run=run_name([__version__, "quarantine", identity.sha256, text]),
        input_name=job.order.name,
        input_sha256=identity.sha256,
        input_size=identity.size,
        verdict=Verdict.QUARANTINED,
        tool_version=__version__,
        submitted_on=identity.submitted_on,
    )
    return _without_scrubbing(job, Place.QUARANTINE, text, receipt, watched)


def _without_scrubbing(
    job: Job, place: Place, text: str, receipt: Receipt | None, watched: WatchedFolder
) -> Plan:
    """The file as it is and the reason beside it."""
    base = base_of(job.order.name)
    run = receipt.run if receipt else job.name
    old_reason = reasons.reason_name(job.order.name)
    paths = [path for path in sorted(job.taken.iterdir()) if path.name != old_reason]
    hashes = {path.name: sha256_of(path) for path in paths}
    filed = free_filing(hashes, base, run, watched.places[place])
    name = reasons.reason_name(filed[job.order.name])
    write_durably(job.staged / name, text.encode())
    reason = Output(name, place, name, sha256_of(job.staged / name))
    outputs = free_outputs([reason], base, run, watched.places)
    return Plan(receipt, WATCHER, "", outputs, place, "", filed)
