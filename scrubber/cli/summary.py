"""What a run says to the person at the terminal."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from scrubber.cli.digest import Digest, Group, Item
from scrubber.discrepancies import FileRecord, SummaryRecord
from scrubber.rules import rule_by_code

ELEMENTS = {"SV102": "charge", "SV103": "unit", "SV104": "units", "CLM02": "claim total"}
MODIFIER = "SV101-"


def print_summary(
    console: Console,
    digest: Digest,
    file: FileRecord,
    summary: SummaryRecord,
    outputs: Iterable[Path] = (),
    notes: Iterable[str] = (),
) -> None:
    """The summary of one file."""
    claims, charges = summary.claims, summary.charges
    console.print(Text(file.input.name or "standard input", style="bold"))
    counts = [
        f"{claims.clean} clean",
        f"{claims.corrected} corrected",
        f"{claims.flagged} to decide",
        f"{claims.held} held",
    ]
    console.print(
        f"{_count(claims.read, 'claim')}, {_count(summary.lines.read, 'line')}: {', '.join(counts)}"
    )
    _section(console, "Held: do not send these claims as they are", "red", digest.held)
    _section(console, "For a person to decide", "yellow", digest.to_decide)
    _section(console, "Corrected", "green", digest.corrected)
    _unknown(console, digest)
    for group in digest.told.values():
        rule = rule_by_code(group.rule)
        summary_line = rule.summary if rule else ""
        console.print(
            Text(
                f"For your information: {_count(group.total, 'line')}: {summary_line} "
                f"({group.rule})"
            )
        )
    for passed in file.passed_through:
        console.print(f"Passed through untouched: {passed}")
    for note in notes:
        console.print(Text(note, style="yellow"))
    _money(console, charges.before, charges.after, charges.rescued, charges.undecided)
    for path in outputs:
        console.print(Text(f"Written: {path}"), soft_wrap=True)


def _section(console: Console, title: str, style: str, groups: dict[str, Group]) -> None:
    if not groups:
        return
    total = sum(group.total for group in groups.values())
    console.print()
    console.print(Text(f"{title} ({total})", style=f"bold {style}"))
    for code in sorted(groups):
        group = groups[code]
        rule = rule_by_code(code)
        console.print(Text(f"  {code} {rule.summary if rule else ''}", style=style))
        for item in group.items:
            console.print(Padding(_item(item), (0, 0, 0, 4)))
        if group.total > len(group.items):
            console.print(f"    and {group.total - len(group.items):,} more: see the log")


def _item(item: Item) -> Text:
    first = item.first
    where = [f"claim {first.claim_id}"] if first.claim_id else []
    where += [f"line {first.line}"] if first.line else []
    where += [first.procedure] if first.procedure else []
    if not where:
        where = [f"segment {first.segment}"] if first.segment else []
    text = Text(" ".join(where), style="bold")
    if item.changes:
        text.append(f"  {'; '.join(_change(*change) for change in item.changes)}", style="not bold")
        reasons = first.evidence or (first.message,)
    else:
        text.append(f"  {first.message}", style="not bold")
        reasons = first.evidence
    if reasons:
        text.append(f"\n  {'; '.join(reasons)}", style="not bold dim")
    return text


def _change(element: str, before: str, after: str) -> str:
    if element.startswith(MODIFIER) and not before:
        return f"{after} added"
    return f"{ELEMENTS.get(element, element)} {before or 'empty'} -> {after}"


def _unknown(console: Console, digest: Digest) -> None:
    """One sentence for each rule that could not tell, and not one for each line."""
    for code in sorted(digest.not_evaluable):
        group = digest.not_evaluable[code]
        rule = rule_by_code(code)
        if rule:
            console.print()
            lines, claims = _count(group.total, "line"), _count(len(group.claims), "claim")
            console.print(
                Text(f"Not checked: {lines} of {claims}. {rule.summary} ({code})", style="cyan")
            )
            console.print(Text(f"  What settles it: {rule.evidence}", style="dim"))


def _money(console: Console, before: str, after: str, rescued: str, undecided: str) -> None:
    change = Decimal(after) - Decimal(before)
    console.print()
    moved = f" ({change:+,.2f})" if change else ""
    console.print(f"Charges: ${Decimal(before):,.2f} in, ${Decimal(after):,.2f} out{moved}")
    if Decimal(rescued):
        console.print(f"  ${Decimal(rescued):,.2f} on lines whose errors are corrected")
    if Decimal(undecided):
        console.print(
            f"  ${Decimal(undecided):,.2f} on lines that stay in error until a person decides"
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
