"""TH101, TH102 and TH103: which lines of a day are told, what keeps them, and in which words."""

import pytest

from scrubber.rules.examples import Given
from tests.rules.harness import findings_of

Told = list[tuple[str | None, str, str | None, str]]
"""Line, action, what the units become, and what is said last."""

CHOICE = "lines of that day have an equal claim to a unit: the therapist chooses"
ABOVE_SHARE = "another line of that day bills more than its share: settle that first"
NOT_KNOWN = "not lowered: minutes, units, discipline or day of another line are not known"
FREE_TEXT = "a free-text note with other words is not enough to"
BY_BILLER = "site attestation by A. Biller"
ABOUT = "NTE*ADD*ABOUT {} MIN~"


def line(units: str | int, procedure: str = "97530", more: str = "") -> str:
    return f"SV1*HC:{procedure}:GP*100*UN*{units}***1~{more}"


def in_minutes(quantity: int, procedure: str = "97110") -> str:
    return f"SV1*HC:{procedure}:GP*100*MJ*{quantity}***1~"


def told(code: str, before: str, given: Given) -> Told:
    """One entry for each line: its units, where they are changed, else the whole finding."""
    return [
        (record.line, record.action.value, record.after, record.evidence[-1])
        for record in findings_of(code, before, given)
        if record.element == "SV104"
    ]


@pytest.mark.parametrize(
    ("before", "minutes", "expected"),
    [
        # One whole unit and 5 minutes: another line's minutes may make that 2, never 3.
        (line(2) + line(1, "97110"), (20, None), []),
        (line(3) + line(1, "97110"), (20, None), [("1", "flagged", None, NOT_KNOWN)]),
        (line(1) + line(1, "97110"), (0, None), [("1", "flagged", None, NOT_KNOWN)]),
        (line(1) + line("1.5", "97110"), (8, 5), []),
        (line("1.5") + line(3, "97110"), (8, 8), [("2", "flagged", None, NOT_KNOWN)]),
        (line(2) + line(2, "97110"), (15, None), []),
        # The day is not over: the units stand on the wrong line, which is another rule's finding.
        (line(3) + line(1, "97110"), (15, 45), []),
        (
            line(3) + line(2, "97110") + line(2, "97140"),
            (15, 20, 20),
            [(at, "flagged", None, CHOICE) for at in ("1", "2", "3")],
        ),
        (
            line(3) + line(1, "97110", ABOUT.format(15)),
            (23,),
            [("1", "flagged", None, f"{FREE_TEXT} lower units")],
        ),
    ],
)
def test_units_that_are_not_lowered(
    before: str, minutes: tuple[int | None, ...], expected: Told
) -> None:
    assert told("TH101", before, Given(minutes=minutes)) == expected


def test_a_choice_that_the_line_has_no_part_in_keeps_no_units() -> None:
    """55 minutes are 4 units, and 97530 has 1 of them however the other two share theirs."""
    before = "SV1*HC:97530:GP*150*UN*3***1~" + line(1, "97110") + line(1, "97140")
    records = findings_of("TH101", before, Given(minutes=(15, 20, 20)))
    assert [(record.line, record.after) for record in records] == [("1", "1"), ("1", "50")]


def test_the_count_of_the_day_is_told() -> None:
    given = Given(minutes=(23, 23), claim_filing="CI")
    both_methods = (
        "the day's 46 minutes are 4 units by the midpoint rule (AMA) or 3 units by the "
        "8-minute rule (CMS)"
    )
    record, _ = findings_of("TH101", "SV1*HC:97530:GP*150*UN*3***1~" + line(2, "97110"), given)
    assert record.message == "bills 3 units, and its minutes support 2"
    assert record.evidence == (
        "23 minutes: treatment log row 2, signed by T. Hand PT",
        f"{both_methods}, and 5 are billed on claim C1 line 1 and claim C1 line 2",
    )


def test_what_a_line_has_by_itself_is_told() -> None:
    (record,) = findings_of("TH101", line(3) + line(1, "97110"), Given(minutes=(20, None)))
    assert record.message == "bills 3 units, and its own minutes support 2 at the most"
    assert record.evidence[0] == "20 minutes: treatment log row 2, signed by T. Hand PT"


ATTESTED = "A. Biller"


@pytest.mark.parametrize(
    ("before", "minutes", "expected"),
    [
        (line(1) + line(1, "97110"), (30, 15), [("1", "corrected", "2", BY_BILLER)]),
        (line(2) + line(1, "97110"), (23, 30), [("2", "corrected", "2", BY_BILLER)]),
        (line(1) + in_minutes(30), (30,), [("1", "corrected", "2", BY_BILLER)]),
        (in_minutes(30) + line(1), (None, 30), [("2", "corrected", "2", BY_BILLER)]),
        (
            line(1) + line(1, "97110"),
            (20, 20),
            [("1", "flagged", None, CHOICE), ("2", "flagged", None, CHOICE)],
        ),
        (line(1) + line(3, "97110"), (35, 33), [("1", "flagged", None, ABOVE_SHARE)]),
        (
            line(1, more=ABOUT.format(30)),
            (),
            [("1", "flagged", None, f"{FREE_TEXT} raise units")],
        ),
        (line(1) + line(1, "97110"), (30, None), []),
        (
            in_minutes(20) + in_minutes(20, "97112") + line(1),
            (None, None, 30),
            [("3", "flagged", None, CHOICE)],
        ),
    ],
)
def test_units_that_may_be_raised(
    before: str, minutes: tuple[int | None, ...], expected: Told
) -> None:
    given = Given(minutes=minutes, attested_by=ATTESTED)
    assert told("TH102", before, given) == expected


@pytest.mark.parametrize("first", [15, None], ids=["billed in full", "minutes missing"])
def test_a_pool_that_is_not_below_hides_no_other(first: int | None) -> None:
    provider = "NM1*82*1*OTHER*ANN****XX*1730251182~PRV*PE*PXC*225X00000X~"
    other = f"SV1*HC:97110:GO*100*UN*1***1~{provider}"
    given = Given(minutes=(first, 30), attested_by=ATTESTED)
    assert told("TH102", line(1) + other, given) == [("2", "corrected", "2", BY_BILLER)]


def test_the_minutes_and_the_units_they_support_are_told() -> None:
    (record,) = findings_of("TH102", line(1), Given(minutes=(30,)))
    assert record.message == "bills 1 unit, and the minutes support 2"
    assert record.evidence[0] == "30 minutes: treatment log row 2, signed by T. Hand PT"


@pytest.mark.parametrize(
    ("before", "minutes", "lines"),
    [
        (line(2) + line(1, "97110"), (15, 30), ["1"]),
        (line(1, "97110") + line(2), (30, 15), ["2"]),
        (line(2) + line(1, "97110") + line(1, "97140"), (15, 30, 15), ["1"]),
        # Without all minutes nothing is known of a share; over the day is another rule's.
        (line(2) + line(1, "97110"), (15, None), []),
        (line(3) + line(1, "97110"), (15, 30), []),
        (in_minutes(30) + line(2, "97140") + line(1), (None, 15, 30), ["2"]),
    ],
)
def test_units_on_the_wrong_line(
    before: str, minutes: tuple[int | None, ...], lines: list[str]
) -> None:
    records = findings_of("TH103", before, Given(minutes=minutes))
    assert [record.line for record in records] == lines
