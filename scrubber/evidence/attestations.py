"""The site's signed word for a rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who answers for all corrections of which rules in this run (`--attest`, `--attested-by`)."""

    rules: frozenset[str] = frozenset()
    by: str = ""

    def covers(self, rule: str) -> bool:
        """Whether the site has given its word for a rule."""
        return rule in self.rules

    def __str__(self) -> str:
        return f"site attestation by {self.by}"
