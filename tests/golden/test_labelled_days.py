"""Treatment days with a verdict written by hand from the contract and the CMS rules.

A verdict is line (counted over the whole file, 0 for no line), rule, action and new value. The day
must have exactly these findings; those that follow from a correction (SV102, CLM02, SV103) are
checked by what must hold of any corrected file. Without `used`, nothing was used before.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from scrubber import ScrubResult, scrub
from scrubber.evidence import TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from tests.edi import ClaimText, one_claim
from tests.treatment.days import OT, OTHER_NPI, PHYSICIAN, PT, SLP, claims_in

MEMBER = "1EG4TE5MK73"
PTA = "225200000X"
ABA = "103K00000X"
UNKNOWN = "unknown"
Verdict = tuple[int, str, str, str | None]


@dataclass(frozen=True)
class L:
    """A service line: SV1, what follows it, and what the treatment log says of it."""

    procedure: str
    modifiers: str = "GP"
    units: int | str = 1
    charge: int = 0
    minutes: int | None = None
    block: str = ""
    separate: str = ""
    kx: str = ""
    note: str = ""
    dates: str = ""
    by: str = ""
    unit: str = "UN"
    claim: str = "C1"

    def __str__(self) -> str:
        code = ":".join(["HC", self.procedure, *filter(None, [self.modifiers])])
        charge = self.charge or 50 * (int(self.units) if str(self.units).isdecimal() else 1)
        return "".join(
            [
                f"SV1*{code}*{charge}*{self.unit}*{self.units}***1~",
                f"DTP*472*{self.dates}~" if self.dates else "",
                f"NTE*ADD*{self.note}~" if self.note else "",
                f"NM1*82*1*OTHER*ANN****XX*{OTHER_NPI}~PRV*PE*PXC*{self.by}~" if self.by else "",
            ]
        )

    def row(self, number: int, date: str) -> dict[str, str]:
        said = {
            "minutes": "" if self.minutes is None else str(self.minutes),
            "separate_service": self.separate,
            "kx_justified": self.kx,
        }
        if self.block:
            said["start"], said["end"] = self.block.split("-")
        if not any(said.values()):
            return {}
        return {
            "claim_id": self.claim,
            "line": str(number),
            "service_date": f"{date[:4]}-{date[4:6]}-{date[6:]}",
            "procedure": self.procedure,
            "signed_by": "T. Hand PT",
            **said,
        }


@dataclass(frozen=True)
class Day:
    """The lines of one patient's day at one payer, what is on record, and the verdict."""

    name: str
    lines: tuple[L, ...]
    verdict: tuple[Verdict, ...] = ()
    filing: str = "MB"
    date: str = "20260309"
    taxonomy: str = PT
    used: str = "0"
    used_ot: str = "0"
    attest: str = ""
    rows: tuple[dict[str, str], ...] = ()
    total: str = ""
    void: str = ""
    other_payer: str = ""
    rendering: bool = True

    @property
    def text(self) -> str:
        claims = {line.claim: [] for line in self.lines}
        for line in self.lines:
            claims[line.claim].append(str(line))
        return one_claim(
            "".join(
                str(
                    ClaimText(
                        texts,
                        claim_id=claim,
                        date=self.date,
                        taxonomy=self.taxonomy,
                        total=self.total,
                        frequency="8" if claim == self.void else "1",
                        extra=self.other_payer,
                        rendering=self.rendering,
                    )
                )
                for claim, texts in claims.items()
            ),
            claim_filing=self.filing,
        )

    def numbers(self) -> list[int]:
        """Each line's number in its claim."""
        return [
            sum(other.claim == line.claim for other in self.lines[: at + 1])
            for at, line in enumerate(self.lines)
        ]

    def scrubbed(self, text: str = "", payers: Path | None = None) -> ScrubResult:
        rows = [
            row
            for number, line in zip(self.numbers(), self.lines, strict=True)
            if (row := line.row(number, self.date))
        ] + list(self.rows)
        year = int(self.date[:4])
        used = [
            UsedAmount(MEMBER, year, pool, Decimal(dollars), None, "portal")
            for pool, dollars in (("PT_SLP", self.used), ("OT", self.used_ot))
            if dollars != UNKNOWN
        ]
        return scrub(
            (text or self.text).encode("latin-1"),
            treatments=TreatmentLog(treatment_row(at, row) for at, row in enumerate(rows, 2)),
            therapy_used=TherapyUsed(used),
            attest=[self.attest] if self.attest else [],
            attested_by="A. Biller" if self.attest else "",
            payers=payers,
        )

    def found(self, result: ScrubResult) -> list[Verdict]:
        at = {
            (line.claim, str(number)): position
            for position, (number, line) in enumerate(
                zip(self.numbers(), self.lines, strict=True), 1
            )
        }
        return sorted(
            (at.get((d.claim_id or "", d.line or ""), 0), d.rule, d.action.value, d.after)
            for d in result.discrepancies
            if d.action.value != "corrected" or d.element not in {"SV102", "SV103", "CLM02"}
        )


