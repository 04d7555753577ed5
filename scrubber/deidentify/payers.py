"""Payers that a published profile knows: their names say nothing of a patient, and findings depend
on them."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from scrubber.tables import PayerProfiles
from scrubber.tables.payer_matching import plain_name, plain_pattern

WILDCARDS = re.compile(r"[*?]+")


class PublishedPayers:
    """The built-in profiles' payer ids and name patterns."""

    def __init__(self, profiles: PayerProfiles) -> None:
        matches = [file.profile.match for file in profiles.files.values()]
        self._ids = {id_.upper() for match in matches for id_ in match.payer_ids}
        patterns = (plain_pattern(p) for match in matches for p in match.name_patterns)
        # The longest first, as a profile is looked for.
        self._patterns = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
        self.words = {word for p in self._patterns for word in WILDCARDS.sub(" ", p).split()}

    def knows_id(self, payer_id: str) -> bool:
        """Whether a profile names it."""
        return payer_id.upper() in self._ids

    def knows_name(self, name: str) -> bool:
        """Whether a profile names just that, with nothing left open."""
        return plain_name(name) in self._patterns

    def name(self, name: str, synthetic: Callable[[str], str]) -> str | None:
        """The name itself where it is published, else one that the same patterns match: what they
        leave open in it is filled with a synthetic name. None where no pattern matches."""
        if self.knows_name(name):
            return name
        matching = self._matching(plain_name(name))
        for pattern in matching:
            filled = WILDCARDS.sub(f" {synthetic(name)} ", pattern)
            filled = " ".join(filled.split())
            if self._matching(filled) == matching:
                return filled
        return None

    def _matching(self, plain: str) -> list[str]:
        return [pattern for pattern in self._patterns if fnmatchcase(plain, pattern)]
