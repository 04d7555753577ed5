"""What a run says to the person at the terminal."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from scrubber.cli.digest import Digest, Group, Item
from scrubber.cli.errors import visible
from scrubber.discrepancies import Charges, FileRecord, PaymentAtStake, SummaryRecord
from scrubber.rules import all_rules, rule_by_code
from scrubber.wording import count

ELEMENTS = {"SV102": "charge", "SV103": "unit", "SV104": "units", "CLM02": "claim total"}
MODIFIER = "SV101-"
NAMED_CLAIMS = 4
TOLD_IN_FULL = 2
NEXT = (
    "Next: settle what is left, in the treatment log, with --attest or in your own system, and run "
    "this again{}."
)
HELD = "The corrected file still has the held claims in it: take them out before it goes."


def print_summary(
    console: Console,
    digest: Digest,
    file: FileRecord,
    summary: SummaryRecord,
    outputs: Collection[Path] = (),
    notes: Iterable[str] = (),
) -> None:
    """The summary of one file: what was changed and why, what is left, what it is worth."""
    claims = summary.claims
    console.print(Text(file.input.name or "standard input", style="bold"))
    tallies = [
        (claims.clean - claims.not_evaluable - claims.not_therapy, "clean"),
        (claims.not_evaluable, "not fully checked"),
        (claims.corrected, "corrected"),
        (claims.flagged, "to decide"),
        (claims.held, "held"),
        (claims.not_therapy, "without therapy, passed through"),
    ]
    console.print(f"{count(claims.read, 'claim')}, {count(summary.lines.read, 'line')}")
    console.print("  " + ", ".join(f"{number:,} {what}" for number, what in tallies if number))
    if len(file.rules) < len(all_rules()):
        console.print(f"  {len(file.rules)} of {len(all_rules())} rules ran")
    _section(console, "Corrected", "green", digest.corrected)
    _section(console, "Held, not to be sent as they are", "red", digest.held)
    _section(console, "For a person to decide", "yellow", digest.to_decide)
    _unknown(console, digest)
    _told(console, digest)
    console.print()
    for passed in file.passed_through:
        console.print(f"Passed through untouched: {passed}")
    for note in (*notes, *file.outside_release.values()):
        console.print(Text(note, style="yellow"))
    _money(console, summary.charges)
    _stakes(console, summary.payment_at_stake)
    for path in outputs:
        console.print(Text(visible(f"Written: {path}")), soft_wrap=True)
    if digest.held and outputs:
        console.print(Text(HELD, style="bold red"))
    if digest.needs_person:
        console.print(Text(NEXT.format(" with --overwrite" if outputs else ""), style="bold"))


def _section(console: Console, title: str, style: str, groups: dict[str, Group]) -> None:
    total = sum(group.total for group in groups.values())
    if not total:
        return
    console.print()
    console.print(Text(f"{title}: {count(total, 'finding')}", style=f"bold {style}"))
    for code in sorted(groups):
        group = groups[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.print(_indented(2, Text(f"{code} {rule.summary}", style=style)))
        for item in group.items:
            _item(console, item)
        if group.total > len(group.items):
            more = f"and {group.total - len(group.items):,} more: see the log"
            console.print(_indented(4, Text(more)))


def _item(console: Console, item: Item) -> None:
    first = item.first
    where = f"claim {first.claim_id}" if first.claim_id else f"segment {first.segment}"
    if first.line:
        where += f" line {first.line}"
    if first.procedure:
        where += f" {first.procedure}"
    if item.changes:
        said = "; ".join(_change(*change) for change in item.changes)
    else:
        said = first.message
    console.print(_indented(4, Text.assemble((visible(where), "bold"), f": {visible(said)}")))
    for reason in first.evidence:
        console.print(_indented(6, Text(visible(reason), style="dim")))


def _change(element: str, before: str, after: str) -> str:
    if element.startswith(MODIFIER) and not before:
        return f"{after} added"
    return f"{ELEMENTS.get(element, element)} {before or 'empty'} -> {after}"


def _unknown(console: Console, digest: Digest) -> None:
    """One sentence for each rule that could not tell, and not one for each line."""
    for code in sorted(digest.not_evaluable):
        group = digest.not_evaluable[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.print()
        console.print(Text(f"Not checked: {_lines_of(group)} ({code})", style="bold cyan"))
        console.print(_indented(2, Text(rule.summary, style="cyan")))
        console.print(_indented(2, Text(f"What settles it: {rule.evidence}", style="dim")))


def _told(console: Console, digest: Digest) -> None:
    for code in sorted(digest.told):
        group = digest.told[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.print()
        console.print(Text(f"For your information: {_lines_of(group)} ({code})", style="bold"))
        console.print(_indented(2, Text(rule.summary)))
        for item in group.items[:TOLD_IN_FULL]:
            _item(console, item)


def _lines_of(group: Group) -> str:
    lines = count(group.total, "line")
    if group.claims > NAMED_CLAIMS:
        return f"{lines} of {count(group.claims, 'claim')}"
    return visible(f"{lines} of claim {', '.join(group.first_claims)}")


def _money(console: Console, charges: Charges) -> None:
    before, after = Decimal(charges.before), Decimal(charges.after)
    moved = f" ({after - before:+,.2f})" if after != before else ""
    console.print(f"Charges: ${before:,.2f} in, ${after:,.2f} out{moved}", highlight=False)
    for dollars, what in (
        (Decimal(charges.rescued), "on lines whose errors are corrected"),
        (Decimal(charges.undecided), "on lines that stay in error until a person decides"),
    ):
        if dollars:
            console.print(f"  ${dollars:,.2f} {what}", highlight=False)


def _stakes(console: Console, stakes: PaymentAtStake) -> None:
    corrected, open_ = Decimal(stakes.corrected), Decimal(stakes.open)
    if corrected or open_:
        console.print(
            f"Payment at stake, by Medicare's fee schedule: ${corrected:,.2f} in what is "
            f"corrected, ${open_:,.2f} in what is left",
            highlight=False,
        )


def _indented(by: int, text: Text) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)
