"""All that fix writes of one input, into files that are not yet published."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.options import Options
from scrubber.outputs.files import Outputs
from scrubber.outputs.names import log_name, output_name
from scrubber.outputs.scrubbed import Scrubbed, scrubbed
from scrubber.pipeline import Progress
from scrubber.x12 import OpenSource

if TYPE_CHECKING:
    from scrubber.acknowledgments import Kind


@dataclass(frozen=True)
class Wanted:
    """What is to be written besides the corrected file and the log as JSON Lines.

    `formats`: csv, html.
    """

    formats: Collection[str] = ()
    split: bool = False
    acknowledgments: Sequence["Kind"] = ()


@contextmanager
def write_outputs(
    open_source: OpenSource,
    name: str,
    wanted: Wanted,
    options: Options,
    outputs: Outputs,
    progress: Progress | None = None,
    *,
    keep_claims: bool = False,
) -> Iterator[Scrubbed]:
    """Scrub the input of this name into `outputs`, which the caller publishes or lets go.
    `keep_claims`: the ledger wants the judged claims.

    Raises what scrub_stream does, NotConserved, and UsageError where an acknowledgment would
    replace the input.
    """
    corrected_name, held_name = output_name(name, "corrected"), output_name(name, "held")
    corrected = outputs.open(corrected_name)
    held = outputs.open(held_name) if wanted.split else None
    with scrubbed(
        open_source, name, corrected, options, progress, held, keep_claims=keep_claims
    ) as result:
        if not result.file.split:
            outputs.without(held_name)
        elif not result.file.output.size:
            outputs.without(corrected_name)
        log = outputs.open(log_name(name, "jsonl"))
        result.write_log(log)
        for log_format in wanted.formats:
            result.write(log_format, outputs.open(log_name(name, log_format)))
        if wanted.acknowledgments:
            from scrubber.outputs.acknowledging import write_acknowledgments

            kinds = wanted.acknowledgments
            write_acknowledgments(kinds, name, open_source, result, log, outputs)
        yield result
