"""Proof that the audit trail is as it was written, with each row and to its end."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from scrubber.errors import UsageError
from scrubber.ledger.audit import BEGINNING, row_hash
from scrubber.ledger.records import ChainHead
from scrubber.ledger.schema import audit

ROWS_AT_ONCE = 1_000


class BadReceipt(UsageError):
    """A file that is no receipt with its place in the audit trail."""


class Proof(NamedTuple):
    """How many rows follow each other from the first; and what is wrong after them, if anything."""

    rows: int
    broken: str


def prove(connection: Connection, heads: Mapping[str, ChainHead]) -> Proof:
    """Follow the trail to its end. `heads`: what receipts say of it, by what to call them."""
    wanted: dict[int, list[tuple[str, str]]] = {}
    for name, head in heads.items():
        wanted.setdefault(head.seq, []).append((name, head.hash))
    trail = select(audit).order_by(audit.c.seq)
    last = BEGINNING
    with connection.execution_options(yield_per=ROWS_AT_ONCE).execute(trail) as rows:
        for seq, *content, previous, own in rows:
            if broken := _broken(last, seq, previous, own, row_hash(seq, tuple(content), previous)):
                return Proof(last.seq, broken)
            for name, expected in wanted.pop(seq, ()):
                if own != expected:
                    told = f"row {seq} is not the one that {name} tells of: it was rewritten"
                    return Proof(last.seq, told)
            last = ChainHead(seq, own)
    if wanted:
        seq = min(wanted)
        told = f"row {seq}, which {wanted[seq][0][0]} tells of, was removed"
        return Proof(last.seq, f"{told}: the trail ends at row {last.seq}")
    return Proof(last.seq, "")


def _broken(last: ChainHead, seq: int, previous: str, own: str, of_content: str) -> str:
    if seq != last.seq + 1:
        return f"row {last.seq + 1} was removed"
    if own != of_content:
        return f"row {seq} was changed"
    if previous != last.hash:
        return f"row {seq} does not follow row {last.seq}: one of them was rewritten or put there"
    return ""


def heads_of(receipts: Iterable[Path]) -> dict[str, ChainHead]:
    """What receipt files say of the trail. Raises BadReceipt, OSError."""
    return {path.name: _head(path) for path in receipts}


def _head(path: Path) -> ChainHead:
    try:
        told = json.loads(path.read_bytes())["audit"]
        head = ChainHead(int(told["seq"]), str(told["hash"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadReceipt(
            f"{path.name}: no receipt of a run that the ledger has (it lacks audit: seq and hash)"
        ) from None
    return head
