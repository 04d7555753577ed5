"""The options that fix, check and diff share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

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
Jobs = Annotated[int, typer.Option(help="Processes; only 1 so far.", min=1, max=1, metavar="N")]
OutputDir = Annotated[
    Path | None, typer.Option(help="Where outputs go; default: beside the input.", metavar="DIR")
]
LogFormat = Annotated[
    str, typer.Option(help="Formats of the log: jsonl (always written), csv; commas between.")
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
