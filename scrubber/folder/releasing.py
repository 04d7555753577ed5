"""Held claims that go out on a person's word: what it covers, and new control numbers."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from scrubber.acknowledgments.control_numbers import number_for
from scrubber.evidence import Attestation
from scrubber.findings import CorrectionClass
from scrubber.folder.durable import open_own
from scrubber.folder.jobs import Job
from scrubber.options import Options
from scrubber.rules import rule_by_code
from scrubber.x12 import renumber


def release_options(options: Options, attested: Iterable[str], by: str) -> Options:
    """With a person's word for these rules: an attested correction is applied, and what another
    rule holds goes as it is. Raises BadOption."""
    rules = {name: rule_by_code(name) for name in attested}
    correcting = frozenset(
        name
        for name, rule in rules.items()
        if rule and rule.corrects_as is CorrectionClass.ATTESTED
    )
    return replace(
        options,
        attestation=Attestation(correcting, by if correcting else ""),
        release=Attestation(frozenset(rules) - correcting, by),
        tell_left_over=False,  # Its log is that of the whole file that the claims were in.
    )


def renumbered(job: Job, run: str) -> Path:
    """The held claims under control numbers of their own: the first part of their file went out
    with the old ones. The same run gets the same numbers again. Raises NotReadable, OSError."""
    path = job.folder / "renumbered"
    ordinals = count(1)
    with job.input.open("rb") as source, open_own(path) as target:
        renumber(source, target, lambda: number_for(f"release {run} {next(ordinals)}"))
    return path
