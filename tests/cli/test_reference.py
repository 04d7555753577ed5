"""rules, explain, --version and --help."""

import re
from dataclasses import fields
from datetime import date

import pytest

from scrubber import __version__
from scrubber.rules import Rule, all_rules
from scrubber.tables import DatedTable, load_tables
from tests.cli.console import run

CONTRACT = {
    "TH101": ("units-exceed-minutes", "repair"),
    "TH102": ("units-below-minutes", "attested"),
    "TH103": ("units-misallocated", "advice"),
    "TH104": ("minutes-unknown", "advice"),
    "TH105": ("minutes-sent-as-quantity", "repair"),
    "TH106": ("units-not-whole", "advice"),
    "TH108": ("timed-service-spans-days", "advice"),
    "TH110": ("units-exceed-payer-cap", "advice"),
    "TH201": ("therapy-modifier-missing", "repair"),
    "TH202": ("therapy-modifier-contradicts-provider", "advice"),
    "TH203": ("therapy-modifiers-conflict", "advice"),
    "TH204": ("modifier-repeated", "advice"),
    "TH205": ("modifier-slots-full", "advice"),
    "TH301": ("pair-needs-distinct-modifier", "attested"),
    "TH302": ("pair-not-allowed", "advice"),
    "TH303": ("distinct-modifier-unneeded", "advice"),
    "TH304": ("distinct-modifiers-conflict", "advice"),
    "TH401": ("kx-missing-over-threshold", "attested"),
    "TH402": ("kx-below-threshold", "advice"),
    "TH403": ("therapy-used-unknown", "advice"),
    "CL101": ("claim-total-out-of-balance", "repair"),
    "CL102": ("treatment-row-unmatched", "advice"),
    "EN101": ("control-count-wrong", "advice"),
}
DOES = {"repair": "corrects", "attested": "evidence or attestation", "advice": "only tells you"}
OWN_WORDS = {"TH302": "holds"}
RULES = [pytest.param(rule, id=rule.code) for rule in all_rules()]


def test_rules_have_the_codes_and_names_of_the_contract() -> None:
    lines = run("rules").text.splitlines()
    told = {line.split()[0]: line.split()[1:] for line in lines}
    assert CONTRACT.keys() <= told.keys()
    assert list(told) == sorted(told)
    for code, (name, class_) in CONTRACT.items():
        assert told[code][0] == name
        assert OWN_WORDS.get(code, DOES[class_]) in " ".join(told[code])


def test_rules_are_those_that_there_are() -> None:
    told = [line.split()[0] for line in run("rules").text.splitlines()]
    assert told == sorted(rule.code for rule in all_rules())


def test_rules_as_markdown_are_a_table() -> None:
    lines = run("rules", "--markdown").text.splitlines()
    assert set(lines[1]) == {"|", "-"}
    widths = {len(line.split("|")) for line in lines}
    assert len(widths) == 1
    rows = {line.split("|")[1].strip(): line for line in lines[2:]}
    assert rows.keys() == {rule.code for rule in all_rules()}
    for rule in all_rules():
        assert rule.summary in rows[rule.code]
        assert rule.name in rows[rule.code]


@pytest.mark.parametrize("rule", RULES)
def test_explain_tells_all_there_is_to_know(rule: Rule) -> None:
    ran = run("explain", rule.code, "--on", "2026-03-09")
    assert ran.code == 0
    flat = " ".join(ran.text.split())
    assert rule.summary in flat
    assert rule.evidence in flat
    assert all(f"{s.title} (checked {s.checked})" in flat for s in rule.sources)
    assert all(figure in flat for figure in rule.figures)
    assert " ".join(rule.reasons.split()) in flat


@pytest.mark.parametrize("name", ["th401", "TH401", "kx-missing-over-threshold", " TH401 "])
def test_a_rule_is_explained_by_code_or_name(name: str) -> None:
    assert run("explain", name).text.startswith("TH401 kx-missing-over-threshold (attested, error)")


def test_the_figures_are_those_of_the_day() -> None:
    now, then = (run("explain", "TH401", "--on", day).text for day in ("2026-03-09", "2021-12-31"))
    assert "2480.00" in now
    assert "2110.00" in then
    assert "2480.00" not in then
    assert "Figures in force on 2021-12-31" in then


@pytest.mark.parametrize(("rule", "indicator"), [("TH301", "1"), ("TH302", "0")])
def test_a_pair_rule_shows_the_pairs_of_97530_that_it_reads_and_counts_the_others(
    rule: str, indicator: str
) -> None:
    day = date(2026, 3, 9)
    read = [
        (row.column_1, row.column_2)
        for row in load_tables().ncci_ptp.on(day).values()
        if row.modifier_indicator == indicator
    ]
    shown = [pair for pair in read if "97530" in pair]
    text = run("explain", rule, "--on", str(day)).text
    told = re.findall(
        r"97530 is (paid|denied)[^:]* (without|whatever)[^:]*: ([\w, \n]+) \(from", text
    )
    pairs = [
        ("97530", code) if outcome == "paid" else (code, "97530")
        for outcome, how, codes in told
        for code in re.split(r",\s+", codes)
    ]
    assert sorted(pairs) == sorted(shown)
    assert {how for _, how, _ in told} == {"without" if indicator == "1" else "whatever"}
    assert f"and {len(read) - len(shown)} more: scrubber tables show cms/ncci_ptp CODE" in text
    assert len(told) <= 4 < len(shown)
    assert max(len(line) for line in text.splitlines() if "denied beside" in line) <= 96


