"""No patient data outside the data folders: every command and every failure runs on files whose
every field is a canary, and no canary may stand in what is not meant to show it."""

import os
import resource
import socket
import stat
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from scrubber.cli.main import app
from scrubber.folder.faults import VARIABLE, FaultPoint
from scrubber.folder.jobs import CLAIMS as CLAIMS_RECORD
from scrubber.folder.jobs import IDENTITY, ORDER, PLAN
from scrubber.folder.records import Announced, Order, Plan, read_record
from tests.canaries import (
    CANARY,
    CANARY_NAME,
    CLAIMS,
    MEMBERS,
    THERAPY_USED,
    TREATMENTS,
    therapy_day,
)
from tests.folder.children import KILLED, ended, started, watch_on, watch_once
from tests.folder.folders import Folder, until
from tests.payer_edi import claim_payment, eligibility, remittance, service

DAY = therapy_day()
STEM = "ZQN1"
"""A file's name may be that of a person."""
PERSON = ("--attested-by", "J. Office")


@dataclass(frozen=True)
class Case:
    """Arguments; {day} and the like stand for the files of `Files`. `shows`: what of its output is
    made to show data, "out" or "both" (a summary beside a log that goes to standard output)."""

    arguments: str
    shows: str = ""


WITH_EVIDENCE = "--treatments {treatments} --therapy-used {used}"
COMMANDS: Mapping[str, Sequence[Case]] = {
    "fix": [
        Case("{day} --output-dir {new} --split --ack TA1,999,277CA --log-format csv,html", "out"),
        Case("{day} --output-dir {new} --attest TH401 --attested-by A --ledger", "out"),
        Case("{day} --output-dir {fixed} --split", "out"),  # is there with other content
    ],
    "check": [
        Case("{day} " + WITH_EVIDENCE, "both"),
        Case("{day} --log-format html --conformance full", "both"),
    ],
    "diff": [Case("{day} " + WITH_EVIDENCE, "out")],
    "undo": [Case("{corrected} {log} --held {held}", "out"), Case("{day} {log} -o {new}", "out")],
    "verify": [
        Case("{day} {corrected} {log} --held {held}", "out"),
        Case("{day} {day} {log}", "out"),
    ],
    "deidentify": [
        Case("{day} " + WITH_EVIDENCE + " --output-dir {new}"),
        Case("{day} --output-dir {new} --new-key {new}"),
    ],
    "rules": [Case(""), Case("--reference")],
    "explain": [Case("TH401"), Case("TH101 --on 2026-03-09"), Case("TH000")],
    "convert": [
        Case("{day} --to xml -o -", "out"),
        Case("{day} --to jsonl -o -", "out"),
        Case("{day} --to csv --output-dir {new}"),
    ],
    "view": [Case("{day}", "out")],
    "watch": [Case("{watched} --once"), Case("{watched} --systemd-unit"), Case("{nowhere}")],
    "status": [Case("{watched}"), Case("{nowhere}")],
    "release": [
        Case("{watched}", "out"),
        Case("{watched} {held_name} --attested-by A", "out"),
        Case("{watched} {held_name} --attest TH302 --attested-by A", "out"),
    ],
    "payers explain": [Case("{day}", "out"), Case("{day} --payers {fixed}", "out")],
    "ledger show": [Case("ZQX0003 {ledger}", "out"), Case("ZQX0003 --ledger {day}")],
    "ledger export": [
        Case("{ledger}", "out"),
        Case("{ledger} -o {new}"),
        Case("{ledger} -o {log}"),
    ],
    "ledger check": [Case("{ledger}"), Case("--ledger {day}")],
    "ledger import-csv": [Case("{used} {ledger}"), Case("{treatments} {ledger}"), Case("{day}")],
    "ledger import-835": [
        Case("{paid} {ledger}"),
        Case("{unbalanced} {ledger}"),
        Case("{cut} {ledger}"),
        Case("{eligible} {day} {treatments} {ledger}"),
    ],
    "ledger import-271": [
        Case("{eligible} {ledger}", "out"),  # lists the amounts that it does not take
        Case("{eligible} --accept-unconfirmed {ledger}", "out"),
        Case("{paid} {ledger}", "out"),
        Case("{cut} {day} {treatments} {ledger}", "out"),
    ],
    "ledger outcomes": [Case("{ledger}"), Case("--format csv {ledger}"), Case("--rule X {ledger}")],
    "audit verify": [Case("{ledger}"), Case("{receipt} {ledger}"), Case("{day} {ledger}")],
    "tables list": [Case("")],
    "tables show": [Case("cms/kx_thresholds"), Case("{day}")],
    "tables check": [Case("")],
    "tables import": [
        *(Case(table + " {day}") for table in ("ncci-ptp", "mue", "mpfs", "taxonomy")),
        Case("mue {treatments}"),
    ],
    "tables forget": [Case("mue"), Case("{day}")],
}


