"""What a payer wants: the settings of its profile, each with where it comes from."""

import re
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

DEFAULT = "default"
NOT_KNOWN: Final = "either"


def _text(pattern: str, told: str) -> AfterValidator:
    """Text of one form; `told` says it to the author of a profile."""

    def checked(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(told)
        return text

    return AfterValidator(checked)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, _text("[A-Z0-9]{5}", "must be a code of five capital letters or digits")]
ModifierCode = Annotated[str, _text("[A-Z0-9]{2}", "must be two capital letters or digits")]
ClaimFiling = Annotated[str, _text("[A-Z0-9]{2}", "must be a code of SBR09 like CI or 16")]
NamePattern = Annotated[
    str, _text(r".*[^\W_].*", "must hold a letter or digit, or it would match every payer")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ProfileSource(_Strict):
    """Where a setting comes from and when that was last looked at."""

    title: Text
    checked: date


class Match(_Strict):
    """NM109 of NM1*PR, else its NM103 by shell-style patterns, else SBR09 (claim filing indicator).

    `not_claim_filing`: SBR09s with which the name does not count, since the payer has other rules
    for them (a commercial payer's Medicaid plan).
    """

    payer_ids: tuple[Text, ...] = ()
    name_patterns: tuple[NamePattern, ...] = ()
    claim_filing: tuple[ClaimFiling, ...] = ()
    not_claim_filing: tuple[ClaimFiling, ...] = ()

    @property
    def names_a_payer(self) -> bool:
        """Whether any payer is matched at all."""
        return bool(self.payer_ids or self.name_patterns or self.claim_filing)


class _Dated(_Strict):
    """What holds for a span of service dates, both included, and where it comes from; what is not
    confirmed corrects nothing."""

    valid_from: date
    valid_to: date | None = None
    confirmed: bool = True
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a service date."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class DailyCap(_Dated):
    """The most timed units that the payer takes of a patient and date: of each discipline, or of
    all; counted over `procedures`, or over all timed codes where none is named."""

    units: int = Field(gt=0)
    per: Literal["discipline", "patient"]
    procedures: tuple[Code, ...] = ()


class PayerPair(_Dated):
    """A pair that the payer edits by itself, besides NCCI.

    `modifier_on` is the code that is denied unless it carries a distinct modifier; where
    `modifier_helps` is false, whatever it carries.
    """

    procedures: tuple[Code, Code]
    modifier_on: Code
    modifier_helps: bool = True

    @model_validator(mode="after")
    def _one_of_its_procedures(self) -> Self:
        if self.modifier_on not in self.procedures:
            raise ValueError("modifier_on is neither of the two procedures")
        return self

    def holds(self, one: str, other: str, day: date) -> bool:
        """Whether the pair is edited on a service date."""
        return self.holds_on(day) and {one, other} == set(self.procedures)


class PayerProfile(_Strict):
    """The settings of one payer.

    `unit_method` is a method of cms/unit_methods or `either` (not known: over only if over by all);
    before `unit_method_from` it is not known.
    `therapy_modifier_from`: the first service date on which the payer wants GP, GO or GN on
    always-therapy codes; `assistant_modifier_from` the same of CQ and CO (none: it does not).
    `assistant_may_render`: whether a PTA or OTA may stand as rendering provider.
    `therapy_threshold`: whether Medicare's KX threshold applies. `either_line_from`: the date from
    which a distinct modifier counts on either line of a pair. `unit_limits`: whose rows of
    cms/mue; `like_medicare` takes Medicare's, but not those of 0, which say what Medicare covers.
    """

    profile: Text
    title: Text
    match: Match = Match()
    unit_method: Literal["cms_8_minute", "ama_midpoint", "either"] = NOT_KNOWN
    unit_method_from: date | None = None
    therapy_modifier_required: bool = True
    therapy_modifier_from: date | None = None
    assistant_modifier_from: date | None = None
    assistant_may_render: bool = True
    therapy_threshold: bool = False
    distinct_modifier: ModifierCode = "59"
    either_line_from: date | None = None
    pairs: tuple[PayerPair, ...] = ()
    unit_limits: Literal["medicare", "medicaid", "like_medicare", "none"] = "like_medicare"
    daily_caps: tuple[DailyCap, ...] = ()
    sources: tuple[ProfileSource, ...] = Field(min_length=1)

    def may_count_by(self, unit_method: str, day: date | None) -> bool:
        """Whether this may be how the payer counts units on a service date: any, if not known."""
        known = _begun(self.unit_method_from, day) and self.unit_method != NOT_KNOWN
        return not known or self.unit_method == unit_method

    def wants_therapy_modifier(self, day: date | None) -> bool:
        """Whether always-therapy codes need GP, GO or GN on a service date."""
        return self.therapy_modifier_required and _begun(self.therapy_modifier_from, day)

    def pair(self, one: str, other: str, day: date) -> PayerPair | None:
        """The payer's own edit of two procedures on a service date."""
        return next((pair for pair in self.pairs if pair.holds(one, other, day)), None)

    def takes_modifier_on_either_line(self, day: date) -> bool:
        """Whether a distinct modifier on any of the two lines is enough on that date."""
        return self.either_line_from is not None and day >= self.either_line_from

    def caps_on(self, day: date | None) -> list[DailyCap]:
        """The payer's daily caps in force on a service date."""
        return [] if day is None else [cap for cap in self.daily_caps if cap.holds_on(day)]

    @property
    def own_codes(self) -> frozenset[str]:
        """The procedures that the payer's own pairs and caps name."""
        named = [pair.procedures for pair in self.pairs]
        return frozenset().union(*named, *(cap.procedures for cap in self.daily_caps))


def _begun(start: date | None, day: date | None) -> bool:
    """Whether what holds from `start` on (none: always) holds on a service date."""
    return start is None or (day is not None and day >= start)
