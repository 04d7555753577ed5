"""The process in which pyx12 runs: some inputs make it hang, and then only the process can end.

It reads a line with the number of seconds it may take and the number of bytes, then the bytes, and
answers with a line of JSON: the errors, or what failed. It ends with its standard input.
"""

import json
import signal
import sys
from typing import BinaryIO

from scrubber.conformance.guide import GuideCheckFailed, guide_errors


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more requests."""
    while header := requests.readline():
        seconds, size = map(int, header.split())
        # An alarm that nobody handles ends the process, also inside a regular expression.
        signal.alarm(seconds)
        answer = _answer(requests.read(size))
        signal.alarm(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(data: bytes) -> dict[str, object]:
    try:
        return {"errors": guide_errors(data)}
    except GuideCheckFailed as error:
        return {"failed": str(error)}


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
