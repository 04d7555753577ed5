"""One piece of a file from text to text, with its part of the log and its counts."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Generic

from scrubber.conformance import Conformance, CorrectedClaim, Opinion, sample
from scrubber.discrepancies import ChangedSegment, LogPart, discrepancies
from scrubber.discrepancies.collecting import Part
from scrubber.engine import Changes, Run, SetResult, scrub_envelope, scrub_set
from scrubber.findings import Action, Outcome
from scrubber.outgoing_claims import outgoing_claims
from scrubber.scrubbed_claims import ScrubbedClaim
from scrubber.splitting import SplitSet, split_set
from scrubber.tallies import Tallies
from scrubber.x12 import Piece, TransactionSet, splice


@dataclass(slots=True)
class ScrubbedPart(Generic[Part]):
    """What became of a piece. `text` is None where nothing was changed, `split` where no claim of
    it is to be left out of the corrected file. `opinion`: what pyx12 says of the corrected claims;
    `unchecked`: those of which a sample is to be checked. `claims`: the judged ones as they go out,
    where the run wants them.

    `asked`: the runs of the treatment log's rows that were asked for first. `held`: of the amounts
    of therapy used that services were held against so far, the oldest (see TherapyUsed).
    """

    text: str | None
    log: Part
    tallies: Tallies
    asked: "array[int]"
    held: tuple[date, date] | None
    split: SplitSet | None = None
    opinion: Opinion = field(default_factory=Opinion)
    unchecked: list[CorrectedClaim] = field(default_factory=list)
    claims: list[ScrubbedClaim] = field(default_factory=list)


def scrub_part(piece: Piece, run: Run, log: Part) -> ScrubbedPart[Part]:
    """Scrub a transaction set, if it is an 837P; of any other piece the envelope is checked."""
    if not (isinstance(piece, TransactionSet) and piece.is_837p):
        return told_part(scrub_envelope(piece.checks, run), log)
    result = scrub_set(piece, run)
    changes = result.changes
    _log(result.outcomes, changes, log)
    changed = splice(piece.text, piece.header.offset, changes) if changes else None
    asked, held = run.treatments.take_asked(), run.threshold.oldest_held
    part = ScrubbedPart(changed, log, Tallies.of(result), asked, held)
    held_back = _held_back(result) if run.split else set()
    if held_back:
        part.split = split_set(piece, piece.text if changed is None else changed, held_back)
        part.text = None
    part.claims = list(outgoing_claims(result, held_back))
    if run.conformance is not Conformance.OFF:
        claims = _corrected_claims(piece, result)
        part.opinion.corrected = len(result.corrected)
        part.opinion.sets, part.opinion.sets_read = 1, int(result.read_by_guide)
        if run.conformance is Conformance.CHANGED and not run.broken:
            part.unchecked = sample(claims)
        else:
            part.opinion.check(claims, run.guide)
    return part


def _corrected_claims(piece: TransactionSet, result: SetResult) -> Iterator[CorrectedClaim]:
    rules: dict[int, set[str]] = defaultdict(set)
    for outcome in result.outcomes:
        if outcome.action is Action.CORRECTED and outcome.finding.claim:
            rules[outcome.finding.claim.clm.offset].add(outcome.rule)
    for text, changes in result.corrected:
        yield CorrectedClaim.of(piece, text, changes, rules[text.offset])


def _held_back(result: SetResult) -> set[int]:
    """Where the held claims start in the file."""
    return {
        outcome.finding.claim.clm.offset
        for outcome in result.outcomes
        if outcome.action is Action.HELD and outcome.finding.claim
    }


def told_part(outcomes: list[Outcome], log: Part) -> ScrubbedPart[Part]:
    """Outcomes that change nothing."""
    _log(outcomes, [], log)
    tallies = Tallies.of(SetResult(outcomes=outcomes))
    return ScrubbedPart(None, log, tallies, array("q"), None)


def _log(outcomes: Iterable[Outcome], changes: Changes, log: LogPart) -> None:
    changed = {old.offset: ChangedSegment(old.text, new.text) for old, new in changes}
    for outcome in outcomes:
        for discrepancy in discrepancies(outcome, changed):
            log.add(discrepancy)