def log_row(procedure: str, minutes: int) -> dict[str, str]:
    """A row of the treatment log by claim, date and procedure."""
    return {
        "claim_id": "C1",
        "service_date": "2026-03-09",
        "procedure": procedure,
        "minutes": str(minutes),
    }


def corrected(line: int, rule: str, value: str | int) -> Verdict:
    return line, rule, "corrected", str(value)


def flagged(line: int, rule: str) -> Verdict:
    return line, rule, "flagged", None


def held(line: int, rule: str) -> Verdict:
    return line, rule, "held", None


def unknown(line: int, rule: str) -> Verdict:
    return line, rule, "not_evaluable", None


ADJUDICATED = (
    "SBR*S*18*******CI~AMT*D*20~OI***Y***Y~NM1*IL*1*SAMPLE*ADA****MI*X1~"
    "NM1*PR*2*OTHER PAYER*****PI*OTHER1~"
)
THREE_DAYS = "RD8*20260309-20260311"
VISIT = (L("97530", units=2, minutes=30), L("97140", minutes=15))
SEPARATE = (L("97530", units=2, minutes=30, separate="Y"), L("97140", minutes=15, separate="Y"))
APART = (L("97530", units=2, block="10:00-10:23"), L("97140", block="10:23-10:38"))
OVERLAP = (L("97530", units=2, block="10:00-10:23"), L("97140", block="10:10-10:25"))

