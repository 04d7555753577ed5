"""What is measured: readers, scrubbing, memory, jobs, start-up, evidence files, XML, growth."""

import filecmp
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.converting import xml_rows
from tests.benchmarks.generator import Batch, Written
from tests.benchmarks.growth import ONE_CLAIM, growth_rows
from tests.benchmarks.ledgers import ledger_rows
from tests.benchmarks.measuring import Command, Failed, Measured, measure, python, run
from tests.benchmarks.readers import PEERS, PYX12
from tests.benchmarks.report import MB, Row, Target, percent
from tests.benchmarks.scrubbing import DONE, fix, load, output_folder, read, start
from tests.benchmarks.session import CONTEXT_READER, Session

FLOOR, COPY = "floor", "copy"
WORK = {1.0: "100 % therapy", 0.1: "10 % therapy", 0.0: "no therapy"}
MOST_OF_FLOOR = {1.0: 8.0, 0.1: 2.5, 0.0: 1.0}
FASTER_THAN_CONTEXT_READER = 60
MOST_MEMORY = 120 * MB
MEMORY_GROWTH = 0.20
CLAIMS_PER_SET_OF_MEMORY = 5_000
THERAPY_SHARE_OF_MEMORY = 0.1
FASTER_WITH_TWO_JOBS = 1.7
TIMES_START = 3.0
SHARE_OF_EVIDENCE = 0.25
LINES_A_CLAIM = 3.85
SUBMISSION = (
    ("--split", "--hold-on", "TH3"),
    ("--conformance", "changed"),
    ("--log-format", "html"),
    ("--ack", "277CA,TA1"),
)
"""What is measured against a run without it; pyx12's reading of the whole file is a reader's."""


def reader_rows(session: Session) -> Iterator[Row]:
    """Copying and the floor on the large file; pyx12 and the peers on a small one, by the byte."""
    large, small = session.by_share(1.0), session.for_readers
    found = measure({name: read(name, large.path) for name in (COPY, FLOOR)}, session.sizes.runs)
    floor = found[FLOOR]

    def row(name: str, measured: Measured, batch: Written, note: str = "") -> Row:
        return Row(
            "readers",
            f"{name}, {batch.claims:,} claims",
            measured,
            _of_floor(measured, floor, large.size / batch.size),
            batch.claims / measured.wall,
            note=note,
        )

    for name, measured in found.items():
        yield row(name, measured, large)
    for name in PYX12:
        command = read(name, small.path)
        is_context = name == CONTEXT_READER
        yield row(name, session.context_reader if is_context else session.measured(command), small)
    for name in PEERS:
        measured_, note = _peer(session, name, small)
        yield row(name, measured_, small, note) if measured_ else Row("readers", name, note=note)


def _peer(session: Session, name: str, batch: Written) -> tuple[Measured | None, str]:
    """A peer under the first interpreter that has it, and which that is; else why there is none."""
    reasons = []
    for interpreter in (sys.executable, *session.interpreters):
        try:
            measured = session.measured(read(name, batch.path, interpreter))
        except (Failed, OSError) as error:
            reasons.append(str(error))
        else:
            return measured, "" if interpreter == sys.executable else f"under {interpreter}"
    return None, f"not measured: {reasons[0]}"


def scrubbing_rows(session: Session) -> Iterator[Row]:
    """All rules on, by share of therapy claims, in turn with the floor on the same file."""
    start_time = session.measured(fix(session.files.of(ONE_CLAIM))).cpu
    for share, work in WORK.items():
        batch = session.by_share(share)
        commands = {FLOOR: read(FLOOR, batch.path), work: fix(batch)}
        found = measure(commands, session.sizes.runs)
        floor, measured = found[FLOOR], found[work]
        ratios, most = _of_floor(measured, floor), MOST_OF_FLOOR[share]
        net = (measured.cpu - start_time) / floor.cpu
        yield Row(
            "scrubbing",
            f"{work}, {batch.size / MB:,.0f} MB",
            measured,
            ratios,
            batch.claims / measured.wall,
            Target(f"at most {most:g} x floor", f"{ratios[0]:.2f} x", ratios[0] <= most),
            f"floor {floor.wall:.3f} s; net of the start {net:.2f} x floor by CPU; "
            f"{batch.claims:,} claims, {batch.lines:,} lines, {batch.faults:,} faults put in",
        )
        if share == 1:
            yield _against_context_reader(session, measured.cpu / batch.claims)


def _of_floor(measured: Measured, floor: Measured, scale: float = 1) -> tuple[float, float]:
    return measured.wall / floor.wall * scale, measured.cpu / floor.cpu * scale


def _against_context_reader(session: Session, a_claim: float) -> Row:
    """By the processor's time, since the two do not take turns."""
    times = session.context_reader.cpu / session.for_readers.claims / a_claim
    return Row(
        "scrubbing",
        f"{WORK[1.0]}, against pyx12's context reader, by CPU",
        target=Target(
            f"at least {FASTER_THAN_CONTEXT_READER} x",
            f"{times:.1f} x",
            times >= FASTER_THAN_CONTEXT_READER,
        ),
    )


