"""Payer profiles from their YAML files; a bad one is refused with file, line and field.

A profile names its own settings only: what it does not name has the default profile's value.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scrubber.errors import UsageError
from scrubber.tables.located_yaml import (
    TRUSTED,
    BadYaml,
    Loader,
    LocatedYaml,
    read_located_yaml,
)
from scrubber.tables.payer_matching import PayerProfiles, ProfileFile, plain_pattern
from scrubber.tables.payers import DEFAULT, PayerProfile

ABOUT_ITSELF = frozenset({"profile", "title", "match", "sources"})
"""What no profile has from the default."""

STARTS = {
    "unit_method": "unit_method_from",
    "therapy_modifier_required": "therapy_modifier_from",
}
"""The field that says from when a setting holds: a profile that names the setting and not the date
does not have the default's date."""

REASONS = {
    "bool_type": "must be yes or no",
    "date_parsing": "must be a date like 2026-03-31",
    "date_type": "must be a date like 2026-03-31",
    "extra_forbidden": "there is no such field",
    "int_type": "must be a whole number",
    "missing": "is missing",
    "model_type": "must hold fields with values",
    "string_too_short": "must not be empty",
    "string_type": "must be text; put it in quotes",
    "too_long": "has too many entries",
    "too_short": "needs an entry",
    "tuple_type": "must be a list",
}

LACKS = {"missing": 1, "too_short": 2}
"""Errors that may follow from another one, the least telling last."""


class BadProfile(UsageError):
    """A profile that cannot be used: file, line, field and what is wrong."""


@dataclass(frozen=True)
class _File:
    path: Path
    yaml: LocatedYaml

    @property
    def is_default(self) -> bool:
        return bool(self.yaml.data.get("profile") == DEFAULT)

    def settings(self, base: dict[str, Any]) -> dict[str, Any]:
        """The file's own settings over those of the default profile."""
        own = {name: v for name, v in self.yaml.data.items() if name not in ABOUT_ITSELF}
        dates = {start for setting, start in STARTS.items() if setting in own}
        return {name: v for name, v in base.items() if name not in dates} | own

    def profile(self, base: dict[str, Any]) -> PayerProfile:
        """The profile. Raises BadProfile."""
        # As JSON, since that is read strictly and still takes dates and tuples.
        data = json.dumps(self.settings(base) | self.yaml.data)
        try:
            profile = PayerProfile.model_validate_json(data)
        except ValidationError as error:
            # What is wrong tells more than what is missing, or counts as missing, for it.
            worst = min(
                error.errors(include_url=False),
                key=lambda e: (LACKS.get(e["type"], 0), self.yaml.line(e["loc"])),
            )
            raise self.refused(worst["loc"], _reason(worst)) from None
        if not profile.match.names_a_payer and not self.is_default:
            reason = "matches no payer: give payer_ids, name_patterns or claim_filing"
            raise self.refused(("match",), reason)
        return profile

    def refused(self, place: Sequence[str | int], reason: str) -> BadProfile:
        """The error on a field."""
        field = ".".join(map(str, place)) or "the file"
        return BadProfile(f"{self.path.name} line {self.yaml.line(place)}: {field}: {reason}")


def read_profiles(built_in: Path, added: Path | None = None) -> PayerProfiles:
    """The built-in profiles and those of `added`, which come first.

    An added profile takes the place of a built-in one of its name, and the payers that it matches;
    an added default is what all other profiles start from. Raises BadProfile, for a folder without
    any profile too; two files of one folder that match the same payer are an error.
    """
    if added is not None and not added.is_dir():
        raise BadProfile(f"{added}: no such folder of payer profiles")
    shipped = _read_folder(built_in, TRUSTED)
    own = _read_folder(added, yaml.SafeLoader) if added else []
    if added and not own:
        raise BadProfile(f"{added}: no payer profile (*.yaml) in that folder")
    base: dict[str, Any] = {}
    for file in (*shipped, *own):
        if file.is_default:
            file.profile(base)  # Checked before others take over what it says.
            base = file.settings(base)
    profiles = [*_profiles(shipped, base, added=False), *_profiles(own, base, added=True)]
    return PayerProfiles({file.profile.profile: file for file in profiles}.values())


def _read_folder(folder: Path, loader: Loader) -> list[_File]:
    files = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        try:
            files.append(_File(path, read_located_yaml(path.read_bytes(), loader)))
        except BadYaml as error:
            raise BadProfile(f"{path.name} line {error.line}: {error}") from None
    return files


def _profiles(files: Sequence[_File], base: dict[str, Any], *, added: bool) -> list[ProfileFile]:
    """The profiles of one folder, each payer matched by one of them."""
    taken: dict[tuple[str, str], Path] = {}
    profiles = []
    for file in files:
        profile = file.profile(base)
        keys = _keys(profile)
        for place, key in keys.items():
            if other := taken.get(key):
                raise file.refused(place, f"{key[1]} stands in {other.name} already")
        taken |= dict.fromkeys(keys.values(), file.path)
        profiles.append(ProfileFile(profile, file.path, added))
    return profiles


def _keys(profile: PayerProfile) -> dict[tuple[str | int, ...], tuple[str, str]]:
    """What one profile of a folder may say and no other, by the place that says it."""
    match = profile.match
    lists = {
        "payer_ids": [id_.upper() for id_ in match.payer_ids],
        "name_patterns": [plain_pattern(pattern) for pattern in match.name_patterns],
        "claim_filing": list(match.claim_filing),
    }
    keys: dict[tuple[str | int, ...], tuple[str, str]] = {
        ("match", name, at): (name, key)
        for name, values in lists.items()
        for at, key in enumerate(values)
    }
    return {("profile",): ("profile", profile.profile)} | keys


def _reason(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return REASONS.get(error["type"], message)
