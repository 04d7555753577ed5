"""Published files become tables: each format, each refusal, what changes, and nothing half done."""

import csv
import os
import sqlite3
import stat
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scrubber.tables import BadTable, LayeredTable, TableKind, imports_folder, load_tables
from scrubber.tables.coverage import outside_release
from scrubber.tables.importing import Imported, building, forget, import_files
from tests.tables import publications
from tests.tables.publications import delimited, gpci, mue, ncci, nucc, pprrvu, workbook, zipped

NEW = ("97530", "97110", "20260101", "*", "1")
EDITS = (
    ("10021", "36000", "19960101", "*", "1"),
    NEW,
    ("97530", "97140", "20200101", "20200101", "9"),
    ("97530", "97153", "19960101", "20251231", "0"),
    ("97530", "97750", "20200101", "20201231", "1"),
    ("97530", "97750", "20210101", "*", "0"),
)
WHOLE = publications.with_the_rest_ended(*EDITS)
ENDED = len(WHOLE) - len(EDITS)
IN_2026 = date(2026, 3, 9)


def imported(publication: str, *files: Path, **options: object) -> Imported:
    (found,) = import_files(publication, files, **options)  # type: ignore[arg-type]
    return found


def pairs(day: date) -> dict[tuple[str, str], str]:
    """The edits with 97530 in column 1 on a day, and their indicators."""
    return {
        (row.column_1, row.column_2): row.modifier_indicator
        for row in load_tables().ncci_ptp.find(day, ["97530"])
        if row.column_1 == "97530"
    }


def refusal(publication: str, *files: Path, **options: object) -> str:
    """What is said of files that cannot be used; and then nothing is left behind."""
    before = sorted(imports_folder().glob("*")) if imports_folder().exists() else []
    with pytest.raises(BadTable) as raised:
        import_files(publication, files, **options)  # type: ignore[arg-type]
    after = sorted(imports_folder().glob("*")) if imports_folder().exists() else []
    assert after == before
    assert "othing was changed" in str(raised.value)
    return str(raised.value)


def as_text(folder: Path) -> Path:
    return ncci(folder, *WHOLE)


def as_commas(folder: Path) -> Path:
    return delimited(folder / "ccipra-v320r0-f1.csv", publications.ncci_lines(WHOLE))


def as_workbook(folder: Path) -> Path:
    lines = [
        [int(cell) if str(cell).isdecimal() else cell for cell in line]
        for line in publications.ncci_lines(WHOLE)
    ]
    return workbook(folder / "ccipra-v320r0-f1.xlsx", lines)


def as_zip(folder: Path) -> Path:
    return zipped(folder / "medicare-ncci.zip", as_workbook(folder), as_text(folder))


def as_zip_of_a_workbook(folder: Path) -> Path:
    return zipped(folder / "medicare-ncci.zip", as_workbook(folder))


def with_a_byte_order_mark(folder: Path) -> Path:
    path = as_text(folder)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return path


def with_a_header_of_several_lines(folder: Path) -> Path:
    lines = [
        ["Column1/Column2 Edits", "", "", "", "", "", ""],
        ["", "", "*=In existence", "Effective", "Deletion", "Modifier", "Rationale"],
        ["Column 1", "Column 2", "prior to 1996", "Date", "Date", "0=not allowed", ""],
        ["", "", "", "", "*=no data", "1=allowed", ""],
        ["", "", "", "", "", "9=not applicable", ""],
    ]
    rows = list(publications.ncci_lines(WHOLE))[3:]
    return delimited(folder / "ccipra-v320r0-f1.txt", [*lines, *rows, []], "\t")


@pytest.mark.parametrize(
    "written",
    [
        *(as_text, as_commas, as_workbook, as_zip, as_zip_of_a_workbook),
        *(with_a_byte_order_mark, with_a_header_of_several_lines),
    ],
)
def test_ncci_edits_in_every_form(written, tmp_path: Path) -> None:
    found = imported("ncci-ptp", written(tmp_path))
    assert found.release.name == "ccipra-v320r0"
    assert found.release.source == "CMS NCCI PTP practitioner v32.0"
    assert (found.release.rows, found.reading.tally.read) == (5 + ENDED, 6 + ENDED)
    assert not found.release.extract
    assert found.reading.tally.left_out == {"void from the start": 1}
    assert found.release.covers_to == date(2026, 3, 31)
    assert pairs(IN_2026) == {("97530", "97110"): "1", ("97530", "97750"): "0"}
    assert pairs(date(2025, 12, 31)) == {("97530", "97153"): "0", ("97530", "97750"): "0"}
    assert pairs(date(2020, 12, 31))["97530", "97750"] == "1"
    row = load_tables().ncci_ptp.on(IN_2026)["97530", "97110"]
    assert (row.valid_from, row.valid_to, row.confirmed) == (date(2026, 1, 1), None, True)
    assert row.start_confirmed


def test_what_an_import_changes_by_hand(tmp_path: Path) -> None:
    """The built-in pairs whose column 1 is 10021 to 97530 are 335; 97530/97750 stays but for its
    indicator, two are new, and of the others 97530/97153 is among those that end."""
    in_force = [
        row
        for row in load_tables().ncci_ptp.on(date(2026, 1, 1)).values()
        if "10021" <= row.column_1 <= "97530"
    ]
    found = imported("ncci-ptp", ncci(tmp_path, *WHOLE)).differences
    assert found.in_all == Counter(added=2, changed=1, ended=len(in_force) - 1)
    assert found.of_interest == Counter(added=1, changed=1, ended=len(in_force) - 1)


