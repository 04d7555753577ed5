"""All that a rule file imports: the words, the examples, and how to write a finding."""

from scrubber.claims.checks import (
    NPI_BEGINNINGS,
    are_pointers,
    is_charge,
    is_dollars,
    is_npi,
    is_npi_like,
    is_pointer,
)
from scrubber.claims.models import MINUTES, UNITS
from scrubber.claims.values import CENT, amount, number
from scrubber.conformance import guide_error_told
from scrubber.evidence import UnmatchedRow
from scrubber.findings import Denial, Finding, Severity, Source
from scrubber.rules.definition import Findings, rule
from scrubber.rules.examples import (
    Given,
    cannot_tell,
    corrects,
    flags,
    holds,
    passes,
    rendering,
)
from scrubber.rules.subjects import GuideOpinion, ReceivedClaim, ReviewedClaim, Unplaced
from scrubber.tables import DailyCap, Tables, TherapyFigure, UnitLimit
from scrubber.treatment import (
    Contradiction,
    Cue,
    DayFees,
    EditedPair,
    Pool,
    Standing,
    ThresholdPosition,
    TreatmentDay,
    TreatmentLine,
    assistant_units,
    contradictions,
    day_fees,
    edit_has_ended,
    edits_known_from,
    phrase_kinds,
    phrases_in,
    refusal,
)
from scrubber.wording import count, listed, shortened
from scrubber.x12 import ControlCheck, ControlFault, Place, Segment

NO_UNIT = "these minutes support no unit: remove the line, or correct the minutes"

__all__ = [
    "MINUTES",
    "NO_UNIT",
    "NPI_BEGINNINGS",
    "UNITS",
    "Contradiction",
    "ControlCheck",
    "ControlFault",
    "Cue",
    "DailyCap",
    "DayFees",
    "Denial",
    "EditedPair",
    "Finding",
    "Findings",
    "Given",
    "GuideOpinion",
    "Place",
    "Pool",
    "ReceivedClaim",
    "ReviewedClaim",
    "Segment",
    "Severity",
    "Source",
    "Standing",
    "Tables",
    "TherapyFigure",
    "TreatmentDay",
    "TreatmentLine",
    "UnitLimit",
    "UnmatchedRow",
    "Unplaced",
    "amount",
    "are_pointers",
    "assistant_units",
    "cannot_tell",
    "contradictions",
    "corrects",
    "count",
    "day_fees",
    "edit_has_ended",
    "edits_known_from",
    "flags",
    "found",
    "guide_error_told",
    "holds",
    "is_charge",
    "is_dollars",
    "is_npi",
    "is_npi_like",
    "is_pointer",
    "listed",
    "number",
    "passes",
    "phrase_kinds",
    "phrases_in",
    "position_told",
    "refusal",
    "rendering",
    "rule",
    "shortened",
    "with_units",
    "year_told",
]


def found(line: TreatmentLine, place: Place, message: str) -> Finding:
    """A finding at a place of a service line."""
    return Finding(message=message, place=place, claim=line.claim, line=line.line)


def with_units(finding: Finding, line: TreatmentLine, units: int) -> Finding:
    """The finding, proposing new units and a charge in proportion (SV102 / old units x new units).

    Where that is no whole number of cents, or the claim's charges are no amounts, nothing is
    proposed and the finding says why. Units of 0 are held: a line is never deleted.
    """
    old, charge = line.line.units, line.line.charge
    if units == 0:
        return finding.because(NO_UNIT).held()
    if not old or charge is None or charge < 0 or line.claim.total_charge is None:
        return finding.because("SV102 or CLM02 is no amount that could follow")
    new_charge = charge * units / old
    if line.claim.total_charge + new_charge - charge < 0:
        return finding.because("CLM02 is less than what the line would lose")
    if new_charge != new_charge.quantize(CENT):
        return finding.because(
            f"SV102 {charge} for {count(old, 'unit')} has no whole-cent price a unit; "
            "set the charge by hand"
        )
    changed = finding.set(line.line.quantity_place, str(units))
    if new_charge == charge:
        return changed
    return changed.set(line.line.charge_place, amount(new_charge, line.line.charge_place.value))


def position_told(position: ThresholdPosition) -> list[str]:
    """A line's place against the threshold, as evidence: figures, sources and how sure it is."""
    threshold = position.threshold
    told = year_told(position)
    if threshold:
        told.append(f"{position.standing}: {position.total:,.2f} against {threshold.amount:,.2f}")
    if position.standing is Standing.MAYBE_OVER:
        replaced = position.counted_before or position.earlier.estimate < 0
        uncertain = position.used is not None and position.used.besides
        told.append(
            f"at the most {position.at_most:,.2f}: a locality may pay more, or up to the charge"
            + ("; the amount used may not hold what is replaced or void" if replaced else "")
            + ("; more may have been used before" if uncertain else "")
        )
    return told


def year_told(position: ThresholdPosition) -> list[str]:
    """What a line's year has come to, as evidence: the amount used, earlier lines, this one."""
    used, allowed = position.used, position.allowed
    if position.counted_before:
        line = (
            "this line replaces one that the amount used may hold already: 0.00 counted, at the "
            f"most {allowed.at_most:,.2f}"
        )
    elif position.published:
        line = f"this line: {allowed.estimate:,.2f} allowed, {position.prices}"
    else:
        line = f"this line: no published amount; at most its charge, {allowed.at_most:,.2f}"
    return [
        used.told if used else f"therapy used ({position.pool}): not on record",
        f"earlier lines of this file: {position.earlier.estimate:,.2f}",
        line,
    ]
