"""All that is on record for a line: which source of minutes wins, and what was signed."""

from collections.abc import Sequence
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.evidence import (
    NOTHING,
    Attestation,
    LineEvidence,
    TimeBlock,
    TreatmentRow,
    gather,
    line_evidence,
    treatment_row,
)
from tests.treatment.days import claim_of

CELLS = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}
NOTE = "NTE*ADD*97530 19 MIN~"
UNITS = "SV1*HC:97530:GP*100*UN*2***1~"
IN_MINUTES = "SV1*HC:97530:GP*100*MJ*17***1~"


def evidence(line: str, *rows: dict[str, str]) -> LineEvidence:
    read: Sequence[TreatmentRow] = [
        treatment_row(number, {**CELLS, **cells}) for number, cells in enumerate(rows, 2)
    ]
    return gather(claim_of(line).lines[0], read)


MINUTE_CELLS = st.sampled_from(["", "0", "15", "23"])


@given(
    st.fixed_dictionaries(
        {
            "minutes": MINUTE_CELLS,
            "start": st.sampled_from(["", "10:00"]),
            "end": st.just("10:23"),
            "assistant_minutes": MINUTE_CELLS,
            "therapist_npi": st.sampled_from(["", "1730251182"]),
            "separate_service": st.sampled_from(["", "Y", "N"]),
            "kx_justified": st.sampled_from(["", "Y", "N"]),
            "signed_by": st.sampled_from(["", "T. Hand PT"]),
            "note": st.sampled_from(["", "Reaching tasks."]),
        }
    ),
    st.sampled_from([UNITS, IN_MINUTES]),
)
def test_the_quick_way_of_one_row_is_the_way_of_several(cells: dict[str, str], text: str) -> None:
    row = treatment_row(2, {**CELLS, **cells})
    line = claim_of(text).lines[0]
    assert gather(line, [row]) == line_evidence._of_rows([row], line)


def test_nothing_is_on_record() -> None:
    assert evidence(UNITS) is NOTHING
    assert LineEvidence() == NOTHING
    assert (
        LineEvidence(
            minutes=None,
            assistant_minutes=None,
            booked=(),
            therapists=(),
            note="",
            separate_service=None,
            kx_justified=None,
            statement="",
        )
        == NOTHING
    )


def test_the_notes_of_split_time_are_one_note_that_no_trace_shows() -> None:
    rows = [{**BLOCK, "note": "Reaching tasks."}, {"note": ""}, {"note": "To improve cooking."}]
    found = evidence(UNITS, *rows)
    assert found.note == "Reaching tasks. To improve cooking."
    assert "Reaching" not in repr(found)


LOGGED = {"minutes": "23", "start": "10:00", "end": "10:30"}
BLOCK = {"start": "10:00", "end": "10:21"}


@pytest.mark.parametrize(
    ("line", "rows", "minutes"),
    [
        (IN_MINUTES + NOTE, [LOGGED], 23),
        (IN_MINUTES + NOTE, [BLOCK], 21),
        (IN_MINUTES + NOTE, [{"kx_justified": "Y"}], 19),
        (IN_MINUTES + NOTE, [], 19),
        (IN_MINUTES + NOTE.replace("ADD", "add"), [], 19),
        (IN_MINUTES, [], 17),
        (IN_MINUTES + "NTE*ADD*SEE CHART~", [], 17),
        (IN_MINUTES, [{"kx_justified": "Y"}], 17),
        (UNITS + NOTE, [{"minutes": "0"}], 0),
        (UNITS, [{"kx_justified": "Y"}], None),
        (UNITS + "NTE*TPO*97530 19 MIN~", [], None),
        (UNITS, [{"minutes": "23"}, {"kx_justified": "Y"}], None),
    ],
)
def test_minutes_come_from_the_best_source(
    line: str, rows: list[dict[str, str]], minutes: int | None
) -> None:
    found = evidence(line, *rows).minutes
    assert (found and found.value) == minutes


