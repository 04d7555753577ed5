"""The treatment day: what one patient had on one date from one billing provider.

It spans the claims of a transaction set. Two payers are two days, since each has its own rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scrubber.claims import Claim, Provider, ServiceLine
from scrubber.evidence import NOTHING, LineEvidence
from scrubber.tables import PayerProfile, Tables, TherapyCode, UnitMethod
from scrubber.treatment.history import NO_HISTORY, LineHistory
from scrubber.treatment.identity import disciplines_of, patient_key, settled, superseded
from scrubber.treatment.pool import Pool
from scrubber.treatment.threshold import ThresholdPosition

DayKey = tuple[str, ...]
ASSISTANT_ROLES = frozenset({"PTA", "OTA"})
"""Roles of nucc/therapy_taxonomy that work under a therapist's number. Of speech-language
assistants it is not confirmed that Medicare knows them."""


@dataclass(frozen=True, slots=True)
class TreatmentLine:
    """A service line as the rules see it: the claim's word, the tables' and the evidence."""

    line: ServiceLine
    claim: Claim
    code: TherapyCode | None
    rendering: Provider
    disciplines: tuple[str, ...]
    taxonomy_modifier: str
    role: str
    evidence: LineEvidence
    threshold: ThresholdPosition | None
    history: LineHistory

    @property
    def provider(self) -> str:
        """The rendering provider's NPI; without one, nobody else is known to be the same."""
        if self.rendering.npi:
            return self.rendering.npi
        own = self.line.rendering is not None
        return f"byte {self.line.sv1.offset if own else self.claim.clm.offset}"

    @property
    def is_timed(self) -> bool:
        """Whether its minutes enter a pool: a timed 15-minute code on a single date."""
        return self.code is not None and self.code.timed and not self.line.spans_days

    @property
    def discipline_modifier(self) -> str:
        """The modifier of the discipline whose plan of care the line is under, where settled."""
        return settled(self.disciplines, self.taxonomy_modifier)

    @property
    def contradicts_provider(self) -> bool:
        """Whether the line's own discipline is not the one that the taxonomy settles, or two stand
        there where it settles one."""
        return self.taxonomy_modifier not in ("", self.discipline_modifier)

    def used_with_role(self, role: str, tables: Tables) -> list[str]:
        """The line's modifiers of one role of cms/modifiers, in the order they stand."""
        known = tables.modifiers.on(self.line.service_date)
        return [m for m in self.line.used_modifiers if m in known and known[m].role == role]

    def assistant_modifiers(self, tables: Tables) -> list[str]:
        """CQ or CO, as the line's discipline has it (under a speech plan neither); both where the
        discipline is not settled."""
        known = tables.modifiers.on(self.line.service_date)
        mine = known.get(self.discipline_modifier)
        return [
            row.modifier
            for row in known.values()
            if row.role == "assistant" and (mine is None or row.discipline == mine.discipline)
        ]

    @property
    def rendered_by_assistant(self) -> bool:
        """Whether the rendering provider's taxonomy is a therapy assistant's."""
        return self.role in ASSISTANT_ROLES


@dataclass(frozen=True, slots=True)
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

    @property
    def therapy_lines(self) -> list[TreatmentLine]:
        """The lines whose procedure stands in cms/therapy_codes."""
        return [line for line in self.lines if line.code]

    def unit_methods(self, tables: Tables) -> tuple[UnitMethod, ...]:
        """The payer's method of counting units; all that there are where it is not known."""
        return tuple(
            method
            for name, method in sorted(tables.unit_methods.on(self.date).items())
            if self.payer.may_count_by(name, self.date)
        )

    def pools(self, tables: Tables) -> list[Pool["TreatmentLine"]]:
        """The timed lines by discipline. A line of unknown discipline or day might belong to any
        pool of the day, so then none of them is complete."""
        by_discipline: dict[str, list[TreatmentLine]] = defaultdict(list)
        for line in self.lines:
            if line.is_timed:
                known = "" if line.contradicts_provider else line.discipline_modifier
                by_discipline[known].append(line)
        unknown = by_discipline.get("", [])
        uncertain = self.open or (bool(unknown) and sum(map(len, by_discipline.values())) > 1)
        return [
            Pool.of(lines, not uncertain, self.unit_methods(tables))
            for lines in by_discipline.values()
        ]

    def billed_together(self) -> list[list[TreatmentLine]]:
        """The lines that stand at the same time: those of a claim that a later one of the day
        replaces are by themselves."""
        replaced, _ = superseded(line.claim for line in self.lines)
        parts: dict[int | None, list[TreatmentLine]] = defaultdict(list)
        for line in self.lines:
            claim = line.claim.clm.offset
            parts[claim if claim in replaced else None].append(line)
        return list(parts.values())

    def by_provider_and_procedure(self) -> list[dict[str, list[TreatmentLine]]]:
        """The lines billed together by procedure, for each provider that rendered some: what an
        edit binds."""
        providers: dict[tuple[int, str], dict[str, list[TreatmentLine]]] = defaultdict(dict)
        for part, lines in enumerate(self.billed_together()):
            for line in lines:
                providers[part, line.provider].setdefault(line.line.hcpcs, []).append(line)
        return list(providers.values())


