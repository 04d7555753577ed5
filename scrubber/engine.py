"""Runs the rules stage by stage over one transaction set and applies their corrections.

Within a stage all rules see the same claims. Corrections are settled after it: two different edits
of one place are both left undone, an attested one needs its evidence, and a claim that another
payer has adjudicated keeps its units and charges. A rule that raises costs its treatment day all
corrections: those claims stay as they came, and the run goes on.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import itemgetter

from scrubber.claims import (
    Claim,
    ClaimText,
    ServiceLine,
    build_claim,
    census,
    claims_of,
    written_on,
)
from scrubber.claims.models import free_modifier_slot
from scrubber.conformance import Broken, Conformance, GuardedGuide
from scrubber.evidence import (
    Attestation,
    LineEvidence,
    SetAside,
    TreatmentLog,
    UnmatchedRow,
    gather,
)
from scrubber.findings import (
    CHARGE,
    FEE_SCHEDULE,
    MONEY,
    Action,
    AppendModifier,
    Change,
    CorrectionClass,
    Edit,
    Finding,
    Outcome,
    Severity,
    Stake,
    payment_at_stake,
)
from scrubber.logs import logger
from scrubber.opinions import guide_opinions
from scrubber.rules import Rule, Stage
from scrubber.rules.subjects import ReceivedClaim, ReviewedClaim, Unplaced
from scrubber.screening import Screen, in_order
from scrubber.tables import Tables
from scrubber.treatment import (
    Allowed,
    Cue,
    DayKey,
    FileHistory,
    LineHistory,
    Namesake,
    ThresholdBook,
    ThresholdPosition,
    TreatmentDay,
    build_day,
    day_amounts,
    group_by_day,
    open_days,
    who_of,
)
from scrubber.x12 import ControlCheck, Place, Segment, TransactionSet

PROCEDURE_ELEMENT = 1
Changes = list[tuple[Segment, Segment]]
MONEY_AND_UNITS = MONEY | {("SV1", 3), ("SV1", 4)}
SLOTS_TAKEN = "all four modifier slots are taken"
DAY_STAGES = (
    Stage.UNITS,
    Stage.UNBILLED,
    Stage.LIMITS,
    Stage.MODIFIERS,
    Stage.PAIRS,
    Stage.THRESHOLD,
    Stage.DUPLICATES,
    Stage.DOCUMENTATION,
)


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for a whole file: the rules, the tables, the evidence and the site's word.

    `selected` are the codes whose findings are wanted. The consequences of our own edits are
    applied even where their rule is not selected. A claim is judged if it bills one of the
    `judged_codes`: therapy, or what an edit pairs with it. Claims with an open finding of the
    rules `hold_on`, or with `hold_errors` an open error, are held, besides those that a rule
    holds by itself; `split`: what is held is left out of the corrected file. `conformance`: how
    far pyx12, which is `guide`, is asked. `broken`: the claims whose corrections break the
    guide, by the offset of their CLM; where there are any, all corrected claims are checked and
    not a sample. `keep_claims`: the judged claims are wanted as they go out. `release`: a person's
    word that what these rules hold goes as it is.
    """

    rules: tuple[Rule, ...]
    selected: frozenset[str]
    tables: Tables
    treatments: TreatmentLog
    threshold: ThresholdBook
    history: FileHistory
    attestation: Attestation
    judged_codes: frozenset[str]
    untimed_codes: frozenset[str]
    screen: Screen
    hold_on: frozenset[str] = frozenset()
    hold_errors: bool = False
    split: bool = False
    conformance: Conformance = Conformance.OFF
    guide: GuardedGuide = field(default_factory=GuardedGuide)
    broken: Mapping[int, Broken] = field(default_factory=dict)
    keep_claims: bool = False
    release: Attestation = field(default_factory=Attestation)

    def settled(self, outcome: Outcome) -> Outcome:
        """The outcome, with its claim held back or let go."""
        if self.release.covers(outcome.rule):
            return outcome.released(f"released by {self.release.by}")
        return outcome.held() if self.holds(outcome) else outcome

    def holds(self, outcome: Outcome) -> bool:
        """Whether an open finding like this holds its claim."""
        is_error = outcome.severity is Severity.ERROR
        return outcome.rule in self.hold_on or (self.hold_errors and is_error)

    def of_stage(self, stage: Stage) -> list[Rule]:
        """The rules to run in a stage."""
        return [
            rule
            for rule in self.rules
            if rule.stage is stage and (stage is Stage.CONSEQUENCES or rule.code in self.selected)
        ]


