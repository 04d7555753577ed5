"""Which profile holds for a payer, and why: by payer id, else by name, else by SBR09."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from scrubber.tables.payers import DEFAULT, PayerProfile
from scrubber.value_class import value_class

REMEMBERED = 4096


@value_class()
class ProfileFile:
    """A profile and the file that says it; `added` if that lies in the user's own folder."""

    profile: PayerProfile
    path: Path
    added: bool = False


@value_class()
class Matched:
    """The profile that holds for a payer, and why: `payer id 87726`."""

    profile: PayerProfile
    why: str


def plain_name(name: str) -> str:
    """A payer's name in upper case, with one blank for each run of blanks and punctuation."""
    return re.sub(r"[\W_]+", " ", name.upper()).strip()


def plain_pattern(pattern: str) -> str:
    """A name pattern in the same way; `*` and `?` stay what they are."""
    return re.sub(r"(?:[^\w*?]|_)+", " ", pattern.upper()).strip()


class PayerProfiles:
    """All profiles, looked up by payer id, else by name, else by claim filing indicator, else the
    default. In each the user's own come first; of several name patterns the longest holds."""

    def __init__(self, files: Iterable[ProfileFile]) -> None:
        self.files = {file.profile.profile: file for file in files}
        self.by_name = {name: file.profile for name, file in self.files.items()}
        # The user's own last, since of two profiles for one key the later holds.
        ranked = sorted(self.files.values(), key=lambda file: file.added)
        profiles = [file.profile for file in ranked]
        self._by_id = {id_.upper(): p for p in profiles for id_ in p.match.payer_ids}
        self._by_filing = {code: p for p in profiles for code in p.match.claim_filing}
        self._by_pattern = sorted(
            ((file, pattern) for file in ranked for pattern in file.profile.match.name_patterns),
            key=_precedence,
        )
        self._remembered = lru_cache(REMEMBERED)(self._matched)

    def digests(self) -> dict[str, str]:
        """What each profile says, as a short hash: a log names what a run was made with."""
        return {
            f"payers/{name}": sha256(profile.model_dump_json().encode()).hexdigest()[:12]
            for name, profile in sorted(self.by_name.items())
        }

    def of(self, payer_id: str, name: str, claim_filing: str) -> Matched:
        """The profile for NM109 and NM103 of NM1*PR, and SBR09."""
        return self._remembered(payer_id, name, claim_filing)

    def _matched(self, payer_id: str, name: str, claim_filing: str) -> Matched:
        if profile := self._by_id.get(payer_id.upper()):
            return Matched(profile, f"payer id {payer_id}")
        plain = plain_name(name)
        for file, pattern in self._by_pattern:
            profile = file.profile
            if claim_filing not in profile.match.not_claim_filing and fnmatchcase(
                plain, plain_pattern(pattern)
            ):
                return Matched(profile, f"name pattern {pattern}")
        if profile := self._by_filing.get(claim_filing):
            return Matched(profile, f"claim filing indicator {claim_filing}")
        return Matched(self.by_name[DEFAULT], f"no profile matches: {DEFAULT}")


def _precedence(entry: tuple[ProfileFile, str]) -> tuple[bool, int, str, str]:
    file, pattern = entry
    return (not file.added, -len(plain_pattern(pattern)), file.profile.profile, pattern)
