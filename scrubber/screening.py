"""Which rules are asked about a treatment day: those whose cue it shows."""

from collections.abc import Iterable

from scrubber.evidence import NOTHING
from scrubber.rules import Rule
from scrubber.treatment import (
    NO_HISTORY,
    Cue,
    LineFacts,
    TreatmentDay,
    TreatmentLine,
    cues_of,
)

REMEMBERED = 16_384


class Screen:
    """Tells the cues of days.

    What is billed repeats itself, so a rule with the cue BILLED is asked once about each line that
    differs, by itself, and what it says then is remembered: it looks at nothing but what the line
    bills, who rendered it and the payer, or at several lines of one procedure.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [rule for rule in rules if rule.cue is Cue.BILLED]
        self._speaks: dict[tuple[LineFacts, str], bool] = {}

    def cues(self, day: TreatmentDay) -> set[Cue | None]:
        """All cues that a day shows; None, the cue of a rule that names none, is shown by any."""
        cues: set[Cue | None] = {None, *cues_of(day)}
        if self._billing_speaks(day):
            cues.add(Cue.BILLED)
        return cues

    def _billing_speaks(self, day: TreatmentDay) -> bool:
        procedures = set()
        for line in day.lines:
            key = (line.facts, day.payer.profile)
            speaks = self._speaks.get(key)
            if speaks is None:
                speaks = self._remember(key, self._speaks_of(line, day))
            procedures.add(line.line.hcpcs)
            if speaks:
                return True
        return len(procedures) < len(day.lines)

    def _speaks_of(self, line: TreatmentLine, day: TreatmentDay) -> bool:
        alone = TreatmentLine(
            line.line, line.claim, line.facts, line.rendering, NOTHING, NO_HISTORY, {}
        )
        of_line = TreatmentDay(day.date, day.payer, (alone,), False, day.tables)
        try:
            return any(True for rule in self._rules for _ in rule.check(of_line, day.tables))
        except Exception:
            return True

    def _remember(self, key: tuple[LineFacts, str], speaks: bool) -> bool:
        if len(self._speaks) >= REMEMBERED:
            self._speaks.clear()
        self._speaks[key] = speaks
        return speaks
