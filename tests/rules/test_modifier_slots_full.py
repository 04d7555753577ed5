"""TH205: which modifier has no place, on which line, and who wanted it."""

from tests.rules.harness import findings_of

FULL = "SV1*HC:97530:59:76:KX:CQ*100*UN*2***1~"


def test_what_has_no_place_is_told_with_what_stands_and_who_wanted_it() -> None:
    (record,) = findings_of("TH205", "SV1*HC:97110:GP*45*UN*1***1~" + FULL)
    assert record.message == "GP has no free slot: 59, 76, KX, CQ take all four"
    assert record.evidence == ("wanted by TH201",)
    assert (record.line, record.element, record.before) == ("2", "SV101", "HC:97530:59:76:KX:CQ")


def test_each_line_without_room_is_told() -> None:
    assert [record.line for record in findings_of("TH205", FULL + FULL)] == ["1", "2"]
