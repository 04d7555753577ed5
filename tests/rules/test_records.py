"""What every rule's records hold, whatever the rule: whose they are, and where they stand."""

import pytest

from scrubber.rules import Rule, Stage, all_rules
from scrubber.rules.examples import Example, Expectation
from tests.rules.harness import scrub_example

FIRING = [
    pytest.param(rule, example, id=f"{rule.code}: {example.name}")
    for rule in all_rules()
    for example in rule.examples
    if example.expectation is not Expectation.PASSES
]


@pytest.mark.parametrize(("rule", "example"), FIRING)
def test_a_record_names_claim_place_and_line(rule: Rule, example: Example) -> None:
    for record in scrub_example(rule, example).findings:
        assert (record.claim_id is None) == (rule.stage is Stage.ENVELOPE)
        assert (record.element is None) == (rule.stage is Stage.MATCHING)
        assert (record.line is not None) == (record.element or "").startswith("SV")


@pytest.mark.parametrize(("rule", "example"), FIRING)
def test_a_record_is_in_words_and_names_nothing_that_is_not_there(
    rule: Rule, example: Example
) -> None:
    for record in scrub_example(rule, example).findings:
        assert " " in record.message
        assert "None" not in " ".join([record.message, *record.evidence])
