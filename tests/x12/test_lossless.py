"""Every byte comes back, and the same segments are seen, whatever the separators and the layout."""

import pytest

from scrubber.x12 import Envelope, TransactionSet
from tests import edi
from tests.x12.reading import (
    BOM,
    LAYOUTS,
    SEPARATORS,
    a_set,
    after_terminators,
    bare_file,
    delimiters_of,
    joined,
    pieces,
    plain_values,
    segments_of,
    sets_of,
    small_file,
    trailing_empties,
    values_of,
    with_delimiters,
    wrapped,
)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layout_is_kept_and_not_judged(layout):
    text = layout(small_file())
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(small_file())


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_separators_are_what_the_isa_says(separators):
    # The sample holds a dot in an amount, which a dot as separator would split.
    plain = small_file().replace("50.25", "50").replace("150.25", "150")
    text = with_delimiters(plain, *separators)
    assert joined(pieces(text)) == text
    element, component, terminator, repetition = separators
    delimiters = delimiters_of(text)
    assert (delimiters.element, delimiters.component) == (element, component)
    assert (delimiters.terminator, delimiters.repetition) == (terminator, repetition)
    expected = [
        [value.replace(":", component).replace("^", repetition) for value in values]
        for values in plain_values(plain)
    ]
    assert values_of(text)[1:] == expected[1:]


@pytest.mark.parametrize(
    "separators",
    [s for name, s in SEPARATORS.items() if name != "newline terminator"],
    ids=[name for name in SEPARATORS if name != "newline terminator"],
)
def test_line_ends_after_any_terminator_are_layout(separators):
    plain = small_file().replace("50.25", "50").replace("150.25", "150")
    text = with_delimiters(plain, *separators).replace(separators[2], separators[2] + "\n")
    assert joined(pieces(text)) == text
    assert len(segments_of(pieces(text))) == plain.count("~")


def test_newline_terminator_takes_blank_lines_and_carriage_returns():
    text = (
        with_delimiters(small_file(), terminator="\n")
        .replace("\n", "\r\n\r\n")
        .replace(":\r\n", ":\n", 1)
    )
    assert delimiters_of(text).terminator == "\n"
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(small_file())


@pytest.mark.parametrize("terminator", "\n\r")
def test_a_line_end_as_terminator_may_be_left_out_at_the_end(terminator):
    text = with_delimiters(small_file(), terminator=terminator).removesuffix(terminator)
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(small_file())


def test_crlf_terminator_is_a_carriage_return_and_layout():
    text = small_file().replace("~", "\r\n")
    assert delimiters_of(text).terminator == "\r"
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(small_file())


def test_lower_case_is_kept():
    text = small_file().lower()
    assert joined(pieces(text)) == text
    assert [segment.id for segment in segments_of(pieces(text))] == [
        values[0] for values in plain_values(small_file())
    ]
    assert [set_.is_837p for set_ in sets_of(pieces(text))] == [True]


def test_trailing_empty_elements_are_kept():
    text = trailing_empties(small_file())
    assert joined(pieces(text)) == text
    set_ = next(iter(sets_of(pieces(text))))
    assert not set_.checks
    assert set_.header.value(3) == "005010X222A1"


def test_high_bytes_are_kept():
    name = "".join(map(chr, range(0x80, 0x100)))
    text = small_file().replace("SAMPLE", name)
    assert joined(pieces(text)).encode("latin-1") == text.encode("latin-1")
    assert name in joined(pieces(text))


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_wrapped_isa_has_its_widths(width, end):
    text = wrapped(small_file(), width, end)
    isa = pieces(text)[0]
    assert end in isa.text
    assert not isa.checks


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("separators", ["*:~^", "|>!^", "\x1d\x1f\x1c\x1e"], ids=repr)
def test_wrapped_at_any_width(separators, end):
    plain = small_file() + with_delimiters(small_file(), *separators)
    expected = values_of(plain)
    for width in (*range(1, 120), 1_000):
        text = wrapped(plain, width, end)
        assert joined(pieces(text)) == text, width
        assert values_of(text) == expected, width


@pytest.mark.parametrize("column", range(80))
def test_second_interchange_may_begin_in_any_column_of_a_wrapped_file(column):
    first = small_file()
    # N301 is stretched so that the second ISA begins in this column.
    stretch = (column - len(first)) % 80
    first = first.replace("12 ELM STREET", "12 ELM STREET" + "X" * stretch)
    assert len(first) % 80 == column
    text = wrapped(first + small_file())
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(first + small_file())


def test_isa_with_bad_padding_is_read_by_its_elements():
    text = small_file().replace("CLINICSENDER   *", "CLINICSENDER*", 1)
    assert joined(pieces(text)) == text
    assert values_of(text) == plain_values(text)