@pytest.mark.parametrize(
    ("line", "rows", "source"),
    [
        (UNITS, [{"minutes": "23", "signed_by": "T. Hand PT"}], "treatment log row 2"),
        (UNITS, [{"minutes": "23", "signed_by": "T. Hand PT"}], "signed by T. Hand PT"),
        (UNITS + NOTE, [], "NTE"),
        (IN_MINUTES, [], "SV103=MJ"),
    ],
)
def test_minutes_say_where_they_come_from(
    line: str, rows: list[dict[str, str]], source: str
) -> None:
    found = evidence(line, *rows).minutes
    assert found is not None
    assert source in found.source


@pytest.mark.parametrize("quantity", ["17.5", "-5", "", "many"])
def test_a_quantity_that_is_no_number_of_minutes(quantity: str) -> None:
    assert evidence(f"SV1*HC:97530:GP*100*MJ*{quantity}***1~").minutes is None


@pytest.mark.parametrize(
    ("quantity", "minutes"), [("0", 0), ("1", 1), ("1440", 1440), ("1441", None), ("5000", None)]
)
def test_a_quantity_of_no_more_minutes_than_a_day_has(quantity: str, minutes: int | None) -> None:
    found = evidence(f"SV1*HC:97530:GP*100*MJ*{quantity}***1~").minutes
    assert (found and found.value) == minutes


def test_minutes_among_other_words_do_not_outrank_the_claims_own() -> None:
    found = evidence(IN_MINUTES + "NTE*ADD*ARRIVED 15 MINUTES LATE~").minutes
    assert found is not None
    assert (found.value, found.sure) == (17, True)


def test_split_blocks_add_up() -> None:
    found = evidence(UNITS, {"start": "10:30", "end": "10:45"}, {"start": "10:00", "end": "10:10"})
    assert found.minutes is not None
    assert found.minutes.value == 25
    assert found.blocks == (
        TimeBlock(time(10), time(10, 10)),
        TimeBlock(time(10, 30), time(10, 45)),
    )


def test_the_logs_blocks_outrank_the_notes() -> None:
    note = "NTE*ADD*0900-0915~"
    assert evidence(UNITS + note, BLOCK).blocks == (TimeBlock(time(10), time(10, 21)),)
    assert evidence(UNITS + note, {"minutes": "15"}).blocks == (TimeBlock(time(9), time(9, 15)),)


@pytest.mark.parametrize(
    ("rows", "therapist", "assisted"),
    [
        ([], "", False),
        ([{"therapist_npi": "1730251182"}], "1730251182", False),
        ([{"therapist_npi": "1730251182", "assistant_minutes": "9"}], "1730251182", True),
        ([{"assistant_minutes": "9"}, {"therapist_npi": "1730251182"}], "", True),
    ],
)
def test_the_log_says_who_gave_the_blocks_of_a_note(
    rows: list[dict[str, str]], therapist: str, assisted: bool
) -> None:
    (booked,) = evidence(UNITS + "NTE*ADD*97530 1000-1030~", *rows).booked
    assert (booked.therapist_npi, booked.with_assistant) == (therapist, assisted)


@pytest.mark.parametrize(
    ("cells", "given"),
    [(("",), None), (("", ""), None), (("0",), 0), (("5", ""), 5), (("5", "4"), 9)],
)
def test_assistant_minutes_add_up_and_none_said_is_not_zero(
    cells: tuple[str, ...], given: int | None
) -> None:
    rows = [{"assistant_minutes": cell, "kx_justified": "Y"} for cell in cells]
    assert evidence(UNITS, *rows).assistant_minutes == given


