"""Loop 2400: SV1 with 0 to 8 components, dates, control number, and lines without LX."""

from datetime import date
from decimal import Decimal

import pytest

from scrubber.claims import Provider
from scrubber.x12 import Place
from tests.claims.reading import claim_with, claims_in, line_with


def test_line():
    line = line_with(
        "SV1*HC:97530:GP:59*100.50*UN*2*11**1:2:3",
        "DTP*472*D8*20260309~REF*6R*C1L1~NTE*ADD*23 MIN~",
    )
    assert (line.number, line.qualifier, line.procedure) == ("1", "HC", "97530")
    assert line.modifiers == ("GP", "59", "", "")
    assert line.used_modifiers == ("GP", "59")
    assert (line.charge, line.unit, line.quantity) == (Decimal("100.50"), "UN", Decimal(2))
    assert line.units == 2
    assert line.diagnosis_pointers == ("1", "2", "3")
    assert (line.date_text, line.service_date, line.last_date) == (
        "20260309",
        date(2026, 3, 9),
        date(2026, 3, 9),
    )
    assert line.control_number == "C1L1"
    assert not line.adjudicated
    assert line.rendering is None


COMPONENTS = ["HC", "97530", "GP", "59", "KX", "CQ", "DESCRIPTION", "97531"]


@pytest.mark.parametrize("count", range(9))
def test_composite_of_any_length(count):
    line = line_with(f"SV1*{':'.join(COMPONENTS[:count])}*100*UN*2")
    expected = COMPONENTS[:count] + [""] * (8 - count)
    assert (line.qualifier, line.procedure) == tuple(expected[:2])
    assert line.modifiers == tuple(expected[2:6])
    assert line.sv1.value(1, 7) == expected[6]
    assert (line.charge, line.units) == (Decimal(100), 2)
    assert line.free_slot == (None if count >= 6 else max(count, 2) + 1)


@pytest.mark.parametrize("elements", range(9))
def test_sv1_of_any_length(elements):
    whole = ["SV1", "HC:97530:GP", "100", "UN", "2", "11", "", "1:2", "Y"]
    line = line_with("*".join(whole[: elements + 1]))
    assert line.procedure == ("97530" if elements >= 1 else "")
    assert line.charge == (Decimal(100) if elements >= 2 else None)
    assert line.unit == ("UN" if elements >= 3 else "")
    assert line.quantity == (Decimal(2) if elements >= 4 else None)
    assert line.diagnosis_pointers == (("1", "2") if elements >= 7 else ())


@pytest.mark.parametrize(
    ("modifiers", "used", "free", "name"),
    [
        ("", (), 3, "SV101-3"),
        ("GP", ("GP",), 4, "SV101-4"),
        ("GP:59", ("GP", "59"), 5, "SV101-5"),
        (":GP", ("GP",), 3, "SV101-3"),
        ("GP::KX", ("GP", "KX"), 4, "SV101-4"),
        ("GP:59::CQ", ("GP", "59", "CQ"), 5, "SV101-5"),
        (":::CQ", ("CQ",), 3, "SV101-3"),
        ("GP:59:KX:", ("GP", "59", "KX"), 6, "SV101-6"),
        ("GP:59:KX:CQ", ("GP", "59", "KX", "CQ"), None, "SV101"),
        ("GP:59:KX:CQ:TEXT", ("GP", "59", "KX", "CQ"), None, "SV101"),
        ("::::TEXT", (), 3, "SV101-3"),
        (" gp : 59 ", ("GP", "59"), 5, "SV101-5"),
    ],
)
def test_modifier_slots(modifiers, used, free, name):
    line = line_with(f"SV1*HC:97530:{modifiers}*100*UN*2")
    assert line.used_modifiers == used
    assert len(line.modifiers) == 4
    assert line.free_slot == free
    assert line.next_modifier_place.name == name
    for modifier in used:
        assert line.modifier_place(modifier).value.upper() == modifier


def test_next_modifier_goes_into_the_gap():
    line = line_with("SV1*HC:97530:GP::KX*100*UN*2")
    place = line.next_modifier_place
    changed = line.sv1.with_value("59", place.element, place.component)
    assert changed.text == "SV1*HC:97530:GP:59:KX*100*UN*2"


def test_places():
    line = line_with()
    assert line.procedure_place == Place(line.sv1, 1, 2)
    assert [
        (place.name, place.value)
        for place in (line.charge_place, line.unit_place, line.quantity_place)
    ] == [("SV102", "100"), ("SV103", "UN"), ("SV104", "2")]
    assert line.procedure_place.value == "97530"
    assert line.modifier_place("GP").name == "SV101-3"


def test_lower_case_codes_are_read_in_upper_case():
    line = line_with("SV1*hc:g0283:gp*100*un*2")
    assert (line.qualifier, line.procedure, line.unit) == ("HC", "G0283", "UN")
    assert line.used_modifiers == ("GP",)
    assert line.units == 2


def test_codes_of_another_list_are_no_hcpcs():
    assert line_with("SV1*ER:97530*100*UN*2").hcpcs == ""
    assert line_with("SV1*:97530*100*UN*2").hcpcs == ""
    assert line_with("SV1*hc:97530*100*UN*2").hcpcs == "97530"


@pytest.mark.parametrize("text", ["", "ABC", "1e5", "$100", "1,000", "1.2.3", "NaN", "9" * 40])
def test_bad_amounts_are_none_and_stay_as_they_stand(text):
    line = line_with(f"SV1*HC:97530:GP*{text}*UN*{text}***1")
    assert (line.charge, line.quantity, line.units) == (None, None, None)
    assert (line.charge_place.value, line.quantity_place.value) == (text, text)


