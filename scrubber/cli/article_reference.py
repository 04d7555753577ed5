"""The articles' statements as Markdown, for the reference of the rules."""

from collections import Counter
from collections.abc import Iterator, Mapping

from scrubber.cli.markdown import plain, table_head, table_row
from scrubber.rules.articles import ARTICLES, CHECKED, Statement, Verdict, article_statements

MEANS = {
    Verdict.RIGHT: "our sources say the same",
    Verdict.IMPRECISE: "true in part, or too broad, or too strong",
    Verdict.OUTDATED: "was so once",
    Verdict.WRONG: "our sources say otherwise",
    Verdict.GAP: "left out, and it matters for a claim",
    Verdict.NOT_CHECKABLE: "no claim, log, table or source at hand can show it",
}
INTRODUCTION = f"""\
What three articles on 97530 say, statement by statement and in our own words; which rule or
command carries it; and what holds where our sources differ or have more to say, as of {CHECKED}.
*None* under *carried by*: nothing on a claim, in a log or in a table could show it, so nothing is
claimed."""


def articles_markdown(links: Mapping[str, str]) -> Iterator[str]:
    """The statements by article, after a legend of the verdicts; `links` by rule code."""
    statements = article_statements()
    yield INTRODUCTION
    yield ""
    tally = Counter((statement.article, statement.verdict) for statement in statements)
    yield from table_head("verdict", "means", *ARTICLES)
    for verdict, meaning in MEANS.items():
        counts = (str(tally[article, verdict]) for article in ARTICLES)
        yield table_row(f"**{verdict}**", meaning, *counts)
    for article, what in ARTICLES.items():
        yield ""
        yield f"### Article {article}"
        yield ""
        yield what
        yield ""
        yield from table_head("topic", "it says", "verdict", "what holds", "carried by", "source")
        yield from (_told(said, links) for said in statements if said.article == article)


def _told(said: Statement, links: Mapping[str, str]) -> str:
    carriers = [links.get(code, code) for code in said.rules]
    carriers += [f"`{command}`" for command in said.commands]
    return table_row(
        said.topic,
        plain(said.statement),
        f"**{said.verdict}**",
        plain(said.holds_instead),
        ", ".join(carriers) or "none",
        plain(said.source),
    )
