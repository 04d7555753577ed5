"""A job's scrubbing: all outputs of the run in the job's folder, and the plan to publish them."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scrubber.evidence import TherapyUsed, TreatmentLog, read_therapy_used, read_treatment_log
from scrubber.folder import reasons
from scrubber.folder.durable import sync_file, write_durably
from scrubber.folder.jobs import CLAIMS, Job
from scrubber.folder.names import SIDECAR
from scrubber.folder.naming import base_of, free_filing, free_outputs
from scrubber.folder.places import Place
from scrubber.folder.receipts import Taken, receipt_of_job, run_of_job
from scrubber.folder.records import Identity, Kind, Output, Plan
from scrubber.folder.releasing import release_options, renumbered
from scrubber.folder.watched import WATCHER, WatchedFolder
from scrubber.hashes import sha256_of
from scrubber.ledger.of_run import with_therapy_used
from scrubber.options import Options
from scrubber.outputs.files import OWNER_ONLY, Outputs
from scrubber.outputs.names import ACKNOWLEDGMENTS, log_name, output_name
from scrubber.outputs.of_run import Wanted, write_outputs
from scrubber.outputs.scrubbed import Scrubbed

CORRECTED_LAST = (Place.LOG, Place.ACK, Place.HOLD, Place.OUT)
"""The order of publishing: there is no corrected file without its log."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What is scrubbed, and under which name: outputs are called after it."""

    source: Path
    name: str
    options: Options
    wanted: Wanted


def scrub_job(job: Job, identity: Identity, watched: WatchedFolder) -> Plan:
    """Scrub what was taken into the job's folder. Raises what a scrub does, and OSError."""
    taken = Taken.of(job, identity)
    run = run_of_job(taken, watched.settings)
    base = base_of(job.order.name)
    work = _work(job, run, taken, watched)
    with (
        Outputs(job.staged) as outputs,
        write_outputs(
            lambda: work.source.open("rb"),
            work.name,
            work.wanted,
            work.options,
            outputs,
            keep_claims=True,
        ) as result,
    ):
        if result.file.input.sha256 != sha256_of(work.source):
            raise OSError(errno.EIO, "it has changed while it was read", str(job.input))
        paths = outputs.publish(overwrite=True)
        _write_claims(job, result)
        staged = [_output(path, work, job.order.name) for path in paths]
        if result.file.split:
            staged += _beside_held_claims(job, run, result)
    staged.sort(key=lambda each: CORRECTED_LAST.index(each.place))
    published = free_outputs(staged, base, run, watched.places)
    folder = date.today().isoformat()
    archive = watched.places[Place.ARCHIVE] / folder
    return Plan(
        receipt=receipt_of_job(run, taken, work.source, result, published, watched.ledger),
        who=job.order.attested_by or WATCHER,
        log=log_name(work.name, "jsonl"),
        outputs=published,
        filed_in=Place.ARCHIVE,
        filed_folder=folder,
        filed=free_filing(taken.hashes, base, run, archive),
    )


def _work(job: Job, run: str, taken: Taken, watched: WatchedFolder) -> _Work:
    settings, name = watched.settings, job.order.name
    options = replace(settings.options(), treatments=_treatments(job), therapy_used=_used(job))
    if settings.count_therapy_used:
        sha256 = taken.identity.sha256
        options = with_therapy_used(options, watched.ledger, lambda: job.input.open("rb"), sha256)
    if job.order.kind is Kind.RELEASE:
        options = release_options(options, job.order.attested, job.order.attested_by)
        name = f"{base_of(name)}.released{Path(name).suffix}"
        return _Work(
            renumbered(job, run), name, options, Wanted(settings.other_formats, split=True)
        )
    wanted = Wanted(settings.other_formats, settings.split, settings.acknowledgments)
    return _Work(job.input, name, options, wanted)


def _treatments(job: Job) -> TreatmentLog:
    path = _sidecar(job, ".treatments.")
    return read_treatment_log(path) if path else TreatmentLog()


def _used(job: Job) -> TherapyUsed:
    path = _sidecar(job, ".therapy_used.")
    return read_therapy_used(path) if path else TherapyUsed()


def _sidecar(job: Job, kind: str) -> Path | None:
    names = [name for name in job.order.files if SIDECAR.fullmatch(name) and kind in name]
    return job.taken / names[0] if names else None


def _write_claims(job: Job, result: Scrubbed) -> None:
    """The claims for the ledger, which is told of them once the plan is written."""
    with (job.folder / CLAIMS).open("w", encoding="utf-8") as file:
        for claim in result.claims:
            file.write(json.dumps(claim) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _output(path: Path, work: _Work, taken_name: str) -> Output:
    """Where an output goes; held claims that are still held keep the name of their file."""
    name, place = path.name, Place.LOG
    if name == output_name(work.name, "corrected"):
        place = Place.OUT
    elif name == output_name(work.name, "held"):
        place, name = Place.HOLD, output_name(base_of(taken_name) + Path(taken_name).suffix, "held")
    elif name.endswith(tuple(f".{kind}" for kind in ACKNOWLEDGMENTS)):
        place = Place.ACK
    return Output(path.name, place, name, sha256_of(path))


def _beside_held_claims(job: Job, run: str, result: Scrubbed) -> Iterator[Output]:
    """Why they are held, and the evidence that goes with them when they are released."""
    taken = job.order.name
    held = output_name(base_of(taken) + Path(taken).suffix, "held")
    text = reasons.held_claims(taken, run, result.discrepancies())
    write_durably(job.staged / reasons.reason_name(held), text.encode())
    yield _beside(job, reasons.reason_name(held))
    for name in job.order.files:
        if match := SIDECAR.fullmatch(name):
            target = Path(held).stem + name.removeprefix(match["stem"])
            shutil.copyfile(job.taken / name, job.staged / target)
            yield _beside(job, target)


def _beside(job: Job, name: str) -> Output:
    path = job.staged / name
    path.chmod(OWNER_ONLY)
    sync_file(path)
    return Output(name, Place.HOLD, name, sha256_of(path))