def test_the_next_release_against_the_last(tmp_path: Path) -> None:
    imported("ncci-ptp", ncci(tmp_path, *WHOLE))
    later = publications.with_the_rest_ended(
        EDITS[0],
        ("97530", "97110", "20260101", "20260331", "1"),
        ("97530", "97112", "20260401", "*", "0"),
        *EDITS[2:4],
        ("97530", "97750", "20260401", "*", "1"),
    )
    found = imported("ncci-ptp", ncci(tmp_path, *later, name="ccipra-v321r0-f1.txt"))
    assert found.before == "imported ccipra-v320r0"
    assert [release.name for release in found.replaced] == ["ccipra-v320r0"]
    assert found.differences.in_all == Counter(added=1, ended=1, changed=1)
    assert found.differences.shown == [
        "97530/97110 modifier indicator 1 from 2026-01-01: ended",
        "97530/97112 modifier indicator 0 from 2026-04-01: added",
        "97530/97750 modifier indicator 1 from 2026-04-01: changed (was modifier indicator 0)",
    ]
    assert load_tables().release("cms/ncci_ptp").startswith("imported ccipra-v321r0 (")


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = ncci(tmp_path, *EDITS)
    imported("ncci-ptp", path)
    again = imported("ncci-ptp", path)
    assert again.differences.in_all == Counter()
    assert [release.id for release in load_tables().ncci_ptp.stored.releases] == [2]


def test_parts_make_one_table(tmp_path: Path) -> None:
    low = ncci(tmp_path, EDITS[0], name="ccipra-v320r0-f1.txt")
    high = ncci(tmp_path, *EDITS[1:], name="ccipra-v320r0-f2.txt")
    found = imported("ncci-ptp", low, high)
    assert (found.release.first_key, found.release.last_key) == ("10021", "97530")
    assert found.release.rows == 5


def test_outside_of_the_imported_part_the_built_in_pairs_stand(tmp_path: Path) -> None:
    table = load_tables().ncci_ptp
    below = table.on(IN_2026)["97140", "97124"]
    above = table.on(IN_2026)["97755", "97530"]
    ended = ("97530", "97153")
    assert ended in table.on(IN_2026)
    edits = publications.with_the_rest_ended(("97150", "97110", "20200101", "*", "1"), NEW)
    imported("ncci-ptp", ncci(tmp_path, *edits))
    rows = load_tables().ncci_ptp.on(IN_2026)
    assert rows["97140", "97124"] is below
    assert rows["97755", "97530"] is above
    assert ended not in rows
    assert rows.get(("97150", "97530")) is None
    assert rows["97150", "97110"].source == "CMS NCCI PTP practitioner v32.0"
    assert len(rows) == len(list(rows)) == len(set(rows))
    keys = [(row.column_1, row.column_2) for row in load_tables().ncci_ptp.find(IN_2026, ())]
    assert keys == sorted(keys) == list(rows)


def test_two_parts_imported_apart_stand_beside_each_other(tmp_path: Path) -> None:
    imported("ncci-ptp", ncci(tmp_path, EDITS[0]))
    imported("ncci-ptp", ncci(tmp_path, *EDITS[1:], name="ccipra-v320r0-f2.txt"))
    rows = load_tables().ncci_ptp.on(IN_2026)
    assert {("10021", "36000"), ("97530", "97110")} <= set(rows)


def test_a_part_without_the_timed_codes_does_not_count_as_the_tables_release(
    tmp_path: Path,
) -> None:
    built_in = load_tables().coverage("cms/ncci_ptp")
    imported("ncci-ptp", ncci(tmp_path, EDITS[0]))
    assert load_tables().coverage("cms/ncci_ptp") == built_in
    ends = ("99999", "97110", "20260101", "*", "1")
    imported("ncci-ptp", ncci(tmp_path, EDITS[0], NEW, ends))
    assert load_tables().coverage("cms/ncci_ptp") == built_in
    whole = publications.with_the_rest_ended(EDITS[0], NEW, ends)
    imported("ncci-ptp", ncci(tmp_path, *whole))
    covered = load_tables().coverage("cms/ncci_ptp")
    assert (covered.start, covered.end) == (date.min, date(2026, 3, 31))
    assert covered.spans[-1].release == "imported ccipra-v320r0"


def test_the_releases_of_a_log_name_no_path_and_no_clock(tmp_path: Path) -> None:
    ends = (("00100", "36000", "20260101", "*", "1"), ("V9999", "97530", "20260101", "*", "1"))
    whole = publications.with_the_rest_ended(*ends)
    digest = imported("ncci-ptp", ncci(tmp_path, *whole)).release.digest
    assert load_tables().releases()["cms/ncci_ptp"] == f"imported ccipra-v320r0 ({digest})"
    assert forget("ncci-ptp")
    digest = imported("ncci-ptp", ncci(tmp_path, *ends)).release.digest
    assert load_tables().releases()["cms/ncci_ptp"] == (
        f"imported ccipra-v320r0 ({digest}, an extract); else 2024-07-01 (v30.2)"
    )


def test_spans_that_overlap_and_agree_are_told(tmp_path: Path) -> None:
    edits = (
        ("97530", "97110", "20200101", "20211231", "1"),
        ("97530", "97110", "20210101", "*", "1"),
        ("97530", "97112", "20200101", "20201231", "1"),
        ("97530", "97112", "20200101", "*", "1"),
        ("97530", "97116", "20200101", "20201231", "1"),
        ("97530", "97116", "20201231", "*", "0"),
    )
    found = imported("ncci-ptp", ncci(tmp_path, *edits))
    assert found.reading.tally.notes == [
        "1 span overlap an earlier one of the same key and say the same"
    ]
    assert found.reading.tally.left_out == {"repeated": 1}
    rows = load_tables().ncci_ptp
    assert rows.on(date(2021, 6, 1))["97530", "97110"].valid_from == date(2021, 1, 1)
    assert rows.on(IN_2026)["97530", "97112"].valid_to is None
    assert rows.on(date(2020, 12, 31))["97530", "97116"].modifier_indicator == "0"


