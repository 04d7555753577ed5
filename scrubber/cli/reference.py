"""rules and explain: what the tool checks, why, and by which figures."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import islice
from textwrap import fill, indent

from scrubber.rules import Rule, all_rules
from scrubber.tables import DatedRow, Tables
from scrubber.tables.cells import cell

SHOWN_ROWS = 8
FOCUS = "97530"


def rules_text() -> Iterator[str]:
    """The rules as aligned lines."""
    rules = sorted(all_rules(), key=lambda rule: rule.code)
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        yield f"{rule.code}  {rule.name:{width}}  {rule.severity:7}  {rule.by_itself}"


def rules_markdown() -> Iterator[str]:
    """The rules as the README's table."""
    yield "| code | name | what it sees | severity | by itself |"
    yield "|---|---|---|---|---|"
    for rule in sorted(all_rules(), key=lambda rule: rule.code):
        cells = (rule.code, rule.name, rule.summary, rule.severity, rule.by_itself)
        yield f"| {' | '.join(cells)} |"


def explain_text(rule: Rule, tables: Tables, day: date) -> Iterator[str]:
    """All there is to know of a rule, with the figures in force on a service date."""
    yield f"{rule.code} {rule.name} ({rule.corrects_as}, {rule.severity}): {rule.by_itself}"
    yield ""
    yield rule.summary
    yield ""
    paragraphs = re.split(r"\n\s*\n", rule.reasons)
    yield from (fill(" ".join(paragraph.split()), 96) for paragraph in paragraphs)
    yield ""
    yield f"Evidence it takes: {rule.evidence}"
    if rule.on_record:
        yield f"Corrects only with: {rule.on_record}"
    if rule.denial:
        codes = {
            name: getattr(rule.denial, name) for name in ("carc", "rarc", "category", "status")
        }
        known = " ".join(f"{name.upper()} {code}" for name, code in codes.items() if code)
        yield f"Denial it prevents: {known}"
    yield ""
    yield f"Figures in force on {day}:" if rule.figures else "Figures: none"
    for name in rule.figures:
        yield from _figures(tables, name, day)
    yield ""
    yield "Sources:"
    yield from (f"  {source.title} (checked {source.checked})" for source in rule.sources)
    yield ""
    yield "Examples:"
    yield from (f"  {example.expectation}: {example.name}" for example in rule.examples)


def _figures(tables: Tables, name: str, day: date) -> Iterator[str]:
    source = tables.sources[name]
    yield f"  {name}: {source.title}. Release {tables.release(name)}, checked {source.checked}"
    table = tables.by_name()[name]
    in_force = len(table.on(day))
    if not in_force:
        yield "    nothing on record for that date"
    focused = FOCUS if in_force > SHOWN_ROWS and any(table.find(day, [FOCUS])) else ""
    shown = list(islice(table.find(day, [focused]), SHOWN_ROWS))
    yield from (indent(figure_text(row), "    ") for row in shown)
    if in_force > len(shown):
        yield f"    and {in_force - len(shown):,} more: `scrubber tables show {name}`"


def figure_text(row: DatedRow) -> str:
    """A row of a table in a line: its values, its dates and its source."""
    said = {"valid_from", "valid_to", "confirmed", "source", "start_confirmed"}
    own = [
        f"{field.name} {cell(getattr(row, field.name))}"
        for field in fields(row)
        if field.name not in said and getattr(row, field.name) not in ("", None, ())
    ]
    until = f" to {row.valid_to}" if row.valid_to else ""
    doubt = "" if row.confirmed else ", unconfirmed"
    return f"{', '.join(own)} (from {row.valid_from}{until}; {row.source}{doubt})"
