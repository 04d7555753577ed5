"""Markdown: rows of a table, links within a page, text that is no markup."""

import re
from collections.abc import Iterator


def table_head(*titles: str) -> Iterator[str]:
    """The first two lines of a table."""
    yield table_row(*titles)
    yield "|" + "---|" * len(titles)


def table_row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def link_to(heading: str, text: str = "") -> str:
    """A link to a heading of the same page, by the anchor that viewers give it."""
    anchor = re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
    return f"[{text or heading}](#{anchor})"


def plain(text: str) -> str:
    """Text in which nothing is taken as markup."""
    return re.sub(r"([\\*|<`~\[])", r"\\\1", text)
