"""Minutes that a line note states: read where the text has one meaning, else not."""

import re
from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber.evidence import TimeBlock
from scrubber.evidence.notes import LONGEST_RANGE, minutes_in_note, note_minutes

PROCEDURE = "97530"


def block(start: str, end: str) -> TimeBlock:
    return TimeBlock(time.fromisoformat(start), time.fromisoformat(end))


MORNING = (block("10:00", "10:23"),)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("97530 23 MIN", 23),
        ("23 MINUTES", 23),
        ("23 MIN", 23),
        ("23MIN", 23),
        ("23 MINS", 23),
        ("23 MIN.", 23),
        ("1 MINUTE", 1),
        ("105 MIN", 105),
        ("97530: 23 MIN", 23),
        ("97530 - 23 MINUTES", 23),
        ("97530=23MIN", 23),
        ("97530 TIME: 23 MIN", 23),
        ("97530 23 min", 23),
        ("  23 Minutes  ", 23),
    ],
)
def test_stated_minutes(text: str, minutes: int) -> None:
    assert minutes_in_note(text, PROCEDURE) == (minutes, True, ())


@pytest.mark.parametrize(
    "text",
    [
        "1000-1023",
        "10:00-10:23",
        "10:00 - 10:23",
        "1000 TO 1023",
        "10:00 to 10:23",
        "TIME IN 1000 OUT 1023",
        "time in 10:00 out 10:23",
        "TIME IN: 10:00 OUT: 10:23",
        "IN 1000 OUT 1023",
        "TIME 1000-1023",
        "97530 1000-1023",
        "97530 10:00-10:23",
        "97530: TIME IN 1000 OUT 1023",
        "10:00AM-10:23AM",
        "10:00 AM - 10:23 AM",
        "10:00-10:23 AM",
        "TIME IN 10:00AM OUT 10:23AM",
    ],
)
def test_a_time_range(text: str) -> None:
    assert minutes_in_note(text, PROCEDURE) == (23, True, MORNING)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1:10PM-1:40PM", "13:10", "13:40"),
        ("1:10 PM TO 1:40 PM", "13:10", "13:40"),
        ("11:50AM-12:10PM", "11:50", "12:10"),
        ("12:05-12:20 PM", "12:05", "12:20"),
        ("12:05AM-12:20AM", "00:05", "00:20"),
        ("12:50-1:15", "12:50", "13:15"),
        ("1250-0115", "12:50", "13:15"),
        ("11:50-1:05", "11:50", "13:05"),
        ("9:05-9:30", "09:05", "09:30"),
        ("0000-0015", "00:00", "00:15"),
        ("2300-2315", "23:00", "23:15"),
        ("1000-1001", "10:00", "10:01"),
        ("0800-1600", "08:00", "16:00"),
        ("11:50-12:10 PM", "11:50", "12:10"),
        ("13:10-13:40 AM", "13:10", "13:40"),
        ("0:10-0:40 PM", "00:10", "00:40"),
    ],
)
def test_twelve_hour_clock(text: str, start: str, end: str) -> None:
    expected = block(start, end)
    assert minutes_in_note(text, PROCEDURE) == (expected.minutes, True, (expected,))


def test_pm_after_the_range_is_meant_for_both_times() -> None:
    afternoon = block("13:10", "13:40")
    assert minutes_in_note("1:10-1:40 PM", PROCEDURE) == (30, True, (afternoon,))


@pytest.mark.parametrize(
    "text",
    [
        "0900-0923, 1000-1015",
        "0900-0923 AND 1000-1015",
        "0900-0923; 1000-1015",
        "09:00-09:23 & 10:00-10:15",
        "10:00-10:15 09:00-09:23",
    ],
)
def test_several_blocks_add_up(text: str) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert found is not None
    assert found[:2] == (38, True)
    assert set(found[2]) == {block("09:00", "09:23"), block("10:00", "10:15")}


@pytest.mark.parametrize(
    ("text", "minutes", "sure"),
    [("23 MIN, 1000-1023", 23, True), ("20 MIN, 1000-1023", 20, False)],
)
def test_minutes_beside_a_range_are_sure_where_both_say_the_same(
    text: str, minutes: int, sure: bool
) -> None:
    assert minutes_in_note(text, PROCEDURE) == (minutes, sure, MORNING)


def test_a_time_among_words_after_a_code_is_not_that_codes() -> None:
    text = "97530 10:00-10:23, HOME PROGRAM 5 MIN"
    assert minutes_in_note(text, PROCEDURE) == (23, True, MORNING)


@pytest.mark.parametrize(
    "text",
    ["97530 1000-1010, 1030-1045", "97530 10:00-10:10 AND 10:30-10:45"],
)
def test_several_blocks_after_one_code_add_up(text: str) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert found == (25, True, (block("10:00", "10:10"), block("10:30", "10:45")))