UNITS_MEDICARE = [
    Day("23 minutes, 3 units", (L("97530", units=3, minutes=23),), (corrected(1, "TH101", 2),)),
    Day("22 minutes, 2 units", (L("97530", units=2, minutes=22),), (corrected(1, "TH101", 1),)),
    Day("23 minutes, 2 units", (L("97530", units=2, minutes=23),)),
    Day("7 minutes, 1 unit", (L("97530", minutes=7),), (held(1, "TH101"),)),
    Day("8 minutes, 1 unit", (L("97530", minutes=8),)),
    Day("0 minutes, 1 unit", (L("97530", minutes=0),), (held(1, "TH101"),)),
    Day("a time block of 22 minutes", (L("97530", units=2, block="10:00-10:22"),),
        (corrected(1, "TH101", 1),)),
    Day("manual, example 1: 24 and 23, 2 and 2",
        (L("97112", units=2, minutes=24), L("97110", units=2, minutes=23)),
        (corrected(2, "TH101", 1),)),
    Day("manual, example 1: as it says",
        (L("97112", units=2, minutes=24), L("97110", units=1, minutes=23))),
    Day("manual, example 2: 20 and 20, the first has 2",
        (L("97112", units=2, minutes=20), L("97110", units=1, minutes=20))),
    Day("manual, example 2: 20 and 20, the second has 2",
        (L("97112", units=1, minutes=20), L("97110", units=2, minutes=20))),
    Day("manual, example 3: 33 and 7, 2 and 1",
        (L("97110", units=2, minutes=33), L("97140", units=1, minutes=7))),
    Day("manual, example 3: 33 and 7, 3 and 1",
        (L("97110", units=3, minutes=33), L("97140", units=1, minutes=7)),
        (corrected(1, "TH101", 2),)),
    Day("manual, example 4: 18, 13, 10, 8, and each has 1",
        (L("97110", minutes=18), L("97140", minutes=13), L("97116", minutes=10),
         L("97035", minutes=8)),
        (held(4, "TH101"),)),
    Day("manual, example 4: as it says", (L("97110", minutes=18), L("97140", minutes=13),
                                          L("97116", minutes=10)),
        (flagged(0, "CL102"),), rows=(log_row("97035", 8),)),
    Day("manual, example 5: 7, 7, 7 and the therapist bills one of them",
        (L("97140", minutes=7),), (flagged(0, "CL102"), flagged(0, "CL102")),
        rows=(log_row("97112", 7), log_row("97110", 7))),
    Day("4 minutes too short to bill count toward the second unit",
        (L("97530", units=2, minutes=20),), (flagged(0, "CL102"),), rows=(log_row("97110", 4),)),
    Day("12, 11, 10 and each has 1",
        (L("97530", minutes=12), L("97110", minutes=11), L("97140", minutes=10)),
        (held(3, "TH101"),)),
    Day("30 and 15, 2 and 1", (L("97530", units=2, minutes=30), L("97140", minutes=15))),
    Day("15 and 30, 2 and 1: the longer time has the smaller share",
        (L("97530", units=2, minutes=15), L("97110", minutes=30)), (flagged(1, "TH103"),)),
    Day("30 minutes, 1 unit", (L("97530", minutes=30),), (flagged(1, "TH102"),)),
    Day("30 minutes, 1 unit, and the site attests", (L("97530", minutes=30),),
        (corrected(1, "TH102", 2),), attest="TH102"),
    Day("nothing but a remark, and the site attests",
        (L("97530", note="PATIENT CAME 30 MINUTES LATE"),), (flagged(1, "TH102"),),
        attest="TH102"),
    Day("over by two on one line and below by one on the other",
        (L("97530", units=4, minutes=30), L("97110", minutes=30)),
        (corrected(1, "TH101", 2), flagged(2, "TH102"))),
    Day("two lines of one code share its units",
        (L("97530", units=2, minutes=15), L("97530", units=1, minutes=8)),
        (corrected(1, "TH101", 1),)),
    Day("an evaluation takes no part in the pool",
        (L("97161", minutes=30), L("97530", units=2, minutes=23))),
    Day("one line without minutes, the other over by itself",
        (L("97530", units=3, minutes=20), L("97110")),
        (flagged(1, "TH101"), unknown(2, "TH104"))),
    Day("one line without minutes, and it may add to the other",
        (L("97530", units=2, minutes=20), L("97110")), (unknown(2, "TH104"),)),
    Day("no minutes at all", (L("97530", units=2), L("97161")), (unknown(1, "TH104"),)),
    Day("a price that has no whole cents a unit", (L("97530", units=3, charge=100, minutes=23),),
        (flagged(1, "TH101"),)),
    Day("another payer has adjudicated the claim", (L("97530", units=3, minutes=23),),
        (flagged(1, "TH101"),), other_payer=ADJUDICATED),
    Day("the note names code and minutes", (L("97530", units=3, note="97530 23 MIN"),),
        (corrected(1, "TH101", 2),)),
    Day("the note is a time range", (L("97530", units=3, note="TIME IN 1000 OUT 1023"),),
        (corrected(1, "TH101", 2),)),
    Day("the note gives the code two time ranges",
        (L("97530", units=2, note="97530 1000-1010, 1030-1045"),)),
    Day("the note speaks of another code", (L("97530", units=2, note="97140 15 MIN"),),
        (unknown(1, "TH104"),)),
    Day("the note mentions minutes among other words",
        (L("97530", units=3, note="ARRIVED 15 MINUTES LATE"),), (flagged(1, "TH101"),)),
    Day("the note holds a telephone number", (L("97530", units=2, note="CALL 937-555-0100"),),
        (unknown(1, "TH104"),)),
    Day("the log outranks the note", (L("97530", units=2, minutes=23, note="97530 15 MIN"),)),
    Day("30 minutes sent as the quantity", (L("97530", unit="MJ", units=30, charge=100),),
        (corrected(1, "TH105", 2),)),
    Day("7 minutes sent as the quantity", (L("97530", unit="MJ", units=7, charge=50),),
        (held(1, "TH105"),), filing="CI"),
    Day("one line in minutes counts in the other's pool",
        (L("97530", unit="MJ", units=24, charge=100), L("97110", units=2, minutes=23)),
        (corrected(1, "TH105", 2), corrected(2, "TH101", 1))),
    Day("a unit and a half", (L("97530", units="1.5", minutes=23),), (flagged(1, "TH106"),),
        filing="CI"),
    Day("no unit", (L("97530", units="0", charge=50, minutes=23),), (flagged(1, "TH106"),),
        filing="CI"),
    Day("three days on one line", (L("97530", units=6, dates=THREE_DAYS),),
        (flagged(1, "TH108"),)),
    Day("another line's three days may hold minutes of this one",
        (L("97530", units=2, minutes=20), L("97110", units=2, dates=THREE_DAYS)),
        (flagged(2, "TH108"),)),
    Day("no readable date", (L("97530", units=2, dates="D8*2026"),), (unknown(1, "TH104"),)),
    Day("8 and 8 under two plans of care",
        (L("97530", "GP", minutes=8), L("97535", "GO", minutes=8, by=OT))),
    Day("a neighbour of unknown discipline",
        (L("97530", units=2, minutes=24), L("97110", "", units=2, minutes=23, by=PHYSICIAN)),
        (flagged(2, "TH201"),)),
    Day("a neighbour of two disciplines",
        (L("97530", "GP:GO", units=2, minutes=24), L("97110", units=2, minutes=23)),
        (flagged(1, "TH203"),)),
    Day("two claims of one day",
        (L("97530", units=2, minutes=24), L("97110", units=2, minutes=23, claim="C2")),
        (corrected(2, "TH101", 1),)),
    Day("a void claim is left as it is", (L("97530", units=3, minutes=23),), void="C1"),
    Day("a void claim adds nothing to the day",
        (L("97530", minutes=8), L("97110", units=3, claim="C2")), void="C2"),
]  # fmt: skip

