"""scrubber/rules/README.md, which `scrubber rules --reference` prints."""

import re
from pathlib import Path

import pytest

import scrubber.rules
from scrubber.cli.rule_reference import GROUPS
from scrubber.rules import Rule, all_rules
from scrubber.rules.articles import ARTICLES, Verdict, article_statements
from scrubber.rules.examples import Expectation
from scrubber.wording import listed
from tests.cli.console import run

FOLDER = Path(scrubber.rules.__file__).parent
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
RULES = [pytest.param(rule, id=rule.code) for rule in all_rules()]


def as_read(text: str) -> str:
    """Markdown without its escapes."""
    return re.sub(r"\\(?=[\\*|<`~\[])", "", text)


def section(heading: str) -> str:
    """What stands under a heading, up to the next."""
    after = PAGE.split(f"# {heading}\n")[1]
    return as_read(re.split(r"^##", after, flags=re.MULTILINE)[0])


def test_the_page_is_what_the_command_prints() -> None:
    ran = run("rules", "--reference")
    assert ran.code == 0
    assert ran.text == PAGE, "scrubber rules --reference > scrubber/rules/README.md"


def test_two_forms_at_once_are_wrong_usage() -> None:
    ran = run("rules", "--reference", "--markdown")
    assert (ran.code, ran.out) == (2, b"")


@pytest.mark.parametrize("rule", RULES)
def test_a_rules_section_tells_all_that_it_declares(rule: Rule) -> None:
    text = section(f"{rule.code} {rule.name}")
    for said in (rule.summary, rule.reasons, rule.by_itself, rule.evidence, rule.on_record):
        assert said in text
    for source in rule.sources:
        assert f"{source.title} (checked {source.checked})" in text
    for figure in rule.figures:
        assert f"[{figure}]" in text
    for name, cells in rule.only_rows.items():
        ((column, values),) = cells.items()
        assert f"{name}/table.csv) (rows with {column} {listed(values, 'or')})" in text
    assert ("- Denial" in text) == (rule.denial is not None)
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(rule.examples)
    for row, example in zip(rows, rule.examples, strict=True):
        assert example.name in row
        assert example.before.split("~")[0] in row
        assert (" -> " in row) == (example.expectation is Expectation.CORRECTS)


def test_the_rules_stand_by_group_and_code() -> None:
    titles = re.findall(r"^##+ (.+)$", PAGE, re.MULTILINE)
    codes = [title.split()[0] for title in titles if title[:3] in GROUPS]
    assert sorted(codes) == sorted(rule.code for rule in all_rules())
    assert codes == sorted(codes, key=lambda code: (list(GROUPS).index(code[:3]), code))
    groups = list(dict.fromkeys(GROUPS[code[:3]] for code in codes))
    assert [title for title in titles if title in GROUPS.values()] == groups


def test_the_circumstances_of_an_example_are_told() -> None:
    text = section("TH301 pair-needs-distinct-modifier")
    assert "given claim filing `CI`, blocks `10:00-10:23, 10:23-10:38`" in text
    assert "procedure=97530 minutes=23 or so" in section("CL102 treatment-row-unmatched")
    assert "taxonomy `none`" in section("TH201 therapy-modifier-missing")


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {
        "#" + "".join(c for c in heading.lower() if c.isalnum() or c in " -").replace(" ", "-")
        for heading in headings
    }
    assert len(anchors) == len(headings)
    links = re.findall(r"(?<!\\)\]\(([^)]+)\)", PAGE)
    within = {link for link in links if link.startswith("#")}
    assert within
    assert within <= anchors
    assert [link for link in links if link not in within and not (FOLDER / link).is_file()] == []


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table


@pytest.mark.parametrize("article", ARTICLES)
def test_an_articles_statements_are_told_and_counted(article: str) -> None:
    text = section(f"Article {article}")
    statements = [said for said in article_statements() if said.article == article]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(statements)
    for row, said in zip(rows, statements, strict=True):
        assert f"| {said.statement} | **{said.verdict}** | {said.holds_instead} |" in row
        assert said.source in row
        assert all(f"`{command}`" in row for command in said.commands)
        assert all(code in row for code in said.rules)
    column = 3 + list(ARTICLES).index(article)
    legend = [line.split(" | ") for line in section("Articles").splitlines() if "| **" in line]
    tally = {cells[0].strip("| *"): cells[column - 1].strip("| ") for cells in legend}
    assert tally == {
        verdict: str(sum(said.verdict == verdict for said in statements)) for verdict in Verdict
    }
