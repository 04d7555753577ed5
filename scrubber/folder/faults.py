"""Named places between two durable effects, at which a test may kill the process.

A process is killed with SIGKILL at the point that SCRUBBER_FAULT_POINT names: `plan-written`, or
`output-published:2` for the second time that it is reached. The crash matrix walks all of them.
"""

import os
import signal
from enum import StrEnum

VARIABLE = "SCRUBBER_FAULT_POINT"


class FaultPoint(StrEnum):
    """In the order in which a file reaches them."""

    JOB_MADE = "job-made"
    INPUT_TAKEN = "input-taken"
    ALL_TAKEN = "all-taken"
    OUTPUTS_STAGED = "outputs-staged"
    PLAN_WRITTEN = "plan-written"
    LEDGER_RECORDED = "ledger-recorded"
    RECEIPT_STAGED = "receipt-staged"
    OUTPUT_PUBLISHED = "output-published"
    """After each output."""
    RECEIPT_PUBLISHED = "receipt-published"
    FILED = "filed"
    """After the input, and after each sidecar, went to the archive, to quarantine or to hold."""
    JOB_EMPTIED = "job-emptied"
    COPY_WRITTEN = "copy-written"
    """Between devices: the copy is whole, under its temporary name. Where the folders lie on two
    devices, the self-test at the start comes here first."""
    COPY_PUBLISHED = "copy-published"
    """Between devices: the copy has its name, and the original is still there."""


_name, _, _time = os.environ.get(VARIABLE, "").partition(":")
_armed = FaultPoint(_name) if _name else None
_times_left = int(_time or 1)


def fault_point(point: FaultPoint) -> None:
    """Die here, if a test wants that."""
    if point == _armed:
        global _times_left  # noqa: PLW0603
        _times_left -= 1
        if not _times_left:
            os.kill(os.getpid(), signal.SIGKILL)
