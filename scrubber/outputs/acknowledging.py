"""--ack: the acknowledgments of a run, beside its other outputs."""

import errno
import hashlib
from collections.abc import Sequence
from typing import BinaryIO

from scrubber.acknowledgments import ControlNumbers, Kind, StandingFindings, acknowledge
from scrubber.conformance import Conformance
from scrubber.discrepancies import Discrepancy
from scrubber.errors import UsageError
from scrubber.findings import Action, Severity
from scrubber.hashes import sha256_read
from scrubber.outputs.files import Outputs
from scrubber.outputs.names import acknowledgment_name
from scrubber.outputs.scrubbed import Scrubbed
from scrubber.wording import count
from scrubber.x12 import OpenSource

UNCHECKED = (
    "999: without --conformance full it tells of wrong counts and control numbers only, and not "
    "where the implementation guide is broken"
)

UNREAD = "999: of {} that pyx12 could not read it tells counts and control numbers only"

STILL_OUT = (
    "277CA: it rejects {} that nothing holds, so the corrected file has them; "
    "--split --hold-on errors takes them out"
)


class RejectedClaims:
    """Claims with an error that is left to a person, and not held; by the segments of their CLM."""

    def __init__(self) -> None:
        self._with_error: set[int] = set()
        self._held: set[int] = set()

    @property
    def not_held(self) -> set[int]:
        """Those of all that was seen."""
        return self._with_error - self._held

    def seen(self, finding: Discrepancy) -> Discrepancy:
        """The same finding."""
        if finding.claim_segment and finding.action is Action.HELD:
            self._held.add(finding.claim_segment)
        elif finding.claim_segment and finding.needs_person and finding.severity is Severity.ERROR:
            self._with_error.add(finding.claim_segment)
        return finding


def write_acknowledgments(
    kinds: Sequence[Kind],
    input_name: str,
    open_source: OpenSource,
    result: Scrubbed,
    log: BinaryIO,
    outputs: Outputs,
) -> None:
    """`day.999`, `day.277CA`, `day.TA1`, for a run whose log is written. Raises OSError where the
    input has changed since it was scrubbed, or a control number cannot be kept; UsageError where
    one would replace the input."""
    made_from = _hash_of(log)
    rejected = RejectedClaims()
    findings = StandingFindings(map(rejected.seen, result.discrepancies()))
    for kind in kinds:
        name = acknowledgment_name(input_name, kind)
        if name.casefold() == input_name.casefold():
            raise UsageError(f"{input_name} is itself called as its {kind} would be; rename it")
        numbers = ControlNumbers(f"{kind} {made_from}")
        with open_source() as opened:
            source = _Hashed(opened)
            acknowledge(kind, source, findings, numbers.next, outputs.open(name))
        if source.sha256 != result.file.input.sha256:
            raise OSError(errno.EIO, "it has changed while it was read", input_name)
    if Kind.CLAIM in kinds and rejected.not_held:
        result.notes.append(STILL_OUT.format(count(len(rejected.not_held), "claim")))
    if Kind.IMPLEMENTATION in kinds:
        check = result.file.conformance
        if check.mode != Conformance.FULL:
            result.notes.append(UNCHECKED)
        elif unread := check.sets - check.sets_read:
            result.notes.append(UNREAD.format(count(unread, "transaction set")))


def _hash_of(log: BinaryIO) -> str:
    """What an acknowledgment is made from: the log names the input by its hash."""
    log.seek(0)
    return sha256_read(log)


class _Hashed:
    """A source whose bytes are hashed as they are read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        data = self._source.read(size)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        """Of all that was read."""
        return self._hash.hexdigest()
