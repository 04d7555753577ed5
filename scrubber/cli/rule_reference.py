"""The reference of all rules, as Markdown for a biller: scrubber/rules/README.md.

It follows from the registered rules and from articles.csv, and from nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby

from scrubber.cli.article_reference import articles_markdown
from scrubber.cli.markdown import link_to, plain, table_head, table_row
from scrubber.cli.reference import denial_told, only_told
from scrubber.rules import Rule, all_rules
from scrubber.rules.examples import Example, Expectation, Given

FILE_LEVEL = "Claim, log and envelope"
GROUPS = {
    "TH1": "Units and minutes",
    "TH2": "Modifiers",
    "TH3": "Pairs",
    "TH4": "Threshold",
    "TH5": "Notes and visits",
    "CL1": FILE_LEVEL,
    "EN1": FILE_LEVEL,
    "X12": FILE_LEVEL,
}
"""Titles by the first three characters of a rule's code."""

OUTCOMES = {
    Expectation.CORRECTS: "corrects",
    Expectation.FLAGS: "flags",
    Expectation.HOLDS: "holds the claim",
    Expectation.NOT_EVALUABLE: "cannot tell",
    Expectation.PASSES: "stays silent",
}
USUAL = Given()
INTRODUCTION = f"""\
# The rules

What `scrubber` looks for on a therapy claim, why, and what it may change. It is written for the
people who bill; nothing here needs programming. `scrubber rules --reference` prints this page from
the rules themselves: change a rule, not this page.

- **By itself**: *corrects* means that `scrubber fix` changes the claim, and such a change can never
  make a payer pay for more than was given. *Corrects with evidence or attestation* means that a
  person answers for the change: it is made only where that person's word is on record, else the
  line is flagged. *Only tells you* means that nothing is changed. A claim that is *held* must not
  go out as it is.
- **Severity**: *error* where the payer will deny the line or the claim is false as it stands,
  *warning* where a person should look, *info* where nothing can be said or nothing need be done.
- **Denial**: the codes of the denial that the finding predicts: CARC and RARC, category and status
  of the 277CA. Their texts are licensed and not repeated here.
- **Figures**: the look-up tables that the rule reads. `scrubber explain RULE --on DATE` shows what
  they say for a service date.
- **Examples**: segments as they stand in a file; they are the rule's tests too. Unless something
  else is given, the payer is Medicare Part B (SBR09 `{USUAL.claim_filing}`), the service date
  `{USUAL.date}`, the rendering provider a physical therapist (taxonomy `{USUAL.taxonomy}`), and no
  minutes or amounts are on record but those in the segments."""


def reference_markdown() -> Iterator[str]:
    """The page: how to read it, contents, the rules by group, the articles."""
    order = list(GROUPS)
    rules = sorted(all_rules(), key=lambda rule: (order.index(_prefix(rule)), rule.code))
    groups = [
        (title, list(members))
        for title, members in groupby(rules, key=lambda rule: GROUPS[_prefix(rule)])
    ]
    yield INTRODUCTION
    yield ""
    yield from _contents(groups)
    for title, members in groups:
        yield ""
        yield f"## {title}"
        for rule in members:
            yield ""
            yield from _rule(rule)
    yield ""
    yield "## Articles"
    yield ""
    yield from articles_markdown({rule.code: link_to(_title(rule), rule.code) for rule in rules})


def _prefix(rule: Rule) -> str:
    return rule.code[:3]


def _title(rule: Rule) -> str:
    return f"{rule.code} {rule.name}"


def _contents(groups: Iterable[tuple[str, list[Rule]]]) -> Iterator[str]:
    yield from table_head("group", "rule", "what it sees", "by itself")
    for title, members in groups:
        group = link_to(title)
        for rule in members:
            yield table_row(group, link_to(_title(rule)), plain(rule.summary), rule.by_itself)
            group = ""
    yield table_row(
        link_to("Articles"), "", "What three articles on 97530 say, and what holds.", ""
    )


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {_title(rule)}"
    yield ""
    yield f"**{plain(rule.summary)}**"
    yield ""
    yield plain(rule.reasons)
    yield ""
    yield f"- By itself: {rule.by_itself} (severity: {rule.severity})"
    yield f"- Evidence it takes: {plain(rule.evidence)}"
    if rule.on_record:
        yield f"- Corrects only with: {plain(rule.on_record)}"
    if rule.denial:
        yield f"- Denial it prevents: {denial_told(rule.denial)}"
    if rule.figures:
        yield f"- Figures: {', '.join(_figure(rule, name) for name in rule.figures)}"
    sources = (f"{plain(source.title)} (checked {source.checked})" for source in rule.sources)
    yield f"- Sources: {'; '.join(sources)}"
    yield ""
    yield from table_head("example", "outcome", "segments")
    yield from (_example(example) for example in rule.examples)


def _figure(rule: Rule, name: str) -> str:
    only = ", ".join(only_told(rule.only_rows.get(name, {})))
    rows = f" (rows with {only})" if only else ""
    return f"[{name}](../../mappings/{name}/table.csv){rows}"


def _example(example: Example) -> str:
    circumstances = [
        f"{field.name.replace('_', ' ')} `{_circumstance(value)}`"
        for field in fields(Given)
        if (value := getattr(example.given, field.name)) != getattr(USUAL, field.name)
    ]
    given = f"<br>given {', '.join(circumstances)}" if circumstances else ""
    before = example.before.strip("~").split("~")
    after = (example.after or example.before).strip("~").split("~")
    segments = [
        f"`{old}`" if old == new else f"`{old}` -> `{new}`"
        for old, new in zip(before, after, strict=True)
    ]
    return table_row(
        plain(example.name) + given, OUTCOMES[example.expectation], "<br>".join(segments)
    )


def _circumstance(value: object) -> str:
    """What is given; of a tuple every member, which is one line's."""
    match value:
        case tuple():
            return ", ".join(_circumstance(member) for member in value)
        case dict():
            return " ".join(f"{column}={cell}" for column, cell in value.items())
        case None | "":
            return "none"
        case _:
            return str(value)
