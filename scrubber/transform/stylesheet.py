"""What a user's XSLT makes of each claim.

The stylesheet sees the XML of the file with one claim in it: the claim and what stands above it. It
can read and write no file and no network. What it makes of the claims is one output: text after
text, or elements within one root.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from scrubber.errors import UsageError
from scrubber.loops import LEVELS
from scrubber.transform.segment_xml import Xml
from scrubber.transform.to_xml import ATTRIBUTES
from scrubber.transform.vocabulary import GROUP, INTERCHANGE, LOOP, SET

XSL = "{http://www.w3.org/1999/XSL/Transform}"
CLAIM = LOOP + "2300"
OUTERMOST = "Claims"
"""Around the elements that a stylesheet makes of the claims."""
LET_GO = frozenset({CLAIM, *(LOOP + level for level in LEVELS), SET, GROUP, INTERCHANGE})
"""What is dropped when it closes, so that the next claim is seen without it."""


class BadStylesheet(UsageError):
    """A stylesheet that cannot be used: one sentence, free of patient data."""


class Stylesheet:
    """A compiled XSLT 1.0 stylesheet. Raises BadStylesheet and OSError."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
        try:
            document = etree.fromstring(path.read_bytes(), parser)
            self._refuse_others(document)
            # The stubs of lxml lack DENY_ALL and the log.
            denied = cast("Any", etree.XSLTAccessControl).DENY_ALL
            self._transform: Any = etree.XSLT(document, access_control=denied)
        except (etree.XMLSyntaxError, etree.XSLTParseError) as error:
            raise BadStylesheet(f"{path.name} is no XSLT 1.0 stylesheet: {error}") from None
        methods = [output.get("method") for output in document.iterfind(f"{XSL}output")]
        method = next(filter(None, reversed(methods)), "xml")
        if method not in {"text", "xml"}:
            raise BadStylesheet(f"{path.name} has output method {method}; it may be text or xml")
        self.gives_text = method == "text"

    def _refuse_others(self, document: Xml) -> None:
        if document.getroottree().docinfo.internalDTD is not None:
            raise BadStylesheet(
                f"{self._name} has a document type (DOCTYPE); take that out, no entity is read"
            )
        for name in ("import", "include"):
            if document.find(f".//{XSL}{name}") is not None:
                raise BadStylesheet(
                    f"{self._name} has xsl:{name}; no file but the stylesheet itself is read"
                )

    def of(self, claim: Xml) -> bytes:
        """What it makes of the document that has this claim in it."""
        try:
            result = self._transform(claim.getroottree())
        except (etree.XSLTApplyError, re.error):  # the latter from EXSLT's regular expressions
            raise self._failure() from None
        if self.gives_text:
            return str(result).encode()
        if result.getroot() is None:
            elements, beside = [], str(result).strip()
        else:
            elements = result.xpath("/*")
            beside = result.xpath("boolean(/text()[normalize-space()])")
        if beside:
            raise BadStylesheet(
                f"{self._name} gives text outside of elements; put it in one, or if all is text "
                'say so: <xsl:output method="text"/>'
            )
        return b"".join(
            b"  " + etree.tostring(element, encoding="UTF-8", with_tail=False) + b"\n"
            for element in elements
        )

    def _failure(self) -> BadStylesheet:
        # Without the message: it may quote the claim.
        lines = [entry.line for entry in self._transform.error_log if entry.line > 0]
        where = f" at line {lines[0]}" if lines else ""
        return BadStylesheet(
            f"{self._name} fails on a claim{where}; it may read and write no file and no network"
        )


class StyledClaims:
    """A sink that keeps no more than one claim, and writes what the stylesheet makes of it.

    `claims` are those of which it has made something.
    """

    def __init__(self, output: BinaryIO, stylesheet: Stylesheet) -> None:
        self._output = output
        self._stylesheet = stylesheet
        self._open: list[Xml] = []
        self.claims = 0
        if not stylesheet.gives_text:
            output.write(f"<?xml version='1.0' encoding='UTF-8'?>\n<{OUTERMOST}>\n".encode())

    def open(self, name: str, attributes: Mapping[str, str] = ATTRIBUTES) -> None:
        """Begin an element that holds others."""
        element = etree.Element(name, dict(attributes))
        if self._open:
            self._open[-1].append(element)
        self._open.append(element)

    def add(self, element: Xml) -> None:
        """A segment, whole."""
        self._open[-1].append(element)

    def close(self) -> None:
        """End the innermost element that is open."""
        element = self._open.pop()
        if element.tag == CLAIM:
            made = self._stylesheet.of(element)
            self._output.write(made)
            self.claims += bool(made.strip())
        if element.tag in LET_GO:
            self._open[-1].remove(element)
        if not self._open and not self._stylesheet.gives_text:
            self._output.write(f"</{OUTERMOST}>\n".encode())
