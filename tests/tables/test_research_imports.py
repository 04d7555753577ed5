"""The research tables, in the layout of the published files, import to what mappings/ says."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from scrubber.tables import load_tables
from scrubber.tables.importing import Imported, import_files
from tests.tables.publications import delimited, gpci, mue, ncci, nucc, pprrvu

RESEARCH = Path(__file__).parents[3] / "shared" / "domain"
pytestmark = pytest.mark.skipif(not RESEARCH.is_dir(), reason="no research tables here")
JULY_2024 = date(2024, 7, 1)


def research(name: str) -> list[dict[str, str]]:
    with (RESEARCH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(publication: str, path: Path) -> Imported:
    (found,) = import_files(publication, [path])
    assert not found.release.extract
    return found


def test_ncci_edits(tmp_path: Path) -> None:
    """Effective dates are not in the research copy: void rows begin when they end, those that came
    back on the day they did, the others early."""
    rows = [row for row in research("ncci_ptp_therapy.csv") if row["setting"] == "practitioner"]
    ended = {(r["column1"], r["column2"]) for r in rows if r["deletion_date"]}
    edits = []
    for row in rows:
        pair, deleted = (row["column1"], row["column2"]), row["deletion_date"].replace("-", "")
        begins = "20201001" if pair in ended else "19960101"
        if row["modifier_indicator"] == "9":
            begins = deleted
        elif deleted:
            begins = "20200101" if deleted > "20191231" else "19960101"
        edits.append((*pair, begins, deleted or "*", row["modifier_indicator"]))
    found = imported("ncci-ptp", ncci(tmp_path, *edits, name="ccipra-v302r0-f1.txt"))
    void = sum(row["modifier_indicator"] == "9" for row in rows)
    assert found.reading.tally.left_out["void from the start"] >= void
    table = load_tables().ncci_ptp
    active = {
        (row["column1"], row["column2"]): row["modifier_indicator"]
        for row in rows
        if row["active_at_2024_07_01"] == "1"
    }
    seen = {
        (row.column_1, row.column_2): row.modifier_indicator for row in table.find(JULY_2024, ())
    }
    assert seen == active
    assert found.differences.in_all["ended"] == found.differences.in_all["changed"] == 0
    assert ("97140", "97530") in table.on(date(2019, 12, 31))
    assert ("97140", "97530") not in table.on(date(2020, 1, 1))


def test_unit_limits(tmp_path: Path) -> None:
    rows = research("mue_therapy.csv")
    medicare = mue(
        tmp_path,
        *(
            (row["hcpcs"], row["mue_units"], row["mai"])
            for row in rows
            if row["setting"] == "medicare_practitioner"
        ),
        name="MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
    )
    found = imported("mue", medicare).differences
    assert found.in_all["changed"] == found.in_all["ended"] == found.of_interest["added"] == 0
    lines = [
        ["HCPCS/CPT Code", "Practitioner Services MUE Values"],
        *(
            [row["hcpcs"], row["mue_units"]]
            for row in rows
            if row["setting"] == "medicaid_practitioner"
        ),
    ]
    path = delimited(tmp_path / "Medicaid_MUE_Practitioner_Eff_01-01-2026.csv", lines)
    found = imported("mue", path).differences
    assert found.in_all["changed"] == found.in_all["ended"] == found.of_interest["added"] == 0


def test_relative_values(tmp_path: Path) -> None:
    rows = [row for row in research("rvu_therapy.csv") if row["file"] == "rvu25d_oct"]
    values = [
        (
            *(row["hcpcs"], "", row["status"], row["work_rvu"], row["pe_nonfac_rvu"]),
            *(row["mp_rvu"], row["total_nonfac"]),
        )
        for row in rows
    ]
    path = pprrvu(tmp_path, *values, name="PPRRVU2025_Oct.csv", factor="32.3465")
    found = imported("mpfs", path)
    assert found.reading.tally.notes == []
    assert found.differences.in_all["changed"] == 0
    ended = found.differences.in_all["ended"]
    unpaid = {row["hcpcs"] for row in rows if row["status"] not in {"A", "R", "T"}}
    assert ended <= len(unpaid)


def test_localities(tmp_path: Path) -> None:
    places = [
        (row["state"], row["locality"], row["work_gpci"], row["pe_gpci"], row["mp_gpci"])
        for row in research("gpci_2025.csv")
    ]
    path = gpci(tmp_path, *places, name="GPCI2025.csv")
    path.write_text(path.read_text().replace("2026 ", "2025 "))
    assert imported("mpfs", path).differences.in_all == Counter()


def test_taxonomies(tmp_path: Path) -> None:
    codes = [row["taxonomy"] for row in research("taxonomy_discipline.csv")]
    found = imported("taxonomy", nucc(tmp_path, *codes, name="nucc_taxonomy_251.csv"))
    assert found.differences.in_all == Counter()
    assert found.reading.tally.notes == []
