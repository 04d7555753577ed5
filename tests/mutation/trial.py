"""A mutant on trial: the tests run on it in a forked process, and the exit code is the verdict."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from types import CodeType, ModuleType

import pytest

from scrubber.tables import load_tables
from tests.mutation.mutants import Mutant

SECONDS = 60
"""What a mutant may take; one that loops for ever is killed by it."""
HEAVY = ("hypothesis.strategies", "lxml.etree", "pydantic", "pyx12", "structlog", "typer.testing")
"""What the tests import besides the program: here once, with the tables, and not in every fork."""
OPTIONS = [
    *("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:cov"),
    *("-o", "addopts=", "--hypothesis-profile=mutation"),
]
NOTHING_TO_RUN = pytest.ExitCode.NO_TESTS_COLLECTED


class Verdict(IntEnum):
    """What became of a mutant, as its process's exit code."""

    SURVIVED = 0
    KILLED = 1
    STILLBORN = 2
    """It cannot even be imported: no test was needed to see that."""
    EQUIVALENT = 3
    """It survived, and somebody has found that it does what the original does."""


def trials(
    mutants: Sequence[Mutant], tests: Sequence[str], jobs: int
) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant with its verdict, in the order in which they are done."""
    for name in HEAVY:
        import_module(name)
    load_tables()
    running: dict[int, Mutant] = {}
    waiting = iter(mutants)
    while True:
        while len(running) < jobs and (mutant := next(waiting, None)):
            running[_forked(tests, mutant)] = mutant
        if not running:
            return
        process, status = os.wait()
        yield running.pop(process), _verdict(status)


def passes(tests: Sequence[str]) -> bool:
    """Whether the tests pass on the code as it is."""
    _, status = os.waitpid(_forked(tests), 0)
    return _verdict(status) is Verdict.SURVIVED


def _verdict(status: int) -> Verdict:
    # A signal is the alarm, or a crash.
    return Verdict(os.WEXITSTATUS(status)) if os.WIFEXITED(status) else Verdict.KILLED


def _forked(tests: Iterable[str], mutant: Mutant | None = None) -> int:
    process = os.fork()
    if process:
        return process
    verdict = Verdict.KILLED
    try:
        signal.alarm(SECONDS)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
        verdict = _tried(tests, mutant)
    finally:
        os._exit(verdict)


def _tried(tests: Iterable[str], mutant: Mutant | None) -> Verdict:
    sys.dont_write_bytecode = True
    if mutant:
        sys.meta_path.insert(0, _InItsPlace(mutant))
        try:
            import_module(mutant.module)
        except Exception:
            return Verdict.STILLBORN
        own = f"tests/{mutant.path.parts[1]}"
        # First, and by themselves: they kill most, and the others need not even be collected.
        of_rule = [[own, "-k", mutant.rule]] if mutant.rule else []
        groups = [*of_rule, [own], [path for path in tests if path != own]]
    else:
        groups = [list(tests)]
    killed = any(
        pytest.main([*OPTIONS, *group]) not in (pytest.ExitCode.OK, NOTHING_TO_RUN)
        for group in groups
    )
    return Verdict.KILLED if killed else Verdict.SURVIVED


class _InItsPlace(MetaPathFinder):
    """Finds the mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._mutant.module:
            return None
        loader = _MutantLoader(name, str(self._mutant.path.resolve()))
        loader.text = self._mutant.text
        return spec_from_loader(name, loader)


class _MutantLoader(SourceFileLoader):
    """Loads the mutated text, as if it stood in the module's file."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)