@pytest.mark.parametrize(
    ("unit", "quantity", "units"),
    [
        *(("UN", "1", 1), ("UN", "15", 15), ("UN", "2.0", 2), ("UN", "02", 2), ("un", "3", 3)),
        *(("UN", "0", None), ("UN", "-1", None), ("UN", "1.5", None), ("UN", "", None)),
        *(("UN", ".5", None), ("MJ", "30", None), ("", "2", None), ("F2", "2", None)),
    ],
)
def test_units_are_whole_and_above_zero(unit, quantity, units):
    assert line_with(f"SV1*HC:97530:GP*100*{unit}*{quantity}").units == units


@pytest.mark.parametrize(
    ("dtp", "first", "last", "spans"),
    [
        ("DTP*472*D8*20260309~", date(2026, 3, 9), date(2026, 3, 9), False),
        ("DTP*472*RD8*20260309-20260309~", date(2026, 3, 9), date(2026, 3, 9), False),
        ("DTP*472*RD8*20260309-20260311~", date(2026, 3, 9), date(2026, 3, 11), True),
        ("DTP*472*RD8*20260309~", date(2026, 3, 9), None, True),
        ("DTP*472*D8*20260230~", None, None, False),
        ("DTP*472*D8~", None, None, False),
        ("DTP*472~", None, None, False),
        ("", None, None, False),
        ("DTP*607*D8*20260309~DTP*463*D8*20260308~", None, None, False),
        ("DTP*304*D8*20260101~DTP*472*D8*20260309~", date(2026, 3, 9), date(2026, 3, 9), False),
        ("DTP*472*D8*20260309~DTP*471*D8*20260102~", date(2026, 3, 9), date(2026, 3, 9), False),
    ],
)
def test_service_date(dtp, first, last, spans):
    line = line_with(after=dtp)
    assert (line.service_date, line.last_date, line.spans_days) == (first, last, spans)


def test_date_text_is_kept_where_it_is_no_date():
    assert line_with(after="DTP*472*D8*20260230~").date_text == "20260230"


def test_date_after_line_adjudication_is_not_the_service_date():
    line = line_with(after="DTP*472*D8*20260309~SVD*P*40*HC:97530**2~DTP*573*D8*20260401~")
    assert line.service_date == date(2026, 3, 9)


def test_control_number_is_6r():
    line = line_with(after="REF*G1*AUTH~REF*6R*L1~REF*F4*X~")
    assert line.control_number == "L1"
    assert line_with(after="REF*G1*AUTH~").control_number == ""


def test_rendering_provider_of_the_line():
    line = line_with(
        after="NM1*82*1*HAND*THEA****XX*1245319599~PRV*PE*PXC*225X00000X~REF*G2*X~"
        "NM1*DQ*1*SUPER*VISOR****XX*1111111112~PRV*PE*PXC*208100000X~NM1*DK*1*O*R****XX*1~"
    )
    assert line.rendering == Provider("1245319599", "225X00000X", "1")


def test_other_providers_of_the_line_are_not_rendering():
    line = line_with(after="NM1*DK*1*ORDER*ER****XX*1111111112~PRV*PE*PXC*208100000X~")
    assert line.rendering is None


def test_several_lines():
    claim = claim_with("", "SV1*HC:97530*1*UN*1~", "SV1*HC:97140*2*UN*2~", "SV1*HC:97110*3*UN*3~")
    assert [(line.number, line.procedure, line.units) for line in claim.lines] == [
        ("1", "97530", 1),
        ("2", "97140", 2),
        ("3", "97110", 3),
    ]
    assert [line.control_number for line in claim.lines] == ["C1L1", "C1L2", "C1L3"]


def lines_of(body: str) -> list[tuple[str, str, str]]:
    (claim,) = claims_in(f"CLM*C1*100***11:B:1~HI*ABK:M5450~{body}")
    return [(line.number, line.procedure, line.date_text) for line in claim.lines]


def test_no_lx_begins_a_line_at_sv1():
    assert lines_of(
        "SV1*HC:97530*1*UN*1~DTP*472*D8*20260309~SV1*HC:97140*2*UN*2~DTP*472*D8*20260310~"
    ) == [("", "97530", "20260309"), ("", "97140", "20260310")]


def test_lx_is_missing_from_some_lines():
    assert lines_of(
        "SV1*HC:97530*1*UN*1~DTP*472*D8*20260309~LX*2~SV1*HC:97140*2*UN*2~SV1*HC:97110*3*UN*3~"
    ) == [("", "97530", "20260309"), ("2", "97140", ""), ("", "97110", "")]


def test_lx_without_sv1_is_no_line():
    assert lines_of("LX*1~DTP*472*D8*20260309~LX*2~SV1*HC:97140*2*UN*2~LX*3~") == [
        ("2", "97140", "")
    ]
    assert lines_of("LX*1~SV2*0420*HC:97530*1*UN*1~") == []
    assert lines_of("LX~LX~LX~") == []


def test_no_lines():
    assert lines_of("NTE*ADD*NOTHING DONE~") == []


def test_segments_between_lx_and_sv1_belong_to_the_line():
    assert lines_of("LX*1~DTP*472*D8*20260309~SV1*HC:97530*1*UN*1~") == [("1", "97530", "20260309")]
