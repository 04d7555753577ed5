"""The log as one HTML page for a biller, to read and to print: no script, nothing from elsewhere.

It is written piece by piece, and the findings are gone through once for each section, so that a
file may have any number of them.
"""

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from lxml import etree

from scrubber.discrepancies.html_report.cards import claim_card
from scrubber.discrepancies.html_report.claims import Section, by_claim
from scrubber.discrepancies.html_report.elements import element
from scrubber.discrepancies.html_report.frame import (
    about,
    front,
    head,
    rules_of_information,
    section_title,
)
from scrubber.discrepancies.html_report.information import information_head, information_rows
from scrubber.discrepancies.html_report.overview import Overview
from scrubber.discrepancies.record import Discrepancy, FileRecord, SummaryRecord

__all__ = ["write_html"]

Discrepancies = Callable[[], Iterable[Discrepancy]]


def write_html(
    target: BinaryIO,
    file: FileRecord,
    discrepancies: Discrepancies,
    summary: SummaryRecord,
    notes: Iterable[str] = (),
) -> None:
    """Write the page. `discrepancies` gives them in file order, anew at each call; memory is
    bounded by those of the largest claim. `notes` are told with how far it was checked."""
    overview = Overview.of(discrepancies())
    with etree.htmlfile(target, encoding="utf-8") as page:
        page.write_doctype("<!DOCTYPE html>")
        with page.element("html", lang="en"):
            page.write(head(file))
            with page.element("body"):
                for part in front(file, summary, overview, notes):
                    page.write(part)
                with page.element("main"):
                    for section in Section:
                        if overview.sections[section]:
                            _write_section(page, section, overview, discrepancies)
                page.write(about(file))


def _write_section(
    page: Any, section: Section, overview: Overview, discrepancies: Discrepancies
) -> None:
    claims = (claim for claim in by_claim(discrepancies()) if claim.section is section)
    with page.element("section", id=section.anchor):
        if section is Section.FOR_INFORMATION:
            with page.element("details"):
                page.write(element("summary", *section_title(section, overview)))
                page.write(rules_of_information(overview))
                with (
                    page.element("div", {"class": "scrolls"}),
                    page.element("table", {"class": "rows"}),
                ):
                    page.write(information_head())
                    with page.element("tbody"):
                        for claim in claims:
                            for row in information_rows(claim):
                                page.write(row)
            return
        for part in section_title(section, overview):
            page.write(part)
        for claim in claims:
            page.write(claim_card(claim), "\n")
