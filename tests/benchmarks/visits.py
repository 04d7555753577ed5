"""The service lines of one visit, what the treatment log says of them, and the faults put in.

Without a fault a line bills what the 8-minute rule and the midpoint rule both give: minutes run up
to one over the quarter hours, and at most one line of a day is a single unit of 8 to 14 minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from tests.benchmarks.clinic import MEDICINE, OT, PT, SLP, Patient

PRICES = {
    "97110": 4550,
    "97112": 4775,
    "97116": 4100,
    "97140": 4325,
    "97530": 5200,
    "97535": 5125,
    "97035": 2200,
    "97032": 2375,
    "G0283": 1850,
    "97161": 13500,
    "97165": 13800,
    "92507": 10450,
    "92526": 11025,
    "92609": 13200,
    "99213": 14200,
    "99214": 19850,
    "99396": 21000,
    "36415": 1200,
    "80053": 3100,
    "85025": 2450,
    "80061": 3975,
    "83036": 2875,
    "93000": 4600,
    "71046": 6350,
    "90471": 3200,
    "90686": 2825,
    "81003": 925,
}
"""In cents a unit."""
UNTIMED = {"G0283": 15, "97161": 30, "97165": 35, "92507": 30, "92526": 30, "92609": 45}
"""Minutes of services that are one unit whatever they take."""
DAYS = {
    PT: (
        ("97110", "97140", "97530", "97112", "97116", "97035", "G0283"),
        ("97110", "97112", "97116", "97530", "97140", "97535", "97032"),
        ("97530", "97110", "97112", "97116", "97535", "97140", "97035"),
    ),
    OT: (
        ("97530", "97535", "97110", "97140", "97112", "97035", "G0283"),
        ("97535", "97530", "97112", "97110", "97032", "97140", "97035"),
    ),
    SLP: (("92507", "92526", "92609"),),
    MEDICINE: (
        ("99213", "36415", "80053", "85025", "83036", "81003", "93000"),
        ("99214", "93000", "36415", "80061", "71046", "80053", "83036"),
        ("99396", "36415", "80061", "85025", "90471", "90686", "81003"),
    ),
}
"""The procedures of typical days; a visit bills the first few of one."""
EVALUATION = {PT: "97161", OT: "97165"}

TASKS = ("Sit to stand transfers", "Reaching overhead", "Stair training", "Lifting from the floor")
HELP = ("minimal assist", "contact guard", "verbal cueing", "moderate assist and cueing")
GOALS = ("to improve safe toileting", "to improve dressing", "for safety in the kitchen")
EXERCISES = ("Knee extension", "Shoulder elevation", "Heel raises", "Grip work", "Bridging")
WEAK_NOTE = "Therapeutic activities completed. Tolerated well."
PAIR = ("97530", "97140")


@dataclass(slots=True)
class Line:
    """A service line with what is on record of it; money in cents, times since midnight."""

    procedure: str
    modifiers: list[str]
    units: int
    day: date
    minutes: int = 0
    assistant_minutes: int = 0
    separate: bool = False
    note: str = ""
    start: int | None = None

    @property
    def charge(self) -> int:
        return PRICES[self.procedure] * self.units

    @property
    def is_timed(self) -> bool:
        return bool(self.minutes) and self.procedure not in UNTIMED


def office_visit(random: Random, patient: Patient, day: date, lines: int) -> list[Line]:
    """A physician's visit with its tests: no code that a rule says anything about."""
    return [Line(code, [], 1, day) for code in random.choice(DAYS[MEDICINE])[:lines]]


def therapy_visit(random: Random, patient: Patient, day: date, lines: int) -> list[Line]:
    """A clean day of therapy; fewer lines where the discipline has no more to bill."""
    discipline = patient.provider.discipline
    codes = list(random.choice(DAYS[discipline])[:lines])
    if patient.visit == 1 and discipline in EVALUATION and random.random() < 0.3:
        codes[-1] = EVALUATION[discipline]
    short = random.choice(codes) if random.random() < 0.3 else ""
    visit = [_therapy_line(random, patient, code, day, code == short) for code in codes]
    _add_modifiers(random, patient, visit)
    _add_times(random, patient, visit)
    for line in visit:
        if random.random() < 0.34:
            line.note = _note(random, line.procedure, patient.visit)
    return visit


