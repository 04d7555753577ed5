"""What a run says to the person at the terminal."""

from collections.abc import Collection, Iterable
from pathlib import Path

from scrubber.cli.terminal import Terminal
from scrubber.discrepancies import Charges, Digest, FileRecord, PaymentAtStake, SummaryRecord
from scrubber.discrepancies import phrases as told
from scrubber.discrepancies.digest import Group, Item
from scrubber.wording import count

TOLD_IN_FULL = 2


def print_summary(
    console: Terminal,
    digest: Digest,
    file: FileRecord,
    summary: SummaryRecord,
    outputs: Collection[Path] = (),
    notes: Iterable[str] = (),
) -> None:
    """The summary of one file: what was changed and why, what is left, what it is worth."""
    claims = summary.claims
    console.tell(file.input.name or "standard input", "bold")
    console.tell(f"{count(claims.read, 'claim')}, {count(summary.lines.read, 'line')}")
    if became := [f"{number:,} {what}" for number, what in told.tally_told(claims) if number]:
        console.tell(", ".join(became), indent=2)
    if what_ran := told.what_ran(file):
        console.tell(what_ran, indent=2)
    _section(console, told.CORRECTED, "green", digest.corrected)
    _section(console, told.HELD, "red", digest.held)
    _section(console, told.TO_DECIDE, "yellow", digest.to_decide)
    _unknown(console, digest)
    _told(console, digest)
    console.skip_line()
    for passed in told.passed_through(file):
        console.tell(passed)
    console.tell(told.guide_told(file.conformance))
    for note in (*notes, *file.outside_release.values()):
        console.tell(note, "yellow")
    _money(console, summary.charges)
    _stakes(console, summary.payment_at_stake)
    for path in outputs:
        console.tell_whole(f"Written: {path}")
    if digest.held:
        console.tell(told.what_to_do_with_held(file, bool(outputs)), "bold red")
    if digest.left:
        console.tell("Next:", "bold")
        for which, what in told.next_steps(digest.left):
            console.tell(f"{which}: {what}", indent=2)
        console.tell(f"Then run this again{' with --overwrite' if outputs else ''}.", "bold")


def _section(console: Terminal, title: str, style: str, groups: dict[str, Group]) -> None:
    total = sum(group.total for group in groups.values())
    if not total:
        return
    console.skip_line()
    console.tell(f"{title}: {count(total, 'finding')}", f"bold {style}")
    for code in sorted(groups):
        group = groups[code]
        rule = told.rule_of(code)
        console.tell(f"{code} {rule.summary}", style, indent=2)
        for item in group.items:
            _item(console, item)
        if group.total > len(group.items):
            more = f"and {group.total - len(group.items):,} more: see the log"
            console.tell(more, indent=4)


def _item(console: Terminal, item: Item) -> None:
    first = item.first
    if item.changes:
        said = "; ".join(told.change_told(*change) for change in item.changes)
    else:
        said = first.message
    console.tell(f": {said}", head=told.where(first), indent=4)
    for reason in first.evidence:
        console.tell(reason, "dim", indent=6)


def _unknown(console: Terminal, digest: Digest) -> None:
    """One sentence for each rule that could not tell, and not one for each line."""
    for code in sorted(digest.not_evaluable):
        rule, group = told.rule_of(code), digest.not_evaluable[code]
        console.skip_line()
        console.tell(f"{told.NOT_CHECKED}: {told.lines_told(group)} ({code})", "bold cyan")
        if not any(group.first_claims):
            for item in group.items:
                _item(console, item)
            continue
        console.tell(rule.summary, "cyan", indent=2)
        console.tell(f"{told.WHAT_SETTLES_IT}{rule.evidence}", "dim", indent=2)


def _told(console: Terminal, digest: Digest) -> None:
    for code in sorted(digest.told):
        group = digest.told[code]
        rule = told.rule_of(code)
        console.skip_line()
        console.tell(f"{told.FOR_INFORMATION}: {told.lines_told(group)} ({code})", "bold")
        console.tell(rule.summary, indent=2)
        for item in group.items[:TOLD_IN_FULL]:
            _item(console, item)


def _money(console: Terminal, charges: Charges) -> None:
    before, after = told.dollars(charges.before), told.dollars(charges.after)
    console.tell(f"Charges: {before} in, {after} out{told.charges_moved(charges)}")
    for amount, what in told.error_lines_told(charges):
        console.tell(f"{amount} {what}", indent=2)


def _stakes(console: Terminal, stakes: PaymentAtStake) -> None:
    if amounts := ", ".join(f"{amount} {what}" for amount, what in told.stakes_told(stakes)):
        console.tell(f"{told.PAYMENT_AT_STAKE}: {amounts}")
