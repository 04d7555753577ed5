"""TH302: every line that cannot be paid is told once for each procedure it is denied beside."""

from scrubber.discrepancies import Discrepancy
from tests.rules.harness import findings_of

ACTIVITIES = "SV1*HC:97530:GP*100*UN*2***1~"
BEHAVIOR = "SV1*HC:97153*120*UN*4***1~"


def told(*lines: str) -> list[tuple[str | None, str]]:
    return [(record.line, record.message) for record in held(*lines)]


def held(*lines: str) -> list[Discrepancy]:
    records = findings_of("TH302", "".join(lines))
    assert {record.action for record in records} <= {"held"}
    return records


BESIDE = "97153 is denied beside {} of the same provider and day, and no modifier lifts that"


def test_two_lines_of_the_paid_procedure_are_one_finding() -> None:
    assert told(ACTIVITIES, BEHAVIOR, ACTIVITIES) == [("2", BESIDE.format("97530"))]


def test_two_denied_lines_are_two_findings() -> None:
    assert told(BEHAVIOR, ACTIVITIES, BEHAVIOR) == [
        ("1", BESIDE.format("97530")),
        ("3", BESIDE.format("97530")),
    ]


def test_each_procedure_that_it_is_denied_beside_is_told() -> None:
    sensory = "SV1*HC:97533:GP*60*UN*1***1~"
    assert told(ACTIVITIES, sensory, BEHAVIOR) == [
        ("3", BESIDE.format("97530")),
        ("3", BESIDE.format("97533")),
    ]


def test_the_procedure_is_the_place_and_the_table_the_evidence() -> None:
    (record,) = held(ACTIVITIES, BEHAVIOR)
    assert (record.element, record.before) == ("SV101-2", "97153")
    assert "column 1 97530, column 2 97153, indicator 0" in record.evidence[0]