def test_a_line_that_stands_twice_counts_once(tmp_path: Path) -> None:
    found = imported("ncci-ptp", ncci(tmp_path, NEW, NEW))
    assert (found.release.rows, found.reading.tally.left_out) == (1, {})


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (("9753", "97110", "20260101", "*", "1"), "line 5: '9753' is no procedure code"),
        (("97530", "9711o", "20260101", "*", "1"), "line 5: '9711o' is no procedure code"),
        (("97530", "97110", "20260230", "*", "1"), "line 5: '20260230' is no date like"),
        (("97530", "97110", "2026-1-1", "*", "1"), "line 5: '2026-1-1' is no date like"),
        (("97530", "97110", "20260101", "soon", "1"), "line 5: 'soon' is no date like"),
        (("97530", "97110", "20260101", "*", "2"), "line 5: the modifier indicator is '2'"),
        (("97530", "97110", "20260101", "*", "0"), "line 5: 97530/97110 from 2026-01-01 stood"),
        (("97530", "97110", "20270101", "*", "0"), "97530/97110 from 2027-01-01 with modifier"),
    ],
)
def test_the_first_bad_line_is_named_and_the_old_table_stays(
    edit: tuple[str, str, str, str, str], told: str, tmp_path: Path
) -> None:
    imported("ncci-ptp", ncci(tmp_path, *EDITS))
    before = load_tables()
    assert told in refusal("ncci-ptp", ncci(tmp_path, NEW, edit))
    assert load_tables() is before


def test_a_line_that_is_cut_off(tmp_path: Path) -> None:
    path = ncci(tmp_path, *EDITS)
    path.write_bytes(path.read_bytes() + b"97530\t97535\t\t2026")
    assert "line 10: 4 columns" in refusal("ncci-ptp", path)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ccioph-v320r0-f1.txt", "a hospital table"),
        ("outpatient_ptp_v320r0.txt", "a hospital table"),
        ("MCD_PTP_practitioner_v320r0.txt", "a Medicaid table"),
        ("practitioner.txt", "give --effective"),
        ("ccipra-v327r0-f1.txt", "give --effective"),
    ],
)
def test_other_tables_of_edits(name: str, told: str, tmp_path: Path) -> None:
    assert told in refusal("ncci-ptp", ncci(tmp_path, *EDITS, name=name))


def test_the_date_may_be_given(tmp_path: Path) -> None:
    path = ncci(tmp_path, *EDITS, name="practitioner.txt")
    found = imported("ncci-ptp", path, effective=date(2026, 4, 1))
    assert found.release.source == "CMS NCCI PTP practitioner of 2026-04-01"
    assert found.release.covers_to == date(2026, 6, 30)


def test_a_part_in_the_middle_is_missing(tmp_path: Path) -> None:
    first = ncci(tmp_path, EDITS[0], name="ccipra-v320r0-f1.txt")
    third = ncci(tmp_path, NEW, name="ccipra-v320r0-f3.txt")
    assert "part f2 is missing" in refusal("ncci-ptp", first, third)