UNITS_OTHERS = [
    Day("8 and 8: over by one rule only", (L("97530", minutes=8), L("97110", minutes=8)),
        filing="CI"),
    Day("20 and 20, 2 and 1: over by one rule only",
        (L("97530", units=2, minutes=20), L("97110", minutes=20)), filing="CI"),
    Day("23 and 23, 2 and 2: over by one rule only",
        (L("97530", units=2, minutes=23), L("97110", units=2, minutes=23)), filing="CI"),
    Day("23 and 23, 3 and 2: the larger of the two holds",
        (L("97530", units=3, minutes=23), L("97110", units=2, minutes=23)),
        (corrected(1, "TH101", 2),), filing="CI"),
    Day("60 minutes, 5 units", (L("97530", units=5, minutes=60),), (corrected(1, "TH101", 4),),
        filing="BL"),
    Day("a Medicare Advantage plan decides by itself",
        (L("97530", minutes=8), L("97110", minutes=8)), filing="16"),
    Day("20 and 20, 1 and 1: below by one rule only",
        (L("97530", minutes=20), L("97110", minutes=20)), filing="CI"),
    Day("38 minutes, 2 units: below by both", (L("97530", units=2, minutes=38),),
        (flagged(1, "TH102"),), filing="CI"),
    Day("22 and 51, 1 and 1: only the second is below by both",
        (L("97530", minutes=22), L("97110", minutes=51)), (flagged(2, "TH102"),), filing="CI"),
    Day("12 and 3, 1 and 1: over by both, and no unit for the second",
        (L("97530", minutes=12), L("97110", minutes=3)), (held(2, "TH101"),), filing="MC"),
]  # fmt: skip