def test_several_interchanges_groups_and_sets():
    isa, gs, *_ = edi.envelope().split("~")
    group = f"{gs}~{a_set(1)}{a_set(2)}GE*2*1~"
    interchange = f"{isa}~TA1*000000001*260310*0900*A*000~{group}{group}IEA*2*000000001~"
    text = after_terminators(interchange, "\n") + "\n\n" + after_terminators(interchange, "\r\n")
    read = pieces(text)
    assert joined(read) == text
    assert values_of(text) == plain_values(interchange * 2)
    assert len(sets_of(read)) == 8
    assert not [check for piece in read for check in piece.checks]


def test_interchanges_with_different_separators():
    other = with_delimiters(small_file(), "|", ">", "\n", "!")
    text = small_file() + "\n" + other + small_file()
    assert joined(pieces(text)) == text
    assert [set_.delimiters.element for set_ in sets_of(pieces(text))] == ["*", "|", "*"]
    assert [set_.delimiters.terminator for set_ in sets_of(pieces(text))] == ["~", "\n", "~"]


@pytest.mark.parametrize("between", ["", "\n", "\r\n \r\n", "~~", "\x1a"])
def test_byte_order_mark_of_each_of_two_joined_files(between):
    text = BOM + small_file() + between + BOM + small_file()
    assert joined(pieces(text)) == text
    assert len(sets_of(pieces(text))) == 2


def test_high_bytes_before_a_later_interchange():
    # Upper case of latin-1 sharp s is two letters: no offset may come from upper-cased text.
    text = small_file().replace("ADA", "GRO\xdf") * 3
    assert joined(pieces(text)) == text
    assert len(sets_of(pieces(text))) == 3


def test_other_sets_pass_between_837p_sets():
    remittance = a_set(2, "835", "", "CLP*C1*1*100*80~")
    institutional = a_set(3, "837", "005010X223A3", "CLM*C1*100~")
    acknowledgment = a_set(4, "999", "005010X231A1")
    text = bare_file(a_set(1), remittance, institutional, acknowledgment, a_set(5))
    sets = sets_of(pieces(text))
    assert joined(pieces(text)) == text
    assert [set_.is_837p for set_ in sets] == [True, False, False, False, True]
    assert [set_.label for set_ in sets[1:4]] == [
        "835 (005010X222A1)",
        "837 institutional (005010X223A3)",
        "999 (005010X231A1)",
    ]


@pytest.mark.parametrize("id_", ["STC", "SE1", "GEX"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_longer_id_that_a_wrap_breaks_is_not_the_shorter_one(id_, line_end):
    # STC is a segment of the 277CA; broken after ST it must not begin a set.
    for at in range(1, len(id_)):
        broken = f"{id_[:at]}{line_end}{id_[at:]}*A1:19~"
        text = bare_file(a_set(1, body=broken), a_set(2))
        assert joined(pieces(text)) == text
        assert values_of(text)[4][0] == id_
        assert len(sets_of(pieces(text))) == 2


@pytest.mark.parametrize("guide", ["005010X222", "005010X222A1", "005010X222A2", "005010x222a1"])
def test_guides_that_are_read(guide):
    assert [set_.is_837p for set_ in sets_of(pieces(bare_file(a_set(guide=guide))))] == [True]


@pytest.mark.parametrize(
    "guide", ["004010X098A1", "005010X223A3", "005010X224A2", "005010X298A1", "005010X2220"]
)
def test_guides_that_are_not(guide):
    assert [set_.is_837p for set_ in sets_of(pieces(bare_file(a_set(guide=guide))))] == [False]


def test_guide_is_gs08_where_st03_is_empty():
    assert sets_of(pieces(bare_file(a_set(guide=""))))[0].guide == "005010X222A1"
    other = bare_file(a_set(guide="")).replace("X*005010X222A1~", "X*005010X223A2~")
    assert not sets_of(pieces(other))[0].is_837p


def test_set_begins_at_st_and_ends_at_its_terminator():
    text = after_terminators(bare_file(a_set(1), a_set(2)), "\n ~\n")
    for set_ in sets_of(pieces(text)):
        assert set_.text.startswith("ST*")
        assert set_.text.endswith(f"SE*3*{set_.header.value(2)}~")
        assert set_.lead == "\n ~\n"
        assert set_.segment_count == 3


def test_layout_after_the_last_interchange_is_a_piece_of_its_own():
    *_, last = pieces(small_file() + "\n \n")
    assert last == Envelope("\n \n", None)
    assert isinstance(pieces(small_file())[2], TransactionSet)
    assert pieces(small_file())[-1].segment is not None
