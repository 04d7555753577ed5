"""pyx12 in a process of its own: what it answers, and what becomes of it where it hangs or dies."""

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scrubber.conformance import GuardedGuide, GuideCheckFailed, guide_errors
from scrubber.conformance.worker import serve
from tests.conformance.test_guide import VALID_837P

VALID = VALID_837P.encode()
FAULTY = VALID.replace(b"*UN*2*", b"*XX*2*")


@pytest.fixture
def guide():
    guarded = GuardedGuide()
    yield guarded
    guarded.close()


def test_it_says_what_guide_errors_says(guide: GuardedGuide) -> None:
    assert guide.errors(VALID) == ()
    assert guide.errors(FAULTY) == guide_errors(FAULTY) != ()
    with pytest.raises(GuideCheckFailed) as failure:
        guide_errors(b"no X12")
    with pytest.raises(GuideCheckFailed, match=str(failure.value)):
        guide.errors(b"no X12")
    assert guide.errors(VALID) == ()


def test_a_process_that_was_killed_is_told_and_started_anew(guide: GuardedGuide) -> None:
    guide.errors(VALID)
    process = guide._process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(GuideCheckFailed, match="ended without an answer"):
        guide.errors(FAULTY)
    assert guide.errors(FAULTY) == guide_errors(FAULTY)


def test_a_process_that_hangs_ends_at_its_time(guide: GuardedGuide, monkeypatch) -> None:
    """Stopped, it can no more answer than where pyx12 is caught in a loop; the alarm is a signal
    that ends it as soon as it goes on."""
    hanging = GuardedGuide(seconds=1)
    hanging.errors(VALID)
    assert hanging._process is not None
    slow = b"".join(
        [VALID[: VALID.index(b"HL*1*")], b"HL*1**20*1~" * 400_000, VALID[VALID.index(b"SE*") :]]
    )
    monkeypatch.setattr("scrubber.conformance.guarded.SECONDS_PER_MEGABYTE", 0)
    started = time.monotonic()
    with pytest.raises(GuideCheckFailed, match="or took over 1 seconds"):
        hanging.errors(slow)
    assert time.monotonic() - started < 30
    assert hanging._process is None


def test_half_an_answer_is_none(guide: GuardedGuide) -> None:
    """It may be killed (for want of memory) while it writes."""
    half = "import sys; sys.stdin.buffer.readline(); print('{\"errors\": [', end='')"
    guide._process = subprocess.Popen(
        [sys.executable, "-c", half], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with pytest.raises(GuideCheckFailed, match="ended without an answer"):
        guide.errors(VALID)
    assert guide.errors(VALID) == ()


def test_files_of_the_users_folder_are_no_modules(
    guide: GuardedGuide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert guide.errors(VALID) == ()


def test_a_process_that_cannot_be_started_is_told(
    guide: GuardedGuide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(GuideCheckFailed, match="cannot be started: No such file or directory"):
        guide.errors(VALID)


def test_larger_texts_may_take_longer() -> None:
    written = []

    class Process:
        class stdin:  # noqa: N801
            write = staticmethod(written.append)
            flush = staticmethod(lambda: None)

        class stdout:  # noqa: N801
            readline = staticmethod(lambda: b'{"errors": []}\n')

    guarded = GuardedGuide(seconds=7)
    guarded._process = Process  # type: ignore[assignment]
    guarded.errors(b"x" * 2_000_000)
    assert written[0].startswith(b"127 2000000\n")


def test_it_ends_with_the_first_process() -> None:
    guarded = GuardedGuide()
    guarded.errors(VALID)
    process = guarded._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    assert process.stdout is not None
    process.stdout.close()


def test_nothing_is_started_before_it_is_asked() -> None:
    guarded = GuardedGuide()
    assert guarded._process is None
    guarded.close()


def test_the_worker_answers_line_by_line() -> None:
    requests = io.BytesIO(b"".join(b"60 %d\n" % len(data) + data for data in (VALID, FAULTY, b"x")))
    answers = io.BytesIO()
    serve(requests, answers)
    clean, faulty, failed = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert clean == {"errors": []}
    assert [error[1] for error in faulty["errors"]] == ["7"]
    assert "pyx12 raised" in failed["failed"]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
