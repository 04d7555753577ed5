"""What ends a watcher's pause."""

import subprocess
import sys

SIGNAL_AT_EVERY_STEP = """
import signal, sys
from scrubber.folder.waking import Bell, signals

def hang_up(frame, event, argument):
    sys.settrace(None)
    signal.raise_signal(signal.SIGHUP)
    sys.settrace(hang_up)
    return hang_up

bell = Bell()
with signals(bell):
    for seconds in (0.001, 0, -1):
        sys.settrace(hang_up)
        bell.wait(seconds)
        bell.ring()
        sys.settrace(None)
print(bell.rereads)
"""


def test_a_signal_in_the_middle_of_a_wait_is_heard() -> None:
    command = [sys.executable, "-c", SIGNAL_AT_EVERY_STEP]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout == "True\n"