MODIFIERS = [
    Day("a physical therapist's line", (L("97530", "", minutes=15),),
        (corrected(1, "TH201", "GP"),)),
    Day("an occupational therapist's line", (L("97530", "", minutes=15),),
        (corrected(1, "TH201", "GO"),), taxonomy=OT),
    Day("a speech-language pathologist's line", (L("92507", ""),), (corrected(1, "TH201", "GN"),),
        taxonomy=SLP),
    Day("after what stands", (L("97530", "76", minutes=15),), (corrected(1, "TH201", "GP"),)),
    Day("every payer wants it", (L("97530", "", minutes=15),), (corrected(1, "TH201", "GP"),),
        filing="CI"),
    Day("a physician's line", (L("97530", "", minutes=15),), (flagged(1, "TH201"),),
        taxonomy=PHYSICIAN),
    Day("an assistant's line", (L("97530", "", minutes=15),), (flagged(1, "TH201"),),
        taxonomy=PTA),
    Day("a line's own provider comes before the claim's", (L("97530", "", minutes=15, by=OT),),
        (corrected(1, "TH201", "GO"),)),
    Day("no rendering provider, and the clinic's taxonomy is no therapist's",
        (L("97530", "", minutes=15),), (flagged(1, "TH201"),), rendering=False),
    Day("an evaluation for physical therapy by an occupational therapist", (L("97161", ""),),
        (flagged(1, "TH201"),), taxonomy=OT),
    Day("a code that is only sometimes therapy", (L("97597", ""),), filing="CI"),
    Day("GP by an occupational therapist", (L("97530", minutes=15),), (flagged(1, "TH202"),),
        taxonomy=OT),
    Day("GO under a physician", (L("97530", "GO", minutes=15),), taxonomy=PHYSICIAN),
    Day("GP and GO on one line", (L("97530", "GP:GO", minutes=15),), (flagged(1, "TH203"),)),
    Day("GP twice", (L("97530", "GP:GP", minutes=15),), (flagged(1, "TH204"),)),
    Day("GP is missing and four others stand", (L("97530", "76:77:CQ:AG", minutes=15),),
        (flagged(1, "TH201"), flagged(1, "TH205"))),
]  # fmt: skip

PAIRS = [
    Day("97530 with 97140, nothing on record", VISIT, (flagged(1, "TH301"),), filing="CI"),
    Day("97530 with 97140, the log says separate", SEPARATE, (corrected(1, "TH301", "59"),),
        filing="CI"),
    Day("97530 with 97140, the lines the other way round", SEPARATE[::-1],
        (corrected(2, "TH301", "59"),), filing="CI"),
    Day("97530 with 97140, blocks apart", APART, (corrected(1, "TH301", "59"),), filing="CI"),
    Day("97530 with 97140, blocks overlap", OVERLAP, (flagged(1, "TH301"),), filing="CI"),
    Day("97530 with 97140, blocks overlap and the site attests", OVERLAP, (flagged(1, "TH301"),),
        filing="CI", attest="TH301"),
    Day("97530 with 97140, the site attests", VISIT, (corrected(1, "TH301", "59"),), filing="CI",
        attest="TH301"),
    Day("97530 with 97140, the log says not separate",
        (L("97530", units=2, minutes=30, separate="N"), L("97140", minutes=15)),
        (flagged(1, "TH301"),), filing="CI", attest="TH301"),
    Day("97530 with 97140, 59 is there",
        (L("97530", "59:GP", units=2, minutes=30), L("97140", minutes=15)), filing="CI"),
    Day("97530 with 97140, XU is there",
        (L("97530", "GP:XU", units=2, minutes=30), L("97140", minutes=15)), filing="CI"),
    Day("97530 with 97140, 59 on the wrong line",
        (L("97530", units=2, minutes=30, separate="Y"), L("97140", "GP:59", minutes=15)),
        (flagged(1, "TH301"),), filing="CI"),
    Day("97530 with 97140 by two therapists",
        (L("97530", units=2, minutes=30), L("97140", minutes=15, by=PT)), filing="CI"),
    Day("97530 with 97140 on two claims of one day",
        (L("97530", units=2, minutes=30, separate="Y"),
         L("97140", minutes=15, separate="Y", claim="C2")),
        (corrected(1, "TH301", "59"),), filing="CI"),
    Day("Medicare, 2020-01-01", SEPARATE, (unknown(1, "TH403"), unknown(2, "TH403")),
        date="20200101", used=UNKNOWN),
    Day("Medicare, 2019-12-31", SEPARATE,
        (corrected(1, "TH301", "59"), unknown(1, "TH403"), unknown(2, "TH403")),
        date="20191231", used=UNKNOWN),
    Day("Medicare, 2019-12-31, nothing on record", VISIT,
        (flagged(1, "TH301"), unknown(1, "TH403"), unknown(2, "TH403")),
        date="20191231", used=UNKNOWN),
    Day("Medicare, 2019-07-01, 59 on column 1",
        (L("97530", units=2, minutes=30), L("97140", "GP:59", minutes=15)),
        (unknown(1, "TH403"), unknown(2, "TH403")), date="20190701", used=UNKNOWN),
    Day("Medicare, 2019-06-30, 59 on column 1",
        (L("97530", units=2, minutes=30), L("97140", "GP:59", minutes=15)),
        (flagged(1, "TH301"), unknown(1, "TH403"), unknown(2, "TH403")),
        date="20190630", used=UNKNOWN),
    Day("Medicare, 59 that no edit asks for",
        (L("97530", "GP:59", units=2, minutes=30), L("97140", minutes=15)),
        (flagged(1, "TH303"),)),
    Day("Medicare, 59 for 97530 with 97110",
        (L("97530", "GP:59", units=2, minutes=30), L("97110", minutes=15)),
        (flagged(1, "TH303"),)),
    Day("Medicare, 97750 is column 2 and gets 59",
        (L("97530", units=2, minutes=30, separate="Y"), L("97750", minutes=15, separate="Y")),
        (corrected(2, "TH301", "59"),)),
    Day("Medicare, XU on column 1 will do",
        (L("97530", "GP:XU", units=2, minutes=30), L("97750", minutes=15))),
    Day("Medicare, 97530 is column 2 of 97150", (L("97150"), L("97530", minutes=15)),
        (flagged(2, "TH301"),)),
    Day("97530 with 97153 by one provider",
        (L("97530", minutes=15), L("97153", "", units=4)), (held(2, "TH302"),), filing="CI"),
    Day("97530 with 97153, 59 does not help",
        (L("97530", minutes=15), L("97153", "59", units=4)), (held(2, "TH302"),), filing="CI"),
    Day("97530 with 97153 by two providers",
        (L("97530", minutes=15), L("97153", "", units=4, by=ABA))),
    Day("97140 with 97124", (L("97140", minutes=15), L("97124", minutes=15)),
        (held(2, "TH302"),)),
    Day("97530 with 95851", (L("97530", minutes=15), L("95851")), (held(2, "TH302"),),
        filing="CI"),
    Day("an evaluation beside 97530", (L("97161"), L("97530", minutes=15)), filing="CI"),
    Day("an evaluation beside 97750", (L("97161"), L("97750", minutes=15)),
        (held(2, "TH302"),)),
    Day("59 and XU on one line",
        (L("97530", "59:XU:GP", units=2, minutes=30), L("97140", minutes=15)),
        (flagged(1, "TH304"),), filing="CI"),
    Day("a pair with a code that is no therapy", (L("29581", ""), L("97140", minutes=15)),
        (flagged(2, "TH301"),)),
    Day("a pair with a claim that holds no therapy",
        (L("29581", "", claim="C2"), L("97140", minutes=15)), (flagged(2, "TH301"),)),
]  # fmt: skip