@pytest.mark.parametrize("publication", ["ncci-ptp", "mue", "mpfs", "taxonomy"])
@pytest.mark.parametrize("content", [b"ISA*00*", b"a,b,c\n1,2,3\n" * 100, b"\x00\x01\x02"])
def test_a_file_that_is_no_such_table(publication: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ccipra-v320r0 nucc_taxonomy_261.csv"
    path.write_bytes(content)
    assert "expected" in refusal(publication, path)


def test_a_table_without_a_line(tmp_path: Path) -> None:
    assert "no line of it belongs" in refusal("ncci-ptp", ncci(tmp_path))


def test_a_quote_that_never_ends(tmp_path: Path) -> None:
    path = ncci(tmp_path, *EDITS)
    path.write_bytes(path.read_bytes() + b'97530\t"' + b"x" * 200_000)
    assert "no delimited text" in refusal("ncci-ptp", path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 and no more", "damaged zip or xlsx"),
        (None, "no xlsx that can be read"),
    ],
)
def test_a_damaged_workbook(content: bytes | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "ccipra-v320r0-f1.xlsx"
    if content is None:
        member = tmp_path / "[Content_Types].xml"
        member.write_text("<")
        zipped(path, member)
    else:
        path.write_bytes(content)
    assert told in refusal("ncci-ptp", path)


def test_a_zip_without_such_a_table(tmp_path: Path) -> None:
    other = delimited(tmp_path / "ANES2026.csv", [["a"]])
    assert "holds no such table" in refusal("mpfs", zipped(tmp_path / "rvu26a.zip", other))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        import_files("mue", [tmp_path / "nothing.csv"])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("limits.csv", b"", "an empty file"),
        ("limits.csv", "HCPCS,Units\n".encode("utf-16"), "text in UTF-16: save it as UTF-8"),
        ("limits.xls", b"\xd0\xcf\x11\xe0 and more", "an xls: save it as xlsx or csv"),
        ("limits.zip", b"HCPCS,Units\n", "no zip, but called one"),
    ],
)
def test_what_is_no_text_and_no_zip(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert told in refusal("mue", path)


@pytest.mark.parametrize(
    ("publication", "written"),
    [
        ("ncci-ptp", lambda folder: ncci(folder, *EDITS, name="a.csv")),
        ("mue", lambda folder: mue(folder, *LIMITS, name="a.csv")),
        ("mpfs", lambda folder: pprrvu(folder, *VALUES, name="a.csv")),
        ("mpfs", lambda folder: gpci(folder, ("OH", "00", "1", "1", "1"), name="a.csv")),
        ("taxonomy", lambda folder: nucc(folder, "225100000X", name="a.csv")),
    ],
)
def test_the_table_of_another_publication_is_named(publication, written, tmp_path: Path) -> None:
    path = written(tmp_path)
    for other in {"ncci-ptp", "mue", "mpfs", "taxonomy"} - {publication}:
        told = refusal(other, path)
        assert f"looks like a file for `scrubber tables import {publication}`" in told
        assert "--effective" not in told


# Extracts


def test_a_file_that_lacks_a_quarter_is_an_extract(tmp_path: Path) -> None:
    """Of the 20 built-in pairs of G0151 in force five may be lacking, and six may not."""
    in_force = sorted(pair for pair in load_tables().ncci_ptp.on(IN_2026) if pair[0] == "G0151")
    assert len(in_force) == 20
    edits = [(*pair, "19960101", "*", "1") for pair in in_force]
    found = imported("ncci-ptp", ncci(tmp_path, *edits[:15]), dry_run=True)
    assert (found.release.extract, found.lacking, found.expected) == (False, 5, 20)
    found = imported("ncci-ptp", ncci(tmp_path, *edits[:14]), dry_run=True)
    assert (found.release.extract, found.lacking, found.expected) == (True, 6, 20)


def test_an_extract_holds_for_its_keys_and_the_others_stay(tmp_path: Path) -> None:
    before = pairs(IN_2026)
    imported("ncci-ptp", ncci(tmp_path, *EDITS))
    after = before | {("97530", "97110"): "1", ("97530", "97750"): "0"}
    del after["97530", "97153"]
    assert pairs(IN_2026) == after
    tables = load_tables()
    rows = tables.ncci_ptp.on(IN_2026)
    assert len(rows) == len(list(rows)) == len(set(rows))
    name = tables.ncci_ptp.name
    assert tables.release_behind(name, ("97530", "97110"), IN_2026) == (
        "imported extract ccipra-v320r0"
    )
    assert tables.release_behind(name, ("97530", "97542"), IN_2026) == "2024-07-01 (v30.2)"


def test_an_extract_comes_before_a_whole_release(tmp_path: Path) -> None:
    imported("ncci-ptp", ncci(tmp_path, *WHOLE))
    rest = [(*edit[:2], "20260401", "*", "1") for edit in WHOLE if edit[0] == "97530"]
    imported("ncci-ptp", ncci(tmp_path, *WHOLE, *rest[10:], name="ccipra-v321r0.txt"))
    found = imported("ncci-ptp", ncci(tmp_path, ("97530", "97112", "20260401", "*", "0")))
    assert found.release.extract
    assert found.replaced == ()
    day = date(2026, 4, 1)
    assert pairs(day)["97530", "97112"] == "0"
    assert pairs(day)["97530", "97110"] == "1"
    table = load_tables().ncci_ptp
    rows = table.on(day)
    assert len(rows) == len(list(rows)) == len(set(rows))
    assert len(table.stored.releases) == 2
    assert {row.source for row in table.find(day, ["97530", "97112"])} == {
        "CMS NCCI PTP practitioner v32.0"
    }
    assert {row.source for row in table.find(day, ["97530", "97110"])} == {
        "CMS NCCI PTP practitioner v32.1"
    }


def test_extracts_add_up_until_a_whole_release_comes(tmp_path: Path) -> None:
    one, other = NEW, ("97530", "97112", "20260101", "*", "1")
    imported("ncci-ptp", ncci(tmp_path, one, name="ccipra-v320r0.txt"))
    imported("ncci-ptp", ncci(tmp_path, other, name="ccipra-v321r0.txt"))
    assert {one[:2], other[:2]} <= set(pairs(IN_2026))
    again = imported("ncci-ptp", ncci(tmp_path, other, name="ccipra-v321r0.txt"))
    assert [release.name for release in again.replaced] == ["ccipra-v321r0"]
    assert {one[:2], other[:2]} <= set(pairs(IN_2026))
    whole = imported("ncci-ptp", ncci(tmp_path, *WHOLE, name="ccipra-v322r0.txt"))
    assert [release.name for release in whole.replaced] == ["ccipra-v320r0", "ccipra-v321r0"]
    assert other[:2] not in pairs(IN_2026)


def test_a_cut_file_of_unit_limits_ends_nothing(tmp_path: Path) -> None:
    found = imported("mue", mue(tmp_path, *LIMITS))
    assert found.release.extract
    assert found.differences.in_all == Counter(added=1, changed=1)
    assert limit("medicare", "97530", IN_2026) == (4, "3")
    assert limit("medicare", "97110", IN_2026) == limit("medicare", "97110", date(2025, 1, 1))
    table = load_tables().mue
    assert len(table.on(IN_2026)) == len(list(table.on(IN_2026))) == 189


def test_a_table_of_a_time_before_the_built_in_one_may_be_an_extract_too(tmp_path: Path) -> None:
    name = "MCR_MUE_PractitionerServices_Eff_01-01-2020.csv"
    assert imported("mue", mue(tmp_path, *LIMITS, name=name)).release.extract


# Older releases


def test_an_older_release_ends_where_the_built_in_one_begins(tmp_path: Path) -> None:
    limits = publications.with_the_rest_of_the_limits(("97530", "2", "3"))
    name = "MCR_MUE_PractitionerServices_Eff_01-01-2020.csv"
    found = imported("mue", mue(tmp_path, *limits, name=name))
    assert (found.release.extract, found.release.valid_to) == (False, date(2024, 6, 30))
    assert limit("medicare", "97530", date(2024, 6, 30)) == (2, "3")
    assert limit("medicare", "97530", date(2024, 7, 1)) == (6, "3")
    assert limit("medicare", "97530", IN_2026) == (6, "3")
    assert [row.units for row in load_tables().mue.history(("medicare", "97530"))] == [2, 6]
    spans = load_tables().coverage("cms/mue").spans
    assert [(span.start, span.end) for span in spans] == [
        (date(2020, 1, 1), date(2020, 3, 31)),
        (date(2024, 7, 1), date(2024, 9, 30)),
    ]


def test_an_older_release_of_other_tables_ends_there_too(tmp_path: Path) -> None:
    found = imported("taxonomy", nucc(tmp_path, "225100000X", name="nucc_taxonomy_200.csv"))
    assert found.release.valid_to == date(2025, 9, 30)
    old = pprrvu(tmp_path, *VALUES, name="PPRRVU2025_Jan.csv")
    assert imported("mpfs", old).release.valid_to == date(2025, 9, 30)
    april = pprrvu(tmp_path, *VALUES, name="PPRRVU2026_Apr.csv")
    assert imported("mpfs", april).release.valid_to == date(2026, 12, 31)


def test_edits_older_than_those_in_force_are_told(tmp_path: Path) -> None:
    old = ncci(tmp_path, *WHOLE, name="ccipra-v300r0-f1.txt")
    assert imported("ncci-ptp", old, dry_run=True).newer == (
        "covers service dates to 2024-03-31, and 2024-07-01 (v30.2), which it goes before, to "
        "2024-09-30"
    )
    stale = publications.with_the_rest_ended(("97530", "97110", "20200101", "*", "1"))
    assert imported("ncci-ptp", ncci(tmp_path, *stale), dry_run=True).newer == (
        "says that it covers to 2026-03-31, and its latest edit is of 2020-01-01"
    )
    assert imported("ncci-ptp", ncci(tmp_path, *WHOLE), dry_run=True).newer == ""


def test_parts_of_times_that_never_meet_cover_nothing(tmp_path: Path) -> None:
    """An old part for 97530 alone, and the built-in edits for the other timed codes."""
    old = publications.with_the_rest_ended(("97530", "97110", "19960101", "*", "1"))
    imported("ncci-ptp", ncci(tmp_path, *old, name="ccipra-v200r0.txt"))
    tables = load_tables()
    assert tables.coverage("cms/ncci_ptp").spans == ()
    told = outside_release(tables, ["cms/ncci_ptp"], [IN_2026])["cms/ncci_ptp"]
    assert told.startswith("NCCI pairs: the releases on record cover no service date together")


def test_dates_in_no_gap_are_covered(tmp_path: Path) -> None:
    limits = publications.with_the_rest_of_the_limits()
    name = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv"
    imported("mue", mue(tmp_path, *limits, name=name))
    on_both_sides = [date(2024, 9, 30), date(2026, 10, 1)]
    assert outside_release(load_tables(), ["cms/mue"], on_both_sides) == {}
    gap = [*on_both_sides, date(2024, 10, 1), date(2026, 9, 30)]
    told = outside_release(load_tables(), ["cms/mue"], gap)["cms/mue"]
    assert "service dates between them (2024-10-01 to 2026-09-30) were checked" in told


def test_a_release_without_a_name_is_called_by_its_date(tmp_path: Path) -> None:
    found = imported("mue", mue(tmp_path, *LIMITS, name="limits.csv"), effective=IN_2026)
    assert found.release.name == "limits of 2026-03-09"


# Unit limits


def limit(population: str, procedure: str, day: date) -> tuple[int, str] | None:
    row = load_tables().mue.on(day).get((population, procedure))
    return (row.units, row.adjudication_indicator) if row else None


LIMITS = (
    ("97530", "4", "3 Date of Service Edit: Clinical"),
    ("97161", "1", "2 Date of Service Edit: Policy"),
    ("J1100", "0", "1 Line Edit"),
)


def test_unit_limits_hold_from_their_release_on(tmp_path: Path) -> None:
    built_in = limit("medicare", "97530", date(2025, 12, 31))
    assert built_in == (6, "3")
    whole = publications.with_the_rest_of_the_limits(*LIMITS, without="97110")
    found = imported("mue", mue(tmp_path, *whole))
    assert not found.release.extract
    assert found.release.covers_to == date(2026, 3, 31)
    assert limit("medicare", "97530", date(2025, 12, 31)) == built_in
    assert limit("medicare", "97530", date(2026, 1, 1)) == (4, "3")
    assert limit("medicare", "J1100", IN_2026) == (0, "1")
    assert limit("medicare", "97110", IN_2026) is None
    assert limit("medicaid", "97530", IN_2026) == (6, "")
    (told,) = (told for told in found.differences.shown if "changed" in told)
    assert told == (
        "medicare/97530 units 4, adjudication indicator 3 from 2026-01-01: changed "
        "(was units 6, adjudication indicator 3)"
    )
    assert found.differences.in_all["added"] == 1
    assert found.differences.in_all["changed"] == 1


def test_the_releases_of_unit_limits_stand_beside_each_other(tmp_path: Path) -> None:
    name = "MCR_MUE_PractitionerServices_Eff_{}-01-2026.csv"
    imported("mue", mue(tmp_path, ("97530", "4", "3"), name=name.format("04")))
    imported("mue", mue(tmp_path, ("97530", "5", "3"), name=name.format("01")))
    assert [limit("medicare", "97530", date(2026, month, 31)) for month in (1, 3, 5)] == [
        (5, "3"),
        (5, "3"),
        (4, "3"),
    ]
    imported("mue", mue(tmp_path, ("97530", "7", "3"), name=name.format("01")))
    assert limit("medicare", "97530", date(2026, 1, 31)) == (7, "3")
    assert limit("medicare", "97530", date(2026, 5, 31)) == (4, "3")
    table = load_tables().mue
    assert isinstance(table, LayeredTable)
    assert len(table.stored.releases) == 2
    history = [row.units for row in table.history(("medicare", "97530"))]
    assert history == [6, 7, 4]
    assert len(table.on(IN_2026)) == len(list(table.on(IN_2026)))


def test_medicaids_limits_have_no_indicator_and_leave_medicares_alone(tmp_path: Path) -> None:
    header = ["HCPCS/CPT Code", "Practitioner Services MUE Values", "MUE Rationale"]
    lines = [["Effective April 1, 2026"], header, ["97530", "9", "A reason"]]
    path = delimited(tmp_path / "MCD_MUE_PractitionerServices.csv", lines)
    found = imported("mue", path)
    assert found.release.valid_from == date(2026, 4, 1)
    assert limit("medicaid", "97530", date(2026, 4, 1)) == (9, "")
    assert limit("medicare", "97530", date(2026, 4, 1)) == (6, "3")
    assert load_tables().coverage("cms/mue").end == date(2024, 9, 30)


def test_both_populations_at_once(tmp_path: Path) -> None:
    medicaid = "Medicaid_MUE_PractitionerServices_Eff_01-01-2026.csv"
    files = [mue(tmp_path, ("97530", "4", "3")), mue(tmp_path, ("97530", "9", "3"), name=medicaid)]
    assert len(import_files("mue", files)) == 2
    assert limit("medicare", "97530", IN_2026) == (4, "3")
    assert limit("medicaid", "97530", IN_2026) == (9, "3")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("97530", "many", "3"), "line 5: the units are 'many'"),
        (("97530", "-1", "3"), "line 5: the units are '-1'"),
        (("97530", "4", "4 Other"), "line 5: the indicator is '4 Other'"),
        (("97530", "4", ""), "line 5: the indicator is ''"),
        (("97", "4", "3"), "line 5: '97' is no procedure code"),
    ],
)
def test_a_bad_line_of_unit_limits(row: tuple[str, str, str], told: str, tmp_path: Path) -> None:
    assert told in refusal("mue", mue(tmp_path, row))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("MCR_MUE_OutpatientHospitalServices_Eff_01-01-2026.csv", "hospitals or suppliers"),
        ("MCR_MUE_DMESupplierServices_Eff_01-01-2026.csv", "hospitals or suppliers"),
        ("practitioner.csv", "give --effective"),
        ("MCR_MUE_Practitioner_Eff_13-01-2026.csv", "give --effective"),
    ],
)
def test_other_files_of_unit_limits(name: str, told: str, tmp_path: Path) -> None:
    assert told in refusal("mue", mue(tmp_path, *LIMITS, name=name))


