"""TH301: what counts as word that two services were separate, and what does not."""

import pytest

from scrubber.discrepancies import Discrepancy
from tests.discrepancies.proof import log, of_rule, proven, row
from tests.edi import ClaimText, one_claim

BOTH = ("SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97140:GP*45*UN*1***1~")
TESTED = "SV1*HC:97750:GP*45*UN*1***1~"
"""Denied beside 97530 and beside 97140."""


def found(lines: tuple[str, ...], *rows: dict[str, str], payer: str = "MB") -> list[Discrepancy]:
    text = one_claim(ClaimText(lines), claim_filing=payer)
    return of_rule(proven(text, treatments=log(*rows)).discrepancies, "TH301")


def block(line: int, procedure: str, start: str, end: str) -> dict[str, str]:
    return row(line=str(line), procedure=procedure, start=start, end=end)


MANUAL = block(2, "97140", "10:30", "10:45")
ACTIVITIES = block(1, "97530", "10:00", "10:23")
TEST = block(3, "97750", "09:00", "09:20")


def test_every_procedure_that_it_stands_beside_is_named() -> None:
    (record,) = found((*BOTH, TESTED))
    assert (record.action, record.line, record.element) == ("flagged", "3", "SV101-4")
    assert record.message == (
        "97750 is denied beside 97530 and 97140, which are paid, without 59 or another distinct "
        "modifier"
    )


@pytest.mark.parametrize("rows", [(MANUAL,), (ACTIVITIES,)])
def test_time_blocks_of_one_of_the_two_are_no_word_for_both(rows: tuple[dict[str, str]]) -> None:
    (record,) = found(BOTH, *rows, payer="CI")
    assert (record.action, record.after) == ("flagged", None)


@pytest.mark.parametrize("rows", [(TEST,), (TEST, ACTIVITIES), (ACTIVITIES, MANUAL)])
def test_time_blocks_have_to_be_known_of_every_pair(rows: tuple[dict[str, str], ...]) -> None:
    (record,) = found((*BOTH, TESTED), *rows)
    assert (record.action, record.after) == ("flagged", None)


def test_time_blocks_of_every_pair_are_word_enough() -> None:
    (record,) = found((*BOTH, TESTED), TEST, ACTIVITIES, MANUAL)
    assert (record.action, record.line, record.after) == ("corrected", "3", "59")
    assert record.evidence[-1] == (
        "time blocks do not overlap: 09:00-09:20 and 10:00-10:23, 10:30-10:45"
    )


def test_every_time_block_is_told() -> None:
    (record,) = found(
        (*BOTH, TESTED), TEST, block(3, "97750", "11:00", "11:10"), ACTIVITIES, MANUAL
    )
    assert record.evidence[-1] == (
        "time blocks do not overlap: 09:00-09:20, 11:00-11:10 and 10:00-10:23, 10:30-10:45"
    )


def test_every_overlap_is_told() -> None:
    split = [block(1, "97530", *times) for times in [("08:50", "09:05"), ("09:15", "09:30")]]
    (record,) = found((BOTH[0], TESTED), *split, {**TEST, "line": "2"})
    assert record.action == "flagged"
    assert record.evidence[-1] == (
        "time blocks overlap: 09:00-09:20 and 08:50-09:05, 09:00-09:20 and 09:15-09:30"
    )


def test_a_line_that_has_its_modifier_hides_no_other() -> None:
    lifted = TESTED.replace(":GP", ":GP:59")
    trained = "SV1*HC:97537:GP*45*UN*1***1~"
    assert [record.line for record in found((BOTH[0], lifted, trained))] == ["3"]


def test_a_modifier_on_the_line_that_the_payer_does_not_read_is_told() -> None:
    (record,) = found((BOTH[0], BOTH[1].replace(":GP", ":GP:59")), payer="CI")
    assert (record.action, record.severity, record.line) == ("flagged", "warning", "1")
    assert record.evidence[-1] == (
        "a distinct modifier stands on 97140; by the payer's profile (default) it belongs on 97530"
    )
