"""Invented payers, practices, providers and patients of a clearinghouse's night batch.

NPIs pass the check digit and start with 2, where those issued so far start with 1; Medicare member
ids hold an S, which none ever holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

LAST_DAY = date(2026, 3, 6)
"""The last service date of a batch; the interchange is of the evening after."""
WORKING_DAYS = 10
OPENS, CLOSES = 7 * 60, 19 * 60
"""Minutes since midnight."""

SURNAMES = (
    *("ADAIR", "BRACKETT", "CARDEW", "DUNMORE", "ELLERBY", "FARROW", "GRANBY", "HARGRAVE"),
    *("INGLEBY", "JESSOP", "KELLAWAY", "LORIMER", "MARLOWE", "NETTLESHIP", "ORCHARD", "PENHALE"),
    *("QUARLES", "RAVENHILL", "SORRELL", "THACKRAY", "UPJOHN", "VENNING", "WINSLADE", "YARDLEY"),
)
FIRST_NAMES = (
    *("ADA", "BASIL", "CLEO", "DESMOND", "EDITH", "FELIX", "GRETA", "HUGO", "INGRID", "JUNE"),
    *("KEITH", "LOUISA", "MILES", "NORA", "OWEN", "PETRA", "RUFUS", "STELLA", "TOBIAS", "UNA"),
)
STREETS = ("OAK LANE", "QUARRY ROAD", "FOXGLOVE TERRACE", "SYCAMORE PLACE", "OLD MILL STREET")
TOWNS = ("QUINCE HOLLOW*OH*43999", "LANTERN BAY*MI*48999", "SORREL FALLS*IN*46999")


class Payer(NamedTuple):
    """A payer and what it asks of a therapy line."""

    name: str
    payer_id: str
    filing: str
    share: int  # percent of the patients
    pair_takes_59: bool  # 97530 beside 97140
    takes_assistant_modifier: bool
    address: str = "N3*PO BOX 4410~N4*QUINCE HOLLOW*OH*43999~"

    @property
    def is_medicare(self) -> bool:
        return self.filing == "MB"


PAYERS = (
    Payer("MEDICARE PART B", "MCRPTB", "MB", 35, False, True),
    Payer("MEADOWLARK HEALTH PLAN", "MDWLK", "CI", 20, True, False),
    Payer("BLUE HERON MUTUAL", "BLHRN", "BL", 15, True, False),
    Payer("STATE MEDICAID", "STMCD", "MC", 12, True, False),
    Payer("UNITEDHEALTHCARE", "87726", "CI", 8, True, True),
    Payer("AETNA", "60054", "CI", 6, False, False),
    Payer("GOLDFINCH MEDICARE ADVANTAGE", "GLDFN", "16", 4, True, False),
)
SHARES = [payer.share for payer in PAYERS]
LONG_COURSE_PAYER = PAYERS[5]
"""Without a yearly threshold."""
LONG_COURSE_DAYS = 2500
"""What a course of many visits is spread over, so that its findings do not hang on their number."""


class Discipline(NamedTuple):
    """What sets the disciplines apart: modifier, yearly pool, and the therapist's taxonomy."""

    modifier: str
    pool: str
    taxonomy: str
    credential: str
    diagnoses: tuple[str, ...]


PT = Discipline("GP", "PT_SLP", "225100000X", "PT", ("M5450", "M25561", "M1711", "R2689", "M6281"))
OT = Discipline("GO", "OT", "225X00000X", "OT", ("M25641", "I69351", "R278", "G5601", "M6281"))
SLP = Discipline("GN", "PT_SLP", "235Z00000X", "SLP", ("R1312", "I69320", "R471", "R4701"))
MEDICINE = Discipline("", "", "207Q00000X", "MD", ("I10", "E119", "J069", "E785", "Z0000", "R5383"))
THERAPY = (PT, OT, SLP)


@dataclass(slots=True)
class Provider:
    """A rendering provider, and how far each day is taken up, in minutes since midnight."""

    npi: str
    last_name: str
    first_name: str
    discipline: Discipline
    text: str
    _taken_to: dict[date, int] = field(default_factory=dict)

    def reserve(self, day: date, minutes: int) -> int | None:
        """When so many minutes begin that nobody else has; None where the day is full."""
        start = self._taken_to.get(day, OPENS)
        if start + minutes > CLOSES:
            return None
        self._taken_to[day] = start + minutes
        return start


@dataclass(slots=True)
class Patient:
    """A patient with the dates of the visits that are still to be billed."""

    provider: Provider
    payer: Payer
    member_id: str
    subscriber: str  # 2000B without its HL
    dependant: str  # 2000C without its HL; empty where the patient is the subscriber
    diagnoses: str
    pointers: str
    onset: date
    over_threshold: bool
    dates: list[date]
    visit: int = 0

    @property
    def in_therapy(self) -> bool:
        return self.provider.discipline is not MEDICINE


