"""What waits in `hold/`, and its release: held claims go out, files that were put off are tried
again."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path, PurePath

from scrubber.errors import UsageError
from scrubber.folder.durable import move
from scrubber.folder.file_id import FileId
from scrubber.folder.jobs import take, taking
from scrubber.folder.names import HELD, SIDECAR, sidecars_of
from scrubber.folder.places import Place, Places
from scrubber.folder.progress import finish
from scrubber.folder.reasons import SUFFIX, reason_name
from scrubber.folder.records import Kind, Order, Plan
from scrubber.folder.releasing import release_options
from scrubber.folder.settings import load_settings
from scrubber.folder.watched import WatchedFolder, open_folder
from scrubber.options import Options
from scrubber.wording import count, listed


class CannotRelease(UsageError):
    """A file in hold that cannot be released: why, and what to do."""


def waiting_text(root: Path) -> list[str]:
    """Each file that waits, with its reason. Raises BadSettings, OSError."""
    hold = Places(root, load_settings(root).folder_names)[Place.HOLD]
    found = sorted(hold.glob(f"*{SUFFIX}")) if hold.is_dir() else []
    if not found:
        return ["Nothing waits"]
    lines: list[str] = []
    for path in found:
        lines += [path.name.removesuffix(SUFFIX), *_indented(path.read_text())]
    return lines


def _indented(text: str) -> list[str]:
    return [f"  {line}" if line else "" for line in text.splitlines()]


def release_files(
    root: Path, names: Sequence[str], rules: Sequence[str], by: str
) -> tuple[list[str], bool]:
    """Release files of `hold/`; what became of each, and whether none is still held.

    Raises BadOption, BadSettings, CannotRelease, OSError; a file that was taken by then is gone on
    with by the next watcher.
    """
    options = release_options(Options(), rules, by)
    options.checked_attestation()
    options.checked_release()
    told: list[str] = []
    is_done = True
    with open_folder(root) as watched:
        for name in names:
            if PurePath(name).stem.endswith(HELD):
                text, done = _release_claims(name, tuple(rules), by, watched)
            else:
                text, done = _put_in_line(name, watched), True
            told.append(text)
            is_done = is_done and done
    return told, is_done


def _release_claims(
    name: str, rules: tuple[str, ...], by: str, watched: WatchedFolder
) -> tuple[str, bool]:
    files = _files(name, watched.places)
    order = Order(Kind.RELEASE, files, Place.HOLD, attested=rules, attested_by=by)
    job = take(order, watched.places)
    if job is None:
        raise CannotRelease(f"{name}: a file of that name is in work; try again when it is done")
    with job:
        plan = finish(job, watched, lambda _: True)
    return _told(name, plan, watched.places)


def _told(name: str, plan: Plan, places: Places) -> tuple[str, bool]:
    if plan.receipt is None or plan.filed_in is Place.QUARANTINE:
        return f"{name}: not released; {places[plan.filed_in].name}/ has it, with the reason", False
    claims = plan.receipt.claims
    still = claims["held"]
    sent = [each.name for each in plan.outputs if each.place is Place.OUT]
    why = [each.name for each in plan.outputs if each.name.endswith(SUFFIX)]
    text = f"{name}: {count(claims['read'] - still, 'claim')} sent on"
    if sent:
        text += f" as {listed(sent)}, under new control numbers"
    if still:
        text += f"; {count(still, 'claim')} still held: {places[Place.HOLD].name}/{listed(why)}"
    return text, not still


def _put_in_line(name: str, watched: WatchedFolder) -> str:
    """A file that was put off, back to where it came from, its sidecars first."""
    hold, incoming = watched.places[Place.HOLD], watched.places[Place.IN]
    with taking(watched.places):
        files = [each for each in _files(name, watched.places) if each != reason_name(name)]
        for each in reversed(files):
            move(hold / each, incoming / each, "release0")
        (hold / reason_name(name)).unlink(missing_ok=True)
    return f"{name}: back in line"


def _files(name: str, places: Places) -> dict[str, FileId]:
    """The file and what lies beside it. Raises CannotRelease."""
    hold = places[Place.HOLD]
    goes_along = name.endswith(SUFFIX) or SIDECAR.fullmatch(name)
    if PurePath(name).name != name or goes_along or not FileId.at(hold / name):
        raise CannotRelease(f"{name}: no such file waits; scrubber release FOLDER lists them")
    beside = [*chain.from_iterable(sidecars_of(name).values()), reason_name(name)]
    found = {each: FileId.at(hold / each) for each in (name, *beside)}
    return {each: file for each, file in found.items() if file}