def test_a_long_table_without_97530_shows_its_first_rows() -> None:
    text = run("explain", "TH202", "--on", "2026-03-09").text
    assert len(re.findall(r"^    taxonomy ", text, re.MULTILINE)) == 8
    assert re.search(r"and \d+ more: scrubber tables show nucc/therapy_taxonomy\n", text)


def test_what_is_not_confirmed_is_said_to_be_so() -> None:
    assert "start date taken by us)" in run("explain", "TH302", "--on", "2026-03-09").text
    assert "unconfirmed)" in run("explain", "TH401", "--on", "2018-03-09").text


@pytest.mark.parametrize("rule", RULES)
def test_the_rows_that_concern_a_rule_are_rows_of_its_figures(rule: Rule) -> None:
    tables = load_tables()
    rows = {
        table.name: table.rows
        for field in fields(tables)
        if isinstance(table := getattr(tables, field.name), DatedTable)
    }
    assert rule.only_rows.keys() <= set(rule.figures)
    for name, cells in rule.only_rows.items():
        for column, values in cells.items():
            assert set(values) <= {getattr(row, column) for row in rows[name]}


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("TH206", ["assistant_de_minimis", "assistant_payment", "therapist_part_of_final_unit"]),
        ("TH502", ["visits_of_continued_need", "visits_to_progress_report"]),
    ],
)
def test_only_the_single_figures_that_a_rule_reads_are_shown(rule: str, figures: list[str]) -> None:
    text = run("explain", rule, "--on", "2026-03-09").text
    assert re.findall(r"^    figure (\w+)", text, re.MULTILINE) == figures


def test_figures_of_a_day_that_their_release_does_not_cover_are_not_told_without_a_word() -> None:
    late, covered = (
        run("explain", "TH302", "--on", day).text for day in ("2026-03-09", "2024-07-01")
    )
    assert "NCCI pairs: release 2024-07-01 (v30.2) covers service dates to 2024-09-30" in late
    assert "speaks to" not in covered


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2025-06-01", "97530 comes to $34.61 for a unit in full, and $24.58 for a further"),
        (
            "2026-03-09",
            "97530 comes to $35.07 for a unit in full, and at least $24.88 for a further",
        ),
    ],
)
def test_the_fee_schedule_is_told_in_dollars(day: str, told: str) -> None:
    assert told in run("explain", "TH401", "--on", day).text
    assert "comes to" not in run("explain", "TH101", "--on", day).text
    assert "comes to" not in run("explain", "TH401", "--on", "1990-01-01").text


def test_figures_that_are_not_on_record_are_said_to_be_so() -> None:
    assert "nothing on record" in run("explain", "TH401", "--on", "1990-01-01").text


@pytest.mark.parametrize("rule", ["TH999", "", "TH", "units"])
def test_a_rule_that_there_is_not(rule: str) -> None:
    ran = run("explain", rule)
    assert (ran.code, ran.out) == (2, b"")
    assert "scrubber rules" in ran.err


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "09.03.2026", "today", "2026", ""])
def test_a_date_that_is_none(day: str) -> None:
    ran = run("explain", "TH401", "--on", day)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("scrubber:")


def test_version() -> None:
    ran = run("--version")
    assert (ran.code, ran.text) == (0, f"scrubber {__version__}\n")


COMMANDS = ["fix", "check", "diff", "undo", "verify", "rules", "explain", "payers"]


def test_help_names_every_command() -> None:
    for flag in ("--help", "-h"):
        ran = run(flag)
        assert ran.code == 0
        assert all(re.search(rf"\b{command}\b", ran.text) for command in COMMANDS)


def test_check_says_that_its_output_dir_does_nothing() -> None:
    assert "without effect" in " ".join(run("check", "--help").text.split())


@pytest.mark.parametrize("command", ["fix", "check", "diff", "deidentify"])
def test_help_fits_eighty_columns(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = run(command, "--help").text
    assert "\u2026" not in text
    assert {".treatments.csv", ".therapy_used.csv"} <= {*text.split()}


@pytest.mark.parametrize("command", ["fix", "check"])
def test_help_names_every_option_of_the_contract(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERMINAL_WIDTH", "200")
    text = run(command, "--help").text
    options = ["--output-dir", "--treatments", "--therapy-used", "--payers", "--attest"]
    options += ["--attested-by", "--log-format", "--select", "--ignore", "--max-bytes", "--jobs"]
    assert [option for option in options if option not in text] == []