@pytest.mark.parametrize(
    "text",
    ["97530 10 MIN + 15 MIN", "97530 10 MIN AM, 15 MIN PM", "97530 10 MIN 97530 15 MIN"],
)
def test_a_part_of_the_time_is_not_surely_the_whole(text: str) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert found is None or not found[1] or found[0] == 25


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("97530 23 MIN 97140 15 MIN", 23),
        ("97140 15 MIN, 97530 23 MIN", 23),
        ("97530 23 MIN; 97140 15 MIN; TOTAL 38 MIN", 23),
        ("97530 1000-1023 97140 1023-1038", 23),
        ("97140 15 MIN 97110 8 MIN", None),
        ("97140 15 MIN", None),
        ("97140 1000-1015", None),
        ("97140 15 MIN, 23 MIN", None),
    ],
)
def test_only_the_lines_own_code_counts(text: str, minutes: int | None) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert (found and found[:2]) == (minutes and (minutes, True))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("ARRIVED 15 MINUTES LATE", 15),
        ("97530 10 MIN LATE START", 10),
        ("97530 15 MIN REST BREAK TAKEN", 15),
        ("TOTAL TREATMENT TIME OF 23 MINUTES", 23),
        ("TOTAL TIME 23 MIN", 23),
        ("PATIENT RESTED 5 MIN BETWEEN SETS", 5),
        ("SEEN 1000-1023 IN THE POOL", 23),
        ("15 MIN X 2", 15),
        ("ABOUT 23 MIN", 23),
    ],
)
def test_minutes_among_other_words_are_not_sure(text: str, minutes: int) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert found is not None
    assert found[:2] == (minutes, False)


@pytest.mark.parametrize("text", ["97140 GP 15 MIN", "SAME AS 97140: 15 MIN WAS GIVEN"])
def test_minutes_beside_another_code_are_never_sure(text: str) -> None:
    found = minutes_in_note(text, PROCEDURE)
    assert found is None or not found[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "97530",
        "97530 23",
        "23",
        "9375550100",
        "937-555-0100",
        "(937) 555-0100",
        "CALL 937.555.0100",
        "+1 937 555 0100",
        "PHONE 555-1234",
        "905-930",
        "555-1234",
        "2026-03-09",
        "03-09-2026",
        "03/09/2026",
        "20260309",
        "20260309-20260311",
        "SEEN 3/9-3/11",
        "DAYTON OH 45402-1234",
        "AUTH 1234567",
        "MRN 0001000-1023",
        "SSN 123-45-6789",
        "ICD M54.50",
        "2 UNITS",
        "1.5 HOURS",
        "REF 1000-1023-1",
        "KNEE ROM 110-125 DEGREES",
        "10 MIN 15 MIN",
        "MINIMAL ASSIST X 2",
        "MIN ASSIST",
        "2500-2523",
        "2500-1023",
        "2400-2415",
        "1000-1060",
        "1300-1300",
        "1300-0130",
        "12:50-12:15",
        "1:10 AM-1:40 PM",
        "11:50 AM-1:15 AM",
        "0800-1601",
        "1000-1075",
        "10:23-10:00",
        "2350-0010",
        "11:50 PM-12:10 AM",
        "0800-1700",
        "1000-1023, 1010-1030",
        "2400 MIN",
    ],
)
def test_other_digits_give_nothing(text: str) -> None:
    assert minutes_in_note(text, PROCEDURE) is None


CLOCK_TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
FRAGMENTS = st.sampled_from(
    [
        *("97530", "97140", "G0283", "23", "999", "MIN", "MINUTES", "1000", "1023", "10:23"),
        *("12:50", "-", ":", " ", ",", "TO", "IN", "OUT", "TIME", "TOTAL", "AM", "PM", "AND"),
        *("٣", "²", "\n"),
    ]
)
NOTES = st.one_of(
    st.text(), st.lists(FRAGMENTS, max_size=12).map("".join), st.lists(FRAGMENTS).map(" ".join)
)


@given(NOTES, st.sampled_from(["97530", "97140", "", "G0283"]))
@example("0 MIN", "97530")
@example("٢٣ MIN", "97530")
@example("0000-2359", "97530")
def test_any_text_is_read_or_left(text: str, procedure: str) -> None:
    found = minutes_in_note(text, procedure)
    if found is not None:
        minutes, _, blocks = found
        assert 0 <= minutes <= 24 * 60
        assert all(0 < each.minutes <= LONGEST_RANGE for each in blocks)


@given(st.text(alphabet="0123456789 /().,:#+"))
def test_digits_without_a_word_or_a_range_say_no_minutes(text: str) -> None:
    assert minutes_in_note(text, PROCEDURE) is None


@given(CLOCK_TIMES, CLOCK_TIMES)
def test_every_range_up_to_eight_hours_is_its_length(one: time, other: time) -> None:
    start, end = sorted((one, other))
    length = (end.hour - start.hour) * 60 + end.minute - start.minute
    found = minutes_in_note(f"97530 {start:%H%M}-{end:%H%M}", PROCEDURE)
    if 0 < length <= LONGEST_RANGE:
        assert found == (length, True, (TimeBlock(start, end),))
    elif length > 0:
        assert found is None


@given(st.integers(0, 999), st.sampled_from(["MIN", "MINS", "MINUTES", "min"]))
def test_stated_minutes_are_taken_as_they_stand(minutes: int, word: str) -> None:
    assert minutes_in_note(f"97530 {minutes} {word}", PROCEDURE) == (minutes, True, ())


def test_only_the_additional_information_note_is_read() -> None:
    assert note_minutes([("TPO", "97530 23 MIN", 31)], PROCEDURE) is None
    assert note_minutes([("DCP", "23 MIN", 31)], PROCEDURE) is None


def test_the_note_and_its_segment_are_the_source() -> None:
    found = note_minutes([("TPO", "SEE CHART", 30), ("ADD", "97530 23 MIN", 31)], PROCEDURE)
    assert found is not None
    assert (found[0].value, found[0].sure, found[1]) == (23, True, ())
    assert re.search(r"\b31\b", found[0].source)


def test_a_note_without_minutes_leaves_it_to_the_next() -> None:
    found = note_minutes([("ADD", "SEE CHART", 30), ("ADD", "1000-1023", 31)], PROCEDURE)
    assert found is not None
    assert found[1] == MORNING
