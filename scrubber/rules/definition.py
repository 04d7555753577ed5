"""What a rule is: its code, its class, its sources, its examples and its check."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from inspect import cleandoc
from sys import modules
from typing import Any, TypeVar

from scrubber.findings import CorrectionClass, Denial, Finding, Severity, Source
from scrubber.rules.examples import Example
from scrubber.tables import Tables
from scrubber.treatment import Cue
from scrubber.value_class import value_class

Findings = Iterator[Finding]
Check = TypeVar("Check", bound=Callable[[Any, Tables], Findings])


class Stage(StrEnum):
    """The folders of rules, in the order in which they run.

    Claims are looked at as they came. Units are lowered before unbilled time is looked for, before
    the most of a day is compared, and before the threshold, which counts them; modifiers come
    before the pairs and the threshold, which add to them; duplicates after all that may make two
    lines differ; consequences last, since they follow from all edits.
    """

    ENVELOPE = "envelope"
    GUIDE = "guide"
    MATCHING = "matching"
    CLAIMS = "claims"
    UNITS = "units"
    UNBILLED = "unbilled"
    LIMITS = "limits"
    MODIFIERS = "modifiers"
    PAIRS = "pairs"
    THRESHOLD = "threshold"
    DUPLICATES = "duplicates"
    DOCUMENTATION = "documentation"
    CONSEQUENCES = "consequences"


@value_class()
class Rule:
    """One rule, as its file declares it."""

    code: str
    name: str
    stage: Stage
    corrects_as: CorrectionClass
    severity: Severity
    summary: str
    reasons: str
    evidence: str
    on_record: str
    by_itself: str
    figures: tuple[str, ...]
    only_rows: Mapping[str, Mapping[str, tuple[str, ...]]]
    denial: Denial | None
    cue: Cue | None
    sources: tuple[Source, ...]
    examples: tuple[Example, ...]
    check: Callable[[Any, Tables], Findings]


BY_ITSELF = {
    CorrectionClass.REPAIR: "corrects",
    CorrectionClass.ATTESTED: "corrects with evidence or attestation, else flags",
    CorrectionClass.ADVICE: "only tells you",
}
RULE_ATTRIBUTE = "__scrubber_rule__"


def rule(
    code: str,
    *,
    corrects_as: str,
    severity: str,
    sources: Sequence[Source],
    examples: Sequence[Example],
    evidence: str = "The claim itself.",
    on_record: str = "",
    by_itself: str = "",
    figures: Sequence[str] = (),
    only_rows: Mapping[str, Mapping[str, str | tuple[str, ...]]] | None = None,
    denial: Denial | None = None,
    cue: Cue | None = None,
) -> Callable[[Check], Check]:
    """Declare the decorated function as a rule's check.

    The rule's name is its file's name, its stage the file's folder, its documentation the file's
    docstring: a summary line, then why and what is safe. `figures` are tables of mappings/ that it
    reads; `only_rows` names, by table, the cells (column to value, or to several) of the rows that
    concern it, where not all do; `evidence` says what it takes besides the claim, `on_record` whose
    word lets an attested correction be made, `by_itself` what it does where its class does not say
    it. A rule on treatment days names its `cue`: it has nothing to say of a day that lacks that.
    """

    def declare(check: Check) -> Check:
        module = modules[check.__module__]
        folder, file_name = module.__name__.split(".")[-2:]
        summary, _, reasons = cleandoc(module.__doc__ or "").partition("\n")
        declared = Rule(
            code=code,
            name=file_name.replace("_", "-"),
            stage=Stage(folder),
            corrects_as=CorrectionClass(corrects_as),
            severity=Severity(severity),
            summary=summary.strip(),
            reasons=reasons.strip(),
            evidence=evidence,
            on_record=on_record,
            by_itself=by_itself or BY_ITSELF[CorrectionClass(corrects_as)],
            figures=tuple(figures),
            only_rows={name: _several(cells) for name, cells in (only_rows or {}).items()},
            denial=denial,
            cue=cue,
            sources=tuple(sources),
            examples=tuple(examples),
            check=check,
        )
        setattr(check, RULE_ATTRIBUTE, declared)
        return check

    return declare


def _several(cells: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        column: (value,) if isinstance(value, str) else value for column, value in cells.items()
    }
