"""mappings/ against the research tables it was drawn from, where those are at hand."""

import csv
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
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


def test_the_locality_range_of_97530() -> None:
    cents = Decimal("0.0001")
    (rvu,) = [
        row for row in TABLES.fee_schedule.on(date(2025, 6, 1)).values() if row.procedure == "97530"
    ]
    factors = [
        (
            rvu.work_rvu * Decimal(row["work_gpci"])
            + rvu.pe_rvu * Decimal(row["pe_gpci"])
            + rvu.mp_rvu * Decimal(row["mp_gpci"])
        )
        / rvu.total_rvu
        for row in research("gpci_2025.csv")
    ]
    bounds = TABLES.locality_range.on(date(2025, 6, 1))
    assert bounds["lowest"].factor == min(factors).quantize(cents, ROUND_HALF_UP)
    assert bounds["highest"].factor == max(factors).quantize(cents, ROUND_HALF_UP)
