"""Claims on which nothing need be done: a row for each finding."""

from collections.abc import Iterator

from scrubber.discrepancies.html_report.cards import date_told, outcome_told
from scrubber.discrepancies.html_report.claims import ClaimFindings
from scrubber.discrepancies.html_report.elements import Element, element, header_row, row

COLUMNS = (
    "claim",
    "line",
    "service date",
    "procedure",
    "rule",
    "what was found",
    "segment",
    "value",
)


def information_head() -> Element:
    """The table's head."""
    return element("thead", header_row(COLUMNS))


def information_rows(claim: ClaimFindings) -> Iterator[Element]:
    """The findings of a claim."""
    for record in claim.records:
        yield row(
            [
                record.claim_id,
                record.line,
                date_told(record.service_date or ""),
                record.procedure,
                record.rule,
                element(
                    "span",
                    f"{outcome_told(record)}: {record.message}",
                    element("small", "; ".join(record.evidence)) if record.evidence else None,
                ),
                str(record.segment or ""),
                f"{record.element} {record.before or 'empty'}" if record.element else "",
            ]
        )
