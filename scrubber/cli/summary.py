"""What a run says to the person at the terminal."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path

from scrubber.cli.digest import Digest, Group, Item
from scrubber.cli.terminal import Terminal
from scrubber.discrepancies import Charges, FileRecord, GuideCheck, PaymentAtStake, SummaryRecord
from scrubber.rules import all_rules, rule_by_code
from scrubber.wording import count

ELEMENTS = {"SV102": "charge", "SV103": "unit", "SV104": "units", "CLM02": "claim total"}
MODIFIER = "SV101-"
NAMED_CLAIMS = 4
TOLD_IN_FULL = 2
HELD = (
    "Held claims: decide in your own system. Correct each, or send it by itself where the record "
    "supports it."
)
STILL_IN_IT = "The corrected file still has them in it: take them out before it goes."
LEFT_OUT = "They are in the held file and not in the corrected one."
DECIDE = "correct the claim in your own system, or the treatment log where that is wrong"


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
    tallies = [
        (claims.clean - claims.not_evaluable - claims.not_therapy, "clean"),
        (claims.not_evaluable, "not fully checked"),
        (claims.corrected, "corrected"),
        (claims.flagged, "to decide"),
        (claims.held, "held"),
        (claims.not_therapy, "without therapy, passed through"),
    ]
    console.tell(f"{count(claims.read, 'claim')}, {count(summary.lines.read, 'line')}")
    told = ", ".join(f"{number:,} {what}" for number, what in tallies if number)
    console.tell(told, indent=2)
    if len(file.rules) < len(all_rules()):
        console.tell(f"{len(file.rules)} of {len(all_rules())} rules ran", indent=2)
    _section(console, "Corrected", "green", digest.corrected)
    _section(console, "Held, not to be sent as they are", "red", digest.held)
    _section(console, "For a person to decide", "yellow", digest.to_decide)
    _unknown(console, digest)
    _told(console, digest)
    console.skip_line()
    for passed in file.passed_through:
        console.tell(f"Passed through untouched: {passed}")
    console.tell(_guide_told(file.conformance))
    for note in (*notes, *file.outside_release.values()):
        console.tell(note, "yellow")
    _money(console, summary.charges)
    _stakes(console, summary.payment_at_stake)
    for path in outputs:
        console.tell_whole(f"Written: {path}")
    if digest.held:
        where = LEFT_OUT if file.split else STILL_IN_IT if outputs else ""
        console.tell(f"{HELD} {where}".strip(), "bold red")
    if digest.left:
        _next_steps(console, digest.left)
        console.tell(f"Then run this again{' with --overwrite' if outputs else ''}.", "bold")


def _guide_told(check: GuideCheck) -> str:
    if check.mode == "off":
        return "Implementation guide: not checked (--conformance changed or full)"
    told = "Implementation guide: "
    if check.mode == "full":
        told += f"{check.checked_by} has read the whole file; "
    if not check.claims_corrected:
        return f"{told}no claim was corrected"
    told += (
        f"{check.checked_by} has read {check.claims_checked:,} of "
        f"{count(check.claims_corrected, 'corrected claim')}, before and after"
    )
    if check.claims_withdrawn:
        told += (
            f"; {count(check.claims_withdrawn, 'claim')} left as it came: the correction broke it"
        )
    return told


def _section(console: Terminal, title: str, style: str, groups: dict[str, Group]) -> None:
    total = sum(group.total for group in groups.values())
    if not total:
        return
    console.skip_line()
    console.tell(f"{title}: {count(total, 'finding')}", f"bold {style}")
    for code in sorted(groups):
        group = groups[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.tell(f"{code} {rule.summary}", style, indent=2)
        for item in group.items:
            _item(console, item)
        if group.total > len(group.items):
            more = f"and {group.total - len(group.items):,} more: see the log"
            console.tell(more, indent=4)


def _item(console: Terminal, item: Item) -> None:
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
    console.tell(f": {said}", head=where, indent=4)
    for reason in first.evidence:
        console.tell(reason, "dim", indent=6)


def _change(element: str, before: str, after: str) -> str:
    if element.startswith(MODIFIER) and not before:
        return f"{after} added"
    return f"{ELEMENTS.get(element, element)} {before or 'empty'} -> {after}"


def _unknown(console: Terminal, digest: Digest) -> None:
    """One sentence for each rule that could not tell, and not one for each line."""
    for code in sorted(digest.not_evaluable):
        group = digest.not_evaluable[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.skip_line()
        console.tell(f"Not checked: {_lines_of(group)} ({code})", "bold cyan")
        console.tell(rule.summary, "cyan", indent=2)
        console.tell(f"What settles it: {rule.evidence}", "dim", indent=2)


def _told(console: Terminal, digest: Digest) -> None:
    for code in sorted(digest.told):
        group = digest.told[code]
        rule = rule_by_code(code)
        assert rule is not None
        console.skip_line()
        console.tell(f"For your information: {_lines_of(group)} ({code})", "bold")
        console.tell(rule.summary, indent=2)
        for item in group.items[:TOLD_IN_FULL]:
            _item(console, item)


def _lines_of(group: Group) -> str:
    lines = count(group.total, "line")
    if group.claims > NAMED_CLAIMS:
        return f"{lines} of {count(group.claims, 'claim')}"
    noun = "claim" if group.claims == 1 else "claims"
    return f"{lines} of {noun} {', '.join(group.first_claims)}"


def _next_steps(console: Terminal, left: set[str]) -> None:
    """What settles the findings that are left: a word on record where one will do."""
    found = {rule.code: rule for code in left if (rule := rule_by_code(code))}
    rules = [found[code] for code in sorted(found)]
    on_record = [rule for rule in rules if rule.on_record]
    console.tell("Next:", "bold")
    for rule in on_record:
        console.tell(f"{rule.code}: {rule.on_record}", indent=2)
    if len(on_record) < len(rules):
        console.tell(f"{'the others' if on_record else 'what is left'}: {DECIDE}", indent=2)


def _money(console: Terminal, charges: Charges) -> None:
    before, after = Decimal(charges.before), Decimal(charges.after)
    moved = f" ({after - before:+,.2f})" if after != before else ""
    console.tell(f"Charges: ${before:,.2f} in, ${after:,.2f} out{moved}")
    for dollars, what in (
        (Decimal(charges.rescued), "on lines whose errors are corrected"),
        (Decimal(charges.undecided), "on lines that stay in error until a person decides"),
    ):
        if dollars:
            console.tell(f"${dollars:,.2f} {what}", indent=2)


def _stakes(console: Terminal, stakes: PaymentAtStake) -> None:
    corrected, open_ = Decimal(stakes.corrected), Decimal(stakes.open)
    if corrected or open_:
        console.tell(
            f"Payment at stake, by Medicare's fee schedule: ${corrected:,.2f} in what is "
            f"corrected, ${open_:,.2f} in what is left"
        )
