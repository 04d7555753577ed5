"""Batches on disk, each written once: a folder that is kept serves the next run too."""

import json
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.benchmarks.generator import Batch, Written, write_batch

MADE_BY = ("clinic", "evidence", "generator", "segments", "visits")
"""The modules that decide what a batch holds."""


class Files:
    """The batches of a folder. One is named for what it was asked to hold and for the generator's
    own text, so that a change of either gives another file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, batch: Batch) -> Written:
        """The batch, written now if it is not there yet."""
        name = sha256(f"{batch}{_generator()}".encode()).hexdigest()[:12]
        path, facts = self._folder / f"{name}.837", self._folder / f"{name}.json"
        if not facts.exists():
            written = write_batch(batch, path)
            facts.write_text(json.dumps(asdict(written) | {"path": ""}))
        return Written(**json.loads(facts.read_text()) | {"path": path})


@cache
def _generator() -> str:
    text = b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in MADE_BY)
    return sha256(text).hexdigest()