def test_two_files_of_one_population(tmp_path: Path) -> None:
    other = mue(tmp_path, *LIMITS, name="MCR_MUE_PractitionerServices_Eff_04-01-2026.csv")
    assert "one file of Medicare" in refusal("mue", mue(tmp_path, *LIMITS), other)


def test_medicares_limits_without_an_indicator(tmp_path: Path) -> None:
    lines = [["HCPCS/CPT Code", "Practitioner Services MUE Values"], ["97530", "4"]]
    path = delimited(tmp_path / "MCR_MUE_Practitioner_Eff_01-01-2026.csv", lines)
    assert "expected" in refusal("mue", path)


# The fee schedule

VALUES = (
    ("97530", "", "A", "0.44", "0.60", "0.02", "1.06"),
    ("97530", "26", "A", "0.44", "0.60", "0.02", "1.06"),
    ("97014", "", "I", "0.00", "0.00", "0.00", "0.00"),
    ("97039", "", "C", "0.00", "0.00", "0.00", "0.00"),
)


def test_relative_values_hold_to_the_end_of_their_year(tmp_path: Path) -> None:
    found = imported("mpfs", pprrvu(tmp_path, *VALUES))
    assert found.release.rows == 1
    assert found.reading.tally.left_out == {"with a modifier": 1, "not paid by relative value": 2}
    assert found.reading.tally.notes == []
    fees = load_tables().fee_schedule
    row = fees.on(date(2026, 1, 1))["97530"]
    assert (row.work_rvu, row.pe_rvu, row.mp_rvu, row.total_rvu) == tuple(
        map(Decimal, ("0.44", "0.60", "0.02", "1.06"))
    )
    assert fees.on(date(2026, 12, 31))["97530"] is row
    assert fees.on(date(2025, 12, 31))["97530"].pe_rvu == Decimal("0.62")
    assert "97530" not in fees.on(date(2027, 1, 1))
    assert load_tables().coverage("cms/fee_schedule").end == date(2026, 12, 31)


