"""Makes the report of a result, and reads back what a person finds in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import html

from scrubber import ScrubResult
from scrubber.discrepancies import Discrepancy
from scrubber.discrepancies.html_report import write_html
from scrubber.wording import visible

ARROW = " \u2192 "
NOTHING_NEEDED = "for-information"


def bytes_of(result: ScrubResult, notes: tuple[str, ...] = ()) -> bytes:
    """The page as it is written."""
    target = BytesIO()
    write_html(target, result.file, lambda: result.discrepancies, result.summary, notes)
    return target.getvalue()


@dataclass(frozen=True)
class Told:
    """A discrepancy as a page tells it, or would."""

    claim: str
    rule: str
    reason: str
    element: str
    before: str
    after: str | None

    @classmethod
    def of(cls, record: Discrepancy) -> "Told":
        """What ought to be told of a record."""
        return cls(
            visible(record.claim_id or ""),
            record.rule,
            visible(record.message),
            record.element or "",
            visible(record.before or "empty") if record.element else "",
            None if record.after is None else visible(record.after or "empty"),
        )


class Page:
    """A report that has been parsed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root: Any = html.document_fromstring(data)

    def text(self, path: str) -> str:
        """The text of the one element at an XPath."""
        (found,) = self.root.xpath(path)
        return " ".join(found.text_content().split())

    def texts(self, path: str) -> list[str]:
        """The texts of all elements at an XPath."""
        return [" ".join(found.text_content().split()) for found in self.root.xpath(path)]

    def table(self, caption: str) -> dict[str, list[str]]:
        """The rows of a table, by their headings."""
        rows = self.root.xpath(f"//table[starts-with(caption, '{caption}')]/tbody/tr")
        return {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in rows}

    def told(self) -> list[Told]:
        """All discrepancies that are told, with every change of a finding."""
        return [*self._in_articles(), *self._in_rows()]

    def section_of(self, claim: str) -> str:
        """The anchor of the section in which a claim stands."""
        (section,) = self.root.xpath(f"//section[article/h3[starts-with(., 'Claim {claim} ')]]/@id")
        return str(section)

    def _in_articles(self) -> Iterator[Told]:
        for article in self.root.xpath("//article"):
            title = article.find("h3").text
            claim = re.fullmatch(r"(?:Claim|Treatment log, claim) (.*) ", title, re.DOTALL)
            claim_id = claim[1] if claim else ""
            for finding in article.xpath(".//div[@class='finding']"):
                rule = finding.xpath("h5/span")[0].tail.strip()
                (reason,) = finding.xpath(".//div[dt='Reason']/dd")
                changes = finding.xpath(".//div[dt='Change' or dt='Element']/dd/ul/li")
                for change in changes or [None]:
                    yield Told(claim_id, rule, reason.text_content(), *_change(change))

    def _in_rows(self) -> Iterator[Told]:
        for row in self.root.xpath(f"//section[@id='{NOTHING_NEEDED}']//tbody/tr"):
            claim, _, _, _, rule, _, _, value = [cell.text_content() for cell in row]
            element, _, before = value.partition(" ")
            reason = row[5].find("span").text.partition(": ")[2]
            yield Told(claim, rule, reason, element, before, None)


def _change(change: Any) -> tuple[str, str, str | None]:
    if change is None:
        return "", "", None
    name, _, values = change.text_content().partition(": ")
    before, arrow, after = values.partition(ARROW)
    return name.split()[0], before, after if arrow else None
