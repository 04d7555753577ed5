"""A file's records while they wait to be written: the head of a log is known last."""

import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, TextIOWrapper
from typing import IO, BinaryIO

from scrubber.discrepancies import (
    Digest,
    Discrepancy,
    FileRecord,
    SummaryRecord,
    decode,
    encode,
    write_csv,
)
from scrubber.options import Options
from scrubber.outputs.files import SPOOL_BYTES
from scrubber.pipeline import Progress, scrub_stream
from scrubber.scrubbed_claims import ScrubbedClaim
from scrubber.writing import check_conservation
from scrubber.x12 import OpenSource

NEWS_WITHIN_DAYS = 31
"""A therapy-used amount older than a month is told: a month's visits may pass the threshold."""


@dataclass(frozen=True)
class Scrubbed:
    """A file's records; the discrepancies wait in `spool`, encoded. `claims`: the judged ones as
    they go out, none where nobody asked for them."""

    file: FileRecord
    summary: SummaryRecord
    digest: Digest
    notes: list[str]
    spool: IO[bytes]
    claims: "SpooledClaims"

    def write(self, log_format: str, target: BinaryIO) -> None:
        """The log in one of its formats."""
        write = {"jsonl": self.write_log, "csv": self.write_csv, "html": self.write_html}
        write[log_format](target)

    def write_log(self, target: BinaryIO) -> None:
        """The whole log as JSON Lines."""
        target.write(encode(self.file))
        self.spool.seek(0)
        shutil.copyfileobj(self.spool, target)
        target.write(encode(self.summary))

    def write_csv(self, target: BinaryIO) -> None:
        """The discrepancies as CSV."""
        self.spool.seek(0)
        text = TextIOWrapper(target, encoding="utf-8", newline="")
        write_csv(self.spool, text)
        text.flush()
        text.detach()

    def write_html(self, target: BinaryIO) -> None:
        """The log as a page to read."""
        from scrubber.discrepancies.html_report import write_html

        write_html(target, self.file, self.discrepancies, self.summary, self.notes)

    def discrepancies(self) -> Iterator[Discrepancy]:
        """The discrepancies once more; one pass at a time."""
        self.spool.seek(0)
        return (record for record in decode(self.spool) if isinstance(record, Discrepancy))


class EncodedPart:
    """Discrepancies encoded, and their digest."""

    def __init__(self) -> None:
        self.lines = bytearray()
        self.digest = Digest()

    def add(self, discrepancy: Discrepancy) -> None:
        """Take the next one."""
        self.digest.add(discrepancy)
        self.lines += encode(discrepancy)


class SpooledLog:
    """The discrepancies of a file, kept aside until the head of their log is known."""

    part_type = EncodedPart

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self.digest = Digest()

    def take(self, part: EncodedPart) -> None:
        """Take the part that comes next."""
        self._spool.write(part.lines)
        self.digest.merge(part.digest)

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""
        self._spool.seek(0)
        self._spool.truncate()
        self.digest = Digest()


class SpooledClaims:
    """The judged claims of a file, kept aside until it is known that all of it can be scrubbed."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool

    def take(self, claims: list[ScrubbedClaim]) -> None:
        """Take those of the set that comes next."""
        if claims:
            # Plain tuples: those with names take three times as long.
            plain = [(*claim[:-1], [tuple(line) for line in claim.lines]) for claim in claims]
            pickle.dump(plain, self._spool)

    def clear(self) -> None:
        """Forget all: the file is scrubbed once more."""
        self._spool.seek(0)
        self._spool.truncate()

    def __iter__(self) -> Iterator[ScrubbedClaim]:
        """The claims in file order; one pass at a time."""
        end = self._spool.seek(0, SEEK_END)
        self._spool.seek(0)
        while self._spool.tell() < end:
            yield from map(ScrubbedClaim.of_plain, pickle.load(self._spool))  # noqa: S301 - ours


@contextmanager
def scrubbed(
    open_source: OpenSource,
    name: str | None,
    output: BinaryIO,
    options: Options,
    progress: Progress | None = None,
    held: BinaryIO | None = None,
    *,
    keep_claims: bool = False,
) -> Iterator[Scrubbed]:
    """Scrub into `output`, held claims into `held` if that is given; the log's records are kept
    aside until the head of the log is known."""
    with (
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool,
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as of_claims,
    ):
        log, claims = SpooledLog(spool), SpooledClaims(of_claims)
        file, summary = scrub_stream(
            open_source,
            name,
            output,
            log,
            options,
            progress,
            held,
            claims if keep_claims else None,
        )
        if held:
            check_conservation(summary, output, held)
        yield Scrubbed(file, summary, log.digest, _notes(options), spool, claims)


def _notes(options: Options) -> list[str]:
    """What a person should know of the evidence files."""
    unread = {
        "treatment log": options.treatments.unread_columns,
        "therapy-used file": options.therapy_used.unread_columns,
    }
    told = [
        f"The {name} has columns that nobody reads: {', '.join(sorted(columns))}"
        for name, columns in unread.items()
        if columns
    ]
    if held := options.therapy_used.oldest_held:
        days = (held[0] - held[1]).days
        if days > NEWS_WITHIN_DAYS:
            told.append(
                f"Therapy used: an amount as of {held[1]} is held against a service of {held[0]}, "
                f"{days} days later; what was used in between is not in it"
            )
    return told
