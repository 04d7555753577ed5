"""Payer profiles: what a payer wants, one YAML file each, with its sources."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from scrubber.errors import UsageError

DEFAULT = "default"
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{5}$")]
ModifierCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]


class BadProfile(UsageError):
    """A profile that cannot be used: file, field and what is wrong."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProfileSource(_Strict):
    """Where a setting comes from and when that was last looked at."""

    title: str
    checked: date


class Match(_Strict):
    """NM109 of NM1*PR, else NM103, else SBR09 (claim filing indicator)."""

    payer_ids: tuple[str, ...] = ()
    name_patterns: tuple[str, ...] = ()
    claim_filing: tuple[str, ...] = ()

    @property
    def names_a_payer(self) -> bool:
        """Whether any payer is matched at all."""
        return bool(self.payer_ids or self.claim_filing)


class _Dated(_Strict):
    """What holds for a span of service dates, both included, and where it comes from; what is not
    confirmed corrects nothing."""

    valid_from: date
    valid_to: date | None = None
    confirmed: bool = True
    source: str

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

    `unit_method` is a method of cms/unit_methods or `either` (not known: over only if over by all).
    `therapy_modifier_from`: the first service date on which the payer wants GP, GO or GN on
    always-therapy codes; `assistant_modifier_from` the same of CQ and CO (none: it does not).
    `assistant_may_render`: whether a PTA or OTA may stand as rendering provider.
    `therapy_threshold`: whether Medicare's KX threshold applies. `either_line_from`: the date from
    which a distinct modifier counts on either line of a pair. `unit_limits`: whose rows of
    cms/mue; `like_medicare` takes Medicare's, but not those of 0, which say what Medicare covers.
    """

    profile: str
    title: str
    match: Match = Match()
    unit_method: Literal["cms_8_minute", "ama_midpoint", "either"] = "either"
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

    def pair(self, one: str, other: str, day: date) -> PayerPair | None:
        """The payer's own edit of two procedures on a service date."""
        return next((pair for pair in self.pairs if pair.holds(one, other, day)), None)

    def takes_modifier_on_either_line(self, day: date) -> bool:
        """Whether a distinct modifier on any of the two lines is enough on that date."""
        return self.either_line_from is not None and day >= self.either_line_from


class PayerProfiles:
    """All profiles, looked up by payer id, else by claim filing indicator, else the default."""

    def __init__(self, profiles: Iterable[PayerProfile]) -> None:
        self.by_name = {profile.profile: profile for profile in profiles}
        self._by_id = {id_.upper(): p for p in self.by_name.values() for id_ in p.match.payer_ids}
        self._by_filing = {f: p for p in self.by_name.values() for f in p.match.claim_filing}

    def digests(self) -> dict[str, str]:
        """What each profile says, as a short hash: a log names what a run was made with."""
        return {
            f"payers/{name}": sha256(profile.model_dump_json().encode()).hexdigest()[:12]
            for name, profile in sorted(self.by_name.items())
        }

    def of(self, payer_id: str, claim_filing: str) -> PayerProfile:
        """The profile for NM1*PR NM109 and SBR09."""
        return (
            self._by_id.get(payer_id.upper())
            or self._by_filing.get(claim_filing)
            or self.by_name[DEFAULT]
        )


def read_profiles(built_in: Path, added: Path | None = None) -> PayerProfiles:
    """The built-in profiles and those of `added`, which come first.

    An added profile takes the place of a built-in one of its name, and the payers that it matches.
    Raises BadProfile; two files of one folder that match the same payer are an error too.
    """
    if added is not None and not added.is_dir():
        raise BadProfile(f"{added}: no such folder of payer profiles")
    profiles = {profile.profile: profile for profile in _read_folder(built_in)}
    for profile in _read_folder(added) if added else []:
        profiles.pop(profile.profile, None)
        profiles[profile.profile] = profile
    return PayerProfiles(profiles.values())


def _read_folder(folder: Path) -> list[PayerProfile]:
    taken: dict[str, Path] = {}
    profiles = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        profile = _read_profile(path)
        if profile.profile != DEFAULT and not profile.match.names_a_payer:
            raise BadProfile(
                f"{path.name}: matches no payer; give match: payer_ids or claim_filing"
            )
        keys = (profile.profile, *profile.match.payer_ids, *profile.match.claim_filing)
        for key in keys:
            if key in taken:
                raise BadProfile(f"{path.name}: {key} stands in {taken[key].name} already")
            taken[key] = path
        profiles.append(profile)
    return profiles


def _read_profile(path: Path) -> PayerProfile:
    try:
        return PayerProfile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadProfile(f"{path.name}: {field}: {first['msg']}") from None
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: no UTF-8, or a date that no calendar has.
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise BadProfile(f"{path.name}{where}: this is no readable YAML") from None
