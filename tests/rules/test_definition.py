"""What a rule file declares is what the rule is, and the words of its examples."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from scrubber.findings import CorrectionClass, Denial, Severity, Source
from scrubber.rules import Rule, Stage, all_rules, rule_by_code
from scrubber.rules.definition import RULE_ATTRIBUTE, rule
from scrubber.rules.examples import (
    Example,
    Expectation,
    Given,
    cannot_tell,
    corrects,
    flags,
    holds,
    passes,
    rendering,
)

MODULE = "some.made.up.rules.units.minutes_lost_twice"
SOURCE = Source("A manual", checked="2026-11-21")
EXAMPLE = flags("SV1*1~", name="an example")
NEEDED: dict[str, Any] = {"severity": "warning", "sources": [SOURCE], "examples": [EXAMPLE]}


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Rule]:
    """The rule that a file of this docstring declares."""

    def declare(doc: str | None = "A summary.", **given: Any) -> Rule:
        monkeypatch.setitem(sys.modules, MODULE, ModuleType(MODULE, doc))

        def check(*_: object) -> None:
            """Never called."""

        check.__module__ = MODULE
        assert rule("TH999", **NEEDED, **given)(check) is check  # type: ignore[type-var]
        made: Rule = getattr(check, RULE_ATTRIBUTE)
        assert made.check is check
        return made

    return declare


def test_a_rule_is_what_its_file_declares(declared: Callable[..., Rule]) -> None:
    made = declared(
        " A summary. \n\n    Why it is so,\n    and what is safe.\n    ",
        corrects_as="attested",
        evidence="The log.",
        on_record="A word.",
        by_itself="waits",
        figures=["cms/modifiers"],
        denial=Denial(carc="4"),
    )
    assert (made.code, made.name, made.stage) == ("TH999", "minutes-lost-twice", Stage.UNITS)
    assert made.corrects_as is CorrectionClass.ATTESTED
    assert made.severity is Severity.WARNING
    assert made.summary == "A summary."
    assert made.reasons == "Why it is so,\nand what is safe."
    assert (made.evidence, made.on_record, made.by_itself) == ("The log.", "A word.", "waits")
    assert (made.figures, made.denial) == (("cms/modifiers",), Denial(carc="4"))
    assert (made.sources, made.examples) == ((SOURCE,), (EXAMPLE,))


@pytest.mark.parametrize(
    ("class_", "by_itself"),
    [
        ("repair", "corrects"),
        ("attested", "corrects with evidence or attestation, else flags"),
        ("advice", "only tells you"),
    ],
)
def test_what_a_rule_need_not_declare(
    declared: Callable[..., Rule], class_: str, by_itself: str
) -> None:
    made = declared(doc=None, corrects_as=class_)
    assert made.by_itself == by_itself
    assert (made.summary, made.reasons) == ("", "")
    assert (made.evidence, made.on_record) == ("The claim itself.", "")
    assert (made.figures, made.denial) == ((), None)


def test_rules_stand_in_the_order_of_their_stages_then_codes() -> None:
    order = [(list(Stage).index(each.stage), each.code) for each in all_rules()]
    assert order == sorted(order)


@pytest.mark.parametrize("wanted", ["EN101", " en101 ", "control-count-wrong"])
def test_a_rule_by_code_or_name(wanted: str) -> None:
    found = rule_by_code(wanted)
    assert found is not None
    assert found.code == "EN101"


@pytest.mark.parametrize("wanted", ["", "EN", "control_count_wrong"])
def test_no_rule_of_that_code_or_name(wanted: str) -> None:
    assert rule_by_code(wanted) is None


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (flags, "flags"),
        (holds, "holds"),
        (cannot_tell, "not evaluable"),
        (passes, "passes"),
    ],
)
@pytest.mark.parametrize("given", [None, Given(taxonomy="225X00000X")])
def test_an_example_that_changes_nothing(
    word: Callable[..., Example], told: str, given: Given | None
) -> None:
    example = word("SV1*1~", name="an example", given=given)
    assert example == Example("an example", Expectation(told), "SV1*1~", "SV1*1~", given or Given())


def test_an_example_that_corrects() -> None:
    given = rendering("225X00000X")
    assert given == Given(taxonomy="225X00000X")
    example = corrects("SV1*1~", "SV1*2~", name="an example", given=given)
    assert example == Example(
        "an example", Expectation("corrects"), "SV1*1~", "SV1*2~", given=given
    )
