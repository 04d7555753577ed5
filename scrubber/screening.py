"""Which rules are asked: about a treatment day those whose cue it shows; about a claim as it came
all of them, or none where it is in order."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from scrubber.claims import Claim
from scrubber.claims.checks import are_pointers, is_charge, is_dollars, is_npi
from scrubber.evidence import NOTHING
from scrubber.rules import Rule
from scrubber.rules.subjects import ReceivedClaim
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


def in_order(received: ReceivedClaim) -> bool:
    """Whether no rule of the stage `claims` has anything to say, and so none need be asked."""
    claim, prefix = received.claim, received.figure("npi_prefix")
    most_lines, most_diagnoses = received.figure("service_lines"), received.figure("diagnoses")
    if prefix is None or most_lines is None or most_diagnoses is None:
        return False
    return (
        received.namesake is None
        and len(claim.lines) <= most_lines
        and is_charge(claim.total_charge)
        and all(map(is_dollars, claim.amounts))
        and _are_npis(claim.npis, prefix)
        and _lines_in_order(
            claim,
            min(len(claim.diagnoses), most_diagnoses),
            received.written_on or date.max,
            prefix,
        )
    )


def _lines_in_order(claim: Claim, diagnoses: int, latest: date, prefix: int) -> bool:
    for line in claim.lines:
        first, last = line.service_date, line.last_date
        if first is None or last is None or not first <= last <= latest:
            return False
        if not is_charge(line.charge) or not are_pointers(line.diagnosis_pointers, diagnoses):
            return False
        if line.npis and not _are_npis(line.npis, prefix):
            return False
    return True


@lru_cache(maxsize=REMEMBERED)
def _are_npis(texts: tuple[str, ...], prefix: int) -> bool:
    return all(is_npi(text, prefix) for text in texts)
