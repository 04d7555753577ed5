"""What a run is called, and its receipt: the file in `log/` and the ledger's row say the same."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from scrubber._version import __version__
from scrubber.folder.identity import run_name
from scrubber.folder.jobs import Job
from scrubber.folder.names import SIDECAR
from scrubber.folder.records import Identity, Kind, Order, Output
from scrubber.folder.settings import Settings
from scrubber.hashes import sha256_of
from scrubber.ledger import ChainHead, Ledger, Receipt, of_run
from scrubber.outputs.scrubbed import Scrubbed
from scrubber.tables import load_tables

UNKNOWN = "unknown"
"""Where held claims are from, if the ledger knows nothing of their interchange."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a job has: its order, its input's identity, and the SHA-256 of all that was taken."""

    order: Order
    identity: Identity
    hashes: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, job: Job, identity: Identity) -> "Taken":
        """Of what is there."""
        hashes = {path.name: sha256_of(path) for path in sorted(job.taken.iterdir())}
        return cls(job.order, identity, hashes)

    @property
    def evidence(self) -> dict[str, str]:
        """What was relied on besides the input: sidecars by kind, and a person's word."""
        kinds = {name: SIDECAR.fullmatch(name) for name in self.hashes}
        told = {
            name.removeprefix(match["stem"]).lstrip("."): self.hashes[name]
            for name, match in kinds.items()
            if match
        }
        if self.order.attested_by:
            rules = ", ".join(self.order.attested) or "no rule"
            told["attestation"] = f"{rules}, by {self.order.attested_by}"
        return told


def run_of_job(taken: Taken, settings: Settings) -> str:
    """The run's name."""
    matters = settings.model_dump(
        mode="json",
        include={"split", "hold_on", "acknowledgments", "log_formats", "conformance", "locality"},
    )
    tables = load_tables(settings.payers, settings.locality).releases()
    what = (taken.order.kind, taken.identity.sha256, taken.evidence)
    return run_name([__version__, *what, matters, tables])


def receipt_of_job(
    run: str,
    taken: Taken,
    source: Path,
    result: Scrubbed,
    outputs: Sequence[Output],
    ledger: Ledger,
) -> Receipt:
    """The receipt of a file that was scrubbed. `source`: what was read of it, under new control
    numbers where it is released."""
    hashes = {each.name: each.sha256 for each in outputs}
    if taken.order.kind is not Kind.RELEASE:
        facts = of_run.EnvelopeFacts(taken.identity.interchanges, taken.identity.submitted_on)
        return of_run.receipt_of_run(run, result, facts, taken.evidence, hashes)
    facts = of_run.envelope_facts(lambda: source.open("rb"))
    receipt = of_run.receipt_of_run(run, result, facts, taken.evidence, hashes)
    earlier = [ledger.run_with(each) for each in taken.identity.interchanges]
    return replace(
        receipt,
        input_name=taken.order.name,
        input_sha256=taken.identity.sha256,
        input_size=taken.identity.size,
        released_from=next((each.run for each in earlier if each), UNKNOWN),
    )


def receipt_file(receipt: Receipt, head: ChainHead) -> bytes:
    """What is published: the receipt, and the row of the audit trail that tells of it."""
    told = asdict(receipt) | {"audit": head._asdict()}
    return json.dumps(told, indent=2).encode() + b"\n"