def answer(data: bytes) -> bytes:
    """A payer's, of the patients and claims of the day."""
    for number, value in enumerate(("SAMPLE", "ADA", "ELM STREET THERAPY", "1993999998")):
        data = data.replace(value.encode(), b"ZQX%04d" % (930 + number))
    return data.replace(b"19500101", b"19070711").replace(b"20260309", b"20260217")


DECIDED = [
    claim_payment(
        service(charge="40477.01", paid="404.77", control="ZQX0940", remarks=("ZQX0941",)),
        claim_id=claim_id,
        member=member,
        number="ZQX0942",
    )
    for claim_id, member in zip(CLAIMS, MEMBERS, strict=True)
]
ANSWERS: Mapping[str, bytes] = {
    "paid.835": answer(remittance(*DECIDED)),
    "unbalanced.835": answer(remittance(replace(DECIDED[0], paid=Decimal("40477.02")))),
    "cut.835": answer(remittance(*DECIDED))[:-150],
    "eligible.271": answer(
        eligibility("EB*D**AD*MB*ZQX0943*26*40477.01~MSG*ZQX0944", member=MEMBERS[0])
    ),
}
BROKEN: Mapping[str, bytes] = {
    "nothing": b"",
    "text": b"ZQX0901,40477.55,ZQX0902\nZQX0903\n",
    "binary": bytes(range(256)) + b"ZQX0904",
    "only ISA": DAY[:106],
    "cut in a segment": DAY[: DAY.index(b"ZQX0150") + 3],
    "cut after a segment": DAY[: DAY.index(b"CLM*") + 0],
    "no IEA": DAY[: DAY.index(b"IEA*")],
    "institutional": DAY.replace(b"005010X222A1", b"005010X223A2"),
    "an older version": DAY.replace(b"005010X222A1", b"004010X098A1"),
    "no claims": DAY[: DAY.index(b"ST*")] + DAY[DAY.index(b"GE*") :].replace(b"GE*1", b"GE*0"),
    "other counts": DAY.replace(b"SE*", b"SE*9").replace(b"GE*1*40477", b"GE*7*ZQX0905"),
    "bad amounts": DAY.replace(b"*40477.01*UN", b"*ZQX0906*UN").replace(b"CLM*", b"CLM*ZQX0907"),
    "HL that leads nowhere": DAY.replace(b"HL*2*1*", b"HL*2*ZQX0908*"),
    "a segment that is none": DAY.replace(b"OI*", b"ZQX0909*"),
    "a control character": DAY.replace(b"ZQX0120", b"ZQX\x000120\n\x1b[31m"),
    "two files in one": DAY + DAY[: len(DAY) // 2],
}
EACH_BROKEN = (
    *("fix {day} --output-dir {new}", "check {day}", "diff {day}", "view {day}"),
    *("deidentify {day} --output-dir {new}", "convert {day} --to xml -o -", "payers explain {day}"),
    *("verify {day} {corrected} {log}", "undo {day} {log}", "fix {day} --output-dir {new} --split"),
    *("undo {corrected} {day}", "verify {fixed} {corrected} {day}"),
)

BAD_SIDECARS: Mapping[str, str] = {
    "treatments.csv": "ZQX0910,ZQX0911\nZQX0912,ZQX0913\n",
    "treatments.jsonl": '{"claim_id": "ZQX0914", "minutes": ZQX0915}\n',
    "therapy_used.csv": THERAPY_USED.replace("40477.01", "ZQX0916").replace("PT_SLP", "ZQX0917"),
}


class Files:
    """What commands work on."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.numbers = iter(range(10_000))
        self.fixed = base / "fixed"
        for name, data in self.sent(DAY).items():
            (base / name).write_bytes(data)
        for name, data in ANSWERS.items():
            (base / name).write_bytes(data)
        arguments = ["fix", base / f"{STEM}.837", "--split", "--output-dir", self.fixed]
        CliRunner().invoke(app, [*map(str, arguments), *PERSON, "--attest", "TH401"])
        self.watched = Folder(base / "watched")
        self.filled()

    def sent(self, data: bytes) -> dict[str, bytes]:
        return {
            f"{STEM}.treatments.csv": TREATMENTS.encode(),
            f"{STEM}.therapy_used.csv": THERAPY_USED.encode(),
            f"{STEM}.837": data,
        }

    def filled(self) -> None:
        for name, data in self.sent(DAY).items():
            self.watched.put(name, data)

    def arguments(self, text: str, **others: Path) -> list[str]:
        named = {
            "day": self.base / f"{STEM}.837",
            "treatments": self.base / f"{STEM}.treatments.csv",
            "used": self.base / f"{STEM}.therapy_used.csv",
            "fixed": self.fixed,
            "corrected": self.fixed / f"{STEM}.corrected.837",
            "held": self.fixed / f"{STEM}.held.837",
            "log": self.fixed / f"{STEM}.discrepancies.jsonl",
            "watched": self.watched.root,
            "held_name": f"{STEM}.held.837",
            "ledger": "--ledger {}".format(self.base / "ledger.sqlite"),
            **{Path(name).stem: self.base / name for name in ANSWERS},
            "receipt": next((self.watched.root / "log").glob("*.receipt.json"), "none"),
            "nowhere": self.base / "nowhere",
            "new": self.base / f"new{next(self.numbers)}",
        }
        return text.format(**named | others).split()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def canaries(*texts: str | bytes, names: bool = False) -> list[bytes]:
    """Those that stand in these texts; of names too, where nobody has typed them."""
    joined = b"\n".join(text.encode() if isinstance(text, str) else text for text in texts)
    # A path of pytest's own may hold the digits of a date.
    return CANARY.findall(joined) + (CANARY_NAME.findall(joined) if names else [])


def ran(arguments: Sequence[str], shows: str = "") -> int:
    """A command; nothing gets out where it should not, an exception's text included."""
    result = CliRunner().invoke(app, list(arguments), prog_name="scrubber")
    told = [] if shows == "both" else [result.stderr]
    told += [] if shows else [result.stdout]
    if result.exception and not isinstance(result.exception, SystemExit):
        told += [str(result.exception), repr(result.exception)]
    by_itself = arguments[0] in {"watch", "status"}
    assert canaries(*told, names=by_itself) == [], arguments
    return result.exit_code


def all_commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    if below := getattr(command, "commands", None):  # Typer's groups are none of click's.
        for name, each in below.items():
            yield from all_commands(each, (*path, name))
    else:
        yield " ".join(path)


def test_every_command_has_its_cases() -> None:
    assert COMMANDS.keys() == set(all_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_lets_patient_data_out(files: Files, command: str) -> None:
    if command.split(maxsplit=1)[0] in {"release", "ledger", "audit"}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SCRUBBER_LEDGER_URL", str(files.base / "ledger.sqlite"))
            files.watched.watch()
    for case in COMMANDS[command]:
        ran([*command.split(), *files.arguments(case.arguments)], case.shows)


@pytest.mark.parametrize("broken", BROKEN)
def test_no_refusal_lets_patient_data_out(files: Files, broken: str) -> None:
    day = files.base / "broken.837"
    day.write_bytes(BROKEN[broken])
    codes = set()
    for text in EACH_BROKEN:
        shows = {"check": "both"}.get(text.partition(" ")[0], "out")
        if text.startswith("deidentify"):
            shows = ""
        codes.add(ran(files.arguments(text, day=day), shows))
    assert codes - {0}


@pytest.mark.parametrize("kind", BAD_SIDECARS)
def test_no_bad_evidence_lets_patient_data_out(files: Files, kind: str) -> None:
    bad = files.base / f"other.{kind}"
    bad.write_text(BAD_SIDECARS[kind])
    option = "--therapy-used" if "used" in kind else "--treatments"
    for command in (
        "fix {day} --output-dir {new}",
        "check {day}",
        "diff {day}",
        "deidentify {day}",
    ):
        code = ran([*files.arguments(command), option, str(bad)], "out")
        assert code == 2 or (command.startswith("deidentify") and code)


def test_no_place_that_cannot_be_written_lets_patient_data_out(files: Files) -> None:
    taken = files.base / "taken"
    taken.write_text("")
    for text in ("fix {day} --output-dir {taken}", "deidentify {day} --output-dir {taken}"):
        assert ran(files.arguments(text, taken=taken), "out") == 4
    full = Path("/dev/full")
    for text in ("undo {corrected} {log} -o {full} --overwrite --held {held}",):
        assert ran(files.arguments(text, full=full), "out")


def too_large(root: Path) -> None:
    """A watcher that can write no file of more than some bytes: what a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    watch_once(root)


def broken_within(root: Path) -> None:
    """A watcher with a fault of its own, which names what it has at hand."""

    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"{DAY!r} of {STEM}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scrubber.folder.planning.scrub_job", fails)
        watch_once(root)


def broken_in_the_worker(root: Path) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"{DAY!r} of {STEM}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scrubber.folder.progress.carry_out", fails)
        process_ends_after(root, 1.0)


def process_ends_after(root: Path, seconds: float) -> None:
    """A watcher that would go on for ever."""
    import signal

    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    watch_on(root)


def told_by(folder: Folder) -> list[bytes]:
    """All that a watcher tells of itself: its log, its status files, and what says `status`."""
    said = CliRunner().invoke(app, ["status", str(folder.root)])
    paths = [folder.root.with_name("told"), *folder.root.glob("*status*")]
    return [*(path.read_bytes() for path in paths), said.output.encode()]


Prepare = Callable[[Folder, Path], object]


def with_a_wrong_key(folder: Folder, data: Path) -> None:
    folder.watch()
    (data / "ledger.key").write_text("0" * 64 + "\n")


def with_a_damaged_ledger(folder: Folder, data: Path) -> None:
    folder.watch()
    (data / "ledger.sqlite").write_bytes(b"ZQX0920" * 5000)


def with_another_number(folder: Folder, data: Path) -> None:
    folder.watch()
    folder.put("ZQN3.837", DAY.replace(b"ZQX0130", b"ZQX0921"))
    folder.put("ZQN4.837", DAY)


def renumbered(data: bytes) -> bytes:
    """Under a number of its own: it is read, and not known by its number."""
    return data.replace(b"404770001", b"404770002")


FAILURES: Mapping[str, tuple[Prepare, Callable[[Path], None]]] = {
    **{
        broken: (
            lambda folder, _, b=broken: folder.put("ZQN2.837", renumbered(BROKEN[b])),
            watch_once,
        )  # type: ignore[misc]
        for broken in BROKEN
    },
    **{
        f"bad {kind}": (
            lambda folder, _, k=kind: folder.put(f"{STEM}.{k}", BAD_SIDECARS[k]),  # type: ignore[misc]
            watch_once,
        )
        for kind in BAD_SIDECARS
    },
    "nothing wrong": (lambda *_: None, watch_once),
    "it comes twice": (with_another_number, watch_once),
    "a full disk": (lambda *_: None, too_large),
    "a fault in the scrub": (lambda *_: None, broken_within),
    "a fault in the worker": (lambda *_: None, broken_in_the_worker),
    "names of all kinds": (
        lambda folder, _: [
            folder.put(name, DAY)
            for name in ("ZQN5\n.837", "ZQN6%s.837", "-ZQN7.837", "ZQN8..837", f"ZQN9{'x' * 200}")
        ],
        watch_once,
    ),
    "bad settings": (lambda folder, _: folder.set(hold_on=["TH000"]), watch_once),
    "a ledger key of another": (with_a_wrong_key, watch_once),
    "a ledger that is none": (with_a_damaged_ledger, watch_once),
    "no ledger": (
        lambda folder, _: folder.set(ledger_url="postgresql://127.0.0.1:1/none"),
        watch_once,
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_watcher_lets_patient_data_out(files: Files, data_folder: Path, failure: str) -> None:
    folder = files.watched
    folder.set(incomplete_after_seconds=0.01, log_formats=["html"], acknowledgments=["277CA"])
    prepare, work = FAILURES[failure]
    prepare(folder, data_folder)
    ended(work, folder.root, SCRUBBER_DATA_DIR=str(data_folder))
    told = told_by(folder)
    assert any(told)
    assert canaries(*told, names=True) == []


def test_the_data_is_where_it_belongs(files: Files, data_folder: Path) -> None:
    """The search does find it there; and there it is its owner's alone."""
    files.watched.watch()
    for place in ("out", "log", "hold", "archive"):
        paths = [path for path in (files.watched.root / place).rglob("*") if path.is_file()]
        assert canaries(*(path.read_bytes() for path in paths))
        if place != "archive":  # where a file keeps what its sender has given it
            assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    ledger = data_folder / "ledger.sqlite"
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    held = ledger.read_bytes()
    assert b"ZQX0001" in held  # by its claim number a person finds the claim
    assert [member for member in (b"ZQX0003", b"ZQX0004") if member in held] == []


def test_what_a_killed_watcher_leaves_shows_nothing(files: Files, data_folder: Path) -> None:
    folder = files.watched
    killed = {VARIABLE: FaultPoint.RECEIPT_STAGED, "SCRUBBER_DATA_DIR": str(data_folder)}
    assert ended(watch_once, folder.root, **killed) == KILLED
    assert canaries(*told_by(folder), names=True) == []
    (job,) = (path for path in folder.place("work").iterdir() if path.is_dir())
    order, plan = read_record(job / ORDER, Order), read_record(job / PLAN, Plan)
    announced = read_record(job / IDENTITY, Announced)
    assert order
    assert plan
    assert announced
    assert canaries((job / PLAN).read_bytes(), names=True)
    told = [repr(each) for each in (order, plan, plan.receipt, announced, *plan.outputs)]
    assert (job / CLAIMS_RECORD).exists()
    assert canaries(*told, *map(str, (order, plan, announced)), names=True) == []
    ended(watch_once, folder.root, SCRUBBER_DATA_DIR=str(data_folder))
    assert canaries(*told_by(folder), names=True) == []


def test_the_metrics_show_nothing(files: Files, data_folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files.watched.set(metrics_port=port)
    process = started(watch_on, files.watched.root, SCRUBBER_DATA_DIR=str(data_folder))
    until(files.watched.receipts)
    until(lambda: b"done" in metrics(port))
    told = metrics(port)
    process.terminate()
    process.join()
    assert canaries(told, names=True) == []


def metrics(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return bytes(answer.read())
