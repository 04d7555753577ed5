"""What a watched folder and its ledger say when all is done, and whether that is whole: nothing
lost, nothing twice, nothing half-done."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scrubber.folder.places import Place, Places
from scrubber.ledger import Ledger
from scrubber.ledger.schema import audit, metadata, runs

REASON = ".reason.txt"
RECEIPT = ".receipt.json"
HELD = ".held."
"""Claims that are held again after a release keep the name of their file."""
BY_THE_CLOCK = {"recorded_at", "at", "previous", "hash", "audit_hash", "imported_at"}
"""Columns that two runs of the same files cannot have in common."""
PLAIN = {place.value: place.value for place in Place}

Names = Mapping[str, str]
Files = Counter[tuple[str, str]]
"""By name and SHA-256."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wrongs(
    root: Path, sent: Iterable[bytes], ledger: Path | str, *gone_out: Path, names: Names = PLAIN
) -> list[str]:
    """Every broken promise in a sentence, of a folder that no watcher works on.

    `sent`: the content of all that was put into `in/`, sidecars included, as often as it was put
    there. `gone_out`: the folders that published files were taken to by those who they are for.
    """
    places = Places(root, names)
    return [
        *_leftovers(root, places),
        *_inputs(places, Counter(map(sha256, sent))),
        *_outputs(places, gone_out),
        *_entries(places, ledger),
    ]


def receipts(places: Places) -> list[dict[str, Any]]:
    """All that were published."""
    return [json.loads(p.read_bytes()) for p in sorted(places[Place.LOG].glob(f"*{RECEIPT}"))]


def _files(*folders: Path) -> Files:
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return Counter((path.name, sha256(path.read_bytes())) for path in paths)


def _published(places: Places) -> Files:
    told = receipts(places)
    return Counter(output for receipt in told for output in receipt["outputs"].items())


def _leftovers(root: Path, places: Places) -> Iterator[str]:
    for path in root.rglob("*"):
        is_lock = path.parent == places[Place.WORK] and path.name.startswith(
            (".taking", ".watcher")
        )
        if path.name.endswith(".tmp") or (places[Place.WORK] in path.parents and not is_lock):
            yield f"left over: {path.relative_to(root)}"


def _inputs(places: Places, sent: Counter[str]) -> Iterator[str]:
    """Each input is at one end, and not at two."""
    ours = _published(places)
    found: Counter[str] = Counter()
    for place in (Place.IN, Place.ARCHIVE, Place.QUARANTINE, Place.HOLD):
        for (name, content), times in _files(places[place]).items():
            is_reason = name.endswith(REASON)
            if not is_reason and (place is Place.IN or not ours[name, content]):
                found[content] += times
    for content, times in (sent - found).items():
        yield f"lost {times} times: the input {content[:12]}"
    for content, times in (found - sent).items():
        yield f"{times} times too often: the input {content[:12]}"
    scrubbed = Counter(told["input_sha256"] for told in receipts(places) if told["outputs"])
    yield from (f"scrubbed {n} times: the input {c[:12]}" for c, n in scrubbed.items() if n > 1)
    quarantined = _files(places[Place.QUARANTINE])
    named = {name for name, _ in quarantined}
    for name in named:
        if not name.endswith(REASON) and name + REASON not in named and not _is_sidecar(name):
            yield "a file in quarantine without its reason"


def _is_sidecar(name: str) -> bool:
    return ".treatments." in name or ".therapy_used." in name


def _outputs(places: Places, gone_out: Iterable[Path]) -> Iterator[str]:
    """What receipts tell of is there, once, and nothing besides."""
    told = _published(places)
    once = Counter(name for name, _ in told.elements() if HELD not in name)
    for name, times in once.items():
        if times > 1:
            yield f"{times} outputs of one name: *{Path(name).suffix}"
    outgoing = [places[place] for place in (Place.OUT, Place.ACK, Place.LOG, Place.HOLD)]
    there = _files(*outgoing, *gone_out)
    ended = _files(places[Place.ARCHIVE], places[Place.QUARANTINE])
    inputs = {told["input_sha256"] for told in receipts(places)}
    for output in told:
        found = there[output] or ended[output]  # Held claims that were released are archived.
        if not found:
            yield f"an output is gone, or other than its receipt says: *{Path(output[0]).suffix}"
        elif there[output] > 1:
            yield f"an output is there {there[output]} times: *{Path(output[0]).suffix}"
    for name, content in there:
        is_receipt = name.endswith((RECEIPT, REASON))
        is_put_off = any(name + REASON == other for other, _ in there) or content in inputs
        if not (is_receipt or is_put_off or told[name, content] or _is_sidecar(name)):
            yield f"an output that no receipt tells of: *{Path(name).suffix}"


def _entries(places: Places, address: Path | str) -> Iterator[str]:
    """The ledger has the same runs, and its audit trail is whole."""
    with Ledger.open(str(address)) as ledger, ledger.database.reading() as connection:
        entered = {row.run: row for row in connection.execute(select(runs))}
        trail = connection.execute(select(audit).order_by(audit.c.seq)).all()
    last = (0, "0" * 64)
    for seq, *content, previous, own in trail:
        # Worked out here once more, by what the documentation says.
        expected = sha256(json.dumps([seq, *content, previous]).encode())
        if (seq - 1, previous) != last or own != expected:
            yield f"the audit trail is broken at row {seq}"
        last = seq, own
    hashes = {seq: own for seq, *_, own in trail}
    for receipt in receipts(places):
        head = receipt.pop("audit")
        row = entered.pop(receipt["run"], None)
        if row is None:
            yield f"the ledger lacks run {receipt['run']}, or two receipts are of it"
        elif json.loads(row.receipt) != receipt:
            yield f"ledger and receipt of run {receipt['run']} differ"
        elif head["hash"] != row.audit_hash or head["hash"] != hashes.get(head["seq"]):
            yield f"the receipt of run {receipt['run']} tells of another row of the audit trail"
    yield from (f"run {run} has no receipt" for run in entered)


def everything(root: Path, ledger: Path | str, names: Names = PLAIN) -> dict[str, Any]:
    """All that a folder and its ledger hold, but for the clock: what two ways to the same end must
    have in common."""
    places = Places(root, names)
    found: dict[str, Any] = {}
    for place in Place:
        if place is Place.WORK:
            continue
        for path in sorted(places[place].rglob("*")):
            key = f"{place}/{path.name}"
            if path.is_file() and path.name.endswith(RECEIPT):
                receipt = json.loads(path.read_bytes())
                del receipt["audit"]["hash"]
                found[key] = receipt
            elif path.is_file():
                found[key] = path.read_bytes()
    with Ledger.open(str(ledger)) as opened, opened.database.reading() as connection:
        for table in metadata.sorted_tables:
            kept = [column for column in table.c if column.name not in BY_THE_CLOCK]
            rows = connection.execute(select(*kept)).all()
            found[f"ledger/{table.name}"] = sorted(map(tuple, rows), key=repr)
    return found
