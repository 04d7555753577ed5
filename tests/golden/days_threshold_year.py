"""The threshold over a year: assistants' 85 percent, replaced and void claims, pools, review.

Dollars are national: units x conversion factor, to the cent. A quarter hour of 97530 is 34.61 in
2025 (1.07 x 32.3465; 24.58 reduced) and 35.07 in 2026 (1.05 x 33.4009). The dearest locality pays
1.2891 of that, 44.62 and 45.21; a line that is over only there may be over: flagged, KX not added.
Thresholds: 2,110 in 2021, 2,150 in 2022, 2,330 in 2024, 2,410 in 2025, 2,480 in 2026.
"""

from tests.golden.harness import BEN, C, Day, L, Verdict, corrected, flagged, unknown
from tests.treatment.days import OT, SLP

KX = (corrected(1, "TH401", "KX"),)
MAYBE = (flagged(1, "TH401"),)
MARCH_10, MARCH_12 = "20250310", "20250312"
ACCRUAL = "that Medicare counts the reduced amount is not confirmed"


def tasks(modifiers: str = "GP", claim: str = "C1", **given: object) -> L:
    """A quarter hour of 97530 whose need for KX the therapist has signed."""
    return L("97530", modifiers, minutes=15, kx="Y", claim=claim, **given)  # type: ignore[arg-type]


def noted(claim: str) -> L:
    """The same of a claim whose number stands twice, so that no row of the log can name it."""
    return L("97530", line_note="97530 15 MIN", claim=claim)


VOIDED = L("97530", claim="V1")

ASSISTANTS = [
    Day(
        "CQ: over only at the full amount",
        (tasks("GP:CQ"),),
        MAYBE,
        used="2445",
        why="85 percent from 2022-01-01: 2,445 + 29.81 is below 2,480; 2,445 + 35.07 were above",
        reading=ACCRUAL,
    ),
    Day(
        "CQ: 2,480.00 to the cent",
        (tasks("GP:CQ"),),
        MAYBE,
        used="2450.19",
        why="2,450.19 + 29.81 is 2,480.00, not above",
        reading=ACCRUAL,
    ),
    Day("CQ: a cent above", (tasks("GP:CQ"),), KX, used="2450.20", why="2,480.01", reading=ACCRUAL),
    Day(
        "CQ: far below",
        (tasks("GP:CQ"),),
        used="2430",
        why="2,430 + 45.21, the full amount at the dearest, is below",
    ),
    Day(
        "CO counts in the pool of occupational therapy",
        (tasks("GO:CO"),),
        MAYBE,
        used_ot="2445",
        taxonomy=OT,
        why="2,445 + 29.81 is below 2,480; 2,445 + 35.07 were above",
        reading=ACCRUAL,
    ),
    Day(
        "CQ on 2021-12-31: the full amount",
        (tasks("GP:CQ"),),
        KX,
        date="20211231",
        used="2072",
        why="1.13 x 34.8931 is 39.43; 2,111.43 is above 2,110; the reduction began the day after",
    ),
    Day(
        "CQ on 2022-01-01: 85 percent",
        (tasks("GP:CQ"),),
        MAYBE,
        date="20220101",
        used="2112",
        why="0.85 x 1.10 x 34.6062 is 32.36; 2,144.36 is below 2,150; in full 2,150.07",
        reading=ACCRUAL,
    ),
    Day(
        "an earlier CQ line counts with 85 percent",
        (tasks("GP:CQ"), tasks(claim="C2")),
        (flagged(2, "TH401"),),
        date=MARCH_10,
        claims=(C("C2", date=MARCH_12),),
        used="2341",
        why="2,341 + 29.42 + 34.61 is 2,405.03; with the full 34.61 before it 2,410.22",
        reading=ACCRUAL,
    ),
    Day(
        "CQ is added first",
        (tasks(assistant=15),),
        (corrected(1, "TH206", "CQ"), *MAYBE),
        used="2445",
        why="2,445 + 29.81 is below 2,480",
        reading=ACCRUAL,
    ),
]

