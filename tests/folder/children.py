"""Watchers as processes of their own that start at once: forked from a process that has loaded all
they need. What they are killed by is real, and so is what they leave."""

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

from scrubber.folder import faults
from scrubber.folder.release import release_files
from scrubber.folder.watcher import watch

KILLED = -signal.SIGKILL

_alone = Lock()
"""Starting a process asks all others how they ended, and that can be read once."""
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tests.folder.loaded"])


def watch_once(root: Path) -> None:
    """As `scrubber watch ROOT --once`."""
    watch(root, once=True)


def watch_on(root: Path) -> None:
    """As `scrubber watch ROOT`, until a signal."""
    watch(root)


def release(root: Path, name: str, rule: str) -> None:
    """As `scrubber release ROOT NAME --attest RULE --attested-by NAME`."""
    release_files(root, [name], [rule], "A. Person")


def started(work: Callable[..., None], *arguments: Any, **environment: str) -> BaseProcess:
    """A process that does this work, under these variables and those of the test: what it is forked
    from has those of the test that was the first. What it says goes to `told` beside the folder."""
    variables = {**os.environ, **{name: str(value) for name, value in environment.items()}}
    process = _forks.Process(target=_with, args=(variables, work, arguments), daemon=True)
    with _alone:
        process.start()
    return process


def ended(work: Callable[..., None], *arguments: Any, **environment: str) -> int | None:
    """The same, to its end; how it ended."""
    process = started(work, *arguments, **environment)
    wait([process.sentinel], 60)
    with _alone:
        return process.exitcode


def _with(environment: dict[str, str], work: Callable[..., None], arguments: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(faults)  # It has read its variable when it was loaded.
    told = os.open(arguments[0].with_name("told"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(told, 2)
    with suppress(KeyboardInterrupt):
        work(*arguments)
