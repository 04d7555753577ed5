"""Why a file was not scrubbed, or waits, in plain words: what, where, and what to do."""

from collections.abc import Iterable

from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action
from scrubber.ledger.records import Receipt
from scrubber.wording import count, visible

SUFFIX = ".reason.txt"
FILE = f"FILE is the name of this one without {SUFFIX}"
"""What waits may get a name with the run in it, which is settled after its reason is written."""


def reason_name(name: str) -> str:
    """`day.837.reason.txt`."""
    return name + SUFFIX


def _told(name: str, happened: str, why: str, to_do: str) -> str:
    return f"{visible(name)} {happened}.\n\nWhy: {why}.\n\nWhat to do: {to_do}.\n"


def not_readable(name: str, reason: str) -> str:
    """Of a file that is no 837P 5010 that can be read."""
    return _told(
        name,
        "was not scrubbed and has not gone out",
        reason.rstrip("."),
        "mend it, or ask for it again, and put it into the folder for incoming files",
    )


def bad_evidence(name: str, reason: str) -> str:
    """Of a file whose treatment log or therapy-used file cannot be used."""
    return _told(
        name,
        "was not scrubbed and has not gone out",
        f"a file that came with it cannot be used: {reason.rstrip('.')}",
        "mend that file; then put it and the claims into the folder for incoming files again",
    )


def same_content(name: str, earlier: Receipt) -> str:
    """Of a file that has been scrubbed before."""
    return _told(
        name,
        "was not scrubbed a second time",
        f"run {earlier.run} had the same content, under the name {visible(earlier.input_name)}",
        "nothing, if it came twice by mistake. If it is meant to go out once more, give it a new "
        "interchange control number (ISA13), or scrub it by hand: scrubber fix",
    )


def released_before(name: str, earlier: Receipt) -> str:
    """Of held claims that a person has released before."""
    return _told(
        name,
        "was not released a second time",
        f"run {earlier.run} has released it already",
        "nothing, if it came back by mistake. Claims that are to go out once more go into the "
        "folder for incoming files, under a new interchange control number (ISA13)",
    )


def same_number(name: str, control_number: str, earlier: Receipt) -> str:
    """Of a file with the control number of another one of its sender."""
    return _told(
        name,
        "was not scrubbed",
        f"its sender has used its interchange control number (ISA13 {control_number}) before, with "
        f"other content: in run {earlier.run}, under the name {visible(earlier.input_name)}",
        "ask the sender which of the two holds. If this one is to go out as well, it needs a new "
        "ISA13 and IEA02; or scrub it by hand: scrubber fix",
    )


def number_repeated(name: str, control_number: str) -> str:
    """Of a file two of whose interchanges have one number."""
    return _told(
        name,
        "was not scrubbed",
        f"two of its interchanges have the control number (ISA13) {control_number}; the same "
        "claims may stand in it twice",
        "ask the sender which of the two holds, and put that one into the folder for incoming "
        "files; if both hold, one needs a new ISA13 and IEA02",
    )


def came_alone(name: str) -> str:
    """Of a sidecar whose claim file did not come, or had gone before."""
    return _told(
        name,
        "was not used",
        "the claim file that it goes with did not come, or was taken before this file was there",
        "put both into the folder together, this one first; for claims that have gone out, scrub "
        "them by hand: scrubber fix --treatments",
    )


def own_fault(name: str, reason: str) -> str:
    """Of a file that this program cannot handle, though it should."""
    return _told(
        name,
        "was not scrubbed and has not gone out",
        f"{reason.rstrip('.')}: a fault of this program",
        "please report it; meanwhile send the claims without it, or scrub a part of them",
    )


def put_off(name: str, reason: str) -> str:
    """Of a file that could not be read or written, again and again."""
    return _told(
        name,
        "waits and has not been scrubbed",
        reason,
        "when the cause is mended, put it back in line: scrubber release FOLDER FILE --attested-by "
        f"NAME, where {FILE}",
    )


def held_claims(name: str, run: str, findings: Iterable[Discrepancy]) -> str:
    """Of claims of a file that are held back: by which findings, and how they go out."""
    held = [each for each in findings if each.action is Action.HELD]
    told = [
        f"  claim {visible(each.claim_id or '')}"
        + (f" line {visible(each.line)}" if each.line else "")
        + f": {each.rule} {visible(each.message)}"
        for each in held
    ]
    claims = count(len({each.claim_segment for each in held}), "claim")
    return (
        f"{claims} of {visible(name)} (run {run}) must not go out as they are:\n\n"
        + "\n".join(told)
        + "\n\nWhat to do: correct the claims in the file, or attest what holds them, and send it "
        f"on:\n  scrubber release FOLDER FILE [--attest RULE] --attested-by NAME\n{FILE}.\n"
    )