REPLACED = [
    Day(
        "a replacement and its original in the file",
        (noted("C1"), noted("R1"), tasks(claim="C2")),
        date=MARCH_10,
        claims=(C("R1", number="C1", frequency="7"), C("C2", date=MARCH_12)),
        used="2310",
        why="the replacement stands for the original: 2,310 + 34.61 + 34.61, at the dearest "
        "2,399.24; a third amount would be above",
    ),
    Day(
        "a replacement and its original in the file, and it is enough",
        (noted("C1"), noted("R1"), tasks(claim="C2")),
        (corrected(3, "TH401", "KX"),),
        date=MARCH_10,
        claims=(C("R1", number="C1", frequency="7"), C("C2", date=MARCH_12)),
        used="2345",
        why="2,345 + 34.61 + 34.61 is 2,414.22",
    ),
    Day(
        "a replacement, its original not in the file, far below",
        (tasks(),),
        date=MARCH_10,
        claims=(C("C1", frequency="7"),),
        used="2300",
        why="2,300 + 44.62 is below, counted already or not",
    ),
    Day(
        "a replacement, its original not in the file, that would cross",
        (tasks(),),
        MAYBE,
        date=MARCH_10,
        claims=(C("C1", frequency="7"),),
        used="2400",
        why="2,434.61, unless the original is in the 2,400 already",
    ),
    Day(
        "a replacement, its original not in the file, at 2,410.00",
        (tasks(),),
        MAYBE,
        date=MARCH_10,
        claims=(C("C1", frequency="7"),),
        used="2410",
        why="without this line 2,410.00 is not above",
    ),
    Day(
        "a replacement, its original not in the file, above without it",
        (tasks(),),
        KX,
        date=MARCH_10,
        claims=(C("C1", frequency="7"),),
        used="2411",
        why="2,411 is above, counted already or not",
    ),
    Day(
        "the line after a replacement whose original is not in the file",
        (tasks(), tasks(claim="C2")),
        (flagged(2, "TH401"),),
        date=MARCH_10,
        claims=(C("C1", frequency="7"), C("C2", date=MARCH_12)),
        used="2360",
        why="2,429.22 with the replacement, 2,394.61 if the 2,360 hold it already",
        reading="what may be counted already makes later lines `may be over` too",
    ),
    Day(
        "a void claim and its original in the file",
        (tasks(), VOIDED, tasks(claim="C2")),
        date=MARCH_10,
        claims=(C("V1", number="C1", frequency="8"), C("C2", date=MARCH_12)),
        used="2350",
        why="the void takes the original back: 2,350 + 34.61, at the dearest 2,394.62",
    ),
    Day(
        "a void claim, its original not in the file, and over all the same",
        (VOIDED, tasks(claim="C2")),
        (corrected(2, "TH401", "KX"),),
        date=MARCH_10,
        claims=(C("V1", frequency="8"), C("C2", date=MARCH_12)),
        used="2440",
        why="2,440 - 34.61 + 34.61 is above",
    ),
    Day(
        "a void claim, its original not in the file, and below all the same",
        (VOIDED, tasks(claim="C2")),
        date=MARCH_10,
        claims=(C("V1", frequency="8"), C("C2", date=MARCH_12)),
        used="2300",
        why="2,300 + 44.62 is below, taken back or not",
    ),
    Day(
        "a void claim, its original not in the file, that decides",
        (VOIDED, tasks(claim="C2")),
        (flagged(2, "TH401"),),
        date=MARCH_10,
        claims=(C("V1", frequency="8"), C("C2", date=MARCH_12)),
        used="2395",
        why="2,395 + 34.61 is above, unless the 2,395 hold what the void takes back",
        reading="as with a replacement: nobody says whether the amount used holds the original, so "
        "it may be over",
    ),
]

POOLS_AND_YEARS = [
    Day(
        "physical and speech therapy fill one pool",
        (tasks(), L("92507", "GN", charge=120, kx="Y", claim="C2")),
        (corrected(2, "TH401", "KX"),),
        date=MARCH_10,
        claims=(C("C2", date=MARCH_12, taxonomy=SLP),),
        used="2320",
        why="2,320 + 34.61 + 75.04 (2.32 x 32.3465) is 2,429.65",
    ),
    Day(
        "occupational therapy fills another",
        (tasks("GO"), tasks(claim="C2")),
        date=MARCH_10,
        claims=(C("C1", taxonomy=OT), C("C2", date=MARCH_12)),
        used="2360",
        why="2,360 + 44.62 at the dearest; the OT line counts toward OT",
    ),
    Day(
        "occupational therapy is over, physical therapy is not",
        (tasks("GO"), tasks(claim="C2")),
        KX,
        date=MARCH_10,
        claims=(C("C1", taxonomy=OT), C("C2", date=MARCH_12)),
        used_ot="2400",
        why="2,400 + 34.61 in OT; 34.61 in PT and SLP",
    ),
    Day(
        "one full practice expense a day, over the disciplines",
        (tasks(), L("97535", "GO", minutes=15, kx="Y", by=OT)),
        (flagged(2, "TH401"),),
        date=MARCH_10,
        used_ot="2386",
        why="97530 has the higher practice expense, so 97535 has half of its own: 23.45; 2,409.45 "
        "is below 2,410, in full 2,418.02 were above",
        reading="that the reduced amount counts is not confirmed",
    ),
    Day(
        "the last of December and the first days of January",
        (tasks(), tasks(claim="C2")),
        KX,
        date="20251230",
        claims=(C("C2", date="20260105"),),
        used="2400",
        used_in=((2026, "PT_SLP", "0"),),
        why="a threshold is a calendar year's",
    ),
    Day(
        "the new year, and nothing is known of it",
        (tasks(), tasks(claim="C2")),
        (*KX, unknown(2, "TH403")),
        date="20251230",
        claims=(C("C2", date="20260105"),),
        used="2400",
        why="last year's amount says nothing of this year",
    ),
    Day(
        "earlier lines are those earlier in the file",
        (tasks(), tasks(claim="C2")),
        (corrected(2, "TH401", "KX"),),
        date=MARCH_10,
        claims=(C("C1", date=MARCH_12), C("C2", date=MARCH_10)),
        used="2345",
        why="the contract: used + this year's earlier lines in the file + this line",
    ),
    Day(
        "two patients",
        (tasks(), tasks(claim="C2")),
        date=MARCH_10,
        claims=(C("C2", patient=BEN),),
        used="2360",
        why="2,360 + 44.62 of each",
    ),
    Day(
        "two transaction sets",
        (tasks(), tasks(claim="C2")),
        (corrected(2, "TH401", "KX"),),
        date=MARCH_10,
        claims=(C("C2", date=MARCH_12, set=2),),
        used="2345",
        why="2,345 + 34.61 + 34.61 is 2,414.22, over the whole file",
    ),
    Day(
        "the old conversion factor of 2024",
        (tasks(),),
        MAYBE,
        date="20240308",
        used="2293.70",
        why="1.10 x 32.7442 is 36.02: 2,329.72 is below 2,330",
    ),
    Day(
        "the new conversion factor of 2024",
        (tasks(),),
        KX,
        date="20240309",
        used="2293.70",
        why="1.10 x 33.2875 is 36.62: 2,330.32",
    ),
]


