"""The head of the report: what was read, what became of it, what it is worth, what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappush, heappushpop
from typing import NamedTuple

from scrubber.discrepancies import phrases
from scrubber.discrepancies.digest import Digest
from scrubber.discrepancies.html_report.cards import badge, date_told
from scrubber.discrepancies.html_report.claims import ClaimFindings, Section, by_claim
from scrubber.discrepancies.html_report.elements import Content, Element, element, listing, table
from scrubber.discrepancies.record import Discrepancy, FileRecord, SummaryRecord
from scrubber.wording import count, listed

LISTED_CLAIMS = 100
SHOWN_DATES = 3


class ListedClaim(NamedTuple):
    """A claim that needs a person, as the list at the top has it. Sorted from the least."""

    held: bool
    at_stake: Decimal
    place_from_end: int
    anchor: str
    claim_id: str
    payer_id: str
    service_dates: tuple[str, ...]
    rules: tuple[str, ...]

    @classmethod
    def of(cls, claim: ClaimFindings) -> "ListedClaim":
        """What the list says of a claim."""
        rules = dict.fromkeys(record.rule for record in claim.records if record.needs_person)
        return cls(
            claim.section is Section.HELD,
            claim.at_stake[1],
            -claim.number,
            claim.anchor,
            claim.claim_id or "without a number",
            claim.payer_id or "",
            tuple(claim.service_dates),
            tuple(rules),
        )


@dataclass
class Overview:
    """What the head says of the discrepancies: gathered in a first pass, bounded in memory."""

    digest: Digest = field(default_factory=Digest)
    sections: Counter[Section] = field(default_factory=Counter)
    most_at_stake: list[ListedClaim] = field(default_factory=list)

    @classmethod
    def of(cls, discrepancies: Iterable[Discrepancy]) -> "Overview":
        """Of all of them, in file order."""
        overview = cls()
        for claim in by_claim(discrepancies):
            overview.sections[claim.section] += 1
            for record in claim.records:
                overview.digest.add(record)
            if claim.section in (Section.HELD, Section.TO_DECIDE):
                overview._list(ListedClaim.of(claim))
        return overview

    def _list(self, claim: ListedClaim) -> None:
        if len(self.most_at_stake) < LISTED_CLAIMS:
            heappush(self.most_at_stake, claim)
        else:
            heappushpop(self.most_at_stake, claim)


def outcome(overview: Overview, summary: SummaryRecord) -> Iterator[Element]:
    """In a sentence what is left for a person, and what became of the claims."""
    claims, of_file = summary.claims, overview.sections[Section.FILE]
    left = claims.held + claims.flagged
    verb = "needs" if left == 1 else "need"
    if left:
        said = f"{left:,} of {count(claims.read, 'claim')} {verb} you."
    elif of_file:
        said = "No claim needs you, but the file or its treatment log does."
    else:
        said = f"Nothing is left for you to do: {count(claims.read, 'claim')} read."
    yield element("p", said, class_="outcome")
    became = [f"{number:,} {what}" for number, what in phrases.tally_told(claims) if number]
    yield element("p", f"{listed(became)}." if became else "No claim was read.")
    if left and of_file:
        places = count(of_file, "place")
        yield element(
            "p", f"Beside the claims, the file or its treatment log needs you in {places}."
        )


def totals(summary: SummaryRecord) -> Iterator[Element]:
    """Claims and lines by outcome, and dollars."""
    charges, stakes = summary.charges, summary.payment_at_stake
    outcomes = zip(
        phrases.tally_told(summary.claims), phrases.tally_told(summary.lines), strict=True
    )
    rows = [
        ("read", f"{summary.claims.read:,}", f"{summary.lines.read:,}"),
        *((what, f"{claims:,}", f"{lines:,}") for (claims, what), (lines, _) in outcomes),
    ]
    head = ["outcome", "claims", "lines"]
    caption = (
        "Claims and lines, by the gravest thing found. Lines are counted by their own findings: a "
        "held claim may have clean lines"
    )
    yield table(caption, head, rows, class_="numbers")
    after = phrases.dollars(charges.after) + phrases.charges_moved(charges)
    dollars: list[tuple[str, str]] = [
        ("Charges in", phrases.dollars(charges.before)),
        ("Charges out", after),
        *((f"Charges {what}", amount) for amount, what in phrases.error_lines_told(charges)),
        *((f"Payment at stake {what}", amount) for amount, what in phrases.stakes_told(stakes)),
    ]
    yield table(
        f"Dollars. {phrases.PAYMENT_AT_STAKE}", ["what", "amount"], dollars, class_="numbers"
    )


def findings_by_rule(overview: Overview) -> Element | None:
    """A row for each rule that has found something, with what became of it."""
    digest = overview.digest
    outcomes = (digest.held, digest.to_decide, digest.corrected, digest.not_evaluable, digest.told)
    codes = sorted({code for groups in outcomes for code in groups})
    if not codes:
        return None
    rows = []
    for code in codes:
        numbers = [groups[code].total if code in groups else 0 for groups in outcomes]
        rows.append(
            [
                code,
                phrases.rule_of(code).summary,
                *[f"{number:,}" if number else "" for number in numbers],
            ]
        )
    head = ["rule", "what it sees", "held", "to decide", "corrected", "not checked", "information"]
    return table("Findings by rule and outcome", head, rows, class_="numbers by-rule")


def how_far_checked(overview: Overview, file: FileRecord, notes: Iterable[str]) -> Element | None:
    """What could not be checked, and what was or was not looked at, in a sentence each."""
    said: list[str] = []
    for code, group in sorted(overview.digest.not_evaluable.items()):
        rule = phrases.rule_of(code)
        said.append(
            f"{phrases.lines_told(group)} ({code}): {rule.summary} "
            f"{phrases.WHAT_SETTLES_IT}{rule.evidence}"
        )
    said += filter(None, [phrases.what_ran(file)])
    said += [*phrases.passed_through(file), phrases.guide_told(file.conformance)]
    return listing([*said, *notes, *file.outside_release.values()])


def next_steps(overview: Overview, file: FileRecord) -> Element | None:
    """What a person does now."""
    steps = [f"{which}: {what}" for which, what in phrases.next_steps(overview.digest.left)]
    if overview.digest.held:
        steps.insert(0, phrases.what_to_do_with_held(file))
    if overview.digest.left:
        steps.append("Then run this again.")
    return listing(steps)


def claims_to_look_at(overview: Overview) -> Element | None:
    """The claims that need a person, those with the most at stake first."""
    listed_claims = sorted(overview.most_at_stake, reverse=True)
    if not listed_claims:
        return None
    total = overview.sections[Section.HELD] + overview.sections[Section.TO_DECIDE]
    caption = "The held first, then by what is at stake"
    if total > len(listed_claims):
        caption = (
            f"The {len(listed_claims)} of {total:,} claims that need you with the most at stake; "
            "all of them stand below"
        )
    head = ["claim", "outcome", "payer", "service dates", "rules", "at stake"]
    return table(caption, head, map(_listed_row, listed_claims), class_="index")


def _listed_row(claim: ListedClaim) -> list[Content]:
    dates = list(map(date_told, claim.service_dates[:SHOWN_DATES]))
    more = len(claim.service_dates) - len(dates)
    return [
        element("a", claim.claim_id, href=f"#{claim.anchor}"),
        badge("Held" if claim.held else "To decide"),
        claim.payer_id,
        ", ".join([*dates, *([f"{more:,} more"] if more else [])]),
        ", ".join(claim.rules),
        phrases.dollars(claim.at_stake) if claim.at_stake else "",
    ]
