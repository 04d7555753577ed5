"""To XML and back, against the file's size and against pyx12's own converter."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.generator import Batch, Written
from tests.benchmarks.measuring import Command, Measured, measure, python, run
from tests.benchmarks.readers import PYX12_XML
from tests.benchmarks.report import MB, Row, Target, percent
from tests.benchmarks.scrubbing import read
from tests.benchmarks.session import Session

CLAIMS_PER_SET = 5_000
MEMORY_GROWTH = 0.20
TO_XML, FROM_XML = "to XML", "XML back to 837"


def convert(path: Path, to: str, output: Path) -> Command:
    """A file into another form, synced."""
    return Command(
        python("-m", "scrubber", "convert", path, "--to", to, "-o", output, "--overwrite")
    )


def xml_rows(session: Session) -> Iterator[Row]:
    """A small and a large file there and back, once each for the memory; then pyx12's in turn with
    ours on a file that it can convert."""
    smaller: dict[str, int] = {}
    for size in session.sizes.memory:
        batch = session.files.of(Batch(size=size, therapy_share=0.1, claims_per_set=CLAIMS_PER_SET))
        for work, command in _there_and_back(batch).items():
            yield _by_size(work, batch, Measured([run(command)]), smaller)
    small = session.for_readers
    ours = _there_and_back(small)[TO_XML]
    found = measure({TO_XML: ours, PYX12_XML: read(PYX12_XML, small.path)}, session.sizes.runs)
    times = found[PYX12_XML].wall / found[TO_XML].wall
    yield Row(
        "xml",
        f"{PYX12_XML}, {small.claims:,} claims",
        found[PYX12_XML],
        claims_a_second=small.claims / found[PYX12_XML].wall,
        note=f"scrubber convert takes {found[TO_XML].wall:.3f} s with its start, "
        f"{times:.1f} x faster",
    )


def _by_size(work: str, batch: Written, measured: Measured, smaller: dict[str, int]) -> Row:
    growth = measured.peak / smaller.setdefault(work, measured.peak) - 1
    return Row(
        "xml",
        f"{work}, {batch.size / MB:,.0f} MB in sets of {CLAIMS_PER_SET:,} claims",
        measured,
        claims_a_second=batch.claims / measured.wall,
        target=Target(
            f"at most {percent(MEMORY_GROWTH)} more memory than the smaller file",
            f"{measured.peak / MB:.0f} MB, {percent(growth)} over",
            growth <= MEMORY_GROWTH,
        ),
        note=f"{batch.size / MB / measured.wall:.1f} MB of 837 a second",
    )


def _there_and_back(batch: Written) -> dict[str, Command]:
    xml = batch.path.with_suffix(".xml")
    return {
        TO_XML: convert(batch.path, "xml", xml),
        FROM_XML: convert(xml, "837", batch.path.with_suffix(".back.837")),
    }