def test_quarterly_updates_of_relative_values(tmp_path: Path) -> None:
    imported("mpfs", pprrvu(tmp_path, *VALUES))
    april = (("97530", "", "A", "0.44", "0.70", "0.02", "1.16"),)
    found = imported("mpfs", pprrvu(tmp_path, *april, name="PPRRVU26_APR_nonQPP.csv"))
    (told,) = found.differences.shown
    assert told == (
        "97530 work rvu 0.44, pe rvu 0.70, mp rvu 0.02, total rvu 1.16 from 2026-04-01: changed "
        "(was work rvu 0.44, pe rvu 0.60, mp rvu 0.02, total rvu 1.06)"
    )
    fees = load_tables().fee_schedule
    assert fees.on(date(2026, 3, 31))["97530"].pe_rvu == Decimal("0.60")
    assert fees.on(date(2026, 4, 1))["97530"].pe_rvu == Decimal("0.70")


def test_figures_that_differ_only_in_zeros_are_the_same(tmp_path: Path) -> None:
    imported("mpfs", pprrvu(tmp_path, *VALUES))
    same = (("97530", "", "A", "0.440", "0.6", "0.02", "1.060"),)
    assert imported("mpfs", pprrvu(tmp_path, *same)).differences.in_all == Counter()


def test_another_conversion_factor_than_the_one_on_record(tmp_path: Path) -> None:
    (note,) = imported("mpfs", pprrvu(tmp_path, *VALUES, factor="32.1")).reading.tally.notes
    assert "goes by a conversion factor of 32.1" in note
    assert "has 33.4009 for standard on 2026-01-01" in note
    (odd,) = imported("mpfs", pprrvu(tmp_path, *VALUES, factor="n/a")).reading.tally.notes
    assert "conversion factor of n/a" in odd


