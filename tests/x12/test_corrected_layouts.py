"""A correction in every layout: only the corrected element differs, and verify and undo hold."""

import pytest

from scrubber import ScrubResult, scrub
from scrubber.discrepancies import undo, verify
from scrubber.errors import Mismatch
from tests import edi
from tests.x12.reading import (
    BOM,
    LAYOUTS,
    SEPARATORS,
    after_terminators,
    pieces,
    segments_of,
    trailing_empties,
    with_delimiters,
    wrapped,
)

# The rendering physical therapist settles that the line gets GP (TH201).
LACKS_GP = edi.one_claim(edi.ClaimText(["SV1*HC:97530*100*UN*2***1~"]))
HAS_GP = LACKS_GP.replace("HC:97530*", "HC:97530:GP*")


def proven(text: str) -> ScrubResult:
    """The result for a text, once verify and undo hold and a second scrub changes nothing."""
    data = text.encode("latin-1")
    result = scrub(data)
    log = [result.file, *result.discrepancies, result.summary]
    corrections = [d for d in result.discrepancies if d.action == "corrected"]
    assert verify(data, result.corrected, log) == len(corrections)
    assert undo(result.corrected, log) == data
    assert scrub(result.corrected).corrected == result.corrected
    return result


def values(text: str) -> list[list[str]]:
    return [segment.values for segment in segments_of(pieces(text))]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layout(layout):
    result = proven(layout(LACKS_GP))
    corrected = result.corrected.decode("latin-1")
    assert values(corrected) == values(layout(HAS_GP))
    assert sum(map(corrected.count, "\r\n\0~ ")) == sum(map(layout(LACKS_GP).count, "\r\n\0~ "))


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_separators(separators):
    result = proven(with_delimiters(LACKS_GP, *separators))
    assert result.corrected.decode("latin-1") == with_delimiters(HAS_GP, *separators)


def test_trailing_empties():
    result = proven(trailing_empties(LACKS_GP))
    assert result.corrected.decode() == trailing_empties(HAS_GP)


def test_lower_case_segment_ids():
    text = LACKS_GP.replace("SV1*", "sv1*").replace("CLM*", "clm*").replace("~LX*", "~lx*")
    result = proven(text)
    assert result.corrected.decode() == text.replace("HC:97530*", "HC:97530:GP*")


@pytest.mark.parametrize("column", range(0, 80, 7))
def test_wrapped_at_any_column(column):
    stretched = LACKS_GP.replace("12 ELM STREET", "12 ELM STREET" + "X" * column)
    result = proven(wrapped(stretched))
    expected = values(stretched.replace("HC:97530*", "HC:97530:GP*"))
    assert values(result.corrected.decode()) == expected


def test_correction_in_a_later_interchange_with_other_separators():
    other = with_delimiters(LACKS_GP, "|", ">", "\n", "!")
    result = proven(after_terminators(HAS_GP, "\n") + other)
    expected = after_terminators(HAS_GP, "\n") + with_delimiters(HAS_GP, "|", ">", "\n", "!")
    assert result.corrected.decode() == expected


@pytest.mark.parametrize("name", ["LISA", "ISA", "LOUISA", "lisa"])
def test_patient_whose_name_reads_like_an_isa(name):
    result = proven(LACKS_GP.replace("*ADA*", f"*{name}*"))
    assert result.corrected.decode() == HAS_GP.replace("*ADA*", f"*{name}*")


@pytest.mark.parametrize("interchanges", [1, 2, 3])
def test_high_bytes(interchanges):
    name = "GRO\xdf\xe9\xff"
    result = proven(LACKS_GP.replace("ADA", name) * interchanges)
    assert result.corrected.decode("latin-1") == HAS_GP.replace("ADA", name) * interchanges


def test_utf_8_text_and_byte_order_mark():
    name = "MU\u00d1OZ \u00e0".encode().decode("latin-1")
    result = proven(BOM + LACKS_GP.replace("SAMPLE", name))
    assert result.corrected.decode("latin-1") == BOM + HAS_GP.replace("SAMPLE", name)


def test_other_sets_around_are_untouched():
    isa, gs, *inner = LACKS_GP.split("~")
    st_to_se = "~".join(inner[: inner.index("GE*1*1")]) + "~"
    other = "ST*835*0002~BPR*I*100~SV1*HC:97530*100*UN*2***1~SE*4*0002~"
    text = f"{isa}~{gs}~{other}{st_to_se}{other}GE*3*1~IEA*1*000000001~"
    result = proven(text)
    corrected = st_to_se.replace("HC:97530*", "HC:97530:GP*")
    assert result.corrected.decode() == text.replace(st_to_se, corrected)
    assert len(result.file.passed_through) == 2


def test_a_changed_byte_is_noticed():
    data = LACKS_GP.encode()
    result = scrub(data)
    log = [result.file, *result.discrepancies, result.summary]
    for tampered in (result.corrected.replace(b"ADA", b"EVE"), result.corrected + b"\n", b""):
        with pytest.raises(Mismatch, match="the corrected file is not the one of this log"):
            undo(tampered, log)
        with pytest.raises(Mismatch, match="the corrected file is not the one of this log"):
            verify(data, tampered, log)


@pytest.mark.parametrize("charge", ["0", "0.00", "100", "100.00"])
def test_units_lowered_on_a_line_of_any_charge(charge):
    # A charge of nothing stays as it is, so no record may say that it was changed.
    line = f"SV1*HC:97530:GP*{charge}*UN*4***1~NTE*ADD*23 MIN~"
    result = proven(edi.one_claim(edi.ClaimText([line], total=charge)))
    corrected = [d for d in result.discrepancies if d.action == "corrected"]
    assert [(d.element, d.after) for d in corrected if d.element == "SV104"] == [("SV104", "2")]
    assert all(d.before != d.after for d in corrected)
