"""articles.csv: every statement is carried by something that exists, judged and sourced."""

import csv
import re
from pathlib import Path

import pytest
import typer

import scrubber.rules
from scrubber.cli.main import app
from scrubber.rules import rule_by_code
from scrubber.rules.articles import ARTICLES, Statement, Verdict, article_statements

TABLE = Path(scrubber.rules.__file__).with_name("articles.csv")
TEXTS = Path(__file__).parents[3] / "shared" / "articles"
STATEMENTS = article_statements()
ROWS = [
    pytest.param(said, id=f"{said.article}-{line}") for line, said in enumerate(STATEMENTS, start=2)
]
COPIED_WORDS = 8


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words that it counts as copied."""
    all_words = words(text)
    return {
        tuple(all_words[start : start + COPIED_WORDS])
        for start in range(len(all_words) - COPIED_WORDS + 1)
    }


def test_the_table_is_plain_csv() -> None:
    raw = TABLE.read_bytes()
    assert b"\r" not in raw
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert rows[0] == list(Statement.__dataclass_fields__)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell == " ".join(cell.split()) for row in rows for cell in row)


@pytest.mark.parametrize("article", ARTICLES)
def test_each_article_has_statements(article: str) -> None:
    assert sum(said.article == article for said in STATEMENTS) > 10


def test_the_statements_stand_by_article_and_once() -> None:
    order = [said.article for said in STATEMENTS]
    assert order == sorted(order)
    assert set(order) == set(ARTICLES)
    assert len({(said.article, said.statement) for said in STATEMENTS}) == len(STATEMENTS)


@pytest.mark.parametrize("said", ROWS)
def test_a_statement_is_judged_carried_and_sourced(said: Statement) -> None:
    assert said.topic
    assert said.statement.endswith(".")
    assert said.source
    assert said.carried_by == "none" or said.rules or said.commands
    if said.verdict is not Verdict.RIGHT:
        assert said.holds_instead
    if not said.rules and not said.commands:
        assert said.holds_instead, "why nothing can show it"


@pytest.mark.parametrize("code", sorted({code for said in STATEMENTS for code in said.rules}))
def test_a_rule_that_carries_a_statement_is_registered(code: str) -> None:
    rule = rule_by_code(code)
    assert rule is not None
    assert rule.code == code


@pytest.mark.parametrize(
    "command", sorted({command for said in STATEMENTS for command in said.commands})
)
def test_a_command_that_shows_a_statement_exists(command: str) -> None:
    program, *arguments = command.split()
    assert program == "scrubber"
    commands = typer.main.get_command(app).commands
    while arguments and commands:
        assert arguments[0] in commands
        commands = getattr(commands[arguments.pop(0)], "commands", {})


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles are not here")
@pytest.mark.parametrize("said", ROWS)
def test_a_row_copies_nothing_from_an_article(said: Statement) -> None:
    articles = {run for path in TEXTS.glob("*.txt") for run in runs(path.read_text("utf-8"))}
    own = runs(said.statement) | runs(said.holds_instead)
    assert [" ".join(run) for run in own & articles] == []


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles are not here")
def test_there_are_statements_of_every_article_here() -> None:
    assert {path.name.split("_")[0] for path in TEXTS.glob("*.txt")} == set(ARTICLES)
