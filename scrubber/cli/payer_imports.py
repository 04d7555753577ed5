"""Payers' answers read into the ledger, file by file."""

import getpass
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from scrubber.cli.answer_texts import eligibility_text, remittance_text
from scrubber.cli.each_input import worst_of
from scrubber.cli.errors import ExitCode
from scrubber.cli.inputs import Input
from scrubber.cli.terminal import terminal
from scrubber.ledger import Ledger
from scrubber.ledger.eligibility import EligibilityCounts, import_eligibility
from scrubber.ledger.imports import Imported
from scrubber.ledger.remittances import RemittanceCounts, import_remittance
from scrubber.tables import load_tables
from scrubber.x12 import OpenSource

Counts = TypeVar("Counts")


def import_remittances(ledger: Ledger, files: Sequence[Path]) -> ExitCode:
    """835s; claims that do not balance are left for a person."""
    tables, who = load_tables(), getpass.getuser()

    def enter(name: str, source: OpenSource) -> Imported[RemittanceCounts]:
        return import_remittance(ledger, name, source, tables, who)

    return _each(files, enter, remittance_text, lambda counts: bool(counts.unbalanced))


def import_eligibilities(
    ledger: Ledger, files: Sequence[Path], accept_unconfirmed: bool
) -> ExitCode:
    """271s; amounts that are not taken are left for a person."""
    tables, who = load_tables(), getpass.getuser()

    def enter(name: str, source: OpenSource) -> Imported[EligibilityCounts]:
        return import_eligibility(
            ledger, name, source, tables, who, accept_unconfirmed=accept_unconfirmed
        )

    return _each(files, enter, eligibility_text, lambda counts: bool(counts.listed))


def _each(
    files: Sequence[Path],
    enter: Callable[[str, OpenSource], Imported[Counts]],
    told: Callable[[Imported[Counts]], Iterator[str]],
    is_left_open: Callable[[Counts], bool],
) -> ExitCode:
    """Import each file and say what came of it; one that cannot be read stops no other."""
    out = terminal()

    def work(input_: Input) -> ExitCode:
        with input_.source() as source:
            imported = enter(input_.name, source)
        out.tell("", head=input_.name)
        for line in told(imported):
            out.tell(line, indent=2)
        left_open = not imported.before and is_left_open(imported.counts)
        return ExitCode.FINDINGS_REMAIN if left_open else ExitCode.NOTHING_LEFT

    return worst_of([Input(path) for path in files], work, writes=False)
