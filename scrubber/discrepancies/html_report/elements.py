"""HTML elements, whose text cannot become markup."""

from collections.abc import Iterable

from lxml import etree

from scrubber.wording import visible

Element = etree._Element  # noqa: SLF001 - what all elements of lxml are
Content = Element | str | None


def element(tag: str, *content: Content, **attributes: str) -> Element:
    """An element with its content in order, of which None is nothing.

    lxml escapes texts and values when it writes; control characters, which HTML cannot hold, stand
    as escapes. `class_` gives `class`, `aria_label` gives `aria-label`.
    """
    made = etree.Element(tag)
    for name, value in attributes.items():
        made.set(name.rstrip("_").replace("_", "-"), visible(value))
    last: Element | None = None
    for part in content:
        if isinstance(part, str):
            if last is None:
                made.text = (made.text or "") + visible(part)
            else:
                last.tail = (last.tail or "") + visible(part)
        elif part is not None:
            made.append(part)
            last = part
    return made


def listing(items: Iterable[Content], **attributes: str) -> Element | None:
    """A list; None where there is nothing to list."""
    entries = [element("li", item) for item in items]
    return element("ul", *entries, **attributes) if entries else None


def table(
    caption: str, head: Iterable[str], rows: Iterable[Iterable[Content]], **attributes: str
) -> Element:
    """A table whose rows begin with their heading, in a box that scrolls where it is too wide."""
    made = element(
        "table",
        element("caption", caption),
        element("thead", header_row(head)),
        element("tbody", *map(row, rows)),
        **attributes,
    )
    return element("div", made, class_="scrolls", role="region", aria_label=caption, tabindex="0")


def header_row(titles: Iterable[str]) -> Element:
    """The headings of columns."""
    return element("tr", *[element("th", title, scope="col") for title in titles])


def row(cells: Iterable[Content]) -> Element:
    """A row that begins with its heading."""
    first, *others = cells
    return element(
        "tr", element("th", first, scope="row"), *[element("td", cell) for cell in others]
    )
