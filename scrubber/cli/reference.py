"""rules and explain: what the tool checks, why, and by which figures."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from textwrap import fill, indent

from scrubber.rules import Rule, all_rules
from scrubber.tables import DatedRow, ProcedurePair, Tables
from scrubber.tables.cells import cell
from scrubber.tables.coverage import outside_release
from scrubber.treatment.fees import unit_fee
from scrubber.wording import listed

SHOWN_ROWS = 8
COUNTED_ROWS = 5_000
"""Of a longer table, such as a full import of NCCI, only the rows of the focus are read."""
FOCUS = "97530"
WIDTH, INDENT = 96, " " * 4
PAIR_OUTCOMES = {"0": "whatever the modifier", "1": "without a distinct modifier"}
"""By an edit's modifier indicator."""
DOUBTS = {"confirmed": "unconfirmed", "start_confirmed": "start date taken by us"}
PROVENANCE = {"valid_from", "valid_to", "source", *DOUBTS}


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
    yield from (fill(" ".join(paragraph.split()), WIDTH) for paragraph in paragraphs)
    yield ""
    yield f"Evidence it takes: {rule.evidence}"
    if rule.on_record:
        yield f"Corrects only with: {rule.on_record}"
    if rule.denial:
        yield f"Denial it prevents: {rule.denial}"
    yield ""
    yield f"Figures in force on {day}:" if rule.figures else "Figures: none"
    for name in rule.figures:
        yield from _figures(tables, rule, name, day)
    if tables.fee_schedule.name in rule.figures:
        yield from _fees(tables, day)
    yield ""
    yield "Sources:"
    yield from (f"  {source}" for source in rule.sources)
    yield ""
    yield "Examples:"
    yield from (f"  {example.expectation}: {example.name}" for example in rule.examples)


def _figures(tables: Tables, rule: Rule, name: str, day: date) -> Iterator[str]:
    """One table's rows that concern the rule: all, or of a long table those of the focus."""
    source = tables.sources[name]
    only = rule.only_rows.get(name, {})
    yield (
        f"  {', '.join([name, *only_told(only)])}: {source.title}. "
        f"Release {tables.release(name)}, checked {source.checked}"
    )
    table = tables.by_name()[name]
    whole = len(table.on(day)) <= COUNTED_ROWS
    rows = _only(table.find(day, [] if whole else [FOCUS]), only)
    if not rows:
        yield f"{INDENT}nothing on record for that date"
    focused = [row for row in rows if FOCUS in _own(row).values()]
    shown = rows if len(rows) <= SHOWN_ROWS else focused or rows[:SHOWN_ROWS]
    pairs = focused and name == tables.ncci_ptp.name
    told = _pairs_told(focused) if pairs else map(figure_text, shown)
    yield from (indent(said, INDENT) for said in told)
    more = f"{len(rows) - len(shown)} more" if whole else "more"
    if more != "0 more":
        yield f"{INDENT}and {more}: scrubber tables show {name}{' CODE' if focused else ''}"
    yield from (f"{INDENT}{said}" for said in outside_release(tables, [name], [day]).values())


def _fees(tables: Tables, day: date) -> Iterator[str]:
    """What the focus code is paid by the figures, in dollars."""
    fee, values = unit_fee(FOCUS, day, tables), tables.fee_schedule.on(day).get(FOCUS)
    if fee and values:
        least = "" if values.pe_rvu else "at least "
        yield (
            f"  {FOCUS} comes to ${fee.full.estimate:,.2f} for a unit in full, and {least}"
            f"${fee.reduced.estimate:,.2f} for a further therapy unit of the day (national prices)"
        )


def only_told(only: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The cells that narrow a table to a rule's rows: `modifier_indicator 1`."""
    return (f"{column} {listed(values, 'or')}" for column, values in only.items())


def _only(rows: Iterable[DatedRow], only: Mapping[str, tuple[str, ...]]) -> list[DatedRow]:
    return [
        row for row in rows if all(_own(row)[column] in values for column, values in only.items())
    ]


def _pairs_told(pairs: Iterable[DatedRow]) -> Iterator[str]:
    """Pairs of the focus code in a biller's words; those of one origin stand in one sentence."""
    partners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in pairs:
        assert isinstance(pair, ProcedurePair)
        how = PAIR_OUTCOMES.get(pair.modifier_indicator, f"(indicator {pair.modifier_indicator})")
        if pair.column_1 == FOCUS:
            said, partner = f"{FOCUS} is paid, and these are denied beside it {how}", pair.column_2
        else:
            said, partner = f"{FOCUS} is denied beside these {how}", pair.column_1
        partners[said, _since_when(pair)].append(partner)
    for (said, since_when), codes in partners.items():
        yield fill(
            f"{said}: {', '.join(codes)} {since_when}",
            WIDTH - len(INDENT),
            subsequent_indent="  ",
            break_on_hyphens=False,
        )


def figure_text(row: DatedRow) -> str:
    """A row of a table in a line: its values, its dates and its source."""
    told = [f"{column} {value}" for column, value in _own(row).items() if value]
    return f"{', '.join(told)} {_since_when(row)}"


def _since_when(row: DatedRow) -> str:
    """From when a row holds, who says so, and what of that is in doubt."""
    until = f" to {row.valid_to}" if row.valid_to else ""
    doubts = [doubt for column, doubt in DOUBTS.items() if not getattr(row, column, True)]
    return f"(from {row.valid_from}{until}; {', '.join([row.source, *doubts])})"


def _own(row: DatedRow) -> dict[str, str]:
    """What the row itself says, by column: not since when, nor who says so."""
    return {
        field.name: cell(getattr(row, field.name))
        for field in fields(row)
        if field.name not in PROVENANCE
    }
