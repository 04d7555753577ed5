"""A plan carried out: ledger, outputs, receipt, archive. Each step looks at what is there, so a
plan that was cut short is carried out to its end by whoever finds it."""

import json
from collections.abc import Iterator

from scrubber.discrepancies import Discrepancy, decode
from scrubber.folder.durable import move, write_durably
from scrubber.folder.faults import FaultPoint, fault_point
from scrubber.folder.jobs import CLAIMS, Job
from scrubber.folder.naming import base_of
from scrubber.folder.places import OURS_ALONE, Place
from scrubber.folder.receipts import receipt_file
from scrubber.folder.records import Plan
from scrubber.folder.watched import WatchedFolder
from scrubber.scrubbed_claims import ScrubbedClaim


def carry_out(job: Job, plan: Plan, watched: WatchedFolder) -> None:
    """Do what is left of a plan, and remove the job. Raises OSError, and then it can be called
    again; BadLedger."""
    receipt_name = _receipt_name(job, plan)
    if plan.receipt and not _was_recorded(job, plan, receipt_name):
        head = watched.ledger.record(plan.receipt, _claims(job), _findings(job, plan), plan.who)
        fault_point(FaultPoint.LEDGER_RECORDED)
        write_durably(job.staged / receipt_name, receipt_file(plan.receipt, head))
        fault_point(FaultPoint.RECEIPT_STAGED)
    for output in plan.outputs:
        _publish(job, output.staged, output.place, output.name, watched)
        fault_point(FaultPoint.OUTPUT_PUBLISHED)
    _publish(job, receipt_name, Place.LOG, receipt_name, watched)
    fault_point(FaultPoint.RECEIPT_PUBLISHED)
    _file(job, plan, watched)
    job.remove()


def _receipt_name(job: Job, plan: Plan) -> str:
    run = plan.receipt.run if plan.receipt else ""
    return f"{base_of(job.order.name)}.{run}.receipt.json"


def _was_recorded(job: Job, plan: Plan, receipt_name: str) -> bool:
    """The receipt is staged before the first output is published, and published after the last."""
    is_staged = (job.staged / receipt_name).exists()
    return is_staged or not (job.staged / plan.outputs[-1].staged).exists()


def _claims(job: Job) -> Iterator[ScrubbedClaim]:
    path = job.folder / CLAIMS
    if path.exists():
        with path.open(encoding="utf-8") as claims:
            yield from map(ScrubbedClaim.of_plain, map(json.loads, claims))


def _findings(job: Job, plan: Plan) -> Iterator[Discrepancy]:
    if plan.log:
        with (job.staged / plan.log).open("rb") as log:
            for record in decode(log):
                if isinstance(record, Discrepancy):
                    yield record


def _publish(job: Job, staged: str, place: Place, name: str, watched: WatchedFolder) -> None:
    """A staged file that is gone was published: what its reader has taken does not come twice."""
    source = job.staged / staged
    if source.exists():
        move(source, watched.places[place] / name, job.name)


def _file(job: Job, plan: Plan, watched: WatchedFolder) -> None:
    folder = watched.places[plan.filed_in] / plan.filed_folder
    folder.mkdir(mode=OURS_ALONE, exist_ok=True)
    for taken, name in plan.filed.items():
        if (job.taken / taken).exists():
            move(job.taken / taken, folder / name, job.name)
            fault_point(FaultPoint.FILED)
