"""Exit codes, and how an error becomes one line on standard error."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import typer

from scrubber.errors import UsageError

TEMPORARY = re.compile(r"\.(.+)\.[a-z0-9_]{8}\.tmp")
"""How an output is called until it is whole."""


class ExitCode(IntEnum):
    """What the contract promises."""

    NOTHING_LEFT = 0
    FINDINGS_REMAIN = 1
    WRONG_USAGE = 2
    NOT_AN_837P = 3
    INPUT_OUTPUT = 4


def fail(code: ExitCode, message: str) -> NoReturn:
    """Say what is wrong and stop."""
    say(message)
    raise typer.Exit(code)


def say(message: str) -> None:
    """A line on standard error."""
    print(f"scrubber: {message}", file=sys.stderr)


def told(error: OSError, name: str) -> str:
    """An operating system's error as a sentence; an output by the name that it was to have."""
    path = Path(name)
    if temporary := TEMPORARY.fullmatch(path.name):
        name = str(path.with_name(temporary[1]))
    return f"{name}: {error.strerror or type(error).__name__}"


@contextmanager
def usage_errors() -> Iterator[None]:
    """Wrong options, evidence and profiles end as exit codes and not as tracebacks."""
    try:
        yield
    except UsageError as error:
        fail(ExitCode.WRONG_USAGE, str(error))
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        abandon_output()
        raise typer.Exit(ExitCode.INPUT_OUTPUT) from None
    except OSError as error:
        abandon_output()
        fail(ExitCode.INPUT_OUTPUT, told(error, str(error.filename or "input or output")))


def abandon_output() -> None:
    """Let standard output lead nowhere: what is still in it would fail once more at the exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
