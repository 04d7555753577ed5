"""What a run takes from the ledger, and what is entered of it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import NamedTuple

from scrubber._version import __version__
from scrubber.claims import written_on
from scrubber.ledger.filed_claims import filed_claims
from scrubber.ledger.ledger import Ledger
from scrubber.ledger.records import InterchangeId, Receipt, Verdict
from scrubber.options import Options
from scrubber.outputs.scrubbed import Scrubbed
from scrubber.x12 import Envelope, OpenSource, Segment, TransactionSet, read


def with_therapy_used(
    options: Options, ledger: Ledger, open_source: OpenSource, sha256: str
) -> Options:
    """The options with what the ledger knows of the file's members beside their own therapy-used
    file; the claims of the file, and runs of its content, are left out of it. Raises what Ledger
    does."""
    claims = filed_claims(open_source, options)
    used = ledger.therapy_used(claims, options.therapy_used, sha256)
    return replace(options, therapy_used=used)


class EnvelopeFacts(NamedTuple):
    """A file's interchanges, one for each ISA, and the first day on which a set of it says that it
    was made (YYYY-MM-DD), empty where none does."""

    interchanges: tuple[InterchangeId, ...]
    submitted_on: str


def envelope_facts(open_source: OpenSource) -> EnvelopeFacts:
    """Of a file that is read for them. Raises NotReadable, OSError."""
    interchanges: list[InterchangeId] = []
    made: date | None = None
    with open_source() as source:
        for piece in read(source):
            match piece:
                case Envelope(segment=Segment(id="ISA") as isa):
                    sender = f"{isa.value(5)}:{isa.value(6)}"
                    interchanges.append(InterchangeId(sender, isa.value(13)))
                case TransactionSet(is_837p=True):
                    made = made or written_on(piece)
    return EnvelopeFacts(tuple(interchanges), made.isoformat() if made else "")


def receipt_of_run(
    run: str,
    result: Scrubbed,
    facts: EnvelopeFacts,
    evidence: Mapping[str, str],
    outputs: Mapping[str, str],
) -> Receipt:
    """The receipt of a file that was scrubbed. `evidence`: SHA-256 by kind (treatments,
    therapy_used); `outputs`: by file name."""
    file, summary = result.file, result.summary
    return Receipt(
        run=run,
        input_name=file.input.name or "",
        input_sha256=file.input.sha256,
        input_size=file.input.size,
        verdict=_verdict(result),
        tool_version=__version__,
        interchanges=tuple(dict.fromkeys(facts.interchanges)),
        submitted_on=facts.submitted_on,
        tables=dict(file.tables),
        evidence=dict(evidence),
        outputs=dict(outputs),
        claims=asdict(summary.claims),
        lines=asdict(summary.lines),
        findings=dict(summary.findings),
        charges_in=summary.charges.before,
        charges_out=summary.charges.after,
    )


def _verdict(result: Scrubbed) -> Verdict:
    if result.summary.claims.held:
        return Verdict.HELD
    return Verdict.FINDINGS_REMAIN if result.digest.needs_person else Verdict.CLEAN
