"""--ledger: what fix, check and diff read from the ledger, and what fix enters in it."""

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.cli.errors import say, told
from scrubber.errors import UsageError
from scrubber.hashes import sha256_of, sha256_read
from scrubber.options import Options
from scrubber.outputs.scrubbed import Scrubbed
from scrubber.x12 import OpenSource

if TYPE_CHECKING:
    from scrubber.ledger import Ledger


@contextmanager
def ledger_if(wanted: bool) -> Iterator["Ledger | None"]:
    """The ledger, where it is wanted. Raises BadLedger, OSError."""
    if not wanted:
        yield None
        return
    from scrubber.ledger import Ledger

    with Ledger.open() as ledger:
        yield ledger


def known_to(ledger: "Ledger | None", options: Options, open_source: OpenSource) -> Options:
    """The options, with what the ledger knows of the file's members. Raises BadLedger, OSError."""
    if ledger is None:
        return options
    from scrubber.ledger.of_run import with_therapy_used

    with open_source() as source:
        sha256 = sha256_read(source)
    return with_therapy_used(options, ledger, open_source, sha256)


def entered(
    ledger: "Ledger | None",
    result: Scrubbed,
    open_source: OpenSource,
    evidence: Mapping[str, Path],
    outputs: Sequence[Path],
) -> bool:
    """Enter a run whose outputs are published, and note it for the summary; where that fails it is
    told, and False comes back.

    The run is named by its log, which names the input and all that was decided: the same run is
    entered once.
    """
    if ledger is None:
        return True
    from scrubber.ledger.of_run import envelope_facts, receipt_of_run
    from scrubber.ledger.records import RUN_DIGITS

    hashes = {path.name: sha256_of(path) for path in outputs}
    log = next(hashes[path.name] for path in outputs if path.suffix == ".jsonl")
    try:
        receipt = receipt_of_run(
            log[:RUN_DIGITS],
            result,
            envelope_facts(open_source),
            {kind: sha256_of(path) for kind, path in evidence.items()},
            hashes,
        )
        head = ledger.record(receipt, result.claims, result.discrepancies(), getpass.getuser())
    except (UsageError, OSError) as error:
        reason = told(error, str(error.filename)) if isinstance(error, OSError) else str(error)
        say(f"{result.file.input.name}: written, but not entered in the ledger: {reason}")
        return False
    result.notes.append(f"In the ledger as run {receipt.run}, row {head.seq} of its audit trail")
    return True
