"""The options that fix, check and diff share, and what they mean together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from scrubber.cli.inputs import Input
from scrubber.evidence import (
    Attestation,
    TherapyUsed,
    TreatmentLog,
    read_therapy_used,
    read_treatment_log,
)
from scrubber.pipeline import Options

Treatments = Annotated[
    Path | None,
    typer.Option(
        help="Treatment log, CSV or JSON Lines. Default: {stem}.treatments.csv beside the input.",
        metavar="FILE",
    ),
]
TherapyUsedFile = Annotated[
    Path | None,
    typer.Option(
        "--therapy-used",
        help="Therapy dollars used this year, CSV. Default: {stem}.therapy_used.csv.",
        metavar="FILE",
    ),
]
Payers = Annotated[
    Path | None,
    typer.Option(help="Payer profiles that add to or replace the built-in ones.", metavar="DIR"),
]
Attest = Annotated[
    list[str] | None,
    typer.Option(help="The site's word for an attested rule; repeatable.", metavar="RULE"),
]
AttestedBy = Annotated[
    str, typer.Option("--attested-by", help="Who gives that word.", metavar="NAME")
]
Select = Annotated[
    list[str] | None,
    typer.Option(help="Run only these rules: codes, names or TH1; commas or repeated."),
]
Ignore = Annotated[
    list[str] | None, typer.Option(help="Leave these rules out; commas or repeated.")
]
MaxBytes = Annotated[
    int | None, typer.Option("--max-bytes", help="Refuse larger inputs.", min=1, metavar="N")
]


@dataclass(frozen=True)
class Shared:
    """The options as given."""

    treatments: Path | None
    therapy_used: Path | None
    payers: Path | None
    attest: Sequence[str]
    attested_by: str
    select: Sequence[str]
    ignore: Sequence[str]
    max_bytes: int | None

    def general(self) -> Options:
        """What holds for all inputs. Raises BadOption, BadEvidence."""
        if self.payers and not self.payers.is_dir():
            raise NotADirectoryError(20, "no such folder", str(self.payers))
        options = Options(
            treatments=_treatments(self.treatments),
            therapy_used=_therapy_used(self.therapy_used),
            payers=self.payers,
            attestation=Attestation(frozenset(_split(self.attest)), self.attested_by),
            select=tuple(_split(self.select)),
            ignore=tuple(_split(self.ignore)),
            max_bytes=self.max_bytes,
        )
        options.rules()
        options.checked_attestation()
        return options

    def for_input(self, general: Options, input_: Input, last: bool) -> Options:
        """What holds for one input: its own evidence files unless others are named.

        A log that serves several inputs has its left-over rows told with the last of them.
        """
        if not self.treatments:
            treatments = _treatments(input_.sidecar("treatments"))
            general = replace(general, treatments=treatments)
        if not self.therapy_used:
            therapy_used = _therapy_used(input_.sidecar("therapy_used"))
            general = replace(general, therapy_used=therapy_used)
        return replace(general, tell_left_over=last or not self.treatments)


def notes(options: Options) -> list[str]:
    """What a person should know of the evidence files."""
    unread = {
        "treatment log": options.treatments.unread_columns,
        "therapy-used file": options.therapy_used.unread_columns,
    }
    return [
        f"The {name} has columns that nobody reads: {', '.join(sorted(columns))}"
        for name, columns in unread.items()
        if columns
    ]


def _treatments(path: Path | None) -> TreatmentLog:
    return read_treatment_log(path) if path else TreatmentLog()


def _therapy_used(path: Path | None) -> TherapyUsed:
    return read_therapy_used(path) if path else TherapyUsed()


def _split(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
