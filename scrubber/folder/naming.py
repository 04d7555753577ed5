"""Under which names a run publishes: plain ones, or all with the run in them where one is taken."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from scrubber.folder.names import HELD
from scrubber.folder.places import Places
from scrubber.folder.records import Output
from scrubber.hashes import sha256_of


def base_of(name: str) -> str:
    """What all outputs of an input begin with: `day` of `day.837`, and of `day.held.837`."""
    return PurePath(name).stem.removesuffix(HELD)


def with_run(name: str, base: str, run: str) -> str:
    """`day.corrected.837` becomes `day.0123456789ab.corrected.837`."""
    return f"{base}.{run}{name.removeprefix(base)}"


def free_outputs(
    outputs: Iterable[Output], base: str, run: str, places: Places
) -> tuple[Output, ...]:
    """The outputs under names that no other content has."""
    plain = tuple(outputs)
    if all(_is_free(places[each.place] / each.name, each.sha256) for each in plain):
        return plain
    return tuple(replace(each, name=with_run(each.name, base, run)) for each in plain)


def free_filing(hashes: Mapping[str, str], base: str, run: str, folder: Path) -> dict[str, str]:
    """The names that taken files get in a folder, by their own; `hashes` by name too."""
    if all(_is_free(folder / name, sha256) for name, sha256 in hashes.items()):
        return {name: name for name in hashes}
    return {name: with_run(name, base, run) for name in hashes}


def _is_free(path: Path, sha256: str) -> bool:
    if not os.path.lexists(path):
        return True
    return path.is_file() and not path.is_symlink() and sha256_of(path) == sha256
