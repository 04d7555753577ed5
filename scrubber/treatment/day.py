"""The treatment day: what one patient had on one date from one billing provider.

It spans the claims of a transaction set. Two payers are two days, since each has its own rules.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from scrubber.claims import Claim, Provider, ServiceLine
from scrubber.evidence import NOTHING, LineEvidence
from scrubber.lazy import lazy
from scrubber.tables import PayerProfile, Tables, TherapyCode, UnitMethod
from scrubber.treatment.facts import ASSISTANT_ROLES, LineFacts, facts_of
from scrubber.treatment.history import NO_HISTORY, LineHistory
from scrubber.treatment.identity import PatientKey, patient_key, superseded
from scrubber.treatment.pairs import EditedPair, edited_pairs
from scrubber.treatment.pool import Pool
from scrubber.treatment.threshold import ThresholdPosition
from scrubber.value_class import value_class

Who = tuple[PatientKey, str, str, str]
"""Patient, billing NPI, payer id or name, claim filing indicator."""
DayKey = tuple[Who, date | None]


@value_class()
class TreatmentLine:
    """A service line as the rules see it: the claim's word, the tables' and the evidence.

    `positions` holds where the set's lines stand against the threshold, by offset of SV1, once that
    is known.
    """

    line: ServiceLine
    claim: Claim
    facts: LineFacts
    rendering: Provider
    evidence: LineEvidence
    history: LineHistory
    positions: Mapping[int, ThresholdPosition]

    @property
    def threshold(self) -> ThresholdPosition | None:
        """Where the line stands against its year's therapy threshold; None: it has none."""
        return self.positions.get(self.line.sv1.offset)

    @property
    def provider(self) -> str:
        """The rendering provider's NPI; without one, nobody else is known to be the same."""
        if self.rendering.npi:
            return self.rendering.npi
        own = self.line.rendering is not None
        return f"byte {self.line.sv1.offset if own else self.claim.clm.offset}"

    @property
    def code(self) -> TherapyCode | None:
        """Its row of cms/therapy_codes; None where it is no therapy code."""
        return self.facts.code

    @property
    def is_timed(self) -> bool:
        """Whether its minutes enter a pool: a timed 15-minute code on a single date."""
        return self.facts.is_timed

    @property
    def disciplines(self) -> tuple[str, ...]:
        """The line's GP, GO and GN in the order they stand."""
        return self.facts.disciplines

    @property
    def taxonomy_modifier(self) -> str:
        """The discipline modifier that the rendering provider's taxonomy settles."""
        return self.facts.taxonomy_modifier

    @property
    def role(self) -> str:
        """What the rendering provider's taxonomy makes of them, in words."""
        return self.facts.role

    @property
    def discipline_modifier(self) -> str:
        """The modifier of the discipline whose plan of care the line is under, where settled."""
        return self.facts.discipline_modifier

    @property
    def contradicts_provider(self) -> bool:
        """Whether the line's own discipline is not the one that the taxonomy settles, or two stand
        there where it settles one."""
        return self.facts.contradicts_provider

    def used_with_role(self, role: str) -> tuple[str, ...]:
        """The line's modifiers of one role of cms/modifiers, in the order they stand."""
        return self.facts.modifiers.get(role, ())

    @property
    def assistant_modifiers(self) -> tuple[str, ...]:
        """CQ or CO, as the line's discipline has it; see LineFacts."""
        return self.facts.assistant_modifiers

    @property
    def rendered_by_assistant(self) -> bool:
        """Whether the rendering provider's taxonomy is a therapy assistant's."""
        return self.role in ASSISTANT_ROLES


@value_class(slots=False)
class TreatmentDay:
    """One patient, date, billing provider and payer; `lines` in file order.

    `open`: minutes that no line of the day has may belong to it, or some that it has may not. A
    timed line over several days covers it, a treatment row of the day names no line, a replacement
    stands beside another claim, or two names share one member id.
    """

    date: date | None
    payer: PayerProfile
    lines: tuple[TreatmentLine, ...]
    open: bool
    tables: Tables

    @lazy
    def therapy_lines(self) -> list[TreatmentLine]:
        """The lines whose procedure stands in cms/therapy_codes."""
        return [line for line in self.lines if line.facts.code]

    @lazy
    def unit_methods(self) -> tuple[UnitMethod, ...]:
        """The payer's method of counting units; all that there are where it is not known."""
        return _methods_of(self.payer.profile, self.date, self.tables)

    @lazy
    def pools(self) -> list[Pool["TreatmentLine"]]:
        """The timed lines by discipline. A line of unknown discipline or day might belong to any
        pool of the day, so then none of them is complete."""
        by_discipline: dict[str, list[TreatmentLine]] = {}
        timed = 0
        for line in self.lines:
            if line.facts.is_timed:
                timed += 1
                known = "" if line.facts.contradicts_provider else line.facts.discipline_modifier
                by_discipline.setdefault(known, []).append(line)
        uncertain = self.open or ("" in by_discipline and timed > 1)
        return [
            Pool.of(lines, not uncertain, self.unit_methods) for lines in by_discipline.values()
        ]

    @lazy
    def billed_together(self) -> list[list[TreatmentLine]]:
        """The lines that stand at the same time: those of a claim that a later one of the day
        replaces are by themselves."""
        replaced, _ = superseded(line.claim for line in self.lines)
        if not replaced:
            return [list(self.lines)]
        parts: dict[int | None, list[TreatmentLine]] = defaultdict(list)
        for line in self.lines:
            claim = line.claim.clm.offset
            parts[claim if claim in replaced else None].append(line)
        return list(parts.values())

    @lazy
    def by_provider_and_procedure(self) -> list[dict[str, list[TreatmentLine]]]:
        """The lines billed together by procedure, for each provider that rendered some: what an
        edit binds."""
        providers: dict[tuple[int, str], dict[str, list[TreatmentLine]]] = {}
        for part, lines in enumerate(self.billed_together):
            for line in lines:
                procedures = providers.setdefault((part, line.provider), {})
                procedures.setdefault(line.line.hcpcs, []).append(line)
        return list(providers.values())

    @lazy
    def edited_pairs(self) -> list[EditedPair]:
        """The edits that bind lines of the day."""
        return edited_pairs(self, self.tables)