THRESHOLD = [
    Day("over, and nobody has said why", (L("97530", minutes=15),), (flagged(1, "TH401"),),
        used="2470"),
    Day("over, and the therapist justifies it", (L("97530", minutes=15, kx="Y"),),
        (corrected(1, "TH401", "KX"),), used="2470"),
    Day("over, and the site attests", (L("97530", minutes=15),),
        (corrected(1, "TH401", "KX"),), used="2470", attest="TH401"),
    Day("over, and the therapist does not justify it", (L("97530", minutes=15, kx="N"),),
        (flagged(1, "TH401"),), used="2470", attest="TH401"),
    Day("over, and KX is there", (L("97530", "GP:KX", minutes=15),), used="2470"),
    Day("over only where a locality pays more", (L("97530", units=2, minutes=30, kx="Y"),),
        (flagged(1, "TH401"),), used="2410"),
    Day("2,480.00 to the cent is not over by the nation's amounts",
        (L("97530", minutes=15, kx="Y"),), (flagged(1, "TH401"),), used="2444.93"),
    Day("a cent above", (L("97530", minutes=15, kx="Y"),), (corrected(1, "TH401", "KX"),),
        used="2444.94"),
    Day("far below", (L("97530", minutes=15, kx="Y"),), used="600"),
    Day("KX far below", (L("97530", "GP:KX", minutes=15),), (flagged(1, "TH402"),), used="600"),
    Day("nothing is known of the year", (L("97530", minutes=15),), (unknown(1, "TH403"),),
        used=UNKNOWN),
    Day("no threshold is known for 2027", (L("97530", minutes=15),), (unknown(1, "TH403"),),
        used="1200", date="20270309"),
    Day("last year's threshold was lower", (L("97530", minutes=15, kx="Y"),),
        (corrected(1, "TH401", "KX"),), used="2400", date="20250310"),
    Day("occupational therapy has its own pool", (L("97530", "GO", minutes=15, kx="Y"),),
        taxonomy=OT, used="2470"),
    Day("speech therapy shares the pool of physical therapy", (L("92507", "GN", kx="Y"),),
        (corrected(1, "TH401", "KX"),), taxonomy=SLP, used="2470", used_ot="0"),
    Day("the line that crosses",
        (L("97530", minutes=15, kx="Y"), L("97110", minutes=15, kx="Y")),
        (corrected(2, "TH401", "KX"),), used="2360", date="20250310"),
    Day("the line that crosses and the one after it",
        (L("97530", minutes=15, kx="Y"), L("97110", minutes=15, kx="Y"),
         L("97112", minutes=15, kx="Y")),
        (corrected(2, "TH401", "KX"), corrected(3, "TH401", "KX")), used="2360", date="20250310"),
    Day("units are lowered before they are counted", (L("97530", units=3, minutes=23, kx="Y"),),
        (corrected(1, "TH101", 2),), used="2330", date="20250310"),
    Day("GP and KX are both added", (L("97530", "", minutes=15, kx="Y"),),
        (corrected(1, "TH201", "GP"), corrected(1, "TH401", "KX")), used="2470"),
    Day("KX is needed and four others stand", (L("97530", "GP:CQ:76:77", minutes=15, kx="Y"),),
        (flagged(1, "TH401"), flagged(1, "TH205")), used="2470"),
    Day("no threshold but Medicare's", (L("97530", minutes=15, kx="Y"),), filing="CI",
        used="9000"),
    Day("no more is allowed than was charged",
        (L("97530", minutes=15, charge=20, kx="Y"),), used="2450"),
    Day("no published amount, and nothing used", (L("97799"),)),
    Day("no countable units, and nothing used", (L("97530", units="1.5", charge=75, minutes=23),),
        (flagged(1, "TH106"),)),
    Day("97153 counts toward no threshold",
        (L("97530", minutes=15), L("97153", "", units=4)), (held(2, "TH302"),)),
]  # fmt: skip

