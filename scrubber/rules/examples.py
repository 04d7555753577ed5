"""Examples of a rule, which are its tests and its documentation.

An example is a few segments that the test harness sets into a known-clean 837P: SV1 (each makes a
service line, with the NTE, DTP, REF or NM1 that follow it), CLM (each makes a claim of the patient,
with the HI or AMT and the lines that follow it), or an envelope trailer. The file is of 2026-03-10.
"""

from decimal import Decimal
from enum import StrEnum

from scrubber.value_class import value_class


class Expectation(StrEnum):
    """What the rule is to do with the example."""

    CORRECTS = "corrects"
    FLAGS = "flags"
    HOLDS = "holds"
    NOT_EVALUABLE = "not evaluable"
    PASSES = "passes"


@value_class()
class Given:
    """The circumstances of an example; tuples go line by line.

    `minutes`, `assistant_minutes`, `blocks` ("10:00-10:23"), `therapist_npi`, `separate_service`,
    `kx_justified` and `notes` become a treatment log; `rows` are raw log rows; `used` is therapy
    used this year in the line's pool.
    """

    date: str = "20260309"
    claim_filing: str = "MB"
    payer_name: str = ""
    taxonomy: str = "225100000X"
    minutes: tuple[int | None, ...] = ()
    assistant_minutes: tuple[int | None, ...] = ()
    blocks: tuple[str, ...] = ()
    therapist_npi: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    separate_service: tuple[str, ...] = ()
    kx_justified: tuple[str, ...] = ()
    used: Decimal | None = None
    attested_by: str = ""
    rows: tuple[dict[str, str], ...] = ()
    other_payer: str = ""


@value_class()
class Example:
    """Segments before and after, under given circumstances."""

    name: str
    expectation: Expectation
    before: str
    after: str
    given: Given


def corrects(before: str, after: str, *, name: str, given: Given | None = None) -> Example:
    """The rule changes the segments into `after`."""
    return Example(name, Expectation.CORRECTS, before, after, given or Given())


def flags(before: str, *, name: str, given: Given | None = None) -> Example:
    """The rule finds something and leaves it to a person."""
    return Example(name, Expectation.FLAGS, before, before, given or Given())


def holds(before: str, *, name: str, given: Given | None = None) -> Example:
    """The rule holds the claim back."""
    return Example(name, Expectation.HOLDS, before, before, given or Given())


def cannot_tell(before: str, *, name: str, given: Given | None = None) -> Example:
    """The rule says that nothing can be said."""
    return Example(name, Expectation.NOT_EVALUABLE, before, before, given or Given())


def passes(before: str, *, name: str, given: Given | None = None) -> Example:
    """The rule is silent."""
    return Example(name, Expectation.PASSES, before, before, given or Given())


def rendering(taxonomy: str) -> Given:
    """Circumstances that differ by the rendering provider's taxonomy alone."""
    return Given(taxonomy=taxonomy)
