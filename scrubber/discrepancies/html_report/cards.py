"""One claim of the report: its segments before and after, and each finding with its reasons."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from scrubber.discrepancies import phrases
from scrubber.discrepancies.html_report.claims import (
    ClaimFindings,
    Finding,
    Place,
    Section,
    is_of_line,
)
from scrubber.discrepancies.html_report.elements import Content, Element, element, listing
from scrubber.discrepancies.html_report.marking import marked_after, marked_before
from scrubber.discrepancies.record import INTERNAL_ERROR, Discrepancy
from scrubber.findings import Action, Severity

DATE = re.compile(r"\b(\d{4})(\d\d)(\d\d)\b")
OUTCOMES = {
    Action.HELD: "Held",
    Action.CORRECTED: "Corrected",
    Action.NOT_EVALUABLE: "Not checked",
}
BADGES = {
    Section.HELD: "Held",
    Section.TO_DECIDE: "To decide",
    Section.FILE: "To decide",
    Section.CORRECTED: "Corrected",
    Section.FOR_INFORMATION: "For information",
}


def claim_card(claim: ClaimFindings) -> Element:
    """An article with all that was found on a claim."""
    return element(
        "article",
        element("h3", f"{_title(claim)} ", badge(BADGES[claim.section])),
        _facts(_claim_facts(claim)),
        *map(_place, claim.places()),
        id=claim.anchor,
    )


def date_told(text: str) -> str:
    """`20260309` as 2026-03-09, a range as its two dates; what is neither as it is."""
    return re.sub(r"(?<=\d)-(?=\d{4}-)", " to ", DATE.sub(r"\1-\2-\3", text))


def badge(outcome: str) -> Element:
    """What became of it, in a word."""
    return element("span", outcome, class_=f"badge {outcome.lower().replace(' ', '-')}")


def outcome_told(record: Discrepancy) -> str:
    """What became of a finding, in a word."""
    if record.action is Action.FLAGGED:
        return "For information" if record.severity is Severity.INFO else "To decide"
    return OUTCOMES[record.action]


def _title(claim: ClaimFindings) -> str:
    if claim.section is Section.FILE:
        return f"Treatment log, claim {claim.claim_id}" if claim.claim_id else "Outside all claims"
    return f"Claim {claim.claim_id}" if claim.claim_id else "Claim without a number"


def _claim_facts(claim: ClaimFindings) -> Iterator[tuple[str, Content]]:
    if claim.payer_id:
        yield "Payer", claim.payer_id
    if claim.service_dates:
        yield "Service dates", ", ".join(map(date_told, claim.service_dates))
    corrected, left = claim.at_stake
    if left:
        yield "At stake, left", phrases.dollars(left)
    if corrected:
        yield "At stake, corrected", phrases.dollars(corrected)


def _facts(facts: Iterable[tuple[str, Content]]) -> Element:
    pairs = [element("div", element("dt", name), element("dd", said)) for name, said in facts]
    return element("dl", *pairs)


def _place(place: Place) -> Element:
    return element(
        "section",
        element("h4", *_place_title(place.first)),
        _segment(place),
        *map(_finding, place.findings),
    )


def _place_title(record: Discrepancy) -> Iterator[Content]:
    if is_of_line(record):
        line = f"Line {record.line}" if record.line else ""
        known = filter(None, [line, record.procedure, date_told(record.service_date or "")])
        yield " \u00b7 ".join(known)
    elif record.segment:
        yield "The claim as a whole" if record.claim_id else "Envelope or header"
    else:
        yield "No segment of the file"
    where = [f"segment {record.segment}"] if record.segment else []
    if record.line_control_number:
        where.append(f"line control number {record.line_control_number}")
    if where:
        yield " "
        yield element("small", ", ".join(where))


def _segment(place: Place) -> Element | None:
    """The segment before and after, or as it stands, with all that was found in it marked."""
    records = [record for finding in place.findings for record in finding]
    before = place.first.segment_before
    if before is None:
        return None
    changed = [record for record in records if record.segment_after is not None]
    versions = [("Before" if changed else "As it is", marked_before(before, records))]
    if changed:
        versions.append(("After", marked_after(changed[0].segment_after or "", changed)))
    made = _facts((title, element("code", *marked)) for title, marked in versions)
    made.set("class", "segment")
    return made


def _finding(finding: Finding) -> Element:
    first = finding[0]
    return element(
        "div",
        element(
            "h5",
            badge(outcome_told(first)),
            f" {first.rule} ",
            element("b", _summary(first)),
            " ",
            element("small", f"{first.name}, {first.severity}"),
        ),
        _facts(_finding_facts(finding)),
        class_="finding",
    )


def _summary(record: Discrepancy) -> str:
    if record.name == INTERNAL_ERROR:
        return "The rule has failed."
    return phrases.rule_of(record.rule).summary


def _finding_facts(finding: Finding) -> Iterator[tuple[str, Content]]:
    """What was found or changed, why, by what evidence, what it is worth, and what says so."""
    first = finding[0]
    if first.element:
        changed = first.after is not None
        yield "Change" if changed else "Element", listing(map(_change, finding))
    yield "Reason", first.message
    if first.evidence:
        yield "Evidence", listing(first.evidence)
    if first.payment_at_stake:
        yield "At stake", f"{phrases.dollars(first.payment_at_stake)} ({first.payment_basis})"
    if Decimal(first.charge_delta):
        yield "Charge", f"{first.charge_delta} dollars"
    if first.denial:
        yield "Denial foreseen", str(first.denial)
    if first.sources:
        yield "Sources", listing(first.sources)


def _change(record: Discrepancy) -> Element:
    """An element with its value; of one that was changed, the value before and after."""
    name = record.element or ""
    meaning = phrases.ELEMENTS.get(name) or (
        "modifier" if name.startswith(phrases.MODIFIER) else ""
    )
    said: list[Content] = [f"{name} {meaning}".rstrip(), ": ", _value(record.before)]
    if record.after is not None:
        said += [" \u2192 ", _value(record.after)]
    return element("span", *said)


def _value(text: str | None) -> Content:
    return element("code", text) if text else "empty"