def memory_rows(session: Session) -> Iterator[Row]:
    """A small and a large file of large transaction sets, once each: memory does not vary."""
    smaller = 0
    for size in session.sizes.memory:
        batch = session.files.of(
            Batch(
                size=size,
                therapy_share=THERAPY_SHARE_OF_MEMORY,
                claims_per_set=CLAIMS_PER_SET_OF_MEMORY,
            )
        )
        measured = Measured([run(fix(batch))])
        growth = measured.peak / (smaller or measured.peak) - 1
        smaller = measured.peak
        yield Row(
            "memory",
            f"{WORK[THERAPY_SHARE_OF_MEMORY]}, {size / MB:,.0f} MB in sets of "
            f"{CLAIMS_PER_SET_OF_MEMORY:,} claims",
            measured,
            claims_a_second=batch.claims / measured.wall,
            target=Target(
                f"under {MOST_MEMORY / MB:.0f} MB, {percent(MEMORY_GROWTH)} over the smaller file",
                f"{measured.peak / MB:.0f} MB, {percent(growth)} over",
                measured.peak < MOST_MEMORY and growth <= MEMORY_GROWTH,
            ),
        )


def jobs_rows(session: Session) -> Iterator[Row]:
    """Two processes against one, and whether they write the same bytes."""
    batch = session.files.of(Batch(size=session.sizes.jobs))
    work = f"--jobs 2, {batch.size / MB:,.0f} MB"
    try:
        found = measure({str(jobs): fix(batch, jobs) for jobs in (1, 2)}, session.sizes.runs)
    except Failed as error:
        yield Row("jobs", work, note=f"not measured: {error}")
        return
    one, two = found.values()
    faster, same = one.wall / two.wall, _same_outputs(batch)
    yield Row(
        "jobs",
        work,
        two,
        claims_a_second=batch.claims / two.wall,
        target=Target(
            f"at least {FASTER_WITH_TWO_JOBS} x faster, the same bytes",
            f"{faster:.2f} x, {'the same' if same else 'OTHER bytes'}",
            faster >= FASTER_WITH_TWO_JOBS and same,
        ),
        note=f"--jobs 1 takes {one.wall:.3f} s; the memory is that of all processes together",
    )


def _same_outputs(batch: Written) -> bool:
    one, two = output_folder(batch, 1), output_folder(batch, 2)
    names = [path.name for path in one.glob(f"{batch.path.stem}.*")]
    _, differing, missing = filecmp.cmpfiles(one, two, names, shallow=False)
    return not differing and not missing


def submission_rows(session: Session) -> Iterator[Row]:
    """What a clearinghouse asks for besides, each against the same run without it."""
    batch = session.files.of(Batch(size=session.sizes.file))
    commands = {"": fix(batch)} | {
        " ".join(options): fix(batch, None, *options) for options in SUBMISSION
    }
    plain, *others = measure(commands, session.sizes.runs).items()
    for work, measured in others:
        yield Row(
            "submission",
            work,
            measured,
            claims_a_second=batch.claims / measured.wall,
            note=f"{measured.wall / plain[1].wall:.2f} x the run without it, and "
            f"{(measured.peak - plain[1].peak) / MB:+.0f} MB",
        )


def start_rows(session: Session) -> Iterator[Row]:
    """One claim from the command line."""
    found = measure({"one": fix(session.files.of(ONE_CLAIM)), "start": start()}, session.sizes.runs)
    times = found["one"].wall / found["start"].wall
    yield Row(
        "start",
        "one claim",
        found["one"],
        target=Target(
            f"at most {TIMES_START:g} x import pydantic, typer",
            f"{times:.2f} x",
            times <= TIMES_START,
        ),
        note=f"the imports take {found['start'].wall:.3f} s; by CPU "
        f"{found['one'].cpu / found['start'].cpu:.2f} x",
    )


def evidence_rows(session: Session) -> Iterator[Row]:
    """Reading the two evidence files by themselves, as a share of the scrub that uses them."""
    rows = session.sizes.evidence_rows
    batch = session.files.of(Batch(claims=int(rows / LINES_A_CLAIM), other_members=rows))
    commands = {
        "scrub": fix(batch),
        f"treatment log, {batch.lines:,} rows": load("treatments", batch.treatments),
        f"therapy used, {rows:,} members": load("therapy_used", batch.therapy_used),
    }
    whole, *loads = measure(commands, session.sizes.runs).items()
    yield Row("evidence", f"scrub of {batch.claims:,} claims with both", whole[1])
    for work, measured in loads:
        share = measured.wall / whole[1].wall
        yield Row(
            "evidence",
            work,
            measured,
            target=Target(
                f"under {percent(SHARE_OF_EVIDENCE)} of the run and {MOST_MEMORY / MB:.0f} MB",
                f"{percent(share, 1)}, {measured.peak / MB:.0f} MB",
                share < SHARE_OF_EVIDENCE and measured.peak < MOST_MEMORY,
            ),
        )


def profiles(session: Session) -> dict[str, dict[str, float]]:
    """The share of each package in the time, by work."""
    shares = {}
    with TemporaryDirectory() as folder:
        output = Path(folder) / "shares.json"
        for share, work in WORK.items():
            fixing = fix(session.by_share(share))
            arguments = fixing.arguments[fixing.arguments.index("scrubber") + 1 :]
            run(Command(python("-m", "tests.benchmarks.profiling", output, *arguments), DONE))
            shares[work] = json.loads(output.read_text())
    return shares


CASES: dict[str, Callable[[Session], Iterator[Row]]] = {
    "readers": reader_rows,
    "scrubbing": scrubbing_rows,
    "memory": memory_rows,
    "jobs": jobs_rows,
    "submission": submission_rows,
    "ledger": ledger_rows,
    "start": start_rows,
    "evidence": evidence_rows,
    "xml": xml_rows,
    "growth": growth_rows,
}
