"""From a file to its corrected file and discrepancy log: what every entry point calls."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scrubber._version import __version__
from scrubber.announcing import announce_claims
from scrubber.conformance import Broken, Conformance, Opinion, Sample
from scrubber.discrepancies import (
    Discrepancy,
    DiscrepancyList,
    FileRecord,
    GuideCheck,
    Log,
    SummaryRecord,
)
from scrubber.discrepancies.collecting import Part
from scrubber.engine import Run, scrub_unmatched_rows
from scrubber.evidence import (
    Attestation,
    TherapyUsed,
    TreatmentLog,
    read_therapy_used,
    read_treatment_log,
)
from scrubber.options import ERRORS, Options
from scrubber.parts import told_part
from scrubber.rules import all_rules
from scrubber.screening import Screen
from scrubber.scrubbed_claims import Claims
from scrubber.tables import load_tables
from scrubber.tables.coverage import locality_without_figures, outside_release
from scrubber.tallies import Tallies
from scrubber.treatment import Earlier, FileHistory, ThresholdBook
from scrubber.wording import recorded_name
from scrubber.workers import Workers
from scrubber.writing import SplitFile, WholeFile, check_conservation
from scrubber.x12 import OpenSource, OtherSet, TransactionSet, no_837p, read

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ScrubResult:
    """A corrected file, its findings in file order, and the first and last record of its log.

    `held`: the claims that are held back, empty unless that was asked for.
    """

    corrected: bytes = field(repr=False)
    discrepancies: tuple[Discrepancy, ...] = field(repr=False)
    file: FileRecord
    summary: SummaryRecord
    held: bytes = field(repr=False, default=b"")


def scrub(
    source: bytes | str | Path,
    *,
    treatments: str | Path | TreatmentLog | None = None,
    therapy_used: str | Path | TherapyUsed | None = None,
    payers: str | Path | None = None,
    locality: str = "",
    attest: str | Iterable[str] = (),
    attested_by: str = "",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    hold_on: str | Iterable[str] = (),
    split: bool = False,
    conformance: str = Conformance.OFF,
    max_bytes: int | None = None,
) -> ScrubResult:
    """Scrub an 837P 5010 file, given as bytes or as a path, in memory.

    Nothing is written. With `split`, claims that are held (also those with open findings of the
    rules `hold_on`) are not in the corrected file but in a file of their own. `treatments` and
    `therapy_used` are files as the README describes them; unlike on the command line none is looked
    for beside the input. Raises NotReadable (no 837P 5010
    that can be read), BadEvidence, BadProfile (a payer's YAML), BadTable (an imported one),
    UnknownLocality, BadOption, NotConserved (a split that lost something), or OSError.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = None if isinstance(source, bytes) else Path(source).name
    if isinstance(treatments, str | Path):
        treatments = read_treatment_log(Path(treatments))
    if isinstance(therapy_used, str | Path):
        therapy_used = read_therapy_used(Path(therapy_used))
    options = Options(
        treatments=treatments or TreatmentLog(),
        therapy_used=therapy_used or TherapyUsed(),
        payers=Path(payers) if payers else None,
        locality=locality,
        attestation=Attestation(frozenset(_several(attest)), attested_by),
        select=_several(select),
        ignore=_several(ignore),
        max_bytes=max_bytes,
        hold_on=_several(hold_on),
        conformance=Conformance(conformance),
    )
    output, held = BytesIO(), BytesIO()
    found = DiscrepancyList()
    file, summary = scrub_stream(
        lambda: BytesIO(data), name, output, found, options, held=held if split else None
    )
    if split:
        check_conservation(summary, output, held)
    return ScrubResult(output.getvalue(), tuple(found), file, summary, held.getvalue())


def scrub_stream(
    open_source: OpenSource,
    name: str | None,
    output: BinaryIO,
    log: Log[Part],
    options: Options,
    progress: Progress | None = None,
    held: BinaryIO | None = None,
    claims: Claims | None = None,
) -> tuple[FileRecord, SummaryRecord]:
    """Scrub a file in one pass, in memory bounded by its largest transaction set.

    Writes the corrected file to `output` and gives the discrepancies to `log` in file order. With
    `held`, claims that are held are left out of the corrected file and written there: before either
    is used, check_conservation. `claims` get the judged claims as they go out. With a treatment log
    the source is opened twice: a claim number that stands on two claims must be known before a row
    is used. Where pyx12 is asked and finds a correction that breaks the guide, all is done once
    more without it: the outputs can be rewound. Where this raises, what was written is not to be
    kept.
    """
    broken: dict[int, Broken] = {}
    while True:
        written = WholeFile(output) if held is None else SplitFile(output, held)
        file, summary, found = _scrub(
            open_source, name, written, log, options, progress, broken, claims
        )
        if not found:
            return file, summary
        broken |= found
        log.clear()
        if claims:
            claims.clear()
        for target in filter(None, (output, held)):
            target.seek(0)
            target.truncate()


def _scrub(
    open_source: OpenSource,
    name: str | None,
    written: WholeFile | SplitFile,
    log: Log[Part],
    options: Options,
    progress: Progress | None,
    broken: dict[int, Broken],
    claims: Claims | None,
) -> tuple[FileRecord, SummaryRecord, dict[int, Broken]]:
    """Scrub once; what comes last are claims whose corrections break the guide, and are not among
    those that are known to."""
    treatments = options.treatments
    if options.announced_as is not None:
        treatments.file = options.announced_as
    elif treatments:
        announce_claims([open_source], options)
    new_run = partial(_run, options, isinstance(written, SplitFile), broken, claims is not None)
    workers = Workers(options.jobs, new_run, log.part_type)
    tallies = Tallies()
    opinion, sample = Opinion(), Sample()
    passed_through: list[OtherSet] = []
    any_837p = False
    run = workers.run
    with open_source() as raw, closing(run.guide):
        for piece, part in workers.scrubbed(read(raw, options.max_bytes)):
            size = len(piece.text)
            if isinstance(piece, TransactionSet):
                size += len(piece.lead)
                any_837p = any_837p or piece.is_837p
                if not piece.is_837p:
                    passed_through.append(OtherSet.of(piece))
            written.take(piece, part)
            log.take(part.log)
            if claims:
                claims.take(part.claims)
            tallies.add(part.tallies)
            opinion.add(part.opinion)
            sample.take(part.unchecked)
            treatments.merge_asked(part.asked)
            options.therapy_used.merge_held(part.held)
            if progress:
                progress(size)
            del piece, part  # before the next is read
        opinion.check(sample.claims(), run.guide)
    if not any_837p:
        raise no_837p(passed_through)
    if options.tell_left_over:
        for row in treatments.left_over():
            left_over = told_part(scrub_unmatched_rows([row], run), log.part_type())
            log.take(left_over.log)
            tallies.add(left_over.tallies)
    file = FileRecord(
        input=written.input(None if name is None else recorded_name(name)),
        output=written.output(),
        tool_version=__version__,
        tables=run.tables.releases(),
        rules=tuple(sorted(run.selected)),
        passed_through=tuple(
            f"{other.label} at segment {other.number}" for other in passed_through
        ),
        outside_release=_outside_release(tallies.service_dates, run),
        split=written.split(),
        conformance=_guide_check(options.conformance, opinion, broken),
    )
    return file, tallies.summary(), opinion.broken


def _guide_check(conformance: Conformance, opinion: Opinion, broken: Collection[int]) -> GuideCheck:
    if conformance is Conformance.OFF:
        return GuideCheck(mode=conformance.value)
    from importlib.metadata import version

    return GuideCheck(
        mode=conformance.value,
        checked_by=f"pyx12 {version('pyx12')}",
        claims_corrected=opinion.corrected,
        claims_checked=opinion.checked,
        claims_withdrawn=len(broken),
        sets=opinion.sets,
        sets_read=opinion.sets_read,
    )


def _run(
    options: Options,
    split: bool,
    broken: Mapping[int, Broken],
    keep_claims: bool,
    earlier: Earlier,
) -> Run:
    tables = load_tables(options.payers, options.locality)
    return Run(
        rules=all_rules(),
        selected=frozenset(options.rules()),
        tables=tables,
        treatments=options.treatments,
        threshold=ThresholdBook(options.therapy_used, earlier),
        history=FileHistory(earlier),
        attestation=options.checked_attestation(),
        judged_codes=tables.judged_codes(),
        untimed_codes=frozenset(
            row.procedure for row in tables.therapy_codes.rows if not row.timed
        ),
        screen=Screen(all_rules()),
        hold_on=options.held_rules(),
        hold_errors=ERRORS in options.hold_on,
        split=split,
        conformance=options.conformance,
        broken=broken,
        keep_claims=keep_claims,
        release=options.checked_release(),
    )


def _outside_release(dates: Collection[date], run: Run) -> dict[str, str]:
    """Of the tables that the run's rules read, those whose releases do not cover all its dates; and
    whether the run's locality has prices on them."""
    read = {name for rule in run.rules if rule.code in run.selected for name in rule.figures}
    gpci = run.tables.gpci.name
    told = outside_release(run.tables, read - {gpci}, dates)
    national = locality_without_figures(run.tables, dates)
    return told | {gpci: national} if national else told


def _several(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
