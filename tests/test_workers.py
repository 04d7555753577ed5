"""Several processes: what comes out is what comes out of one, and a lost process is told."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber import processes
from scrubber.discrepancies import Discrepancy, DiscrepancyList, FileRecord, SummaryRecord
from scrubber.evidence import TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from scrubber.options import Options
from scrubber.pipeline import scrub_stream
from tests.cli import console
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber

NOTE = "Reaching tasks at counter height to improve cooking with cues"
ROOT = Path(__file__).parent.parent
MEMBERS = ("1EG4TE5MK73", "2AB1CD2EF34")
Result = tuple[bytes, list[Discrepancy], FileRecord, SummaryRecord]


def a_set(*claims: tuple[str, str]) -> str:
    """A transaction set's body: member and text of each claim."""
    levels = [
        subscriber(hl=at, member=member) + text for at, (member, text) in enumerate(claims, 2)
    ]
    return header() + billing_provider() + "".join(levels)


def claim(number: int, day: int, *, claim_id: str = "", frequency: str = "1") -> str:
    return str(
        ClaimText(
            ["SV1*HC:97530:GP*150*UN*3***1~", "SV1*HC:97140*45*UN*1***1~"],
            claim_id=claim_id or f"C{number}",
            date=f"202603{day:02}",
            frequency=frequency,
        )
    )


def row(number: int, claim_id: str, day: int, **cells: str) -> dict[str, str]:
    return {
        "claim_id": claim_id,
        "service_date": f"2026-03-{day:02}",
        "procedure": "97530",
        "signed_by": "T. Hand PT",
        "note": NOTE,
        "start": "10:00",
        "end": f"10:{30 + number % 20}",
        **cells,
    }


# Each set adds to what those after it say: amounts and visits of a member, the therapist's hours,
# the note; two claims of one number; rows of claims that are not there.
SETS = 12
BODIES = [
    a_set(
        (MEMBERS[0], claim(number, number + 1)),
        (MEMBERS[1], claim(100 + number, number % 3 + 1, claim_id=f"D{number % 9}")),
        (MEMBERS[0], claim(200 + number, number + 1, frequency="78"[number % 2])),
    )
    for number in range(SETS)
]
FILE = envelope(*BODIES)
ROWS = [
    *(row(number, f"C{number}", number + 1) for number in range(SETS)),
    *(row(number, f"D{number % 9}", number % 3 + 1) for number in range(SETS)),
    *(row(number, f"LEFT{number}", 1) for number in range(3)),
]


def options(jobs: int) -> Options:
    used = UsedAmount(MEMBERS[0], 2026, "PT_SLP", Decimal(2100), None, "EHR")
    log = TreatmentLog(treatment_row(number, cells) for number, cells in enumerate(ROWS, 2))
    return Options(treatments=log, therapy_used=TherapyUsed([used]), jobs=jobs)


def run(text: str, given: Options) -> Result:
    output, found = BytesIO(), DiscrepancyList()
    data = text.encode("latin-1")
    file, summary = scrub_stream(lambda: BytesIO(data), "day.837", output, found, given)
    return output.getvalue(), list(found), file, summary


@pytest.fixture(scope="module")
def by_one() -> Result:
    return run(FILE, options(1))


def test_the_sets_depend_on_each_other(by_one: Result) -> None:
    _, found, *_ = by_one
    by_itself = run(envelope(BODIES[-1]), options(1))[1]
    of_last = {(d.rule, d.claim_id) for d in found if d.claim_id in {"C11", "D2"}}
    other = {rule for rule, _ in of_last - {(d.rule, d.claim_id) for d in by_itself}}
    assert other >= {"TH401", "TH502", "TH503"}
    assert {"CL102", "TH109"} <= {d.rule for d in found}


@pytest.mark.parametrize("jobs", [2, 3])
def test_nothing_depends_on_the_number_of_processes(jobs: int, by_one: Result) -> None:
    assert run(FILE, options(jobs)) == by_one


def test_nor_on_how_they_are_started(by_one: Result) -> None:
    """Beside a thread nothing is forked."""
    done = Event()
    thread = Thread(target=done.wait)
    thread.start()
    try:
        assert run(FILE, options(2)) == by_one
    finally:
        done.set()
        thread.join()


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(MEMBERS), st.integers(0, 11), st.integers(1, 12)), max_size=3
        ),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=15)
def test_any_sets(sets: list[list[tuple[str, int, int]]]) -> None:
    text = envelope(
        *(a_set(*((member, claim(number, day)) for member, number, day in each)) for each in sets)
    )
    assert run(text, options(2)) == run(text, options(1))


def test_other_sets_keep_their_place(by_one: Result) -> None:
    other = "ST*835*0099~BPR*I*1~SE*3*0099~"
    text = FILE.replace("~ST*", f"~{other}ST*").replace("GE*12*1", "GE*24*1")
    assert text.encode() != by_one[0]
    assert run(text, options(2)) == run(text, options(1))


def test_no_process_is_started_for_one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(processes, "ProcessPoolExecutor")
    text = envelope(a_set((MEMBERS[0], claim(1, 2))))
    assert run(text, options(8)) == run(text, options(1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "day.837").write_text(FILE)
    cells = list(dict.fromkeys(name for cells in ROWS for name in cells))
    lines = [",".join(cells), *(",".join(cells.values()) for cells in ROWS)]
    (tmp_path / "day.treatments.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_outputs_of_the_command_line(folder: Path) -> None:
    written = []
    for jobs in ("1", "2"):
        out = folder / jobs
        console.run(
            "fix", folder / "day.837", "--jobs", jobs, "--output-dir", out, "--log-format", "csv"
        )
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert len(written[0]) == 3
    assert written[0] == written[1]


def test_a_process_that_dies_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "active_count", lambda: 1)  # a fork, which has `dying`
    first = os.getpid()
    scrub_part = processes.scrub_part

    def dying(piece: object, *others: object) -> object:
        if os.getpid() != first:
            os._exit(1)
        return scrub_part(piece, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(processes, "scrub_part", dying)
    result = console.run("fix", folder / "day.837", "--jobs", "2")
    assert result.code == 4
    assert "--jobs: a process has died" in result.err
    assert "Traceback" not in result.err
    assert sorted(path.name for path in folder.iterdir()) == ["day.837", "day.treatments.csv"]


def test_what_cannot_be_kept_for_later_sets_is_an_error_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scrubber.treatment.earlier.EarlierSets.exchange", full)
    for jobs in (1, 2):
        with pytest.raises(OSError, match="No space left"):
            run(FILE, options(jobs))


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM])
def test_where_the_first_process_is_killed_the_others_end(signal_: signal.Signals) -> None:
    text = (
        "import os, tests.test_workers as t\n"
        "import time\n"
        "def told(*_):\n"
        "    os.write(1, b'at work\\n')\n"
        "    time.sleep(20)\n"
        "    os.write(1, b'left behind\\n')\n"
        "    os._exit(1)\n"
        "t.processes.scrub_part = told\n"
        "t.run(t.FILE, t.options(2))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", text], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        assert [first.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
        first.send_signal(signal_)
        # The pipe is closed once the last process that holds it has ended.
        assert first.stdout.read() == ""


def test_an_error_of_a_process_is_that_of_the_run(folder: Path) -> None:
    given = replace(options(2), therapy_used=_Failing())
    with pytest.raises(OSError, match="disk is gone"):
        run(FILE, given)


class _Failing(TherapyUsed):
    def before(self, *_: object) -> UsedAmount | None:
        raise OSError(5, "disk is gone")