def review(name: str, used: str, verdict: tuple[Verdict, ...] = (), why: str = "") -> Day:
    """A quarter hour of 97530 with KX in 2026."""
    return Day(name, (L("97530", "GP:KX", minutes=15),), verdict, used=used, why=why)


MEDICAL_REVIEW = flagged(1, "TH404", "info")
REVIEW = [
    review(
        "above the medical review threshold",
        "2990",
        (MEDICAL_REVIEW,),
        "BBA 2018 s. 50202: 3,000 a pool; 2,990 + 35.07",
    ),
    review("between the two thresholds", "2900", why="2,935.07, at the dearest 2,945.21"),
    Day(
        "3,000.00 to the cent",
        (L("97530", "GP:KX", minutes=15),),
        used="2964.93",
        why="2,964.93 + 35.07 is not above",
        reading="by the nation's amounts; that a dearer locality would pass it is not told",
    ),
    review("a cent above 3,000", "2964.94", (MEDICAL_REVIEW,), "2,964.94 + 35.07 is 3,000.01"),
    Day(
        "above both, and KX is justified",
        (tasks(),),
        (*KX, MEDICAL_REVIEW),
        used="2990",
        why="one does not take the other's place",
    ),
    Day(
        "above both, and nobody has said why",
        (L("97530", minutes=15),),
        (*MAYBE, MEDICAL_REVIEW),
        used="3100",
        why="one does not take the other's place",
    ),
    Day(
        "CQ: above only at the full amount",
        (L("97530", "GP:CQ:KX", minutes=15),),
        used="2965",
        why="2,965 + 29.81 is below 3,000; 2,965 + 35.07 were above",
        reading=ACCRUAL,
    ),
    Day(
        "speech therapy shares the pool for review",
        (L("92507", "GN:KX", charge=120),),
        (MEDICAL_REVIEW,),
        used="2990",
        taxonomy=SLP,
        why="3,000 for PT and SLP together",
    ),
    Day(
        "occupational therapy has its own pool for review",
        (L("97530", "GO", minutes=15),),
        used="3500",
        taxonomy=OT,
        why="3,000 for OT by itself, and nothing of it is used",
    ),
    Day(
        "the line that passes 3,000",
        (L("97530", "GP:KX", minutes=15), L("97110", "GP:KX", minutes=15)),
        (flagged(2, "TH404", "info"),),
        date=MARCH_10,
        used="2950",
        why="2,950 + 34.61 + 21.83 (97110 with half its practice expense) is 3,006.44",
    ),
    Day(
        "a year whose own threshold is not known",
        (L("97530", minutes=15),),
        (unknown(1, "TH403"), MEDICAL_REVIEW),
        date="20270309",
        used="3100",
        why="BBA 2018 s. 50202: 3,000 from 2018 to 2028",
        reading="the review threshold is law up to 2028, so it is known for 2027",
    ),
    Day(
        "no review but Medicare's",
        (L("97530", minutes=15),),
        filing="16",
        used="9000",
        why="the thresholds are Medicare Part B's",
    ),
]