TOTALS_AND_LOG = [
    Day("the total was wrong as it came", (L("97530", minutes=15),), (flagged(0, "CL101"),),
        total="75"),
    Day("the total was wrong, and units are lowered", (L("97530", units=3, minutes=23),),
        (flagged(0, "CL101"), corrected(1, "TH101", 2)), total="175"),
    Day("a row for a code that is not billed", (L("97530", units=2, minutes=30),),
        (flagged(0, "CL102"),), rows=(log_row("97161", 30),)),
    Day("a row that fits two lines", (L("97530"), L("97530")),
        (flagged(0, "CL102"), unknown(1, "TH104"), unknown(2, "TH104")),
        rows=(log_row("97530", 30),)),
    Day("a row for another claim", (L("97530", minutes=15),), (flagged(0, "CL102"),),
        rows=({**log_row("97530", 15), "claim_id": "C9"},)),
]  # fmt: skip

DAYS = [*UNITS_MEDICARE, *UNITS_OTHERS, *MODIFIERS, *PAIRS, *THRESHOLD, *TOTALS_AND_LOG]
EVERY_DAY = pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day.filing} {day.name}")


@EVERY_DAY
def test_verdict(day: Day) -> None:
    assert day.found(day.scrubbed()) == sorted(day.verdict)


@EVERY_DAY
def test_charges_follow_the_units_and_the_total_follows_the_charges(day: Day) -> None:
    result = day.scrubbed()
    before, after = claims_in(day.text), claims_in(result.corrected.decode("latin-1"))
    for old, new in zip(before, after, strict=True):
        assert (new.total_charge or 0) - (new.line_charges or 0) == (old.total_charge or 0) - (
            old.line_charges or 0
        )
        for was, line in zip(old.lines, new.lines, strict=True):
            if was.units and line.units:
                assert (line.charge or 0) * was.units == (was.charge or 0) * line.units
            else:
                assert line.charge == was.charge


