"""What the tables say of a billed service by itself: its code, its modifiers, who may render it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from scrubber.claims import Provider, ServiceLine
from scrubber.claims.models import MINUTES
from scrubber.tables import Tables, TherapyCode
from scrubber.treatment.cues import Cue
from scrubber.treatment.identity import settled

ASSISTANT_ROLES = frozenset({"PTA", "OTA"})
"""Roles of nucc/therapy_taxonomy that work under a therapist's number. Of speech-language
assistants it is not confirmed that Medicare knows them."""
CUES_OF_ROLES = {"assistant": Cue.ASSISTANT, "distinct": Cue.DISTINCT, "threshold": Cue.KX}
REMEMBERED = 16_384


@dataclass(slots=True, eq=False)
class LineFacts:
    """A service as it is billed, by whom, on a date; `code` where it is a therapy code.

    `modifiers` are the line's by their role in cms/modifiers, in the order they stand. `role` and
    `taxonomy_modifier` are those of the rendering provider's taxonomy. `discipline_modifier`: of
    the plan of care that the line is under, where settled; `contradicts_provider`: it is not the
    one that the taxonomy settles, or two stand there where that settles one. `is_timed`: its
    minutes enter a pool. `assistant_modifiers`: CQ or CO, as the discipline has it (under a speech
    plan neither); both where the discipline is not settled. `cues`: what unit and modifiers show.
    Compared by identity: equal lines of a run have one and the same.
    """

    code: TherapyCode | None
    modifiers: Mapping[str, tuple[str, ...]]
    taxonomy_modifier: str
    role: str
    discipline_modifier: str
    contradicts_provider: bool
    is_timed: bool
    assistant_modifiers: tuple[str, ...]
    cues: frozenset[Cue]

    @property
    def disciplines(self) -> tuple[str, ...]:
        """The line's GP, GO and GN in the order they stand."""
        return self.modifiers.get("discipline", ())


def facts_of(line: ServiceLine, rendering: Provider, tables: Tables) -> LineFacts:
    """The facts of a line that this provider rendered; whatever it is charged at."""
    return _facts(
        line.hcpcs,
        line.modifiers,
        line.unit,
        line.units,
        rendering.taxonomy,
        line.service_date,
        line.last_date,
        tables,
    )


@lru_cache(maxsize=REMEMBERED)
def _facts(
    hcpcs: str,
    slots: tuple[str, ...],
    unit: str,
    _units: int | None,
    taxonomy: str,
    on: date | None,
    last: date | None,
    tables: Tables,
) -> LineFacts:
    known = tables.modifiers.on(on)
    modifiers: dict[str, tuple[str, ...]] = {}
    for modifier in slots:
        if modifier in known:
            role = known[modifier].role
            modifiers[role] = (*modifiers.get(role, ()), modifier)
    code = tables.therapy_codes.on(on).get(hcpcs)
    family = tables.therapy_taxonomy.on(on).get(taxonomy)
    settled_by_taxonomy = family.modifier if family else ""
    discipline = settled(modifiers.get("discipline", ()), settled_by_taxonomy)
    mine = known.get(discipline)
    return LineFacts(
        code=code,
        modifiers=modifiers,
        taxonomy_modifier=settled_by_taxonomy,
        role=family.role.replace("_", " ") if family else "",
        discipline_modifier=discipline,
        contradicts_provider=settled_by_taxonomy not in ("", discipline),
        is_timed=code is not None and code.timed and on == last,
        assistant_modifiers=tuple(
            row.modifier
            for row in known.values()
            if row.role == "assistant" and (mine is None or row.discipline == mine.discipline)
        ),
        cues=frozenset(cue for role, cue in CUES_OF_ROLES.items() if role in modifiers)
        | ({Cue.MINUTES_AS_QUANTITY} if unit == MINUTES else set()),
    )
