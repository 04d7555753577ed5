"""A note keeps its evidence and no other word."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.deidentify.attempts import Exhausted
from scrubber.deidentify.elements import Kind
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.originals import Originals
from scrubber.evidence.notes import minutes_in_note
from scrubber.keys import Key
from scrubber.tables import load_tables
from scrubber.treatment.notes import phrases_in
from tests.deidentify.copies import KEY

TABLES = load_tables()
DAY = date(2026, 3, 9)
TIMES = (
    *("97530 23 MIN", "97140: 15 minutes", "98765 10 MIN", "TIME IN 1000 OUT 1023", "TOTAL 45 MIN"),
    *("10:00-10:23", "1:10-1:40 PM", "9:05 a.m. to 9:30 a.m.", "1234-5678", "25:99-26:00"),
    *("ARRIVED 15 MINUTES LATE", "REST BREAK", "AND", "23MIN", "999 MIN", "M5450 20 MIN"),
)
PHRASES = ("sit to stand", "SIT  TO\tSTAND", "cueing", "tolerated well", "to improve", "job")
OTHERS = (
    "ZEBULON",
    "Mr. Berg's",
    "lives at 12 Oak Lane",
    "\xe9t\xe9",
    "\xc3\xa9",
    "\xb7",
    "42",
    "-",
)
NOTES = st.lists(
    st.tuples(
        st.sampled_from((*TIMES, *PHRASES, *OTHERS)), st.sampled_from([" ", ", ", ". ", "\xa0"])
    ),
    min_size=1,
    max_size=8,
).map(lambda parts: "".join(text + end for text, end in parts).strip())


def texts_with(*names: str) -> FreeTexts:
    originals = Originals(())
    for name in names:
        originals.add(Kind.NAME, name)
    return FreeTexts(TABLES, originals)


OF_BERG = texts_with("BERG")


def kinds(note: str, procedure: str) -> set[str]:
    return set(phrases_in(note, procedure, DAY, TABLES))


def plain(note: str) -> str:
    return " ".join(re.findall(r"\w+", note.upper()))


@given(NOTES)
def test_the_evidence_stays(note: str) -> None:
    new = texts_with("BERG", "SMITH").replaced(note, KEY)
    for procedure in ("97530", "97140", "97110"):
        assert minutes_in_note(new, procedure) == minutes_in_note(note, procedure)
        assert kinds(new, procedure) == kinds(note, procedure)
    assert len(plain(new).split()) == len(plain(note).split())
    assert len(new) <= len(note)


@given(NOTES)
def test_no_other_word_stays(note: str) -> None:
    texts = texts_with("BERG")
    new = texts.replaced(note, KEY).upper()
    for word in ("ZEBULON", "BERG", "LIVES", "OAK", "LANE", "\xc9T\xc9", "\xc3", "98765", "5678"):
        assert word not in new
    assert set("".join(texts.words(new))) <= set("BFJKQVWXZ\xb7")


@given(st.lists(NOTES, max_size=12))
def test_equal_stay_equal_and_different_different(notes: list[str]) -> None:
    other = [note for note in notes if OF_BERG.words(note)]
    new = {(plain(note), plain(OF_BERG.replaced(note, KEY))) for note in other}
    assert len(new) == len({note for note, _ in new}) == len({copy for _, copy in new})


def test_a_word_is_another_in_each_note() -> None:
    texts = texts_with()
    one, other = (texts.replaced(f"PATIENT SMILED {n}", KEY).split() for n in ("A", "B"))
    assert one[0] != other[0]
    assert one[1] != other[1]


@pytest.mark.parametrize(
    ("note", "names", "copy"),
    [
        ("Stairs, cueing.", (), "Stairs, cueing."),
        ("Berg done.", ("BERG",), "dash [a-z]{3}."),
        ("Berg done.", ("BERG", "DASH"), "fim [a-z]{3}."),
        ("Cueing.", ("CUEING HOUSE",), "assistance."),
        ("97530 23 MIN, EARLY", (), "97530 23 MIN, EARLY"),
        ("97530 23 MIN, EARLY", ("EARLY",), "97530 23 MIN, LATE"),
        ("98765 23 MIN", (), "Z[0-9]{3}Z 23 MIN"),
        ("9876-1234", (), "9999-9999"),
        ("tolerated treatment 23 min", ("TREATMENT",), "tolerated treatment 23 min"),
    ],
)
def test_how_a_note_comes_out(note: str, names: tuple[str, ...], copy: str) -> None:
    texts = texts_with(*names)
    assert re.fullmatch(copy, texts.replaced(note, KEY))
    assert texts.replaced(note, KEY) == texts.replaced(note, KEY)


def test_a_phrase_with_a_name_in_it_is_seen() -> None:
    texts = texts_with("BERG")
    assert texts.names_in_evidence("the Berg balance")
    assert not texts.names_in_evidence("ZEBULON's balance")


def test_where_all_phrases_are_names_it_stays_and_is_refused_later() -> None:
    measures = [row.phrase for row in TABLES.note_phrases.rows if row.kind == "measure"]
    texts = texts_with(*measures)
    assert texts.names_in_evidence(texts.replaced("Berg", KEY))


def test_one_letter_notes_run_out_of_letters_and_grow() -> None:
    texts = texts_with()
    new = {texts.replaced(letter, KEY) for letter in "CDEGHILNORSTUY"}
    assert len(new) == 14
    assert max(map(len, new)) == 2


def test_a_key_that_gives_nothing_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Key, "stream", lambda *of: iter([0] * 1_000))
    texts = texts_with()
    texts.replaced("HELLO", KEY)
    monkeypatch.setattr("scrubber.deidentify.free_text.LENGTHEN_AFTER", 10_000)
    with pytest.raises(Exhausted, match="free text"):
        texts.replaced("THERE", KEY)
