"""A file's results in words: the same on the terminal and in the HTML report."""

from collections.abc import Iterator
from decimal import Decimal

from scrubber.discrepancies.digest import Group
from scrubber.discrepancies.record import (
    Charges,
    Discrepancy,
    FileRecord,
    GuideCheck,
    PaymentAtStake,
    Tally,
)
from scrubber.rules import Rule, all_rules, rule_by_code
from scrubber.wording import count

CORRECTED = "Corrected"
HELD = "Held, not to be sent as they are"
TO_DECIDE = "For a person to decide"
NOT_CHECKED = "Not checked"
FOR_INFORMATION = "For your information"
WHAT_SETTLES_IT = "What settles it: "
DECIDE_HELD = (
    "Held claims: decide in your own system. Correct each, or send it by itself where the record "
    "supports it."
)
STILL_IN_IT = "The corrected file still has them in it: take them out before it goes."
LEFT_OUT = "They are in the held file and not in the corrected one."
PAYMENT_AT_STAKE = "Payment at stake, by Medicare's fee schedule"
DECIDE = "correct the claim in your own system, or the treatment log where that is wrong"

ELEMENTS = {
    "SV101-2": "procedure",
    "SV102": "charge",
    "SV103": "unit",
    "SV104": "units",
    "CLM02": "claim total",
}
MODIFIER = "SV101-"
NAMED_CLAIMS = 4


def tally_told(tally: Tally) -> Iterator[tuple[int, str]]:
    """How many became what, for each outcome there is."""
    yield tally.clean - tally.not_evaluable - tally.not_therapy, "clean"
    yield tally.not_evaluable, "not fully checked"
    yield tally.corrected, "corrected"
    yield tally.flagged, "to decide"
    yield tally.held, "held"
    yield tally.not_therapy, "without therapy, passed through"


def what_ran(file: FileRecord) -> str:
    """`2 of 36 rules ran`; empty where all of them did."""
    ran, known = len(file.rules), len(all_rules())
    return f"{ran} of {known} rules ran" if ran < known else ""


def passed_through(file: FileRecord) -> Iterator[str]:
    """The transaction sets that are no 837P."""
    return (f"Passed through untouched: {passed}" for passed in file.passed_through)


def rule_of(code: str) -> Rule:
    """The rule that a record of this code comes from."""
    rule = rule_by_code(code)
    assert rule is not None
    return rule


def guide_told(check: GuideCheck) -> str:
    """How far the implementation guide was checked."""
    if check.mode == "off":
        return "Implementation guide: not checked (--conformance changed or full)"
    told = f"Implementation guide: {check.checked_by} has read"
    corrected = count(check.claims_corrected, "corrected claim")
    if check.mode == "full":
        all_sets = check.sets_read == check.sets
        read = f"{check.sets_read:,} of {count(check.sets, 'transaction set')}"
        told += " the whole file" if all_sets else f" {read}"
        told += ", and" if check.claims_corrected else ""
    elif not check.claims_corrected:
        return "Implementation guide: no claim was corrected, and so none read"
    if check.claims_corrected:
        told += f" {check.claims_checked:,} of {corrected}, before and after"
    if check.claims_withdrawn:
        left = count(check.claims_withdrawn, "claim")
        told += f"; {left} left as it came: the correction broke it"
    return told


def where(record: Discrepancy) -> str:
    """`claim QH2602 line 1 97110`, or the segment of what is no claim's."""
    told = f"claim {record.claim_id}" if record.claim_id else f"segment {record.segment}"
    if record.line:
        told += f" line {record.line}"
    return f"{told} {record.procedure}" if record.procedure else told


def change_told(element: str, before: str, after: str) -> str:
    """`units 3 -> 2`, `GO added`."""
    if element.startswith(MODIFIER) and not before:
        return f"{after} added"
    return f"{ELEMENTS.get(element, element)} {before or 'empty'} -> {after}"


def lines_told(group: Group) -> str:
    """`2 lines of claim QH2626`; places where they are of no claim."""
    if not any(group.first_claims):
        return count(group.total, "place")
    lines = count(group.total, "line")
    if group.claims > NAMED_CLAIMS:
        return f"{lines} of {count(group.claims, 'claim')}"
    noun = "claim" if group.claims == 1 else "claims"
    return f"{lines} of {noun} {', '.join(group.first_claims)}"


def what_to_do_with_held(file: FileRecord, is_written: bool = True) -> str:
    """What becomes of held claims, and in which file they are if one is written."""
    where = LEFT_OUT if file.split else STILL_IN_IT if is_written else ""
    return f"{DECIDE_HELD} {where}".rstrip()


def next_steps(left: set[str]) -> Iterator[tuple[str, str]]:
    """What settles the findings of these rules: a word on record where one will do."""
    found = {rule.code: rule for code in left if (rule := rule_by_code(code))}
    rules = [found[code] for code in sorted(found)]
    on_record = [rule for rule in rules if rule.on_record]
    for rule in on_record:
        yield rule.code, rule.on_record
    if len(on_record) < len(rules):
        yield ("the others" if on_record else "what is left"), DECIDE


def dollars(amount: str | Decimal) -> str:
    """`$1,234.50`."""
    return f"${Decimal(amount):,.2f}"


def charges_moved(charges: Charges) -> str:
    """The difference, as ` (-58.00)`; empty where there is none."""
    moved = Decimal(charges.after) - Decimal(charges.before)
    return f" ({moved:+,.2f})" if moved else ""


def error_lines_told(charges: Charges) -> Iterator[tuple[str, str]]:
    """What stands on lines with errors, where there is any."""
    for amount, what in (
        (charges.rescued, "on lines whose errors are corrected"),
        (charges.undecided, "on lines that stay in error until a person decides"),
    ):
        if Decimal(amount):
            yield dollars(amount), what


def stakes_told(stakes: PaymentAtStake) -> Iterator[tuple[str, str]]:
    """The payment at stake, corrected and left, where there is any."""
    if Decimal(stakes.corrected) or Decimal(stakes.open):
        yield dollars(stakes.corrected), "in what is corrected"
        yield dollars(stakes.open), "in what is left"
