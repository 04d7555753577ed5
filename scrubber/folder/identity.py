"""What an input is recognised by when it comes again: its content, and the numbers of its
interchanges."""

import hashlib
import json
from pathlib import Path
from typing import Any

from scrubber.folder.records import Identity
from scrubber.hashes import sha256_of
from scrubber.ledger.of_run import envelope_facts
from scrubber.ledger.records import RUN_DIGITS


def identity_of(path: Path) -> Identity:
    """Of a file that can be read to its end. Raises NotReadable, OSError."""
    interchanges, submitted_on = envelope_facts(lambda: path.open("rb"))
    return Identity(sha256_of(path), path.stat().st_size, interchanges, submitted_on)


def unread_identity(path: Path) -> Identity:
    """Of a file that cannot be read as X12: its content alone."""
    return Identity(sha256_of(path), path.stat().st_size)


def run_name(told: Any) -> str:
    """What a run is called: a hash of all that makes it another one, so that the same work has the
    same name after a crash."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:RUN_DIGITS]
