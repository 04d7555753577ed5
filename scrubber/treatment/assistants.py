"""Which units of a line an assistant gave.

Source: CMS, billing examples using CQ/CO modifiers. Minutes that both gave together are the
therapist's. Whole quarter hours are whose they are; the last unit is the therapist's
where the therapist has enough of it, else the assistant's above the de minimis share, as an untimed
code is.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scrubber.tables import Tables, UnitMethod

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentLine

DE_MINIMIS = "assistant_de_minimis"
FINAL_UNIT = "therapist_part_of_final_unit"
METHOD = "cms_8_minute"


@dataclass(frozen=True, slots=True)
class AssistantUnits:
    """Units of a line that take the assistant's modifier, and those that do not."""

    with_assistant: int
    without: int


def assistant_units(line: "TreatmentLine", tables: Tables) -> AssistantUnits | None:
    """The line's units by who gave them; None where minutes or units do not settle it."""
    on, units = line.line.service_date, line.line.units
    minutes, assistant = line.evidence.minutes, line.evidence.assistant_minutes
    share = tables.therapy_figures.on(on).get(DE_MINIMIS)
    method = tables.unit_methods.on(on).get(METHOD)
    final = tables.therapy_figures.on(on).get(FINAL_UNIT)
    if minutes is None or assistant is None or units is None or share is None or method is None:
        return None
    if assistant > minutes.value:
        return None
    if line.is_timed:
        therapist = minutes.value - assistant
        least = int(final.amount) if final else None
        return split_units(units, therapist, assistant, method, share.amount, least)
    more_than_share = assistant > share.amount * minutes.value
    return AssistantUnits(units, 0) if more_than_share else AssistantUnits(0, units)


def split_units(
    units: int,
    therapist: int,
    assistant: int,
    method: UnitMethod,
    share: Decimal,
    final_unit_minutes: int | None,
) -> AssistantUnits | None:
    """Units of a timed code from the minutes of each; None where they do not fit the minutes.

    With `final_unit_minutes` of it the therapist has the last unit; None where that does not hold.
    """
    if not assistant or not therapist:
        return AssistantUnits(units, 0) if assistant else AssistantUnits(0, units)
    mine, rest_mine = divmod(therapist, method.minutes_per_unit)
    theirs, rest_theirs = divmod(assistant, method.minutes_per_unit)
    least = method.least_minutes
    match units - mine - theirs:
        case 0:
            return AssistantUnits(theirs, mine)
        case 1 if final_unit_minutes is not None and rest_mine >= final_unit_minutes:
            return AssistantUnits(theirs, mine + 1)
        case 1 if rest_theirs > share * (rest_mine + rest_theirs):
            return AssistantUnits(theirs + 1, mine)
        case 1:
            return AssistantUnits(theirs, mine + 1)
        case 2 if rest_mine >= least and rest_theirs >= least:
            return AssistantUnits(theirs + 1, mine + 1)
    if units < mine + theirs:
        # Fewer units are billed than whole quarter hours.
        if not theirs:
            return AssistantUnits(0, units)
        if not mine and rest_mine < least:
            return AssistantUnits(units, 0)
    return None