@pytest.mark.parametrize("cells", [{}, {"start": "10:00", "end": "10:30"}, {"minutes": "30"}])
def test_a_therapist_whom_the_log_names_is_known_with_a_time_or_without(
    cells: dict[str, str],
) -> None:
    named = [{**cells, "therapist_npi": npi} for npi in ("1730251182", "", "1730251182")]
    assert evidence(UNITS, *named).therapists == ("1730251182",)
    assert evidence(UNITS, cells).therapists == ()


def test_minutes_among_other_words_stay_unsure() -> None:
    found = evidence(UNITS + "NTE*ADD*ARRIVED 15 MINUTES LATE~").minutes
    assert found is not None
    assert not found.sure


@pytest.mark.parametrize(
    ("said", "meant"),
    [(("Y",), True), (("N",), False), (("",), None), (("Y", "N"), False), (("", "Y"), True)],
)
def test_a_no_outweighs_a_yes(said: tuple[str, ...], meant: bool | None) -> None:
    blocks = [{"start": "10:00", "end": "10:10"}, {"start": "10:30", "end": "10:45"}]
    rows = [
        {**block, "separate_service": word, "kx_justified": word}
        for block, word in zip(blocks, said, strict=False)
    ]
    found = evidence(UNITS, *rows)
    assert (found.separate_service, found.kx_justified) == (meant, meant)


def test_the_statement_names_rows_and_signers_once() -> None:
    rows = [{**BLOCK, "signed_by": "T. Hand PT"}, {"signed_by": "T. Hand PT"}]
    statement = evidence(UNITS, *rows).statement
    assert statement == "treatment log row 2; treatment log row 3, signed by T. Hand PT"


BOTH_ROWS = "treatment log row 2; treatment log row 3"


@pytest.mark.parametrize(
    ("signers", "statement"),
    [
        (["T. Hand PT", "A. Aide PTA"], f"{BOTH_ROWS}, signed by T. Hand PT, A. Aide PTA"),
        (["", "T. Hand PT"], f"{BOTH_ROWS}, signed by T. Hand PT"),
        (["", ""], BOTH_ROWS),
    ],
)
def test_the_statement_names_every_signer_and_no_other(signers: list[str], statement: str) -> None:
    assert evidence(UNITS, *({"signed_by": who} for who in signers)).statement == statement


def test_a_site_attestation_covers_the_rules_it_names() -> None:
    attestation = Attestation(frozenset({"TH301"}), "A. Biller")
    assert attestation.covers("TH301")
    assert not attestation.covers("TH401")
    assert "A. Biller" in str(attestation)
    assert not Attestation().covers("TH301")


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (("10:23", "10:30"), False),
        (("09:50", "10:00"), False),
        (("10:22", "10:30"), True),
        (("09:50", "10:01"), True),
        (("10:05", "10:06"), True),
        (("09:00", "11:00"), True),
    ],
)
def test_blocks_overlap_where_a_minute_lies_in_both(other: tuple[str, str], overlaps: bool) -> None:
    one = TimeBlock(time(10), time(10, 23))
    two = TimeBlock(*map(time.fromisoformat, other))
    assert one.overlaps(two) is two.overlaps(one) is overlaps
    assert str(one) == "10:00-10:23"


@pytest.mark.parametrize(
    ("line", "rows", "told"),
    [
        (UNITS + NOTE, [{"minutes": "23"}], "; the line note (NTE, segment 29) says 19"),
        (UNITS + NOTE, [{"minutes": "19"}], ""),
        (UNITS + "NTE*ADD*CAME 19 MINUTES LATE~", [{"minutes": "23"}], ""),
        (UNITS, [LOGGED], "; start and end make 30"),
        (UNITS, [BLOCK], ""),
        (UNITS, [BLOCK | {"minutes": "20"}, {"minutes": "5"}], ""),
    ],
)
def test_what_says_otherwise_is_told_with_the_logs_minutes(
    line: str, rows: list[dict[str, str]], told: str
) -> None:
    found = evidence(line, *rows)
    assert found.minutes
    assert found.minutes.source.removeprefix(found.statement) == told