def _therapy_line(random: Random, patient: Patient, code: str, day: date, short: bool) -> Line:
    modifiers = [patient.provider.discipline.modifier]
    if code in UNTIMED:
        return Line(code, modifiers, 1, day, UNTIMED[code])
    if short:
        return Line(code, modifiers, 1, day, random.randrange(8, 15))
    units = 2 if random.random() < 0.25 else 1
    return Line(code, modifiers, units, day, 15 * units + (random.random() < 0.3))


def _add_modifiers(random: Random, patient: Patient, visit: Sequence[Line]) -> None:
    by_code = {line.procedure: line for line in visit}
    if patient.payer.pair_takes_59 and all(code in by_code for code in PAIR):
        line = by_code[PAIR[0]]
        line.modifiers.insert(0, "59")
        line.separate = True
    timed = [line for line in visit if line.is_timed]
    if timed and patient.payer.takes_assistant_modifier and random.random() < 0.12:
        line = random.choice(timed)
        line.assistant_minutes = line.minutes
        line.modifiers.append("CQ" if "GP" in line.modifiers else "CO")
    if patient.over_threshold:
        for line in visit:
            line.modifiers.append("KX")


def _add_times(random: Random, patient: Patient, visit: Sequence[Line]) -> None:
    """Start and end on two visits in five, one line after the other."""
    start = patient.provider.reserve(visit[0].day, sum(line.minutes for line in visit))
    if start is not None and random.random() < 0.4:
        for line in visit:
            line.start = start
            start += line.minutes


def _note(random: Random, procedure: str, visit: int) -> str:
    if procedure == PAIR[0]:
        words = f"{random.choice(TASKS)} with {random.choice(HELP)} {random.choice(GOALS)}"
    else:
        words = f"{random.choice(EXERCISES)} {random.randrange(2, 4)} x {random.randrange(6, 15)}"
    return f"Visit {visit}: {words}, pain {random.randrange(1, 7)}/10 after."


def _units_over(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    timed = [line for line in lines if line.is_timed]
    if timed:
        random.choice(timed).units += 1
    return bool(timed)


def _discipline_missing(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    random.choice(lines).modifiers.remove(patient.provider.discipline.modifier)
    return True


def _distinct_missing(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    """Half of the time the log says that the services were separate, and it can be mended."""
    found = [line for line in lines if line.separate]
    for line in found:
        line.modifiers.remove("59")
        line.separate = random.random() < 0.5
    return bool(found)


def _assistant_missing(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    found = [line for line in lines if line.assistant_minutes]
    for line in found:
        line.modifiers = [modifier for modifier in line.modifiers if modifier not in ("CQ", "CO")]
    return bool(found)


def _threshold_missing(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    found = [line for line in lines if "KX" in line.modifiers]
    for line in found:
        line.modifiers.remove("KX")
    return bool(found)


def _weak_note(random: Random, patient: Patient, lines: Sequence[Line]) -> bool:
    found = [line for line in lines if line.note]
    if found:
        found[0].note = f"{WEAK_NOTE} Visit {patient.visit}."
    return bool(found)


RARE = (_distinct_missing, _assistant_missing, _threshold_missing)
COMMON = (_units_over, _units_over, _discipline_missing, _weak_note)


def put_fault(random: Random, patient: Patient, lines: Sequence[Line]) -> None:
    """One fault: of those that few claims can have, else of the common ones."""
    rare = random.choice(RARE)
    if random.random() < 0.5 and rare(random, patient, lines):
        return
    while not random.choice(COMMON)(random, patient, lines):
        pass


def drop_disciplines(patient: Patient, lines: Sequence[Line]) -> None:
    """A finding on every line: none says GP, GO or GN."""
    for line in lines:
        line.modifiers.remove(patient.provider.discipline.modifier)