class Practice:
    """A billing provider with its therapists and physicians."""

    def __init__(self, random: Random, npis: Iterator[str], kind: str) -> None:
        self._random = random
        name = f"{random.choice(SURNAMES)} {random.choice(STREETS).split()[0]} REHABILITATION"
        town = random.choice(TOWNS)
        self.npi = next(npis)
        self.text = (
            f"PRV*BI*PXC*{kind}~NM1*85*2*{name}*****XX*{self.npi}~"
            f"N3*{random.randrange(1, 990)} {random.choice(STREETS)}~N4*{town}0118~"
            f"REF*EI*99{random.randrange(10**7):07}~"
        )
        self.facility = (
            f"NM1*77*2*{name} EAST*****XX*{next(npis)}~N3*7 {random.choice(STREETS)}~N4*{town}0118~"
        )
        self._therapists = [self._provider(npis, d) for d in (PT, PT, PT, PT, OT, OT, SLP)]
        self._physicians = [self._provider(npis, MEDICINE) for _ in range(3)]
        self.referring = [
            f"NM1*DN*1*{random.choice(SURNAMES)}*{random.choice(FIRST_NAMES)}****XX*{next(npis)}~"
            for _ in range(4)
        ]

    def _provider(self, npis: Iterator[str], discipline: Discipline) -> Provider:
        npi, last = next(npis), self._random.choice(SURNAMES)
        first = self._random.choice(FIRST_NAMES)
        text = f"NM1*82*1*{last}*{first}****XX*{npi}~PRV*PE*PXC*{discipline.taxonomy}~"
        return Provider(npi, last, first, discipline, text)

    def patient(self, serial: int, therapy: bool, visits: int | None, days: int) -> Patient:
        """A new patient with `visits` over the years, or one to three claims of `days` each."""
        random = self._random
        provider = random.choice(self._therapists if therapy else self._physicians)
        payer = LONG_COURSE_PAYER if visits else random.choices(PAYERS, SHARES)[0]
        member_id = _member_id(random, payer, serial)
        last, town = random.choice(SURNAMES), random.choice(TOWNS)
        street = f"{random.randrange(1, 990)} {random.choice(STREETS)}"
        address = f"N3*{street}~N4*{town}{serial % 9000 + 1000}~"
        born = date(1941 if payer.is_medicare else 1962, 1, 1) + timedelta(random.randrange(6500))
        dependant = ""
        if not payer.is_medicare and random.random() < 0.15:
            child = date(2008, 1, 1) + timedelta(random.randrange(5000))
            dependant = (
                f"PAT*19~NM1*QC*1*{last}*{random.choice(FIRST_NAMES)}~{address}"
                f"DMG*D8*{child:%Y%m%d}*{random.choice('FM')}~"
            )
        codes = random.sample(provider.discipline.diagnoses, random.randrange(1, 4))
        return Patient(
            provider=provider,
            payer=payer,
            member_id=member_id,
            subscriber=(
                f"SBR*P*{'' if dependant else 18}*{'' if payer.is_medicare else 'G4410'}******"
                f"{payer.filing}~NM1*IL*1*{last}*{random.choice(FIRST_NAMES)}****MI*{member_id}~"
                f"{address}DMG*D8*{born:%Y%m%d}*{random.choice('FM')}~"
                f"NM1*PR*2*{payer.name}*****PI*{payer.payer_id}~{payer.address}"
            ),
            dependant=dependant,
            diagnoses=f"HI*ABK:{'*ABF:'.join(codes)}~",
            pointers="1:2" if len(codes) > 1 else "1",
            onset=LAST_DAY - timedelta(random.randrange(20, 120)),
            over_threshold=payer.is_medicare and random.random() < 0.08,
            dates=_dates(random, visits, days),
        )


def npis() -> Iterator[str]:
    """Numbers that pass the check digit, each once."""
    for serial in count(1):
        yield _with_check_digit(f"2{serial:08}")


def _with_check_digit(digits: str) -> str:
    # 24 is what the prefix 80840 adds to the Luhn sum.
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    total = 24 + doubled + sum(int(digit) for digit in digits[-2::-2])
    return f"{digits}{-total % 10}"


def _member_id(random: Random, payer: Payer, serial: int) -> str:
    if payer.is_medicare:
        return f"{serial % 9 + 1}S{serial // 9 % 10}{serial:08}"
    return f"{payer.payer_id[:3]}{serial:08}{random.randrange(10)}"


def _dates(random: Random, visits: int | None, days: int) -> list[date]:
    if visits:
        apart = LONG_COURSE_DAYS // visits
        return [LAST_DAY - timedelta(back * apart) for back in reversed(range(visits))]
    claims = min(random.choice((1, 1, 1, 2, 2, 3)), WORKING_DAYS // days)
    return sorted(random.sample(_BATCH_DATES, claims * days))


def _working_days_to(last: date, number: int) -> Sequence[date]:
    days = (last - timedelta(back) for back in count())
    working = (day for day in days if day.weekday() < 5)
    return [next(working) for _ in range(number)]


_BATCH_DATES = _working_days_to(LAST_DAY, WORKING_DAYS)
