"""The options that fix, check and diff share."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from scrubber.conformance.corrections import Conformance

OutputDir = Annotated[
    Path | None, typer.Option(help="Where outputs go; default: beside the input.", metavar="DIR")
]
UnusedOutputDir = Annotated[
    Path | None,
    typer.Option(help="Taken as by fix, without effect: nothing is written.", metavar="DIR"),
]
UnusedSplit = Annotated[
    bool, typer.Option("--split", help="Taken as by fix, without effect: nothing is written.")
]
Held = Annotated[
    Path | None,
    typer.Option(
        help="The held claims of a split file. Default: {stem}.held{ext} by CORRECTED.",
        metavar="FILE",
    ),
]
LogFormat = Annotated[
    str, typer.Option(help="Formats of the log: jsonl (always written), csv, html; commas between.")
]
Acknowledgments = Annotated[
    str,
    typer.Option(
        help="Acknowledgments to write beside the outputs: 999, 277CA, TA1; commas between.",
        metavar="KINDS",
    ),
]
RefusedAcknowledgments = Annotated[str, typer.Option("--ack", hidden=True)]
Payers = Annotated[
    Path | None,
    typer.Option(help="Payer profiles that add to or replace the built-in ones.", metavar="DIR"),
]
Overwrite = Annotated[bool, typer.Option(help="Replace outputs that have other content.")]
Treatments = Annotated[
    Path | None,
    typer.Option(
        help="Treatment log, CSV or JSON Lines. Default: beside the input, its name ending in "
        ".treatments.csv",
        metavar="FILE",
    ),
]
TherapyUsed = Annotated[
    Path | None,
    typer.Option(
        help="Therapy dollars used this year, CSV. Default: beside the input, its name ending in "
        ".therapy_used.csv",
        metavar="FILE",
    ),
]

Codes = list[str] | None


@dataclass(frozen=True, kw_only=True)
class Shared:
    """The shared options as given; the annotations are what the command line shows of them."""

    treatments: Treatments = None
    therapy_used: TherapyUsed = None
    payers: Payers = None
    locality: Annotated[
        str,
        typer.Option(
            help="Medicare locality for prices, as OH-00; default: national.", metavar="STATE-NN"
        ),
    ] = ""
    attest: Annotated[
        Codes,
        typer.Option(help="The site's word for an attested rule; repeatable.", metavar="RULE"),
    ] = None
    attested_by: Annotated[str, typer.Option(help="Who gives that word.", metavar="NAME")] = ""
    select: Annotated[
        Codes,
        typer.Option(
            help="Run only these rules: codes, names or TH1; commas or repeated.", metavar="RULES"
        ),
    ] = None
    ignore: Annotated[
        Codes,
        typer.Option(help="Leave these rules out; commas or repeated.", metavar="RULES"),
    ] = None
    hold_on: Annotated[
        Codes,
        typer.Option(
            help="Hold claims with open findings of these rules, or errors; commas or repeated.",
            metavar="RULES",
        ),
    ] = None
    conformance: Annotated[
        Conformance | None,
        typer.Option(
            help="Ask pyx12 about the guide: of corrected claims, or of all. Default: off; full "
            "with --ack 999.",
            case_sensitive=False,
        ),
    ] = None
    max_bytes: Annotated[
        int | None, typer.Option(help="Refuse larger inputs.", min=1, metavar="N")
    ] = None
    ledger: Annotated[
        bool,
        typer.Option(
            "--ledger",
            help="Read therapy used from the ledger too; fix enters the run in it.",
        ),
    ] = False
    jobs: Annotated[
        int,
        typer.Option(help="Processes that share a file's transaction sets.", min=1, metavar="N"),
    ] = 1


def with_shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes `shared` the options of Shared in its place."""
    own = [p for p in signature(command).parameters.values() if p.name != "shared"]
    options = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(Shared)
    ]

    @wraps(command)
    def with_options(**values: Any) -> None:
        shared = Shared(**{field.name: values.pop(field.name) for field in fields(Shared)})
        command(shared=shared, **values)

    own = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own]
    with_options.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined]
    return with_options
