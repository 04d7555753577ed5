"""deidentify: a copy for a vendor, written once it is proven."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.inputs import STANDARD_INPUT, Input
from scrubber.cli.terminal import terminal
from scrubber.deidentify import Copied, Day, NotProven, deidentify
from scrubber.keys import Key, new_key, one_time_key, read_key
from scrubber.outputs.files import OutputExists, Outputs
from scrubber.wording import count, listed
from scrubber.x12 import NotReadable


def deidentify_file(
    path: Path,
    sidecars: Mapping[str, Path | None],
    key: Path | None,
    made_key: Path | None,
    output_dir: Path | None,
    overwrite: bool,
) -> None:
    """Write the copy of a file and of its evidence files: those in `sidecars`, else those beside
    the input."""
    if str(path) == STANDARD_INPUT or path.is_dir():
        fail(ExitCode.WRONG_USAGE, "deidentify takes one file")
    if key and made_key:
        fail(ExitCode.WRONG_USAGE, "--key and --new-key: take one of them")
    input_ = Input(path)
    evidence = {kind: named or input_.sidecar(kind) for kind, named in sidecars.items()}
    for file in filter(None, evidence.values()):
        if file.exists() and not file.is_file():
            fail(ExitCode.WRONG_USAGE, f"{file.name} is no file; it has to be read several times")
    try:
        with input_.source() as opened, tempfile.TemporaryDirectory() as folder:
            day = Day(opened, **evidence)
            copied = deidentify(day, Path(folder), _key(key, made_key))
            paths = _publish(copied, input_, output_dir or path.parent, overwrite)
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"{path.name}: {error.reason}; nothing was written for it")
    except NotProven as error:
        fail(
            ExitCode.FINDINGS_REMAIN,
            f"{path.name} cannot be de-identified: {error}; nothing was written for it",
        )
    except OutputExists as error:
        fail(ExitCode.INPUT_OUTPUT, f"{error} exists with other content; give --overwrite")
    _tell(copied, path.name, paths, forgotten=not (key or made_key))


def _key(key: Path | None, made_key: Path | None) -> Key:
    if made_key:
        try:
            return new_key(made_key)
        except FileExistsError:
            name = made_key.name
            fail(ExitCode.WRONG_USAGE, f"{name} exists; --key {name} takes the key in it")
    return read_key(key) if key else one_time_key()


def _publish(copied: Copied, input_: Input, folder: Path, overwrite: bool) -> list[Path]:
    with Outputs(folder) as outputs:
        with copied.day.open_source() as claims:
            shutil.copyfileobj(claims, outputs.open(input_.output_name("deidentified")))
        for kind, sheet in copied.day.sheets().items():
            name = input_.output_name(f"deidentified.{kind}", ".csv")
            with sheet.path.open("rb") as rows:
                shutil.copyfileobj(rows, outputs.open(name))
        return outputs.publish(overwrite)


def _tell(copied: Copied, name: str, paths: list[Path], *, forgotten: bool) -> None:
    console = terminal()
    console.tell(f"{name}: de-identified", "bold")
    console.tell(f"{count(copied.replaced, 'different value')} replaced", indent=2)
    console.tell(
        "proven: built as the original is, with the same amounts; no value that was replaced "
        f"stands in it; the scrubber finds the same ({count(copied.findings, 'finding')})",
        indent=2,
    )
    if copied.unmoved_years:
        years = listed([str(year) for year in copied.unmoved_years])
        console.tell(f"the dates of {years} could not be moved: they are the original's", indent=2)
    for path in paths:
        console.tell_whole(f"Written: {path}")
    console.tell(
        "Still in it: diagnoses, procedures, amounts, states, times of day, and dates moved within "
        "their year. Whether that is enough for whom you send it to (45 CFR 164.514) is yours to "
        "decide."
    )
    if forgotten:
        console.tell(
            "The key was for this run alone: another run gives other replacements. --new-key FILE "
            "keeps one."
        )
