"""More units in a day than the MUE allows: TH107.

`MUE` is the NCCI practitioner table, Medicare 2024-07-01, Medicaid 2026 Q1. MAI 2 and 3 are per
day: all lines of a code by one provider together. The Medicaid table has no MAI.
"""

from tests.golden.days_units import ADJUDICATED
from tests.golden.harness import BEN, C, Day, L, corrected, flagged, held, unknown
from tests.treatment.days import PT, SLP

FOUR_AND_THREE = (L("97530", units=4, minutes=60), L("97530", units=3, minutes=45))
ON_TWO_CLAIMS = (L("97530", units=4, minutes=60), L("97530", units=3, minutes=45, claim="C2"))

MUE = [
    Day(
        "6 units for 90 minutes",
        (L("97530", units=6, minutes=90),),
        why="MUE 97530: 6",
    ),
    Day(
        "7 units for 105 minutes",
        (L("97530", units=7, minutes=105),),
        (held(1, "TH107"),),
        why="MUE 97530: 6; the minutes do support 7 (98-112)",
    ),
    Day(
        "7 units for 75 minutes",
        (L("97530", units=7, minutes=75),),
        (corrected(1, "TH101", 5),),
        why="lowered to 5 (68-82) first, and 5 are within the MUE of 6",
    ),
    Day(
        "8 units for 105 minutes",
        (L("97530", units=8, minutes=105),),
        (corrected(1, "TH101", 7), held(1, "TH107")),
        why="lowered to 7 (98-112), still above the MUE of 6",
    ),
    Day(
        "7 units for 75 minutes, and the price has no whole cents",
        (L("97530", units=7, charge=100, minutes=75),),
        (flagged(1, "TH101"), held(1, "TH107")),
        why="the 7 units stay as long as nobody lowers them",
    ),
    Day(
        "7 units, and no minutes",
        (L("97530", units=7),),
        (unknown(1, "TH104"), held(1, "TH107")),
        why="MUE 97530: 6; that needs no minutes",
    ),
    Day(
        "105 minutes sent as the quantity",
        (L("97530", unit="MJ", units=105, charge=350),),
        (corrected(1, "TH105", 7), held(1, "TH107")),
        why="105 minutes become 7 units, above the MUE of 6",
    ),
    Day(
        "another payer has adjudicated the claim",
        (L("97530", units=7, minutes=105),),
        (held(1, "TH107"),),
        other_payer=ADJUDICATED,
        why="nothing is changed, so nothing stands against telling it",
    ),
    Day(
        "5 units of 97112",
        (L("97112", units=5, minutes=75),),
        (held(1, "TH107"),),
        why="MUE 97112: 4",
    ),
    Day(
        "3 units of 97035",
        (L("97035", units=3, minutes=45),),
        (held(1, "TH107"),),
        why="MUE 97035: 2",
    ),
    Day(
        "8 units of 97535",
        (L("97535", units=8, minutes=120),),
        why="MUE 97535: 8",
    ),
    Day(
        "6 units each of two codes",
        (L("97530", units=6, minutes=90), L("97110", units=6, minutes=90)),
        why="an MUE is a code's own: 6 and 6",
    ),
    Day(
        "4 and 3 units on two lines",
        FOUR_AND_THREE,
        (held(1, "TH107"), held(2, "TH107")),
        why="MUE 97530: 6, MAI 3: the day's lines together",
    ),
    Day(
        "4 and 3 units on two claims",
        ON_TWO_CLAIMS,
        (held(1, "TH107"), held(2, "TH107")),
        why="MUE 97530: 6, MAI 3: the day's lines together, whatever claim they stand on",
    ),
    Day(
        "4 and 3 units, the second claim is void",
        ON_TWO_CLAIMS,
        claims=(C("C2", frequency="8"),),
        why="a void claim bills nothing",
    ),
    Day(
        "4 and 3 units by two therapists",
        (
            L("97530", units=4, minutes=60),
            L("97530", units=3, minutes=45, by=PT),
        ),
        why="an MUE is per rendering provider; the pool of both has 105 minutes for 7 units",
    ),
    Day(
        "4 and 3 units of two patients",
        ON_TWO_CLAIMS,
        claims=(C("C2", patient=BEN),),
        why="an MUE is per patient",
    ),
    Day(
        "4 and 3 units on two dates",
        ON_TWO_CLAIMS,
        claims=(C("C2", date="20260310"),),
        why="an MUE is per date",
    ),
    Day(
        "two evaluations",
        (L("97161"), L("97161", charge=51)),
        (held(1, "TH107"), held(2, "TH107")),
        why="MUE 97161: 1, MAI 2: absolute for the day",
    ),
    Day(
        "two group sessions",
        (L("97150"), L("97150", charge=51)),
        (held(1, "TH107"), held(2, "TH107")),
        why="MUE 97150: 1, MAI 3: the day's lines together",
    ),
    Day(
        "3 hours of cognitive testing, Medicare",
        (L("96125", "GN", units=3),),
        (held(1, "TH107"),),
        taxonomy=SLP,
        why="MUE 96125: 2 in Medicare",
    ),
    Day(
        "3 hours of cognitive testing, Medicaid",
        (L("96125", "GN", units=3),),
        filing="MC",
        taxonomy=SLP,
        why="MUE 96125: 3 in Medicaid",
    ),
    Day(
        "9 units of 97151, Medicare",
        (L("97151", "", units=9),),
        (held(1, "TH107"),),
        why="MUE 97151: 8 in Medicare",
    ),
    Day(
        "9 units of 97151, Medicaid",
        (L("97151", "", units=9),),
        filing="MC",
        why="MUE 97151: 32 in Medicaid",
    ),
    Day(
        "7 units for 105 minutes, Medicaid",
        (L("97530", units=7, minutes=105),),
        (held(1, "TH107"),),
        filing="MC",
        why="MUE 97530: 6 in Medicaid",
    ),
    Day(
        "4 and 3 units on two lines, Medicaid",
        FOUR_AND_THREE,
        filing="MC",
        why="MUE 97530: 6 in Medicaid, and neither line has more",
        reading="the Medicaid table has no MAI: its edits are per claim line",
    ),
    Day(
        "7 units for 105 minutes, a commercial payer",
        (L("97530", units=7, minutes=105),),
        (held(1, "TH107"),),
        filing="CI",
        why="a payer without a profile is measured by Medicare's table",
    ),
    Day(
        "7 units for 105 minutes, workers' compensation",
        (L("97530", units=7, minutes=105),),
        (held(1, "TH107"),),
        filing="WC",
        why="a payer without a profile is measured by Medicare's table",
    ),
    Day(
        "a hot pack, Medicare",
        (L("97010"),),
        (flagged(1, "TH107", "warning"),),
        why="MUE 97010: 0 in Medicare (status B, never paid apart)",
        reading="settled: 0 is coverage and no count of units; it is told and holds no claim",
    ),
    Day(
        "a hot pack, Medicaid",
        (L("97010"),),
        filing="MC",
        why="MUE 97010: 1 in Medicaid",
    ),
    Day(
        "unattended stimulation, Medicare",
        (L("97014"),),
        (flagged(1, "TH107", "warning"),),
        why="MUE 97014: 0 in Medicare (status I, G0283 instead)",
    ),
    Day(
        "unattended stimulation, a commercial payer",
        (L("97014"),),
        filing="CI",
        why="MUE 97014: 0 says that Medicare wants G0283",
        reading="an MUE of 0 is Medicare's coverage and no count of units; other payers pay 97014 "
        "and 97010, so it is not held against them",
    ),
    Day(
        "7 units for 105 minutes, before the table",
        (L("97530", units=7, minutes=105),),
        date="20230309",
        why="the table is of 2024-07-01",
        reading="a figure is not carried back to dates that its release does not speak of",
    ),
]
