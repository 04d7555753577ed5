"""What a Medicare 271 (005010X279A1) says of therapy dollars used.

How CMS's HETS states them in 5010 could not be confirmed (checked 2026-11-22: its companion guide
could not be read, and no such answer was found in public). What was found:

- CMS tells the dollars counted toward the limit in eligibility answers (APTA, 2012-10-03).
- Medicare answers of 2009 to 2011 (004010X092A1, in public test data) state what *remains* of the
  limit, EB*F*IND*AD*MB**29*1860 for OT and AE for PT with SLP, the year in DTP*292.
- HETS as we remember it now says what is *used*: EB01 = D, EB03 = AD or AE, EB04 = MB, the amount
  in EB07, the year in DTP*292, and the word in MSG.

So the forms stand in cms/eligibility_amounts, all of them unconfirmed, and every amount of Medicare
Part B that may be one is told, with the form it has: whoever imports it decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from scrubber.claims.values import day, days, number
from scrubber.payer_answers.answer_sets import ELIGIBILITY, answer_sets
from scrubber.tables import EligibilityAmount, Tables
from scrubber.value_class import value_class
from scrubber.x12 import Segment, TransactionSet

PART_B = "MB"
BENEFIT_DATES = "292"
SUBSCRIBER = "22"
"""HL03 of a subscriber's level; Medicare knows no dependents."""
THERAPY = {"AD", "AE", "AF", "PT"}
"""EB03 that may be of therapy."""
COST_SHARES = {"A", "B", "C", "G"}
"""EB01 of what the patient pays: surely no therapy used."""
ENDS_BENEFIT = {"EB", "HL", "LS", "SE"}
"""What ends the segments of an EB; between LS and LE stand other parties."""


@value_class()
class BenefitAmount:
    """An EB segment of Part B with an amount, and what stands behind it.

    `segment` is its number in the file, `member_id` the subscriber's (empty where the amount is a
    dependent's), `answered_on` BHT04.
    """

    segment: int
    member_id: str = field(repr=False)
    benefit: str
    service_types: tuple[str, ...]
    period: str
    dollars: Decimal
    first_day: date | None
    last_day: date | None
    messages: tuple[str, ...]
    answered_on: date | None


@value_class()
class TherapyAmount:
    """An amount that may be therapy used: its form as cms/eligibility_amounts has it, None where it
    has none; `year` is None where no year is stated."""

    benefit: BenefitAmount
    form: EligibilityAmount | None

    @property
    def year(self) -> int | None:
        """The calendar year of DTP*292, where both ends of it lie in one."""
        first, last = self.benefit.first_day, self.benefit.last_day
        return first.year if first and last and first.year == last.year else None

    @property
    def as_of(self) -> date | None:
        """The last day of DTP*292, or that of the answer if it is earlier: a year may not be
        over."""
        known = filter(None, (self.benefit.last_day, self.benefit.answered_on))
        return min(known, default=None)


def read_therapy_amounts(source: BinaryIO, tables: Tables) -> Iterator[TherapyAmount]:
    """Every amount of Medicare Part B in a file's 271s that is of therapy or of no stated service.

    Raises NotReadable: the file holds no 271 of 005010X279 or X279A1, or is cut short.
    """
    for piece in answer_sets(source, ELIGIBILITY):
        for benefit in _benefit_amounts(piece):
            if THERAPY.issuperset(benefit.service_types):
                forms = tables.eligibility_amounts.on(benefit.first_day or benefit.answered_on)
                yield TherapyAmount(benefit, _form(benefit, forms.values()))


def _form(benefit: BenefitAmount, forms: Iterable[EligibilityAmount]) -> EligibilityAmount | None:
    """The form that all service types of the segment have, if they are of one pool."""
    words = " ".join(benefit.messages).upper().split()
    found = [
        form
        for form in forms
        if form.service_type in benefit.service_types
        and (form.benefit, form.period) == (benefit.benefit, benefit.period)
        and (not form.word or form.word in words)
    ]
    one_pool = len({form.pool for form in found}) == 1
    return found[0] if one_pool and len(found) == len(benefit.service_types) else None


def _benefit_amounts(piece: TransactionSet) -> Iterator[BenefitAmount]:
    answered_on: date | None = None
    level = member_id = ""
    benefit: list[Segment] = []
    for segment in piece.segments():
        if segment.id in ENDS_BENEFIT:
            if benefit:
                yield from _benefit_amount(benefit, member_id, answered_on)
            benefit = [segment] if segment.id == "EB" else []
        elif benefit:
            benefit.append(segment)
        if segment.id == "BHT":
            answered_on = day(segment.value(4))
        elif segment.id == "HL":
            level, member_id = segment.code(3), ""
        elif (segment.id, segment.code(1), level) == ("NM1", "IL", SUBSCRIBER):
            member_id = segment.value(9)


def _benefit_amount(
    segments: Sequence[Segment], member_id: str, answered_on: date | None
) -> Iterator[BenefitAmount]:
    """The EB segment that these begin with, if it is an amount of Part B."""
    eb, rest = segments[0], segments[1:]
    dollars = number(eb.value(7))
    if dollars is None or eb.code(4) != PART_B or eb.code(1) in COST_SHARES:
        return
    dates = [s for s in rest if s.id == "DTP" and s.code(1) == BENEFIT_DATES]
    first_day, last_day = days(dates[0].code(2), dates[0].value(3)) if dates else (None, None)
    types = eb.code(3).split(eb.delimiters.repetition)
    yield BenefitAmount(
        segment=eb.number,
        member_id=member_id,
        benefit=eb.code(1),
        service_types=tuple(filter(None, types)),
        period=eb.code(6),
        dollars=dollars,
        first_day=first_day,
        last_day=last_day,
        messages=tuple(segment.value(1) for segment in rest if segment.id == "MSG"),
        answered_on=answered_on,
    )