def day_key(claim: Claim, line: ServiceLine) -> DayKey:
    """What makes two lines one treatment day."""
    member_id, *name = patient_key(claim)
    return (
        member_id,
        claim.billing.npi.upper(),
        (claim.payer.payer_id or claim.payer.name).upper(),
        claim.payer.claim_filing,
        *name,
        line.service_date.isoformat() if line.service_date else "",
    )


def group_by_day(
    claims: Sequence[Claim], *, void: bool = False
) -> dict[DayKey, list[tuple[int, int]]]:
    """The lines of each treatment day as indexes of claim and line, in file order.

    Void claims (CLM05-3 = 8) repeat an earlier claim as it was sent: they are left out, or with
    `void` are alone taken.
    """
    days: dict[DayKey, list[tuple[int, int]]] = defaultdict(list)
    for claim_index, claim in enumerate(claims):
        if claim.is_void is void:
            for line_index, line in enumerate(claim.lines):
                days[day_key(claim, line)].append((claim_index, line_index))
    return days


def open_days(
    claims: Sequence[Claim], days: Mapping[DayKey, Sequence[tuple[int, int]]], tables: Tables
) -> set[DayKey]:
    """The days whose minutes may not be all that the patient had: see TreatmentDay.open."""
    found = _days_in_range(claims, days, tables)
    subscribers: dict[DayKey, set[DayKey]] = defaultdict(set)
    for key, lines in days.items():
        day_claims = {claim for claim, _ in lines}
        if len(day_claims) > 1 and any(claims[claim].is_replacement for claim in day_claims):
            found.add(key)
        if any(claims[claim].patient is claims[claim].subscriber for claim in day_claims):
            subscribers[(*key[:4], key[-1])].add(key)
    return found.union(*(keys for keys in subscribers.values() if len(keys) > 1))


def _days_in_range(
    claims: Sequence[Claim], days: Mapping[DayKey, Sequence[tuple[int, int]]], tables: Tables
) -> set[DayKey]:
    """The days that a timed line over several days covers, of the same patient and provider."""
    by_who: dict[DayKey, list[DayKey]] = defaultdict(list)
    for key in days:
        by_who[key[:-1]].append(key)
    covered: set[DayKey] = set()
    for key, lines in days.items():
        for line in (claims[claim].lines[at] for claim, at in lines):
            code = tables.therapy_codes.on(line.service_date).get(line.hcpcs)
            if code and code.timed and line.spans_days:
                last = line.last_date.isoformat() if line.last_date else "9999"
                covered |= {k for k in by_who[key[:-1]] if key[-1] <= k[-1] <= last}
    return covered


def build_day(
    lines: Iterable[tuple[Claim, ServiceLine]],
    open_: bool,
    evidence: Mapping[int, LineEvidence],
    positions: Mapping[int, ThresholdPosition],
    histories: Mapping[int, LineHistory],
    tables: Tables,
) -> TreatmentDay:
    """A day from its lines; what is known of a line is kept by the offset of its SV1."""
    treated = [
        _treatment_line(
            claim,
            line,
            evidence.get(line.sv1.offset, NOTHING),
            positions.get(line.sv1.offset),
            histories.get(line.sv1.offset, NO_HISTORY),
            tables,
        )
        for claim, line in lines
    ]
    first = treated[0]
    payer = first.claim.payer
    return TreatmentDay(
        date=first.line.service_date,
        payer=tables.payers.of(payer.payer_id, payer.name, payer.claim_filing).profile,
        lines=tuple(treated),
        open=open_,
    )


def _treatment_line(
    claim: Claim,
    line: ServiceLine,
    evidence: LineEvidence,
    threshold: ThresholdPosition | None,
    history: LineHistory,
    tables: Tables,
) -> TreatmentLine:
    on = line.service_date
    rendering = claim.rendering_of(line)
    taxonomy = tables.therapy_taxonomy.on(on).get(rendering.taxonomy)
    return TreatmentLine(
        line=line,
        claim=claim,
        code=tables.therapy_codes.on(on).get(line.hcpcs),
        rendering=rendering,
        disciplines=disciplines_of(line, tables),
        taxonomy_modifier=taxonomy.modifier if taxonomy else "",
        role=taxonomy.role.replace("_", " ") if taxonomy else "",
        evidence=evidence,
        threshold=threshold,
        history=history,
    )
