"""What the lines of a file say of each other: time booked twice, visits counted, notes repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.claims import Claim
from scrubber.evidence import BookedTime, LineEvidence, TimeBlock
from scrubber.tables import load_tables
from scrubber.treatment import FileHistory, LineHistory
from scrubber.treatment.history import NO_HISTORY
from scrubber.treatment.schedule import Booking, Schedule
from tests.edi import RENDERING_NPI, ClaimText, one_claim, subscriber
from tests.treatment.days import OTHER_NPI, claims_in, file_of, rendered_by, sv1

TABLES = load_tables()
NOTE = "Reaching tasks at counter height to improve cooking"


def block(text: str) -> TimeBlock:
    start, end = (time.fromisoformat(part) for part in text.split("-"))
    return TimeBlock(start, end)


def booked(text: str, therapist: str = "", assistant: bool = False) -> LineEvidence:
    return LineEvidence(booked=(BookedTime(block(text), therapist, assistant),))


def histories(
    claims: Sequence[Claim],
    *evidence: LineEvidence,
    history: FileHistory | None = None,
    logged: Mapping[int, Sequence[date]] = {},
) -> list[LineHistory]:
    """The history of every line; evidence goes line by line."""
    lines = [line for claim in claims for line in claim.lines]
    of_lines = {line.sv1.offset: e for line, e in zip(lines, evidence, strict=False)}
    found = (history or FileHistory()).of_set(claims, logged, of_lines, TABLES).lines
    return [found.get(line.sv1.offset, NO_HISTORY) for line in lines]


def two_patients(*lines: str, **second: str) -> list[Claim]:
    """A claim each of two patients, one line each."""
    one, other = lines
    return claims_in(
        file_of(
            subscriber(),
            str(ClaimText([one])),
            subscriber(hl=3, member="2AB1CD2EF34", first_name="BEN"),
            str(ClaimText([other], claim_id="C2", **second)),  # type: ignore[arg-type]
        )
    )


def overlaps(found: Sequence[LineHistory]) -> list[list[tuple[str, str]]]:
    return [[(o.booking.claim_id, o.booking.line) for o in line.overlaps] for line in found]


def test_a_therapist_who_treats_two_patients_at_once_is_told_on_the_later_line() -> None:
    claims = two_patients(sv1("97530"), sv1("97110"))
    found = histories(claims, booked("10:00-10:30"), booked("10:29-10:45"))
    assert overlaps(found) == [[], [("C1", "1")]]
    (overlap,) = found[1].overlaps
    assert overlap.booking.where == "claim C1 line 1, 97530 10:00-10:30"
    assert (str(overlap.shared), overlap.therapist) == ("10:29-10:30", RENDERING_NPI)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (booked("10:00-10:30"), booked("10:30-10:45")),
        (booked("10:00-10:30", RENDERING_NPI), booked("10:00-10:15", OTHER_NPI)),
        (booked("10:00-10:30"), booked("10:00-10:15", assistant=True)),
        (booked("10:00-10:30", assistant=True), booked("10:00-10:15")),
        (booked("10:00-10:30"), LineEvidence()),
    ],
)
def test_time_that_is_not_known_to_be_given_twice(
    first: LineEvidence, second: LineEvidence
) -> None:
    found = histories(two_patients(sv1("97530"), sv1("97110")), first, second)
    assert overlaps(found) == [[], []]


def test_an_assistants_block_counts_where_the_log_names_whose_time_it_was() -> None:
    claims = two_patients(sv1("97530"), sv1("97110"))
    found = histories(
        claims, booked("10:00-10:30", OTHER_NPI, True), booked("10:10-10:20", OTHER_NPI, True)
    )
    assert overlaps(found) == [[], [("C1", "1")]]


@pytest.mark.parametrize("second", [sv1("97150"), sv1("97161"), sv1("99213")])
def test_only_one_on_one_codes_are_compared(second: str) -> None:
    found = histories(
        two_patients(sv1("97530"), second), booked("10:00-10:30"), booked("10:00-10:30")
    )
    assert overlaps(found) == [[], []]


def test_another_date_is_another_day() -> None:
    claims = two_patients(sv1("97530"), sv1("97110"), date="20260310")
    found = histories(claims, booked("10:00-10:30"), booked("10:00-10:30"))
    assert overlaps(found) == [[], []]


def test_another_therapist_of_the_claim_is_somebody_else() -> None:
    claims = two_patients(sv1("97530"), sv1("97110", more=rendered_by("225100000X")))
    found = histories(claims, booked("10:00-10:30"), booked("10:00-10:30"))
    assert overlaps(found) == [[], []]


@pytest.mark.parametrize("claim_id", ["C1", "C9"])
def test_the_same_service_once_more_is_not_another(claim_id: str) -> None:
    text = file_of(
        subscriber(),
        str(ClaimText([sv1("97530")])),
        str(ClaimText([sv1("97530")], claim_id=claim_id, frequency="7")),
    )
    found = histories(claims_in(text), booked("10:00-10:30"), booked("10:00-10:30"))
    assert overlaps(found) == [[], []]


@pytest.mark.parametrize("second", ["10:00-10:30", "10:15-10:45"])
def test_two_lines_of_one_claim_are_two_services(second: str) -> None:
    (claim,) = claims_in(one_claim(ClaimText([sv1("97530"), sv1("97530")])))
    found = histories([claim], booked("10:00-10:30"), booked(second))
    assert overlaps(found) == [[], [("C1", "1")]]


def test_blocks_of_one_line_are_one_service() -> None:
    (claim,) = claims_in(one_claim(ClaimText([sv1("97530")])))
    twice = (*booked("10:00-10:30").booked, *booked("10:15-10:45").booked)
    assert overlaps(histories([claim], LineEvidence(booked=twice))) == [[]]


def test_a_clinic_is_no_therapist_whose_time_could_be_given_twice() -> None:
    claims = two_patients(sv1("97530"), sv1("97110"))
    clinic = [replace(claim, rendering=None) for claim in claims]
    found = histories(clinic, booked("10:00-10:30"), booked("10:00-10:30"))
    assert overlaps(found) == [[], []]
    named = histories(clinic, booked("10:00-10:30", OTHER_NPI), booked("10:00-10:30", OTHER_NPI))
    assert overlaps(named) == [[], [("C1", "1")]]


def test_a_later_transaction_set_knows_of_the_earlier() -> None:
    history = FileHistory()
    (first,) = claims_in(one_claim(ClaimText([sv1("97530")])))
    (second,) = claims_in(one_claim(ClaimText([sv1("97110")], claim_id="C2")))
    histories([first], booked("10:00-10:30"), history=history)
    found = histories([second], booked("10:10-10:20"), history=history)
    assert overlaps(found) == [[("C1", "1")]]


def test_void_claims_have_no_history() -> None:
    (void,) = claims_in(one_claim(ClaimText([sv1("97530")], frequency="8")))
    assert histories([void], booked("10:00-10:30")) == [NO_HISTORY]


MOMENTS = st.integers(0, 200).map(lambda minutes: time(8 + minutes // 60, minutes % 60))
BLOCKS = st.tuples(MOMENTS, MOMENTS).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(BLOCKS, max_size=12))
def test_the_schedule_finds_an_overlap_exactly_where_there_is_one(
    pairs: list[tuple[time, time]],
) -> None:
    schedule = Schedule()
    earlier: list[TimeBlock] = []
    for number, pair in enumerate(pairs):
        new = TimeBlock(*pair)
        met = schedule.book(Booking(0, "C1", str(number), "97530", b"", new))
        overlapping = [other for other in earlier if new.overlaps(other)]
        assert bool(met) == bool(overlapping)
        assert all(other.block in overlapping for other in met)
        earlier.append(new)


def visits_of(*dates: str, code: str = "97530") -> list[Claim]:
    lines = [sv1(code, more=f"DTP*472*D8*{day}~") for day in dates]
    return claims_in(one_claim(ClaimText(lines)))


def test_visits_are_counted_by_date_whatever_their_order() -> None:
    found = histories(visits_of("20260305", "20260302", "20260305", "20260309"))
    assert [line.visit for line in found] == [2, 1, 2, 3]


def test_a_date_of_the_treatment_log_is_a_visit_too() -> None:
    claims = visits_of("20260305")
    logged = {claims[0].clm.offset: [date(2026, 3, 2), date(2026, 3, 5)]}
    assert [line.visit for line in histories(claims, logged=logged)] == [2]


def test_visits_go_on_in_the_next_transaction_set() -> None:
    history = FileHistory()
    histories(visits_of("20260302", "20260305"), history=history)
    assert [line.visit for line in histories(visits_of("20260309"), history=history)] == [3]


def test_patients_and_disciplines_are_counted_apart() -> None:
    two = two_patients(sv1("97530"), sv1("97530"), date="20260310")
    assert [line.visit for line in histories(two)] == [1, 1]
    lines = [sv1("97530", more="DTP*472*D8*20260302~"), sv1("97530", "GO")]
    assert [line.visit for line in histories(claims_in(one_claim(ClaimText(lines))))] == [1, 1]


def test_a_line_of_no_known_discipline_is_no_visit_of_any() -> None:
    lines = [sv1("97530", "", more=rendered_by(""))]
    assert [line.visit for line in histories(claims_in(one_claim(ClaimText(lines))))] == [0]


def note(text: str) -> LineEvidence:
    return LineEvidence(note=text)


@pytest.mark.parametrize(
    "again", [NOTE, NOTE.upper(), f"  {NOTE.replace(' ', '  ')}. ", NOTE.replace(" at", ", at")]
)
def test_the_same_words_on_another_date(again: str) -> None:
    found = histories(visits_of("20260302", "20260305"), note(NOTE), note(again))
    assert [line.same_note for line in found] == ["", "claim C1 line 1 of 2026-03-02"]


@pytest.mark.parametrize("again", [f"{NOTE} today", NOTE.replace("counter", "shelf"), ""])
def test_other_words(again: str) -> None:
    found = histories(visits_of("20260302", "20260305"), note(NOTE), note(again))
    assert [line.same_note for line in found] == ["", ""]


@pytest.mark.parametrize(("words", "told"), [(4, False), (5, True)])
def test_a_few_words_are_no_copy(words: int, told: bool) -> None:
    text = " ".join(NOTE.split()[:words])
    found = histories(visits_of("20260302", "20260305"), note(text), note(text))
    assert bool(found[1].same_note) is told


def test_a_note_stands_for_a_day_and_for_a_patient() -> None:
    same_day = histories(visits_of("20260302", "20260302"), note(NOTE), note(NOTE))
    assert [line.same_note for line in same_day] == ["", ""]
    two = two_patients(sv1("97530"), sv1("97530"), date="20260310")
    assert [line.same_note for line in histories(two, note(NOTE), note(NOTE))] == ["", ""]


def test_ten_thousand_lines_of_one_therapist_cost_no_more_each() -> None:
    """The schedule looks at the stretches that a block meets, not at all of them."""
    looked_at = 0

    class Counting(time):
        def __lt__(self, other: time) -> bool:
            nonlocal looked_at
            looked_at += 1
            return super().__lt__(other)

    schedule = Schedule()
    midnight = timedelta()
    for minute in range(1438):
        start = (midnight + timedelta(minutes=minute)).seconds // 60
        new = TimeBlock(
            Counting(start // 60, start % 60), Counting((start + 1) // 60, (start + 1) % 60)
        )
        schedule.book(Booking(0, "C1", str(minute), "97530", b"", new))
    assert looked_at < 1438 * 40
