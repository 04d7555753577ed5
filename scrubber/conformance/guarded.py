"""pyx12 in a process of its own, with a time limit."""

import json
import sys
from typing import TYPE_CHECKING

from scrubber.conformance.guide import GuideCheckFailed, GuideError

if TYPE_CHECKING:
    from subprocess import Popen

SECONDS = 60
SECONDS_PER_MEGABYTE = 60
"""What a check may take: pyx12 reads about 250 claims, or 0.2 megabytes, a second."""


class GuardedGuide:
    """Checks text after text in one process, started when first asked and anew after it died."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._process: Popen[bytes] | None = None

    def errors(self, data: bytes) -> tuple[GuideError, ...]:
        """What guide_errors says. Raises GuideCheckFailed, also where it takes too long."""
        seconds = self._seconds + SECONDS_PER_MEGABYTE * len(data) // 1_000_000
        process = self._process = self._process or _start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"%d %d\n" % (seconds, len(data)) + data)
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):  # also where it was killed at half an answer
            self.close()
            raise GuideCheckFailed(f"pyx12 ended without an answer, or took over {seconds} seconds")
        answer = json.loads(line)
        if "failed" in answer:
            raise GuideCheckFailed(answer["failed"])
        return tuple(GuideError(*error) for error in answer["errors"])

    def close(self) -> None:
        """End the process; the next text starts another."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _start() -> "Popen[bytes]":
    from subprocess import DEVNULL, PIPE, Popen

    # -P: a file in the user's folder (json.py) must not be taken for a module.
    command = [sys.executable, "-P", "-m", "scrubber.conformance.worker"]
    try:
        return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    except OSError as error:
        raise GuideCheckFailed(f"pyx12's process cannot be started: {error.strerror}") from None