@dataclass(slots=True)
class _Working:
    """A claim in the course of its correction.

    `changed`: the new versions of its segments by offset, `as_read` the same as they came.
    `in_dispute`: a row of the treatment log names the claim and cannot be used, and it may say no.
    """

    text: ClaimText
    before: Claim
    claim: Claim
    changed: dict[int, Segment] = field(default_factory=dict)
    as_read: dict[int, Segment] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    failed: bool = False
    in_dispute: bool = False

    @classmethod
    def read(cls, text: ClaimText) -> "_Working":
        claim = build_claim(text)
        return cls(text, claim, claim)

    def current(self, seen: Segment) -> Segment:
        """The segment as it is now, given as a rule has seen it."""
        return self.changed.get(seen.offset) or self.as_read.get(seen.offset) or seen

    def replace(self, old: Segment, new: Segment) -> None:
        self.as_read.setdefault(old.offset, old)
        self.changed[old.offset] = new

    def rebuild(self) -> None:
        self.claim = build_claim(self.text, self.changed)

    def restore(self) -> None:
        self.changed.clear()
        self.claim, self.failed = self.before, True

    def changes(self) -> Changes:
        """Each changed segment as it was read and as it is."""
        return [(self.as_read[offset], new) for offset, new in sorted(self.changed.items())]


