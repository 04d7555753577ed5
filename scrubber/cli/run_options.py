"""What the shared options mean for a run, and which evidence files go with an input."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scrubber.cli.inputs import Input
from scrubber.cli.options import Shared
from scrubber.conformance import Conformance
from scrubber.evidence import (
    Attestation,
    TherapyUsed,
    TreatmentLog,
    read_therapy_used,
    read_treatment_log,
)
from scrubber.options import BadOption, Options
from scrubber.tables import load_tables


def general_options(shared: Shared) -> Options:
    """What holds for all inputs. Raises BadOption, BadEvidence, BadProfile, BadTable or
    UnknownLocality."""
    if shared.select and not _split(shared.select):
        raise BadOption("--select names no rule")
    options = Options(
        treatments=_treatments(shared.treatments),
        therapy_used=_therapy_used(shared.therapy_used),
        payers=shared.payers,
        locality=shared.locality,
        attestation=Attestation(frozenset(_split(shared.attest)), shared.attested_by),
        select=tuple(_split(shared.select)),
        ignore=tuple(_split(shared.ignore)),
        max_bytes=shared.max_bytes,
        jobs=shared.jobs,
        hold_on=tuple(_split(shared.hold_on)),
        conformance=shared.conformance or Conformance.OFF,
    )
    options.held_rules()
    options.checked_attestation()
    load_tables(shared.payers, shared.locality)
    return options


def options_for(shared: Shared, general: Options, input_: Input, last: bool) -> Options:
    """What holds for one input: its own evidence files unless others are named.

    A log that serves several inputs has its left-over rows told with the last of them.
    """
    files = evidence_files(shared, input_)
    if not shared.treatments:
        general = replace(general, treatments=_treatments(files.get("treatments")))
    if not shared.therapy_used:
        general = replace(general, therapy_used=_therapy_used(files.get("therapy_used")))
    return replace(general, tell_left_over=last or not shared.treatments)


def evidence_files(shared: Shared, input_: Input) -> dict[str, Path]:
    """The evidence files of an input by kind: those that are named, else those beside it."""
    named = {"treatments": shared.treatments, "therapy_used": shared.therapy_used}
    found = {kind: path or input_.sidecar(kind) for kind, path in named.items()}
    return {kind: path for kind, path in found.items() if path}


def _treatments(path: Path | None) -> TreatmentLog:
    return read_treatment_log(path) if path else TreatmentLog()


def _therapy_used(path: Path | None) -> TherapyUsed:
    return read_therapy_used(path) if path else TherapyUsed()


def _split(values: Sequence[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]
