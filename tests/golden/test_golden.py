"""Treatment days with a verdict written by hand from the CMS rules, not from what the program says.

The day must have exactly the findings of its verdict; those that follow from a correction (SV102,
CLM02, SV103) are checked by what must hold of any corrected file.
"""

from decimal import Decimal

import pytest

from tests.golden import (
    days_assistants,
    days_modifiers,
    days_mue,
    days_notes,
    days_pairs,
    days_pairs_by_date,
    days_providers,
    days_threshold,
    days_threshold_year,
    days_time_blocks,
    days_totals_and_log,
    days_unit_pools,
    days_units,
    days_visits,
)
from tests.golden.harness import Day, in_order
from tests.treatment.days import claims_in

SUBJECTS = {
    "units": days_units.UNITS_MEDICARE + days_units.UNITS_OTHERS + days_unit_pools.POOLS,
    "mue": days_mue.MUE,
    "time blocks": days_time_blocks.TIME_BLOCKS,
    "modifiers": days_modifiers.MODIFIERS,
    "assistants": days_assistants.TIMED
    + days_assistants.UNTIMED
    + days_assistants.ON_THE_LINE
    + days_assistants.WHO_ASKS
    + days_assistants.CONTRADICTS,
    "providers": days_providers.MODIFIER_FOR_CODE + days_providers.RENDERED_BY_ASSISTANT,
    "pairs": days_pairs.PAIRS
    + days_pairs_by_date.NCCI_PAIRS
    + days_pairs_by_date.ENDED
    + days_pairs_by_date.OWN_EDITS
    + days_pairs_by_date.EVIDENCE,
    "threshold": days_threshold.THRESHOLD
    + days_threshold_year.ASSISTANTS
    + days_threshold_year.REPLACED
    + days_threshold_year.POOLS_AND_YEARS
    + days_threshold_year.REVIEW,
    "notes": days_notes.NOTES + days_notes.CLONES,
    "visits": days_visits.VISITS,
    "totals and log": days_totals_and_log.TOTALS_AND_LOG,
}
LABELLED = {
    f"{subject}: {day.filing} {day.name}": day for subject, days in SUBJECTS.items() for day in days
}
EVERY_DAY = pytest.mark.parametrize("day", LABELLED.values(), ids=LABELLED)


@EVERY_DAY
def test_verdict(day: Day) -> None:
    assert day.found(day.scrubbed()) == in_order(day.verdict)


@EVERY_DAY
def test_charges_follow_the_units_and_the_total_follows_the_charges(day: Day) -> None:
    result = day.scrubbed()
    before, after = claims_in(day.text), claims_in(result.corrected.decode("latin-1"))
    for old, new in zip(before, after, strict=True):
        assert (new.total_charge or 0) - (new.line_charges or 0) == (old.total_charge or 0) - (
            old.line_charges or 0
        )
        for was, line in zip(old.lines, new.lines, strict=True):
            if was.units and line.units:
                assert (line.charge or 0) * was.units == (was.charge or 0) * line.units
            else:
                assert line.charge == was.charge


@EVERY_DAY
def test_a_second_scrub_corrects_nothing(day: Day) -> None:
    once = day.scrubbed().corrected
    again = day.scrubbed(once.decode("latin-1"))
    assert again.corrected == once
    assert all(d.action.value != "corrected" for d in again.discrepancies)


@EVERY_DAY
def test_no_correction_without_evidence_or_attestation_raises_a_charge(day: Day) -> None:
    result = day.scrubbed()
    before, after = result.summary.charges.before, result.summary.charges.after
    assert day.attest or Decimal(after) <= Decimal(before)


def test_the_days_are_labelled_once() -> None:
    assert len(LABELLED) == sum(map(len, SUBJECTS.values())) >= 400


@EVERY_DAY
def test_the_lines_are_told_in_file_order(day: Day) -> None:
    in_file = [line.control_number for claim in claims_in(day.text) for line in claim.lines]
    told = zip(day.lines, day.numbers(), strict=True)
    assert in_file == [f"{line.claim}L{number}" for line, number in told]


def test_a_reading_is_told_with_what_it_follows_from() -> None:
    assert all(day.why for day in LABELLED.values() if day.reading)