@dataclass(slots=True)
class SetResult:
    """What became of one transaction set: corrected claims with their replaced segments (as read,
    and as they are), outcomes in file order, tallies.

    `judged`: the claims with a code of interest as they go out, and where their lines stand against
    the therapy threshold, by offset of SV1; kept where a run wants them. `service_dates`: those of
    the judged claims. Dollars: of all claims as they came
    and as they go; on lines whose errors are all corrected; on lines with an error that is left to
    a person. At stake: what payers would not have paid, of each line the most that one of its
    findings says.
    """

    corrected: list[tuple[ClaimText, Changes]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    claims: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    charges_in: Decimal = Decimal()
    charges_out: Decimal = Decimal()
    charges_rescued: Decimal = Decimal()
    charges_undecided: Decimal = Decimal()
    stakes_corrected: Decimal = Decimal()
    stakes_open: Decimal = Decimal()
    service_dates: set[date] = field(default_factory=set)
    read_by_guide: bool = False
    judged: list[Claim] = field(default_factory=list)
    positions: Mapping[int, ThresholdPosition] = field(default_factory=dict)

    @property
    def changes(self) -> Changes:
        """The replaced segments of all claims."""
        return [change for _, changes in self.corrected for change in changes]


def scrub_envelope(checks: Iterable[ControlCheck], run: Run) -> list[Outcome]:
    """The outcomes of the checks that failed on an envelope segment."""
    return _told(Stage.ENVELOPE, checks, run)


def scrub_unmatched_rows(rows: Iterable[UnmatchedRow], run: Run) -> list[Outcome]:
    """The outcomes of treatment log rows that cannot be used."""
    return _told(Stage.MATCHING, rows, run)


def _told(stage: Stage, subjects: Iterable[object], run: Run) -> list[Outcome]:
    """What the rules of a stage say that corrects nothing."""
    outcomes: list[Outcome] = []
    for subject in subjects:
        for rule in run.of_stage(stage):
            try:
                outcomes += [_outcome(rule, found) for found in rule.check(subject, run.tables)]
            except Exception as error:
                outcomes.append(_internal_error(rule, error, Finding("nothing else is affected")))
    return outcomes


def scrub_set(transaction_set: TransactionSet, run: Run) -> SetResult:
    """All rules over one transaction set; claims without a therapy code are only counted."""
    result = SetResult()
    counted = census(transaction_set)
    working: list[_Working] = []
    if not run.judged_codes.isdisjoint(counted.procedures):
        working = [_Working.read(text) for text in claims_of(transaction_set, run.judged_codes)]
    outcomes: list[Outcome] = []
    if working:
        scrubber = _SetScrubber(working, run, written_on(transaction_set))
        outcomes = scrubber.outcomes()
        if run.keep_claims:
            result.judged = [each.claim for each in working]
            result.positions = scrubber.positions
    if run.conformance is Conformance.FULL:
        opinions = guide_opinions(transaction_set, run.guide)
        result.read_by_guide = all(opinion.error for opinion in opinions)
        outcomes = sorted(outcomes + _told(Stage.GUIDE, opinions, run), key=_position)
    outcomes = [run.settled(each) for each in outcomes]
    result.corrected = [(each.text, changes) for each in working if (changes := each.changes())]
    lines = (line for each in working for line in each.before.lines)
    result.service_dates = {line.service_date for line in lines if line.service_date}
    judged = {each.before.clm.offset: (each.before, each.claim) for each in working}
    found = [outcome.finding.claim for outcome in outcomes if outcome.finding.claim]
    others = {claim.clm.offset: (claim, claim) for claim in found}
    claims = list((others | judged).values())
    not_judged = counted.claims - len(claims)
    other_lines = counted.lines - sum([len(after.lines) for _, after in claims])
    result.claims.update(read=counted.claims, clean=not_judged, not_therapy=not_judged)
    result.lines.update(read=counted.lines, clean=other_lines, not_therapy=other_lines)
    result.charges_in = result.charges_out = counted.charges
    _tally(result, claims, outcomes)
    result.outcomes = outcomes + scrub_envelope(transaction_set.checks, run)
    return result


class _SetScrubber:
    def __init__(self, claims: list[_Working], run: Run, written: date | None) -> None:
        self._claims = claims
        self._run = run
        self._written_on = written
        self._starts = [working.claim.clm.offset for working in claims]
        self._evidence: dict[int, LineEvidence] = {}
        self.positions: dict[int, ThresholdPosition] = {}
        self._histories: Mapping[int, LineHistory] = {}
        self._namesakes: Mapping[int, Namesake] = {}
        read = [working.claim for working in claims]
        lines_of_day = group_by_day(read)
        self._open_days = open_days(read, lines_of_day, run.tables)
        # Days go by number from here on: their keys are slow to hash.
        self._day_numbers = {key: number for number, key in enumerate(lines_of_day)}
        self._day_keys = list(lines_of_day)
        self._lines_of_day = list(lines_of_day.values())
        self._days_of_claim: list[set[int]] = [set() for _ in claims]
        for number, lines in enumerate(self._lines_of_day):
            for claim_index, _ in lines:
                self._days_of_claim[claim_index].add(number)
        self._days: list[tuple[TreatmentDay, set[Cue | None]] | None] = [None] * len(lines_of_day)
        self._amounts: dict[int, dict[int, Allowed]] = {}
        self._outcomes: list[Outcome] = []

    def outcomes(self) -> list[Outcome]:
        """Run all stages; the claims are corrected in place."""
        self._leave_broken()
        self._match_treatments()
        self._settle(list(self._findings_of_received()))
        for stage in DAY_STAGES:
            if stage is Stage.THRESHOLD:
                self._place_against_threshold()
            self._settle(self._findings_of_days(stage))
        self._settle(list(self._findings_of_claims()))
        if any(working.failed for working in self._claims):
            self._outcomes = list(map(self._withdrawn, self._outcomes))
        return sorted(self._outcomes, key=_position)

    def _leave_broken(self) -> None:
        """Claims whose corrections break the guide stay as they came."""
        for working in self._claims:
            if broken := self._run.broken.get(working.before.clm.offset):
                working.failed = True
                place = Place(working.before.clm, 1)
                what = f"the corrected claim breaks the implementation guide ({broken.error})"
                finding = Finding(f"{what}: it is left as it came", place, working.before)
                for rule in (rule for rule in self._run.rules if rule.code in broken.rules):
                    logger().error("correction_breaks_guide", rule=rule.code)
                    self._outcomes.append(_fault(rule, rule.code, finding))

    def _match_treatments(self) -> None:
        unmatched: list[UnmatchedRow] = []
        unbilled_dates: dict[int, list[date]] = {}
        for index, working in enumerate(self._claims):
            if working.claim.is_void:
                self._run.treatments.pass_over(working.claim.claim_id)
                continue
            rows = self._run.treatments.match(working.claim)
            unmatched += rows.to_tell
            if aside := rows.set_aside:
                self._open_days |= self._days_of(index, aside)
                working.in_dispute = True
                unbilled_dates[working.claim.clm.offset] = [
                    other.service_date for other in aside if other.service_date and other.readable
                ]
            for at, line in enumerate(working.claim.lines):
                self._evidence[line.sv1.offset] = gather(line, rows.by_line.get(at, ()))
        self._outcomes += scrub_unmatched_rows(unmatched, self._run)
        history = self._run.history.of_set(
            [working.claim for working in self._claims],
            unbilled_dates,
            self._evidence,
            self._run.tables,
        )
        self._histories, self._namesakes = history.lines, history.namesakes

    def _days_of(self, claim: int, rows: Sequence[SetAside]) -> set[DayKey]:
        """The claim's days on which a treatment that no line bills took minutes.

        Minutes too short for a unit of their own still count toward the day's units (CMS).
        """
        dates = {row.service_date for row in rows if row.procedure not in self._run.untimed_codes}
        if not dates:
            return set()
        read = self._claims[claim].claim
        return {
            (who_of(read), line.service_date)
            for line in read.lines
            if line.service_date in dates or None in dates
        }

    def _place_against_threshold(self) -> None:
        days = [self._day(number)[0] for number in range(len(self._days))]
        taken_back = group_by_day([working.claim for working in self._claims], void=True)
        days += [self._built_day(lines, open_=True) for lines in taken_back.values()]
        self.positions.update(self._run.threshold.positions(days, self._run.tables))

    def _day(self, number: int) -> tuple[TreatmentDay, set[Cue | None]]:
        """The day as it is now, and its cues."""
        built = self._days[number]
        if built is None:
            open_ = self._day_keys[number] in self._open_days
            day = self._built_day(self._lines_of_day[number], open_)
            built = self._days[number] = day, self._run.screen.cues(day)
        return built

    def _rebuild_days_of(self, claim: int) -> None:
        """The claim has changed: what was built of its days no longer holds."""
        for number in self._days_of_claim[claim]:
            self._days[number] = None
            self._amounts.pop(number, None)

    def _built_day(self, places: Sequence[tuple[int, int]], open_: bool) -> TreatmentDay:
        lines = [
            (self._claims[claim].claim, self._claims[claim].claim.lines[line])
            for claim, line in places
        ]
        return build_day(
            lines, open_, self._evidence, self.positions, self._histories, self._run.tables
        )

    def _findings_of_days(self, stage: Stage) -> list[tuple[Rule, Finding]]:
        """What the rules of a stage find, rule by rule."""
        rules = list(enumerate(self._run.of_stage(stage)))
        cues = {rule.cue for _, rule in rules}
        found: list[tuple[int, Rule, Finding]] = []
        for number, lines in enumerate(self._lines_of_day):
            day, shown = self._day(number)
            if cues.isdisjoint(shown):
                continue
            for at, rule in rules:
                if rule.cue not in shown:
                    continue
                try:
                    findings = list(rule.check(day, self._run.tables))
                except Exception as error:
                    claims = {index for index, _ in lines}
                    self._fail(rule, error, sorted(claims))
                    day, shown = self._day(number)
                else:
                    found += [(at, rule, self._valued(rule, finding)) for finding in findings]
        found.sort(key=itemgetter(0))
        return [(rule, finding) for _, rule, finding in found]

    def _valued(self, rule: Rule, finding: Finding) -> Finding:
        """With what a predicted denial would cost, where the rule does not say it."""
        of_denial = rule.denial is not None and finding.severity is not Severity.INFO
        if not of_denial or finding.at_stake or finding.claim is None:
            return finding
        if finding.line:
            return replace(finding, at_stake=self._stake_of(finding.claim, finding.line))
        stakes = [self._stake_of(finding.claim, line) for line in finding.claim.lines]
        published = all(stake.basis == FEE_SCHEDULE for stake in stakes)
        total = sum((stake.dollars for stake in stakes), Decimal())
        return replace(finding, at_stake=Stake(total, FEE_SCHEDULE if published else CHARGE))

    def _stake_of(self, claim: Claim, line: ServiceLine) -> Stake:
        number = self._day_numbers[who_of(claim), line.service_date]
        if number not in self._amounts:
            self._amounts[number] = day_amounts(self._day(number)[0], self._run.tables)
        allowed = self._amounts[number].get(line.sv1.offset)
        if allowed is None:
            return Stake(line.most_payable, CHARGE)
        return Stake(allowed.estimate, FEE_SCHEDULE)

    def _findings_of_received(self) -> Iterator[tuple[Rule, Finding]]:
        """What the rules on claims as they came find; they are not asked about those in order."""
        rules, tables = self._run.of_stage(Stage.CLAIMS), self._run.tables
        figures = tables.claim_figures.on(self._written_on or self._first_service_date())
        for index, working in enumerate(self._claims):
            if working.claim.is_void:
                continue
            namesake = self._namesakes.get(working.claim.clm.offset)
            received = ReceivedClaim(
                working.claim, working.text, self._written_on, figures, namesake
            )
            if in_order(received):
                continue
            for rule in rules:
                try:
                    findings = list(rule.check(received, tables))
                except Exception as error:
                    self._fail(rule, error, [index])
                else:
                    yield from ((rule, self._valued(rule, finding)) for finding in findings)

    def _first_service_date(self) -> date | None:
        return min(filter(None, (on for _, on in self._day_keys)), default=None)

    def _findings_of_claims(self) -> Iterator[tuple[Rule, Finding]]:
        for rule in self._run.of_stage(Stage.CONSEQUENCES):
            for index, working in enumerate(self._claims):
                if working.claim.is_void:
                    continue
                reviewed = ReviewedClaim(working.before, working.claim, tuple(working.unplaced))
                try:
                    findings = list(rule.check(reviewed, self._run.tables))
                except Exception as error:
                    self._fail(rule, error, [index])
                else:
                    yield from (
                        (rule, finding if finding.changes else self._valued(rule, finding))
                        for finding in findings
                        if finding.changes or rule.code in self._run.selected
                    )

    def _fail(self, rule: Rule, error: Exception, claims: list[int]) -> None:
        """A rule has raised: the claims stay as they came, and their corrections become flags."""
        for index in claims:
            working = self._claims[index]
            if not working.failed:
                working.restore()
                self._rebuild_days_of(index)
            place = Place(working.claim.clm, 1)
            finding = Finding("the claim is left as it came", place=place, claim=working.claim)
            self._outcomes.append(_internal_error(rule, error, finding))

    def _settle(self, findings: Sequence[tuple[Rule, Finding]]) -> None:
        """Apply what may be applied; all of a finding's changes or none."""
        clashing = _clashing_places([finding for _, finding in findings])
        corrected = set()
        for rule, finding in findings:
            obstacle = self._obstacle(rule, finding, clashing)
            if obstacle == SLOTS_TAKEN:
                self._remember_unplaced(rule, finding)
            if finding.changes and all(map(self._is_made, finding.changes)):
                continue  # Another finding of this stage has made the same changes, and says so.
            if not finding.changes or finding.action or obstacle:
                self._outcomes.append(_outcome(rule, finding.because(obstacle)))
            else:
                self._outcomes.append(self._corrected(rule, finding))
                corrected.add(self._claim_at(_segment(finding.changes[0])))
        for claim in corrected:
            self._claims[claim].rebuild()
            self._rebuild_days_of(claim)

    def _obstacle(self, rule: Rule, finding: Finding, clashing: set[tuple[int, ...]]) -> str:
        """Why a finding's changes may not be applied; empty where they may, or there are none."""
        if not finding.changes or finding.claim is None:
            return ""
        working = self._working(finding.changes[0])
        places = {_place_key(change) for change in finding.changes}
        if working.failed:
            return "an internal error on this claim: nothing is changed"
        if working.claim.adjudicated and any(map(_is_money_or_units, finding.changes)):
            return "another payer has adjudicated this claim: units and charges stay as they are"
        if places & clashing:
            return "two rules would change this place differently: neither is applied"
        if rule.corrects_as is CorrectionClass.ATTESTED and not finding.support:
            if not self._run.attestation.covers(rule.code):
                return f"not corrected: nothing on record says so. It takes {rule.on_record}"
            if working.in_dispute:
                return "a treatment log row of this claim could not be used: settle that first"
        if any(map(_holds_delimiter, finding.changes)):
            return "the new value holds a delimiter of this file, and would break the segment"
        if any(self._lacks_slot(change) for change in finding.changes):
            return SLOTS_TAKEN
        return ""

    def _working(self, change: Change) -> _Working:
        """The claim that a change is on."""
        return self._claims[self._claim_at(_segment(change))]

    def _claim_at(self, segment: Segment) -> int:
        return bisect_right(self._starts, segment.offset) - 1

    def _is_made(self, change: Change) -> bool:
        segment = self._working(change).current(_segment(change))
        if isinstance(change, AppendModifier):
            return change.modifier in segment.components(1)[2:6]
        return change.place.on(segment).value == change.value

    def _lacks_slot(self, change: Change) -> bool:
        if not isinstance(change, AppendModifier):
            return False
        return free_modifier_slot(self._working(change).current(change.sv1)) is None

    def _remember_unplaced(self, rule: Rule, finding: Finding) -> None:
        """For the rule on full slots: what found no place on the line."""
        assert finding.line is not None
        self._working(finding.changes[0]).unplaced += [
            Unplaced(finding.line, change.modifier, rule.code)
            for change in finding.changes
            if isinstance(change, AppendModifier) and self._lacks_slot(change)
        ]

    def _corrected(self, rule: Rule, finding: Finding) -> Outcome:
        working = self._working(finding.changes[0])
        edits: list[Edit] = []
        for change in finding.changes:
            if self._is_made(change):
                continue
            current = working.current(_segment(change))
            if isinstance(change, AppendModifier):
                place = Place(current, 1, free_modifier_slot(current))
                value = change.modifier
            else:
                place, value = change.place.on(current), change.value
            working.replace(current, current.with_value(value, place.element, place.component))
            edits.append(Edit(place, value))
        basis = finding.support
        if rule.corrects_as is CorrectionClass.ATTESTED and not basis:
            basis = str(self._run.attestation)
        return replace(
            _outcome(rule, finding.because(basis)),
            action=Action.CORRECTED,
            correction_class=rule.corrects_as,
            edits=tuple(edits),
        )

    def _withdrawn(self, outcome: Outcome) -> Outcome:
        """The outcome, if it is on a claim that goes out as it came: what was corrected is only
        flagged."""
        place = outcome.finding.place
        working = self._claims[self._claim_at(place.segment)] if place else None
        if place is None or working is None or not working.failed:
            return outcome
        segment = working.as_read.get(place.segment.offset, place.segment)
        finding = replace(outcome.finding, place=place.on(segment))
        if outcome.action is not Action.CORRECTED:
            return replace(outcome, finding=finding)
        finding = finding.because("withdrawn: an internal error on this claim")
        return replace(outcome, finding=finding, action=Action.FLAGGED, edits=())


def _position(outcome: Outcome) -> int:
    finding = outcome.finding
    if finding.place:
        return finding.place.segment.number
    return finding.claim.clm.number if finding.claim else 0


def _outcome(rule: Rule, finding: Finding) -> Outcome:
    """The outcome of a finding that changes nothing.

    A repair that was not made by its rule's own design (CL101 without an edit of ours) is advice.
    """
    advice = rule.stage is Stage.CONSEQUENCES and not finding.changes
    return Outcome(
        rule=rule.code,
        finding=finding,
        action=finding.action or Action.FLAGGED,
        correction_class=CorrectionClass.ADVICE if advice else rule.corrects_as,
        severity=finding.severity or rule.severity,
    )


def _internal_error(rule: Rule, error: Exception, finding: Finding) -> Outcome:
    """A rule has raised. Its error's text may quote the file, so only its type is told."""
    name = type(error).__name__
    logger().error("rule_failed", rule=rule.code, error=name)
    return _fault(rule, f"{rule.code} ({name})", finding)


def _fault(rule: Rule, where: str, finding: Finding) -> Outcome:
    """A fault of ours, and what becomes of the claim."""
    message = f"internal error in {where}: {finding.message}; please report it"
    return Outcome(
        rule=rule.code,
        finding=replace(finding, message=message),
        action=Action.FLAGGED,
        correction_class=CorrectionClass.ADVICE,
        severity=Severity.ERROR,
        internal_error=True,
    )


def _segment(change: Change) -> Segment:
    return change.sv1 if isinstance(change, AppendModifier) else change.place.segment


def _offset(change: Change) -> int:
    return _segment(change).offset


MODIFIER_SLOTS = -1
"""Stands for the modifier slots of a line, among which an added one takes the next that is free."""


def _place_key(change: Change) -> tuple[int, ...]:
    if isinstance(change, AppendModifier):
        return (_offset(change), MODIFIER_SLOTS)
    return (_offset(change), change.place.element, change.place.component or 0)


def _clashing_places(findings: Iterable[Finding]) -> set[tuple[int, ...]]:
    """The places that findings of a stage would set to different values.

    Two added modifiers are no clash; an added one and one set by its slot are.
    """
    values: dict[tuple[int, ...], set[str]] = defaultdict(set)
    slots_set: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    added_to: set[int] = set()
    for change in (change for finding in findings for change in finding.changes):
        if isinstance(change, AppendModifier):
            added_to.add(_offset(change))
            continue
        values[_place_key(change)].add(change.value)
        if change.place.element == PROCEDURE_ELEMENT:
            slots_set[_offset(change)].add(_place_key(change))
    clashing = {place for place, wanted in values.items() if len(wanted) > 1}
    for offset in added_to & slots_set.keys():
        clashing |= slots_set[offset] | {(offset, MODIFIER_SLOTS)}
    return clashing


def _holds_delimiter(change: Change) -> bool:
    if isinstance(change, AppendModifier):
        return False
    delimiters = change.place.segment.delimiters
    mine = {delimiters.element, delimiters.component, delimiters.terminator, delimiters.repetition}
    return not mine.isdisjoint(change.value)


def _is_money_or_units(change: Change) -> bool:
    if isinstance(change, AppendModifier):
        return False
    return (change.place.segment.id, change.place.element) in MONEY_AND_UNITS


def _tally(
    result: SetResult, claims: Iterable[tuple[Claim, Claim]], outcomes: Sequence[Outcome]
) -> None:
    """Count each claim (before and after) and line once, by the gravest thing that became of it."""
    by_claim: dict[int, list[Outcome]] = defaultdict(list)
    by_line: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.finding.claim:
            by_claim[outcome.finding.claim.clm.offset].append(outcome)
        if outcome.finding.line:
            by_line[outcome.finding.line.sv1.offset].append(outcome)
    for before, after in claims:
        of_claim = by_claim.get(before.clm.offset)
        if not of_claim:
            result.claims["clean"] += 1
            result.lines["clean"] += len(after.lines)
            continue
        _count(result.claims, of_claim)
        for line in after.lines:
            found = by_line.get(line.sv1.offset, ())
            _count(result.lines, found)
            errors = [outcome for outcome in found if outcome.severity is Severity.ERROR]
            if any(outcome.needs_person for outcome in errors):
                result.charges_undecided += line.charge or Decimal()
            elif errors:
                result.charges_rescued += line.charge or Decimal()
        change = (after.total_charge or Decimal()) - (before.total_charge or Decimal())
        result.charges_out += change
        corrected, left = payment_at_stake(_stakes(of_claim))
        result.stakes_corrected += corrected
        result.stakes_open += left


def _stakes(outcomes: Sequence[Outcome]) -> Iterator[tuple[bool, int | None, Decimal]]:
    for outcome in outcomes:
        stake, line = outcome.finding.at_stake, outcome.finding.line
        if stake:
            at = line.sv1.offset if line else None
            yield outcome.action is Action.CORRECTED, at, stake.dollars


def _count(counts: Counter[str], outcomes: Sequence[Outcome]) -> None:
    gravest = _gravest(outcomes)
    counts[gravest] += 1
    if gravest == "clean" and any(o.action is Action.NOT_EVALUABLE for o in outcomes):
        counts["not_evaluable"] += 1


def _gravest(outcomes: Sequence[Outcome]) -> str:
    if any(outcome.action is Action.HELD for outcome in outcomes):
        return "held"
    if any(outcome.needs_person for outcome in outcomes):
        return "flagged"
    if any(outcome.action is Action.CORRECTED for outcome in outcomes):
        return "corrected"
    return "clean"