@EVERY_DAY
def test_a_second_scrub_corrects_nothing(day: Day) -> None:
    once = day.scrubbed().corrected
    again = day.scrubbed(once.decode("latin-1"))
    assert again.corrected == once
    assert all(d.action.value != "corrected" for d in again.discrepancies)


@EVERY_DAY
def test_no_correction_without_evidence_or_attestation_raises_a_charge(day: Day) -> None:
    result = day.scrubbed()
    before, after = result.summary.charges.before, result.summary.charges.after
    assert day.attest or Decimal(after) <= Decimal(before)


def test_the_days_are_labelled_once() -> None:
    names = [(day.filing, day.name) for day in DAYS]
    assert len(names) == len(set(names)) >= 40


def flags_of(day: Day) -> set[tuple[int, str, str]]:
    return {(line, rule, action) for line, rule, action, _ in day.found(day.scrubbed())}


@pytest.mark.parametrize("minutes", [20, 8, 19])
def test_one_unit_too_many_between_equal_remainders_is_the_therapists_to_settle(
    minutes: int,
) -> None:
    units = minutes // 15 + 1
    lines = (L("97530", units=units, minutes=minutes), L("97110", units=units, minutes=minutes))
    found = flags_of(Day("tie", lines))
    assert found
    assert found <= {(1, "TH101", "flagged"), (2, "TH101", "flagged")}


def test_minutes_that_a_remark_mentions_do_not_replace_those_that_the_claim_sends() -> None:
    line = L("97530", unit="MJ", units=30, charge=100, note="CAME 15 MINUTES LATE")
    day = Day("remark", (line,))
    assert day.found(day.scrubbed()) in (
        [(1, "TH105", "corrected", "2")],
        [(1, "TH105", "flagged", None)],
    )


def test_no_units_are_made_of_more_minutes_than_a_day_has() -> None:
    day = Day("too many", (L("97530", unit="MJ", units=5000, charge=50),))
    assert not any(action == "corrected" for _, _, action in flags_of(day))


@pytest.mark.parametrize(
    ("units", "minutes", "verdict"),
    [
        ((1, 1), (8, 8), []),
        ((2, 1), (20, 20), [corrected(1, "TH101", 1)]),
        ((2, 2), (23, 23), []),
        ((3, 2), (23, 23), [corrected(1, "TH101", 2)]),
        ((1, 1), (5, 5), [held(1, "TH101"), held(2, "TH101")]),
    ],
)
def test_a_payer_that_counts_each_code_for_itself(
    tmp_path: Path, units: tuple[int, int], minutes: tuple[int, int], verdict: list[Verdict]
) -> None:
    (tmp_path / "acme.yaml").write_text(
        "profile: acme\ntitle: Acme\nmatch: {payer_ids: [PAYER1]}\nunit_method: ama_midpoint\n"
        "sources: [{title: manual, checked: 2026-11-21}]\n"
    )
    lines = tuple(
        L(code, units=count, minutes=given)
        for code, count, given in zip(("97530", "97110"), units, minutes, strict=True)
    )
    day = Day("midpoint", lines, filing="CI")
    assert day.found(day.scrubbed(payers=tmp_path)) == verdict


def test_a_telephone_number_raises_no_units() -> None:
    day = Day("telephone", (L("97530", note="CALL 555-1234"),), attest="TH102")
    assert not any(action == "corrected" for _, _, action in flags_of(day))


def billed_by(entity: str) -> Day:
    """A day without rendering provider whose billing provider has a therapist's taxonomy."""

    class Billed(Day):
        @property
        def text(self) -> str:
            text = super().text.replace("261QR0400X", PT)
            return re.sub(r"(?<=NM1\*85\*)\d", entity, text)

    return Billed("billing", (L("97530", "", minutes=15),), rendering=False)


def test_the_taxonomy_of_a_person_who_bills_settles_the_discipline() -> None:
    assert flags_of(billed_by("1")) == {(1, "TH201", "corrected")}


def test_a_therapists_taxonomy_settles_the_discipline_whoever_bills_by_it() -> None:
    assert flags_of(billed_by("2")) == {(1, "TH201", "corrected")}
