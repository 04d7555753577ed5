"""scrubber tables, and what fix and check make of imported tables."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from scrubber.tables import KINDS, imports_folder, load_tables
from tests.cli.console import CLEAN_LINE, HELD_LINES, file_of, findings, put, records, run
from tests.tables.publications import (
    gpci,
    mue,
    ncci,
    nucc,
    pprrvu,
    with_the_rest_ended,
    with_the_rest_of_the_limits,
)

NEW_PAIR = ("97530", "97110", "20260101", "*", "1")
ENDED_PAIR = ("97530", "97153", "19960101", "20251231", "0")
WHOLE = (("00100", "36000", "19960101", "*", "1"), NEW_PAIR, ENDED_PAIR)
ALL = with_the_rest_ended(*WHOLE, ("V9999", "36000", "19960101", "*", "1"))
VALUES = ("97530", "", "A", "0.44", "0.60", "0.02", "1.06")


def test_list_names_every_table_and_how_old_it_is() -> None:
    text = run("tables", "list").text
    assert [line.split(":")[0] for line in text.splitlines() if re.match(r"\w+/", line)] == [
        kind.name for kind in KINDS.values()
    ]
    ncci_text = text.split("cms/ncci_ptp")[1].split("\n\n")[0]
    days = (date.today() - date(2026, 11, 21)).days
    assert "596 rows, release 2024-07-01 (v30.2), checked 2026-11-21" in " ".join(ncci_text.split())
    assert f"({days:,} day" in ncci_text
    ncci_text = " ".join(ncci_text.split())
    assert "covers service dates from 2020-10-01 to 2024-09-30: out of date" in ncci_text
    assert "imported" not in text


def test_list_names_what_is_imported(tmp_path: Path) -> None:
    run("tables", "import", "ncci-ptp", ncci(tmp_path, *ALL))
    run("tables", "import", "mue", mue(tmp_path, ("97530", "4", "3")))
    text = " ".join(run("tables", "list").text.split())
    assert f"imported {len(ALL):,} rows, ccipra-v320r0, all dates, 00100 to V9999, on " in text
    assert (
        "imported 1 row, MCR_MUE_PractitionerServices_Eff_01-01-2026, service dates from "
        "2026-01-01 on, medicare, an extract: only the rows that it holds, on "
    ) in text
    ncci_text = text.split("cms/ncci_ptp: ")[1].split("cms/mue: ")[0]
    assert "covers service dates to 2026-03-31" in ncci_text
    assert "next due for service dates from 2026-04-01" in ncci_text
    assert "is missing here" not in ncci_text
    mue_text = text.split("cms/mue: ")[1].split("cms/fee_schedule: ")[0]
    assert "covers service dates from 2024-07-01 to 2024-09-30: out of date (medicare)" in mue_text
    assert "covers service dates from 2026-01-01 to 2026-03-31: out of date (medicaid)" in mue_text


def test_list_tells_the_gap_between_two_releases(tmp_path: Path) -> None:
    limits = with_the_rest_of_the_limits(("97530", "4", "3"))
    name = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv"
    run("tables", "import", "mue", mue(tmp_path, *limits, name=name))
    text = " ".join(run("tables", "list").text.split())
    assert (
        "covers service dates from 2024-07-01 to 2024-09-30, and service dates from 2026-10-01 to "
        "2026-12-31"
    ) in text


def test_show_filters_by_code_and_date() -> None:
    ran = run("tables", "show", "ncci-ptp", "97530", "97153", "--on", "2026-03-09")
    assert ran.code == 0
    assert ran.text.splitlines()[:2] == [
        "cms/ncci_ptp on 2026-03-09. Release 2024-07-01 (v30.2)",
        (
            "column_1 97530, column_2 97153, modifier_indicator 0 (from 1996-01-01; CMS NCCI PTP "
            "practitioner v30.2, start date taken by us)"
        ),
    ]
    assert ran.text.splitlines()[2].startswith("NCCI pairs: release 2024-07-01 (v30.2) covers ")
    ohio = run("tables", "show", "cms/gpci", "oh", "--on", "2025-06-01").text.splitlines()
    assert [line.split(",")[0] for line in ohio[1:]] == ["locality OH-00"]
    told = run("tables", "show", "gpci", "OH-00").text.splitlines()[1]
    assert told == (
        "nothing on record for OH-00 on that date; there are rows for service dates from "
        "2025-01-01 to 2025-12-31"
    )
    assert run("tables", "show", "gpci", "XX").text.splitlines()[1].endswith("; nor on any other")


def test_show_takes_the_names_that_import_takes(tmp_path: Path) -> None:
    on = ("--on", "2025-12-31")
    assert run("tables", "show", "taxonomy", "225100", *on).text == (
        run("tables", "show", "therapy_taxonomy", "225100", *on).text
    )
    both = run("tables", "show", "fee-schedule", *on).text + run("tables", "show", "gpci", *on).text
    assert run("tables", "show", "mpfs", *on).text == both
    run("tables", "import", "mpfs", gpci(tmp_path, ("OH", "00", "1", "1", "1")))
    told = run("tables", "show", "gpci", "oh", "--on", "2027-03-09").text
    assert "there are rows for service dates from 2025-01-01 to 2026-12-31" in told


def test_show_is_bounded() -> None:
    lines = run("tables", "show", "ncci_ptp", "--on", "2026-03-09").text.splitlines()
    assert len(lines) == 203
    assert lines[-2].startswith("more than 200 rows")
    assert len(run("tables", "show", "gpci", "--on", "2025-06-01").text.splitlines()) == 110


def test_show_of_no_table_and_no_date() -> None:
    ran = run("tables", "show", "nothing")
    assert (ran.code, ran.out) == (2, b"")
    assert "no table is called 'nothing'; there are cms/therapy_codes" in ran.err
    assert run("tables", "show", "mue", "--on", "soon").code == 2


def test_check_tells_age_and_ends_well() -> None:
    ran = run("tables", "check")
    assert ran.code == 0
    assert "cms/ncci_ptp: sound, but out of date: it covers service dates to 2024-09-30" in ran.text
    assert "cms/modifiers: sound\n" in ran.text


def test_check_tells_what_is_broken(tmp_path: Path) -> None:
    run("tables", "import", "mue", mue(tmp_path, ("97530", "4", "3")))
    assert run("tables", "check").code == 0
    (imports_folder() / "mue.sqlite").write_bytes(b"no database, and never was one")
    ran = run("tables", "check")
    assert ran.code == 1
    assert "cms/mue: broken\n" in ran.text
    assert "scrubber tables forget mue" in ran.text
    assert "cms/gpci: sound\n" in ran.text


def test_import_says_what_it_changes(tmp_path: Path) -> None:
    path = ncci(tmp_path, *ALL, ("97530", "97140", "20200101", "20200101", "9"))
    dry = run("tables", "import", "ncci-ptp", path, "--dry-run")
    assert dry.code == 0
    lines = [line.strip() for line in dry.text.splitlines()]
    assert lines[:3] == [
        "cms/ncci_ptp: ccipra-v320r0, all dates, 00100 to V9999",
        "from ccipra-v320r0-f1.txt",
        f"{len(ALL) + 1:,} rows read: {len(ALL):,} rows kept, 1 void from the start",
    ]
    assert "in force on 2026-01-01 (2024-07-01 (v30.2)): 3 added" in lines[3]
    assert lines[4].startswith("of these with a therapy code: 1 added")
    assert "97530/97110 modifier indicator 1 from 2026-01-01: added" in lines
    assert lines[-1] == "Nothing was replaced (--dry-run)."
    assert not imports_folder().exists()
    done = run("tables", "import", "ncci-ptp", path)
    assert done.text.splitlines()[:-1] == dry.text.splitlines()[:-1]
    again = run("tables", "import", "ncci-ptp", path).text
    assert "takes the place of ccipra-v320r0, imported" in again
    assert "0 added, 0 ended, 0 changed" in again
    assert "name all parts" not in again
    part = run("tables", "import", "ncci-ptp", ncci(tmp_path, NEW_PAIR)).text
    assert "which spoke for 00100 to V9999: name all parts to keep the rest" in part


def test_import_says_first_that_a_file_is_an_extract_or_old(tmp_path: Path) -> None:
    told = run("tables", "import", "mue", mue(tmp_path, ("97530", "4", "3"))).text.splitlines()
    assert told[0] == (
        "cms/mue: MCR_MUE_PractitionerServices_Eff_01-01-2026, service dates from 2026-01-01 on, "
        "medicare, taken as an extract: 93 of the 94 therapy rows that were in force are not in "
        "it, so it holds for its own rows alone and the others stay"
    )
    old = ncci(tmp_path, *ALL, name="ccipra-v300r0.txt")
    told = run("tables", "import", "ncci-ptp", old, "--dry-run").text.splitlines()
    assert told[1].startswith(
        "    OLDER THAN WHAT WAS IN FORCE: ccipra-v300r0 covers service dates"
    )


def test_import_of_values_and_taxonomies_gives_its_notes(tmp_path: Path) -> None:
    told = run("tables", "import", "mpfs", pprrvu(tmp_path, VALUES, factor="1.5")).text
    assert "goes by a conversion factor of 1.5" in told
    told = run("tables", "import", "taxonomy", nucc(tmp_path, "2251Z9999X")).text
    assert "2251Z9999X is new, taken as PT with GP" in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (
            ("nothing", "FILE"),
            2,
            "nothing is imported as 'nothing'; there are ncci-ptp, mue, mpfs, tax",
        ),
        (("mue", "FILE"), 2, "give --effective"),
        (("mue", "FILE", "--effective", "soon"), 2, "is no date like"),
        (("mpfs", "FILE"), 2, "looks like a file for `scrubber tables import mue`"),
        (("taxonomy", "FILE"), 2, "looks like a file for `scrubber tables import mue`"),
        (("ncci-ptp", "FILE"), 2, "looks like a file for `scrubber tables import mue`"),
        (("mue", "no such file"), 4, "No such file"),
    ],
)
def test_what_cannot_be_imported(
    arguments: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    path = mue(tmp_path, ("97530", "4", "3"), name="limits.csv")
    given = [str(path) if argument == "FILE" else argument for argument in arguments]
    ran = run("tables", "import", *given)
    assert ran.code == code
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_data_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBBER_DATA_DIR", str(put(tmp_path, "file", "")))
    assert run("tables", "import", "mue", mue(tmp_path, ("97530", "4", "3"))).code == 4


def test_forget(tmp_path: Path) -> None:
    told = run("tables", "import", "mue", mue(tmp_path, ("97530", "4", "3"))).text
    assert told.splitlines()[-1] == (
        "Used from now on. `scrubber tables forget mue` takes away every release imported into "
        "cms/mue."
    )
    ran = run("tables", "forget", "mue")
    assert (ran.code, ran.text) == (0, "cms/mue: the built-in table holds again\n")
    ran = run("tables", "forget", "mue")
    assert (ran.code, ran.err) == (2, "scrubber: nothing is imported as 'mue'\n")
    ran = run("tables", "forget", "limits")
    assert ran.code == 2
    assert "there are ncci-ptp, mue, mpfs, taxonomy" in ran.err


def test_a_foreign_file_stops_a_run_with_a_sentence(tmp_path: Path) -> None:
    imports_folder().mkdir(parents=True)
    put(imports_folder(), "ncci_ptp.sqlite", b"SQLite format 3\x00 but not quite")
    ran = run("check", put(tmp_path, "day.837", file_of(CLEAN_LINE)))
    assert (ran.code, ran.out) == (2, b"")
    assert "scrubber tables forget ncci_ptp" in ran.err
    assert run("tables", "forget", "ncci_ptp").code == 0
    assert run("check", tmp_path / "day.837").code == 0


# From a published file to a finding


def test_a_pair_that_came_with_a_release_is_flagged(tmp_path: Path) -> None:
    lines = (CLEAN_LINE, "SV1*HC:97110:GP*45*UN*1***1~")
    day = put(tmp_path, "day.837", file_of(*lines))
    assert ("TH301", "flagged") not in findings(run("check", day).out)
    run("tables", "import", "ncci-ptp", ncci(tmp_path, *ALL))
    log = run("check", day).out
    assert ("TH301", "flagged") in findings(log)
    (record,) = [r for r in records(log) if r.get("rule") == "TH301"]
    release = load_tables().release("cms/ncci_ptp")
    assert record["evidence"][0] == (
        "CMS NCCI PTP practitioner v32.0, table of imported ccipra-v320r0, column 1 97530, "
        "column 2 97110, indicator 1"
    )
    assert records(log)[0]["tables"]["cms/ncci_ptp"] == release


def test_a_pair_that_has_ended_is_silent(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(*HELD_LINES))
    assert ("TH302", "held") in findings(run("check", day).out)
    run("tables", "import", "ncci-ptp", ncci(tmp_path, *ALL))
    assert ("TH302", "held") not in findings(run("check", day).out)
    before = put(tmp_path, "before.837", file_of(*HELD_LINES, date="20251231"))
    assert ("TH302", "held") in findings(run("check", before).out)


def test_an_imported_taxonomy_settles_the_modifier(tmp_path: Path) -> None:
    line = "SV1*HC:97530*100*UN*2***1~"
    day = put(tmp_path, "day.837", file_of(line, taxonomy="2251Z9999X", date="20261001"))
    assert ("TH201", "corrected") not in findings(run("check", day).out)
    run("tables", "import", "taxonomy", nucc(tmp_path, "2251Z9999X"))
    assert ("TH201", "corrected") in findings(run("check", day).out)


def test_prices_of_a_locality(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE, date="20260309"))
    used = "member_id,year,pool,amount,source\n1EG4TE5MK73,2026,PT_SLP,2470,portal\n"
    put(tmp_path, "day.therapy_used.csv", used)
    run("tables", "import", "mpfs", pprrvu(tmp_path, VALUES))
    run("tables", "import", "mpfs", gpci(tmp_path, ("OH", "00", "2.0", "2.0", "2.0")))
    national = run("check", day).text
    for given in ("OH-00", "oh-00"):
        ran = run("check", day, "--locality", given)
        assert "prices of OH-00" in ran.text
        assert "national prices were used" not in ran.err
    assert "OH-00" not in national
    elsewhere = run("check", day, "--locality", "AK-01")
    told = (
        "Localities: AK-01 has no figures for service dates of 2026-03-09, and national prices "
        "were used; `scrubber tables import mpfs FILE` brings a newer one"
    )
    assert " ".join(elsewhere.err.split()).count(told) == 1
    ran = run("check", day, "--locality", "Ohio")
    assert (ran.code, ran.out) == (2, b"")
    assert "no locality is called 'Ohio'" in ran.err
    assert "`scrubber tables show gpci --on 2025-12-31` lists them" in ran.err
    assert "locality OH-00" in run("tables", "show", "gpci", "--on", "2025-12-31").text


# Service dates outside of a release


def outside(log: bytes) -> dict[str, str]:
    return records(log)[0]["outside_release"]


def test_dates_beyond_a_release_are_told_once_a_file(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    ran = run("check", day)
    told = outside(ran.out)["cms/ncci_ptp"]
    assert told == (
        "NCCI pairs: release 2024-07-01 (v30.2) covers service dates to 2024-09-30, and service "
        "dates go to 2026-03-09; `scrubber tables import ncci-ptp FILE` brings a newer one"
    )
    assert " ".join(ran.err.split()).count(told) == 1
    assert "cms/gpci" not in outside(ran.out)
    assert "cms/kx_thresholds" not in outside(ran.out)


def test_an_imported_release_is_what_counts(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE, date="20260331"))
    run("tables", "import", "ncci-ptp", ncci(tmp_path, *ALL))
    assert "cms/ncci_ptp" not in outside(run("check", day).out)
    later = put(tmp_path, "later.837", file_of(CLEAN_LINE, date="20260401"))
    told = outside(run("check", later).out)["cms/ncci_ptp"]
    assert told.startswith(
        "NCCI pairs: release imported ccipra-v320r0 covers service dates to 2026-03-31, and "
        "service dates go to 2026-04-01; "
    )


def test_a_gap_between_two_releases_is_outside(tmp_path: Path) -> None:
    """The release after the gap says nothing of the dates in it, and hides nothing of it."""
    limits = with_the_rest_of_the_limits(("97530", "4", "3"))
    name = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv"
    run("tables", "import", "mue", mue(tmp_path, *limits, name=name))
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    assert outside(run("check", day).out)["cms/mue"] == (
        "Unit limits (MUE): release Medicare 2024-07-01 covers service dates to 2024-09-30, "
        "imported MCR_MUE_PractitionerServices_Eff_10-01-2026 those from 2026-10-01, and service "
        "dates between them (2026-03-09) were checked by the first; "
        "`scrubber tables import mue FILE` brings a newer one"
    )
    later = put(tmp_path, "later.837", file_of(CLEAN_LINE, date="20261001"))
    assert "cms/mue" not in outside(run("check", later).out)


def test_an_extract_covers_nothing_but_its_rows(tmp_path: Path) -> None:
    run("tables", "import", "ncci-ptp", ncci(tmp_path, NEW_PAIR))
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE, "SV1*HC:97110:GP*45*UN*1***1~"))
    log = run("check", day).out
    assert ("TH301", "flagged") in findings(log)
    assert outside(log)["cms/ncci_ptp"] == (
        "NCCI pairs: release 2024-07-01 (v30.2) covers service dates to 2024-09-30, and service "
        "dates go to 2026-03-09 (of ccipra-v320r0 only the rows that it holds are known); "
        "`scrubber tables import ncci-ptp FILE` brings a newer one"
    )
    held = put(tmp_path, "held.837", file_of(*HELD_LINES))
    assert ("TH302", "held") in findings(run("check", held).out)


def test_dates_before_a_table_begins(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE, date="20171231"))
    told = outside(run("check", day).out)
    assert told["cms/kx_thresholds"] == (
        "KX thresholds: what is on record covers service dates from 2018-01-01, and service "
        "dates begin on 2017-12-31"
    )


def test_a_table_that_nothing_is_imported_into(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE, date="20270101"))
    told = outside(run("check", day).out)
    assert told["cms/kx_thresholds"].endswith("a newer version of scrubber may have it")


def test_only_tables_that_the_selected_rules_read_are_told(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    assert outside(run("check", day, "--select", "CL101").out) == {}
    log = run("check", day, "--select", "CL101", "--locality", "OH-00").out
    assert list(outside(log)) == ["cms/gpci"]


def test_a_file_without_a_judged_claim_has_nothing_to_tell(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", file_of("SV1*HC:99499*100*UN*1***1~"))
    assert outside(run("check", day).out) == {}
    undated = put(tmp_path, "undated.837", file_of(CLEAN_LINE + "DTP*472*D8*2026~"))
    assert outside(run("check", undated).out) == {}


def test_age_is_counted_in_days() -> None:
    from scrubber.cli.table_texts import list_text

    then = date(2026, 11, 21)
    for days, told in ((1, "(1 day ago)"), (1200, "(1,200 days ago)")):
        text = "\n".join(list_text(load_tables(), then + timedelta(days=days)))
        assert told in text
