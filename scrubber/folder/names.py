"""How files in a watched folder are called: what belongs together, and what is left alone."""

import os
import re
from pathlib import PurePath

TEMPORARY_SUFFIXES = (".tmp", ".part", ".filepart", ".crdownload", "~")
DONE = ".done"
HELD = ".held"
SIDECAR = re.compile(r"(?P<stem>.+)\.(?:treatments\.(?:csv|jsonl)|therapy_used\.csv)")
_SIDECAR_NAMES = {
    "treatments": ("{}.treatments.csv", "{}.treatments.jsonl"),
    "therapy_used": ("{}.therapy_used.csv",),
}
LONGEST_NAME = 180
"""Bytes: outputs add to it, and a file system takes 255."""


def stem_of(name: str) -> str:
    """What a file shares with its sidecars, its held claims and all outputs, whatever the file
    system makes of case."""
    match = SIDECAR.fullmatch(name)
    stem = match["stem"] if match else PurePath(name).stem
    return stem.casefold().removesuffix(HELD)


def sidecars_of(name: str) -> dict[str, list[str]]:
    """The names that a claim file's sidecars may have, by kind."""
    stem = PurePath(name).stem
    return {kind: [each.format(stem) for each in names] for kind, names in _SIDECAR_NAMES.items()}


def is_temporary(name: str) -> bool:
    """Whether its sender, or a program of ours, is still at it."""
    return name.startswith(".") or name.casefold().endswith(TEMPORARY_SUFFIXES)


def is_odd(name: str) -> bool:
    """A name that we do not handle: it might lead elsewhere, or not be shown or written again."""
    return (
        not name.isprintable()
        or ".." in name
        or "\\" in name
        or name.startswith("-")
        or len(os.fsencode(name)) > LONGEST_NAME
    )


def is_temporary_name_of(name: str, before: str) -> bool:
    """Whether it was written under that name: `day.837.part`, `day.part`, `.day.837.Xy12`."""
    return bool(before) and before.lstrip(".").startswith(PurePath(name).stem)
