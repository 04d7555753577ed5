"""Operational logs: only what is on the list gets through, and no file's name."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace

import pytest

from scrubber import logs, scrub
from scrubber.rules import all_rules
from scrubber.rules.kit import Findings
from tests.edi import ClaimText, one_claim

Lines = Callable[[], list[dict[str, object]]]


@contextmanager
def logged() -> Iterator[Lines]:
    """What was logged to standard error so far; within the test, since pytest swaps it too."""
    stream = io.StringIO()
    with redirect_stderr(stream):
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_only_listed_keys_get_through() -> None:
    with logged() as lines:
        logs.logger().error(
            "rule_failed", rule="TH101", segment=12, claim_id="C1", member_id="1EG4", name="ADA"
        )
        (line,) = lines()
    assert line.pop("timestamp")
    assert line == {"event": "rule_failed", "level": "error", "rule": "TH101", "segment": 12}


def test_no_listed_key_names_a_patient_a_claim_or_a_path() -> None:
    told = re.compile("name|member|patient|birth|claim_id|path|before|after|message|text")
    assert not [key for key in logs.ALLOWED_KEYS if told.search(key)]


def test_an_exceptions_text_does_not_get_through() -> None:
    with logged() as lines:
        try:
            int("SAMPLE ADA")
        except ValueError:
            logs.logger().exception("rule_failed", rule="TH101")
            logs.logger().error("rule_failed", exc_info=True)
        told = lines()
    assert len(told) == 2
    assert "SAMPLE" not in json.dumps(told)


def test_debug_and_info_are_not_logged() -> None:
    with logged() as lines:
        logs.logger().debug("rule_failed")
        logs.logger().info("rule_failed")
        assert lines() == []


@pytest.fixture
def failing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """TH103 raises, and says what must not be told."""

    def check(subject: object, tables: object) -> Findings:
        raise ValueError("SAMPLE ADA 1EG4TE5MK73")
        yield

    rules = tuple(
        replace(rule, check=check, cue=None) if rule.code == "TH103" else rule
        for rule in all_rules()
    )
    monkeypatch.setattr("scrubber.pipeline.all_rules", lambda: rules)


CLAIM = one_claim(ClaimText(["SV1*HC:97530:GP*150*UN*3***1~"])).encode()


def test_a_failing_rule_is_logged_by_its_code_and_error_type(failing_rule: None) -> None:
    with logged() as lines:
        scrub(CLAIM)
        (line,) = lines()
    line.pop("timestamp")
    expected = {"event": "rule_failed", "level": "error", "rule": "TH103", "error": "ValueError"}
    assert line == expected


def test_a_standard_error_that_was_closed_since_costs_no_run(failing_rule: None) -> None:
    """A service may replace standard error after the first line was logged."""
    with logged():
        logs.logger().error("rule_failed")
        first = sys.stderr
        with redirect_stderr(io.StringIO()):
            first.close()
            result = scrub(CLAIM)
    assert [r.rule for r in result.discrepancies if r.name == "internal-error"] == ["TH103"]
