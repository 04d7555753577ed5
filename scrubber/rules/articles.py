"""What three articles on 97530 state, whether it holds, and which rules or commands carry it.

articles.csv beside this file is the record: one row a statement, in our own words.
"""

import csv
from enum import StrEnum
from pathlib import Path

from scrubber.value_class import value_class

ARTICLES = {
    "000": "A billing company's page on 97530 (Resilient MBS), undated.",
    "001": "A guide to billing 97530; neither publisher nor date is named.",
    "002": "A page of rates and billing tips for 97530 (MedPayIQ), marked as of 2025.",
}
CHECKED = "2026-11-21"
COMMAND = "command: "
NOTHING = "none"


class Verdict(StrEnum):
    """How a statement stands against the sources, as they were read on CHECKED."""

    RIGHT = "right"
    IMPRECISE = "imprecise"
    OUTDATED = "outdated"
    WRONG = "wrong"
    GAP = "gap"
    NOT_CHECKABLE = "not checkable"


@value_class()
class Statement:
    """A row of articles.csv.

    `carried_by`: `TH101 TH102; command: scrubber tables`, or `none` where nothing on a claim, log
    or table can show it. `holds_instead`: what is so, or what to add; may be empty where it is
    right.
    """

    article: str
    topic: str
    statement: str
    carried_by: str
    verdict: Verdict
    holds_instead: str
    source: str

    @property
    def rules(self) -> list[str]:
        """The codes of the rules that carry it."""
        parts = [part for part in self._carriers if not part.startswith(COMMAND)]
        return [code for part in parts for code in part.split() if code != NOTHING]

    @property
    def commands(self) -> list[str]:
        """The commands that show it, as they are typed."""
        return [part.removeprefix(COMMAND) for part in self._carriers if part.startswith(COMMAND)]

    @property
    def _carriers(self) -> list[str]:
        return self.carried_by.split("; ")


def article_statements() -> list[Statement]:
    """All statements, in the order of the articles."""
    path = Path(__file__).with_name("articles.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Statement(**cells, verdict=Verdict(verdict))
            for cells in csv.DictReader(file)
            for verdict in [cells.pop("verdict")]
        ]