def test_the_two_populations_of_a_year_have_the_same_values(tmp_path: Path) -> None:
    apm = pprrvu(tmp_path, *VALUES, name="PPRRVU2026_Jan_QPP.csv", factor="33.5675")
    found = imported("mpfs", apm, pprrvu(tmp_path, *VALUES))
    assert (found.release.name, found.release.rows) == ("PPRRVU2026_Jan_nonQPP", 1)
    assert found.reading.tally.notes == []


def test_the_release_may_stand_in_the_title(tmp_path: Path) -> None:
    found = imported("mpfs", pprrvu(tmp_path, *VALUES, name="values.csv"))
    assert found.release.valid_from == date(2026, 1, 1)


def test_relative_values_of_two_releases(tmp_path: Path) -> None:
    april = pprrvu(tmp_path, *VALUES, name="PPRRVU2026_Apr_nonQPP.csv")
    assert "one by one" in refusal("mpfs", pprrvu(tmp_path, *VALUES), april)


@pytest.mark.parametrize("name", ["PPRRVU2026_Xyz.csv", "PPRRVU2026.csv"])
def test_relative_values_of_no_known_date(name: str, tmp_path: Path) -> None:
    path = pprrvu(tmp_path, *VALUES, name=name)
    path.write_text(path.read_text().replace("January", "First"))
    assert "give --effective" in refusal("mpfs", path)


def test_a_bad_line_of_relative_values(tmp_path: Path) -> None:
    odd = (*VALUES[0][:5], "NaN", "1.06")
    assert "line 6: MP RVU is 'NaN', and no number" in refusal("mpfs", pprrvu(tmp_path, odd))
    short = delimited(tmp_path / "PPRRVU2026_Jan.csv", [*publications.PPRRVU_HEADER, ["97530", ""]])
    short.write_text(short.read_text() + "97110,,text,A\n")
    assert "columns, and fewer than the header" in refusal("mpfs", short)


@pytest.mark.parametrize(("total", "taken"), [("9.99", False), ("1.05", True), ("1.04", False)])
def test_a_total_is_the_sum_of_its_parts(total: str, taken: bool, tmp_path: Path) -> None:
    path = pprrvu(tmp_path, (*VALUES[0][:6], total))
    if taken:
        assert imported("mpfs", path).release.rows == 1
    else:
        assert f"line 6: total {total} is not 0.44 + 0.60 + 0.02" in refusal("mpfs", path)


def test_localities_and_values_come_together(tmp_path: Path) -> None:
    places = gpci(
        tmp_path, ("OH", "0", "1.000", "0.912", "1.05"), ("AK", "01", "1.5", "1.1", "0.6")
    )
    archive = zipped(tmp_path / "rvu26a.zip", places, pprrvu(tmp_path, *VALUES))
    values, indices = import_files("mpfs", [archive])
    assert (values.table, indices.table) == ("cms/fee_schedule", "cms/gpci")
    assert indices.release.rows == 2
    tables = load_tables(locality="OH-00")
    place = tables.locality_on(IN_2026)
    assert place is not None
    assert (place.work, place.practice_expense) == (Decimal("1.000"), Decimal("0.912"))
    assert tables.gpci.on(date(2025, 6, 1))["OH-00"].practice_expense == Decimal("0.911")
    assert "FL-04" not in tables.gpci.on(IN_2026)
    assert tables.gpci.history("FL-04")


def test_bad_localities(tmp_path: Path) -> None:
    bad = gpci(tmp_path, ("Ohio", "00", "1", "1", "1"))
    assert "line 3: 'Ohio 00' is no state" in refusal("mpfs", bad)
    two = [gpci(tmp_path, ("OH", "00", "1", "1", "1"), name=name) for name in ("a.csv", "b.csv")]
    assert "one GPCI file" in refusal("mpfs", *two)
    path = gpci(tmp_path, ("OH", "00", "1", "1", "1"))
    path.write_text(path.read_text().replace("2026 ", ""))
    assert "give --effective" in refusal("mpfs", path)


# Taxonomies


def role(code: str, day: date) -> tuple[str, str] | None:
    row = load_tables().therapy_taxonomy.on(day).get(code)
    return (row.role, row.modifier) if row else None


def test_taxonomies_keep_our_reading_and_new_ones_take_their_familys(tmp_path: Path) -> None:
    codes = ("225100000X", "2251Z9999X", "2255A2300X", "2255R0406X", "207Q00000X", "2252Z9999X")
    found = imported("taxonomy", nucc(tmp_path, *codes))
    day = date(2026, 10, 1)
    assert found.release.valid_from == day
    assert found.release.covers_to == date(2027, 3, 31)
    assert found.reading.tally.notes == [
        "2251Z9999X is new, taken as PT with GP",
        "2252Z9999X is new, taken as PTA",
    ]
    assert found.reading.tally.left_out == {"of other professions": 2}
    assert role("225100000X", day) == role("2251Z9999X", day) == ("PT", "GP")
    assert role("2252Z9999X", day) == ("PTA", "")
    assert role("2255A2300X", day) == ("athletic_trainer", "")
    assert role("2255R0406X", day) is None
    assert role("225X00000X", day) == ("OT", "GO")
    assert role("225X00000X", date(2026, 9, 30)) == ("OT", "GO")
    assert role("2251Z9999X", date(2026, 9, 30)) is None
    assert found.differences.in_all == Counter(added=2)
    assert (found.release.extract, found.lacking, found.expected) == (True, 58, 60)
    stored = (imports_folder() / "therapy_taxonomy.sqlite").read_bytes()
    assert b"207Q00000X" not in stored
    assert b"a class" not in stored


