"""What stands around the findings: the page's head and front, titles, and how it was made."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from scrubber.discrepancies import phrases
from scrubber.discrepancies.html_report import overview as told
from scrubber.discrepancies.html_report.claims import Section
from scrubber.discrepancies.html_report.elements import Element, element, listing, table
from scrubber.discrepancies.html_report.overview import Overview
from scrubber.discrepancies.record import FileFacts, FileRecord, SummaryRecord
from scrubber.wording import count

PATIENT_DATA = "Contains patient data"
INTRODUCTIONS = {
    Section.TO_DECIDE: (
        "Each has a finding that only a person can settle. What else was found or corrected on the "
        "claim stands with it."
    ),
    Section.FILE: (
        "These are of no claim in the file: segments outside all claims, and rows of the "
        "treatment log that name no claim here."
    ),
    Section.CORRECTED: "Nothing is left to do on these claims.",
}


def head(file: FileRecord) -> Element:
    """Title, style, and the policy by which a browser runs and loads nothing."""
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    made = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{_name(file)}: discrepancies (contains patient data)"),
        element("style"),
    )
    made[-1].text = style
    return made


def front(
    file: FileRecord, summary: SummaryRecord, overview: Overview, notes: Iterable[str]
) -> Iterator[Element]:
    """The page before its findings: from the outcome in a sentence to the claims to look at."""
    yield element(
        "header",
        element("p", PATIENT_DATA, class_="patient-data"),
        element("h1", "Claim discrepancies"),
        element("p", _name(file), class_="file"),
        *told.outcome(overview, summary),
        _contents(overview),
    )
    yield from _titled("What to do", told.next_steps(overview, file))
    yield from _titled("Claims that need you", told.claims_to_look_at(overview))
    yield element("section", element("h2", "Totals"), *told.totals(summary), class_="totals")
    yield from _titled("What was found", told.findings_by_rule(overview))
    yield from _titled("How far it was checked", told.how_far_checked(overview, file, notes))


def _titled(title: str, part: Element | None) -> Iterator[Element]:
    """A section, if there is anything in it."""
    if part is not None:
        yield element("section", element("h2", title), part)


def section_title(section: Section, overview: Overview) -> Iterator[Element]:
    """The heading of a section, with how many claims it has, and what it is about."""
    yield element("h2", _counted(section, overview))
    if said := INTRODUCTIONS.get(section):
        yield element("p", said)


def rules_of_information(overview: Overview) -> Element | None:
    """What the rules see that say no more than that something is not known, or of note."""
    codes = sorted({*overview.digest.not_evaluable, *overview.digest.told})
    return listing(_rule_told(code) for code in codes)


def _rule_told(code: str) -> str:
    rule = phrases.rule_of(code)
    return f"{code}: {rule.summary} Sources: {'; '.join(map(str, rule.sources))}"


def about(file: FileRecord) -> Element:
    """What the report was made of and with, to the byte."""
    tables = [f"{name}: {release}" for name, release in file.tables.items()]
    facts = [
        ("Input", _facts(file.input)),
        ("Output", _facts(file.output)),
        *([("Held file", _facts(file.split.held))] if file.split else []),
        ("Made by", f"scrubber {file.tool_version}"),
        ("Rules", ", ".join(file.rules)),
        ("Tables", "; ".join(tables)),
    ]
    return element("footer", table("How this report was made", ["what", "value"], facts))


def _contents(overview: Overview) -> Element | None:
    links = [
        element("a", _counted(section, overview), href=f"#{section.anchor}")
        for section in Section
        if overview.sections[section]
    ]
    return element("nav", *links, aria_label="Findings") if links else None


def _counted(section: Section, overview: Overview) -> str:
    number = overview.sections[section]
    return f"{section.value}: {count(number, 'place' if section is Section.FILE else 'claim')}"


def _name(file: FileRecord) -> str:
    return file.input.name or "standard input"


def _facts(facts: FileFacts) -> str:
    return f"{count(facts.size, 'byte')}, SHA-256 {facts.sha256}"


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
