"""convert: one file after the other into another form."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from scrubber.cli.each_input import Reader, refuse_same_output, worst_of
from scrubber.cli.errors import ExitCode
from scrubber.cli.inputs import STANDARD_INPUT, Input
from scrubber.cli.progress import Watched, progress_of_bytes
from scrubber.cli.terminal import terminal
from scrubber.cli.transform_commands import Form, Schema
from scrubber.errors import UsageError
from scrubber.outputs.files import SPOOL_BYTES, Outputs
from scrubber.transform.conversion import Writer, convert
from scrubber.wording import count
from scrubber.x12 import read

Opener = Callable[[BinaryIO, str | None], Writer]


@dataclass(frozen=True)
class Conversion:
    """How inputs are read, what writes their other form, and how its file's name ends.

    `whole`: nothing of a file is left out. `takes`: of a folder, only files whose names end so.
    """

    read: Reader
    writer: Opener
    suffix: str
    whole: bool = False
    takes: str = ""

    @classmethod
    def of(cls, form: Form, xslt: Path | None) -> Self:
        """The conversion to a form. Raises UsageError where it is not to be had here."""
        match form:
            case Form.XML if xslt:
                from scrubber.transform.stylesheet import StyledClaims, Stylesheet
                from scrubber.transform.to_xml import XmlWriter

                sheet = Stylesheet(xslt)
                suffix = ".txt" if sheet.gives_text else ".xml"
                return cls(read, lambda out, _: XmlWriter(StyledClaims(out, sheet)), suffix)
            case Form.XML:
                from scrubber.transform.to_xml import XmlFile, XmlWriter

                return cls(read, lambda out, _: XmlWriter(XmlFile(out)), ".xml", whole=True)
            case Form.JSONL:
                from scrubber.transform.claim_records import JsonLines

                return cls(read, JsonLines, ".jsonl")
            case Form.CSV:
                from scrubber.transform.csv_rows import CsvRows

                return cls(read, CsvRows, ".csv")
            case Form.PARQUET:
                try:
                    from scrubber.transform.parquet_rows import ParquetRows
                except ModuleNotFoundError:
                    raise UsageError(
                        "Parquet needs pyarrow: pip install 'scrubber[parquet]'"
                    ) from None
                return cls(read, ParquetRows, ".parquet")
            case _:
                from scrubber.transform.from_xml import read_xml
                from scrubber.transform.to_x12 import X12File

                return cls(read_xml, lambda out, _: X12File(out), ".837", True, ".xml")

    def output_of(self, input_: Input, output_dir: Path | None) -> Path:
        """`day.837` gives `day.xml`."""
        folder = output_dir or input_.path.parent
        return folder / f"{input_.path.stem}{self.suffix}"


def schema_text(form: Schema) -> str:
    """The XML Schema of a file, or the JSON Schema of a line."""
    if form is Schema.XML:
        from scrubber.transform.xml_schema import xml_schema

        return xml_schema().decode()
    from scrubber.transform.claim_records import json_schema

    return json.dumps(json_schema(), indent=2)


def convert_files(
    inputs: Sequence[Input], conversion: Conversion, output_dir: Path | None, overwrite: bool
) -> ExitCode:
    """Convert each input to a file of its own; the worst exit code of all."""
    inputs = [
        input_
        for input_ in inputs
        if not input_.from_folder or input_.name.lower().endswith(conversion.takes)
    ]
    refuse_same_output(
        inputs, lambda input_: conversion.output_of(input_, output_dir), conversion.read
    )

    def work(input_: Input) -> ExitCode:
        return _to_file(input_, conversion, conversion.output_of(input_, output_dir), overwrite)

    return worst_of(inputs, work, writes=True)


def convert_one(
    input_: Input, conversion: Conversion, output: Path | None, overwrite: bool
) -> ExitCode:
    """Convert one input to this file; to standard output where it is none."""
    file = output if output and str(output) != STANDARD_INPUT else None

    def work(input_: Input) -> ExitCode:
        if file is None:
            return _to_standard_output(input_, conversion)
        return _to_file(input_, conversion, file, overwrite)

    return worst_of([input_], work, writes=file is not None)


def _to_file(input_: Input, conversion: Conversion, output: Path, overwrite: bool) -> ExitCode:
    with Outputs(output.parent) as outputs:
        told = _converted(input_, conversion, outputs.open(output.name))
        if output.exists() and input_.path.exists() and output.samefile(input_.path):
            raise UsageError("its output would replace it; name another by --output, --output-dir")
        paths = outputs.publish(overwrite)
    console = terminal()
    for said in (*told, *(f"Written: {path}" for path in paths)):
        console.tell_whole(said)
    return ExitCode.NOTHING_LEFT


def _to_standard_output(input_: Input, conversion: Conversion) -> ExitCode:
    """Nothing goes out before all is converted: an input may be refused at its end."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        told = _converted(input_, conversion, spool)  # type: ignore[arg-type]
        spool.seek(0)
        shutil.copyfileobj(spool, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    console = terminal(stderr=True)
    for said in told:
        console.tell_whole(said)
    return ExitCode.NOTHING_LEFT


def _converted(input_: Input, conversion: Conversion, output: BinaryIO) -> list[str]:
    """Write an input's other form; what to tell of it."""
    writer = conversion.writer(output, input_.file_name)
    with (
        input_.source() as opened,
        opened() as source,
        progress_of_bytes(input_.name, input_.size()) as advance,
    ):
        watched = Watched(source, advance) if advance else source
        contents = convert(conversion.read(watched), writer)
    held = f"{count(contents.claims, 'claim')}, {count(contents.lines, 'line')}"
    told = [f"{input_.name}: {held}, ${contents.charges:,.2f}"]
    if not conversion.whole:
        told += [
            f"Left out: {other.label} at segment {other.number}" for other in contents.other_sets
        ]
    if writer.claims == 0 and contents.claims:
        told.append(f"The stylesheet made nothing of {count(contents.claims, 'claim')}")
    if writer.lines is not None and (missing := contents.lines - writer.lines):
        told.append(f"Left out: {count(missing, 'line')} under no claim (CLM)")
    return told