def test_the_january_release_is_in_use_from_april(tmp_path: Path) -> None:
    found = imported("taxonomy", nucc(tmp_path, "225100000X", name="nucc_taxonomy_270.csv"))
    assert found.release.valid_from == date(2027, 4, 1)
    assert found.release.covers_to == date(2027, 9, 30)


def test_bad_taxonomies(tmp_path: Path) -> None:
    assert "line 2: '2251' is no taxonomy" in refusal("taxonomy", nucc(tmp_path, "2251"))
    unnamed = nucc(tmp_path, "225100000X", name="codes.csv")
    assert "give --effective" in refusal("taxonomy", unnamed)
    assert "one taxonomy file" in refusal("taxonomy", unnamed, unnamed)
    assert imported("taxonomy", unnamed, effective=IN_2026).release.source.endswith("of 2026-03-09")


@pytest.mark.parametrize(
    ("publication", "written"),
    [
        ("mue", lambda folder: mue(folder, *LIMITS)),
        ("mpfs", lambda folder: pprrvu(folder, *VALUES)),
        ("mpfs", lambda folder: gpci(folder, ("OH", "00", "1.5", "0.912", "1"))),
        ("taxonomy", lambda folder: nucc(folder, "225100000X")),
    ],
)
def test_a_workbook_says_what_the_text_file_says(publication, written, tmp_path: Path) -> None:
    text = written(tmp_path)
    with text.open(newline="") as file:
        lines = [[_as_in_a_workbook(cell) for cell in line] for line in csv.reader(file)]
    book = workbook(text.with_suffix(".xlsx"), lines)
    first, second = imported(publication, text), imported(publication, book)
    assert first.release.rows == second.release.rows > 0
    assert second.differences.in_all == Counter()


def _as_in_a_workbook(cell: str) -> object:
    """Empty, a number, or text."""
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


# The file in the data folder


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    imported("mue", mue(tmp_path, *LIMITS))
    (path,) = imports_folder().iterdir()
    assert path.name == "mue.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(imports_folder().stat().st_mode) == 0o700


def test_no_text_of_a_file_is_stored(tmp_path: Path) -> None:
    import_files("ncci-ptp", [ncci(tmp_path, *EDITS)])
    import_files("mue", [mue(tmp_path, *LIMITS)])
    import_files("mpfs", [pprrvu(tmp_path, *VALUES), gpci(tmp_path, ("OH", "00", "1", "1", "1"))])
    for path in imports_folder().iterdir():
        stored = path.read_bytes()
        assert not any(text in stored for text in (b"reason", b"Clinical", b"a text", b"A PLACE"))


def test_a_crash_before_the_renaming_leaves_the_old_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported("ncci-ptp", ncci(tmp_path, *EDITS))
    before = pairs(IN_2026)

    def crash(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        with pytest.raises(OSError, match="No space"):
            import_files("ncci-ptp", [ncci(tmp_path, NEW)])
    assert pairs(IN_2026) == before
    assert [path.name for path in imports_folder().iterdir()] == ["ncci_ptp.sqlite"]


def test_a_full_disk_while_writing_is_an_error_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = building._create

    def create_on_a_small_disk(connection: sqlite3.Connection, kind: TableKind) -> None:
        connection.execute("PRAGMA max_page_count = 8")
        create(connection, kind)

    monkeypatch.setattr(building, "_create", create_on_a_small_disk)
    edits = [("97530", f"{number:05}", *NEW[2:]) for number in range(3000)]
    with pytest.raises(OSError, match="full"):
        import_files("ncci-ptp", [ncci(tmp_path, *edits)])
    assert list(imports_folder().iterdir()) == []


def test_a_dry_run_replaces_nothing(tmp_path: Path) -> None:
    found = imported("ncci-ptp", ncci(tmp_path, *EDITS), dry_run=True)
    assert found.differences.in_all["added"] == 2
    assert not imports_folder().exists()


def test_forgetting(tmp_path: Path) -> None:
    before = load_tables()
    import_files("mpfs", [pprrvu(tmp_path, *VALUES), gpci(tmp_path, ("OH", "00", "1", "1", "1"))])
    imported("mue", mue(tmp_path, *LIMITS))
    assert load_tables() is not before
    assert forget("mpfs") == ["cms/fee_schedule", "cms/gpci"]
    assert forget("cms/mue") == ["cms/mue"]
    assert forget("mue") == []
    assert load_tables() is before


@pytest.mark.parametrize("content", [b"", b"no database at all, not even close to one", None])
def test_a_foreign_file_is_told_by_name(content: bytes | None, tmp_path: Path) -> None:
    imported("mue", mue(tmp_path, *LIMITS))
    path = imports_folder() / "mue.sqlite"
    if content is None:
        path.rename(imports_folder() / "ncci_ptp.sqlite")
        path = imports_folder() / "ncci_ptp.sqlite"
    else:
        path.write_bytes(content)
    with pytest.raises(BadTable, match="scrubber tables forget") as raised:
        load_tables()
    assert str(path) in str(raised.value)


def test_a_folder_in_the_place_of_a_table() -> None:
    (imports_folder() / "mue.sqlite").mkdir(parents=True)
    with pytest.raises(BadTable, match="is no file"):
        load_tables()


def test_each_thread_and_each_process_looks_up_for_itself(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    imported("ncci-ptp", ncci(tmp_path, *EDITS))
    table = load_tables().ncci_ptp
    assert isinstance(table, LayeredTable)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: len(list(table.find(IN_2026, ["97530"]))), range(16))
    assert set(found) == {len(list(table.find(IN_2026, ["97530"])))}
    child = os.fork()
    if child == 0:
        table.stored.rows_of.cache_clear()
        os._exit(0 if ("97530", "97110") in table.on(IN_2026) else 1)
    assert os.waitpid(child, 0)[1] == 0
