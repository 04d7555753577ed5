"""Every rule's own examples, and the house rules that hold for all rules."""

import re
from pathlib import Path

import pytest

import scrubber.rules
from scrubber.findings import CorrectionClass
from scrubber.rules import Rule, Stage, all_rules
from scrubber.rules.examples import Example, Expectation
from tests.rules.harness import scrub_example, scrub_with

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}: {example.name}")
    for rule in all_rules()
    for example in rule.examples
]
ACTION = {
    Expectation.CORRECTS: "corrected",
    Expectation.FLAGS: "flagged",
    Expectation.HOLDS: "held",
    Expectation.NOT_EVALUABLE: "not_evaluable",
}
RULES = [pytest.param(rule, id=rule.code) for rule in all_rules()]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    scrubbed = scrub_example(rule, example)
    actions = [finding.action.value for finding in scrubbed.findings]
    if example.expectation is Expectation.PASSES:
        assert actions == []
    else:
        assert ACTION[example.expectation] in actions
        assert set(actions) == {ACTION[example.expectation]}
    if example.expectation is Expectation.CORRECTS:
        assert scrubbed.after == example.after
    elif example.expectation is not Expectation.PASSES:
        assert scrubbed.after == example.before or scrubbed.findings[0].before is not None


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_second_scrub_changes_nothing(rule: Rule, example: Example) -> None:
    once = scrub_example(rule, example).result.corrected
    twice = scrub_with(once.decode("latin-1"), example, rule)
    assert twice.corrected == once


def test_every_rule_file_is_registered() -> None:
    root = Path(scrubber.rules.__file__).parent
    on_disk = {
        path.stem.replace("_", "-")
        for stage in Stage
        for path in (root / stage.value).glob("*.py")
        if path.stem != "__init__"
    }
    assert on_disk == {rule.name for rule in all_rules()}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in all_rules()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_documented_and_sourced(rule: Rule) -> None:
    assert re.fullmatch(r"(TH[1-5]|CL1|EN1)\d\d|X12", rule.code)
    assert rule.summary.endswith(".")
    assert rule.reasons
    assert rule.sources
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", source.checked) for source in rule.sources)


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_an_example_that_fires_and_one_that_passes(rule: Rule) -> None:
    expectations = {example.expectation for example in rule.examples}
    assert Expectation.PASSES in expectations
    assert len(expectations) > 1
    names = [example.name for example in rule.examples]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES)
def test_advice_corrects_nothing_and_other_classes_show_a_correction(rule: Rule) -> None:
    corrects = any(example.expectation is Expectation.CORRECTS for example in rule.examples)
    assert corrects == (rule.corrects_as is not CorrectionClass.ADVICE) or rule.code == "CL101"