@lru_cache(maxsize=4096)
def _methods_of(profile: str, on: date | None, tables: Tables) -> tuple[UnitMethod, ...]:
    payer = tables.payers.by_name[profile]
    return tuple(
        method
        for name, method in sorted(tables.unit_methods.on(on).items())
        if payer.may_count_by(name, on)
    )


def who_of(claim: Claim) -> Who:
    """What makes two lines of one date one treatment day."""
    payer = claim.payer
    return (
        patient_key(claim),
        claim.billing.npi.upper(),
        (payer.payer_id or payer.name).upper(),
        payer.claim_filing,
    )


def group_by_day(
    claims: Sequence[Claim], *, void: bool = False
) -> dict[DayKey, list[tuple[int, int]]]:
    """The lines of each treatment day as indexes of claim and line, in file order.

    Void claims (CLM05-3 = 8) repeat an earlier claim as it was sent: they are left out, or with
    `void` are alone taken.
    """
    days: dict[DayKey, list[tuple[int, int]]] = {}
    for claim_index, claim in enumerate(claims):
        if claim.is_void is void:
            who = who_of(claim)
            of_claim: dict[date | None, list[tuple[int, int]]] = {}
            for line_index, line in enumerate(claim.lines):
                on = line.service_date
                if on not in of_claim:
                    of_claim[on] = days.setdefault((who, on), [])
                of_claim[on].append((claim_index, line_index))
    return days


def open_days(
    claims: Sequence[Claim], days: Mapping[DayKey, Sequence[tuple[int, int]]], tables: Tables
) -> set[DayKey]:
    """The days whose minutes may not be all that the patient had: see TreatmentDay.open."""
    found = _days_in_range(claims, days, tables)
    subscribers: dict[tuple[str, ...], dict[date | None, list[DayKey]]] = defaultdict(dict)
    for key, lines in days.items():
        (patient, *provider_and_payer), on = key
        own = False
        for claim in {claim for claim, _ in lines}:
            own = own or claims[claim].patient is claims[claim].subscriber
            if claims[claim].is_replacement and lines[0][0] != lines[-1][0]:
                found.add(key)
        if own:
            who = (patient[0], *provider_and_payer)
            subscribers[who].setdefault(on, []).append(key)
    return found.union(
        *(keys for dates in subscribers.values() for keys in dates.values() if len(keys) > 1)
    )


def _days_in_range(
    claims: Sequence[Claim], days: Mapping[DayKey, Sequence[tuple[int, int]]], tables: Tables
) -> set[DayKey]:
    """The days that a timed line over several days covers, of the same patient and provider."""
    spans: dict[Who, list[tuple[date, date]]] = defaultdict(list)
    for (who, on), lines in days.items():
        for line in [claims[claim].lines[at] for claim, at in lines]:
            if line.spans_days:
                code = tables.therapy_codes.on(on).get(line.hcpcs)
                if code and code.timed and on:
                    spans[who].append((on, line.last_date or date.max))
    dates: dict[Who, list[date]] = {who: [] for who in spans}
    for who, on in days:
        if on and who in spans:
            dates[who].append(on)
    return {(who, on) for who in spans for on in _covered(dates[who], spans[who])}


def _covered(dates: Iterable[date], spans: Iterable[tuple[date, date]]) -> Iterator[date]:
    """The dates that lie in a span, both ends included."""
    waiting = deque(sorted(spans))
    reach = date.min
    for day in sorted(dates):
        while waiting and waiting[0][0] <= day:
            reach = max(reach, waiting.popleft()[1])
        if day <= reach:
            yield day


def build_day(
    lines: Iterable[tuple[Claim, ServiceLine]],
    open_: bool,
    evidence: Mapping[int, LineEvidence],
    positions: Mapping[int, ThresholdPosition],
    histories: Mapping[int, LineHistory],
    tables: Tables,
) -> TreatmentDay:
    """A day from its lines; what is known of a line is kept by the offset of its SV1."""
    treated = []
    for claim, line in lines:
        rendering, offset = claim.rendering_of(line), line.sv1.offset
        treated.append(
            TreatmentLine(
                line,
                claim,
                facts_of(line, rendering, tables),
                rendering,
                evidence.get(offset, NOTHING),
                histories.get(offset, NO_HISTORY),
                positions,
            )
        )
    first = treated[0]
    payer = first.claim.payer
    profile = tables.payers.of(payer.payer_id, payer.name, payer.claim_filing).profile
    return TreatmentDay(first.line.service_date, profile, tuple(treated), open_, tables)
