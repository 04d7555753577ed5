"""mappings/ against the research tables it was drawn from, where those are at hand."""

import csv
from collections import defaultdict
from datetime import date
from decimal import ROUND_UP, Decimal
from pathlib import Path

import pytest

from scrubber.tables import load_tables

REPOSITORY = Path(__file__).parents[2]
RESEARCH = REPOSITORY.parent / "shared" / "domain"
TABLES = load_tables()
pytestmark = pytest.mark.skipif(not RESEARCH.is_dir(), reason="no research tables here")


def research(name: str) -> list[dict[str, str]]:
    with (RESEARCH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def test_kx_thresholds() -> None:
    for row in research("kx_thresholds.csv"):
        year = int(row["year"])
        for day in (date(year, 1, 1), date(year, 12, 31)):
            stated = {
                pool: (figure.amount, figure.confirmed)
                for pool, figure in TABLES.kx_thresholds.on(day).items()
            }
            sure = row["confidence"] == "high"
            assert stated == {
                pool: (Decimal(row[column]), sure)
                for pool, column in (("PT_SLP", "pt_slp_combined_usd"), ("OT", "ot_usd"))
                if row[column]
            }


def test_conversion_factors() -> None:
    expected = {
        (
            "qualifying_apm" if row["population"] == "qualifying_apm" else "standard",
            row["effective_from"],
            row["effective_to"],
            Decimal(row["cf"]),
        )
        for row in research("conversion_factors.csv")
    }
    assert {
        (row.population, str(row.valid_from), str(row.valid_to), row.amount)
        for row in TABLES.conversion_factors.rows
    } == expected


def test_therapy_codes() -> None:
    codes = {row.procedure: row for row in TABLES.therapy_codes.rows}
    rows = {row["hcpcs"]: row for row in research("therapy_codes.csv")}
    assert set(codes) == set(rows)
    for code, row in rows.items():
        ours = codes[code]
        assert ours.timed is (row["in_8_minute_pool"] == "1"), code
        assert ours.only_modifier == row["only_modifier"], code
        assert set(ours.allowed_modifiers) == set(row["plausible_modifiers"].split()), code
        assert ours.therapy_class in (row["medicare_therapy_class"], "unconfirmed"), code


ASSISTANTS = {"PTA", "OTA", "SLPA"}


def test_taxonomies_and_that_an_assistants_settles_nothing() -> None:
    rows = research("taxonomy_discipline.csv")
    assert sum(row["role"] in ASSISTANTS for row in rows) == 7
    assert {row.taxonomy: row.modifier for row in TABLES.therapy_taxonomy.rows} == {
        row["taxonomy"]: "" if row["role"] in ASSISTANTS else row["implied_therapy_modifier"]
        for row in rows
    }


def test_relative_values_of_every_year() -> None:
    seen = {
        (
            row["hcpcs"],
            int(row["year"]),
            decimal(row["work_rvu"]),
            decimal(row["pe_nonfac_rvu"]),
            decimal(row["mp_rvu"]),
            decimal(row["total_nonfac"]),
        )
        for row in research("rvu_therapy.csv")
    }
    for row in TABLES.fee_schedule.rows:
        assert row.valid_to is not None
        for year in range(row.valid_from.year, row.valid_to.year + 1):
            values = (row.work_rvu, row.pe_rvu, row.mp_rvu, row.total_rvu)
            assert (row.procedure, year, *values) in seen


def practitioner_pairs() -> dict[tuple[str, str], list[dict[str, str]]]:
    pairs: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in research("ncci_ptp_therapy.csv"):
        if row["setting"] == "practitioner":
            pairs[row["column1"], row["column2"]].append(row)
    return pairs


def test_every_pair_stands_so_in_the_practitioner_table() -> None:
    pairs = practitioner_pairs()
    for row in TABLES.ncci_ptp.rows:
        ends = str(row.valid_to) if row.valid_to else ""
        stated = {
            (r["modifier_indicator"], r["deletion_date"]) for r in pairs[row.column_1, row.column_2]
        }
        assert (row.modifier_indicator, ends) in stated, row


def test_the_active_pairs_of_the_timed_codes_are_all_here_and_no_other() -> None:
    timed = {row.procedure for row in TABLES.therapy_codes.rows if row.timed}
    assert set(TABLES.ncci_ptp.on(date(2024, 7, 1))) == {
        pair
        for pair, rows in practitioner_pairs().items()
        if timed & set(pair) and any(row["active_at_2024_07_01"] == "1" for row in rows)
    }


def test_localities() -> None:
    assert {
        (row.locality, row.work, row.practice_expense, row.malpractice) for row in TABLES.gpci.rows
    } == {
        (
            f"{row['state']}-{row['locality']}",
            *(Decimal(row[f"{part}_gpci"]) for part in ("work", "pe", "mp")),
        )
        for row in research("gpci_2025.csv")
    }


@pytest.mark.parametrize("column", ["full", "reduced"])
def test_the_highest_locality_of_every_code(column: str) -> None:
    share = Decimal("0.5") if column == "reduced" else Decimal(1)
    day = date(2025, 6, 1)
    highest = {
        procedure: max(
            (
                rvu.work_rvu * place.work
                + share * rvu.pe_rvu * place.practice_expense
                + rvu.mp_rvu * place.malpractice
            )
            / (rvu.work_rvu + share * rvu.pe_rvu + rvu.mp_rvu)
            for place in TABLES.gpci.on(day).values()
        ).quantize(Decimal("0.0001"), ROUND_UP)
        for procedure, rvu in TABLES.fee_schedule.on(day).items()
        if rvu.pe_rvu
    }
    for on in (date(2019, 1, 1), day, date(2026, 3, 9)):
        rows = TABLES.locality_range.on(on)
        assert {procedure: getattr(row, column) for procedure, row in rows.items()} == highest


def test_unit_limits() -> None:
    settings = {"medicare_practitioner": "medicare", "medicaid_practitioner": "medicaid"}
    codes = {row.procedure for row in TABLES.therapy_codes.rows}
    assert {
        (row.population, row.procedure, row.units, row.adjudication_indicator)
        for row in TABLES.mue.rows
    } == {
        (settings[row["setting"]], row["hcpcs"], int(row["mue_units"]), row["mai"])
        for row in research("mue_therapy.csv")
        if row["setting"] in settings and row["hcpcs"] in codes
    }


def test_medical_review_thresholds() -> None:
    for row in research("kx_thresholds.csv"):
        on = TABLES.medical_review_thresholds.on(date(int(row["year"]), 6, 1))
        stated = {figure.amount for figure in on.values()}
        assert stated == {Decimal(row["medical_review_threshold_usd"])}


def test_the_phrases_that_the_articles_are_sourced_for() -> None:
    ours = {row.phrase for row in TABLES.note_phrases.rows}
    for row in research("doc_phrases.csv"):
        assert any(phrase in row["phrase"] or row["phrase"] in phrase for phrase in ours) or (
            row["phrase"] in LEFT_OUT
        ), row["phrase"]


LEFT_OUT = {"patient tolerated treatment", "minutes of", "independent with"}
