"""The records of an outcome, in the order of its edits."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from scrubber.discrepancies.record import INTERNAL_ERROR, Discrepancy
from scrubber.findings import MONEY, Denial, Edit, Outcome
from scrubber.rules import rule_by_code


class ChangedSegment(NamedTuple):
    """A segment as the input has it, and as the output does."""

    before: str
    after: str


def discrepancies(outcome: Outcome, changed: Mapping[int, ChangedSegment]) -> Iterator[Discrepancy]:
    """The records of an outcome: one, or one for each applied change.

    `changed` are the segments that corrections have changed, by their offset: all records of one
    show it as it came and as it goes.
    """
    delta = sum(map(_money_change, outcome.edits), Decimal())
    charge_delta = f"{delta:+.2f}" if delta else "0.00"
    for edit in outcome.edits or (None,):
        yield _discrepancy(outcome, edit, charge_delta, changed)


class _RuleFacts(NamedTuple):
    """What all records of a rule have in common."""

    name: str
    sources: tuple[str, ...]
    denial: Denial | None


@cache
def _rule_facts(code: str) -> _RuleFacts:
    rule = rule_by_code(code)
    assert rule is not None
    return _RuleFacts(rule.name, tuple(map(str, rule.sources)), rule.denial)


def _discrepancy(
    outcome: Outcome, edit: Edit | None, charge_delta: str, changed: Mapping[int, ChangedSegment]
) -> Discrepancy:
    name, sources, denial = _rule_facts(outcome.rule)
    finding = outcome.finding
    claim, line, at_stake = finding.claim, finding.line, finding.at_stake
    place = edit.place if edit else finding.place
    segment = place.segment if place else None
    change = changed.get(segment.offset) if segment else None
    segment_before = change.before if change else segment.text if segment else None
    return Discrepancy(
        record="discrepancy",
        rule=f"{outcome.rule}-{finding.code}" if finding.code else outcome.rule,
        name=INTERNAL_ERROR if outcome.internal_error else name,
        severity=outcome.severity,
        action=outcome.action,
        correction_class=outcome.correction_class,
        claim_id=(claim.claim_id if claim else finding.claim_id) or None,
        line=(line.number or None) if line else None,
        line_control_number=(line.control_number or None) if line else None,
        service_date=(line.date_text or None) if line else None,
        procedure=(line.procedure or None) if line else None,
        payer_id=(claim.payer.payer_id or None) if claim else None,
        segment=segment.number if segment else None,
        offset=segment.offset if segment else None,
        element=place.name if place and place.element else None,
        before=place.value if place and place.element else None,
        after=edit.value if edit else None,
        segment_before=segment_before,
        segment_after=change.after if edit and change else None,
        message=finding.message,
        evidence=finding.evidence,
        sources=sources,
        denial=denial,
        charge_delta=charge_delta,
        payment_at_stake=f"{at_stake.dollars:.2f}" if at_stake else None,
        payment_basis=at_stake.basis if at_stake else None,
        loop=finding.loop or None,
        claim_segment=claim.clm.number if claim else None,
    )


def _money_change(edit: Edit) -> Decimal:
    if (edit.place.segment.id, edit.place.element) not in MONEY:
        return Decimal()
    return Decimal(edit.value) - Decimal(edit.place.value)
