"""Files answered in memory: the log's findings, and the acknowledgments made from them."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import count

from scrubber.acknowledgments import Kind, StandingFindings, acknowledge
from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action, CorrectionClass, Severity
from scrubber.pipeline import scrub

EMPTY = dict.fromkeys(Discrepancy._fields)


def answered(kind: Kind, text: str | bytes, findings: Iterable[Discrepancy] | None = None) -> str:
    """An acknowledgment of a file: by default, of what a scrub of it finds."""
    data = text.encode("latin-1") if isinstance(text, str) else text
    told = scrub(data).discrepancies if findings is None else findings
    target, numbers = BytesIO(), count(1)
    acknowledge(kind, BytesIO(data), StandingFindings(told), lambda: next(numbers), target)
    return target.getvalue().decode("latin-1")


def finding(
    rule: str,
    segment: int | None,
    element: str | None = None,
    *,
    loop: str | None = None,
    claim_id: str | None = None,
    severity: Severity = Severity.ERROR,
    action: Action = Action.FLAGGED,
    message: str = "",
) -> Discrepancy:
    """A discrepancy, as the log has it."""
    told = {
        "record": "discrepancy",
        "rule": rule,
        "severity": severity,
        "action": action,
        "correction_class": CorrectionClass.ADVICE,
        "segment": segment,
        "element": element,
        "loop": loop,
        "claim_id": claim_id,
        "message": message,
        "evidence": (),
        "sources": (),
    }
    return Discrepancy(**(EMPTY | told))  # type: ignore[arg-type]


def segment_numbers(text: str, id_: str, terminator: str = "~") -> Sequence[int]:
    """Where the segments with an id stand in a file without empty ones."""
    ids = [segment.strip().split("*")[0] for segment in text.split(terminator)]
    return [number for number, found in enumerate(ids, 1) if found == id_]
