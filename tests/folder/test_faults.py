"""The fault points: a test may kill the process at each, and nothing else can."""

import importlib
import signal

import pytest

from scrubber.folder import faults
from scrubber.folder.faults import VARIABLE, FaultPoint


def test_the_process_is_killed_at_the_named_time(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setenv(VARIABLE, "plan-written:2")
    armed = importlib.reload(faults)
    monkeypatch.setattr(armed.os, "kill", lambda _, number: killed.append(number))
    for point in (armed.FaultPoint.JOB_MADE, *[armed.FaultPoint.PLAN_WRITTEN] * 3):
        armed.fault_point(point)
    assert killed == [signal.SIGKILL]
    monkeypatch.delenv(VARIABLE)
    importlib.reload(faults)


def test_without_the_variable_nothing_happens() -> None:
    for point in FaultPoint:
        faults.fault_point(point)
