"""Units of a whole day: pools of several codes, claims and providers, ties, payers without a rule.

CMS Pub 100-04 chapter 5 section 20.2.C is `the manual`: the timed minutes of a day are pooled, 8-22
are 1 unit, 23-37 are 2 and so on; each code has its full quarter hours, the rest goes to the
largest remainders; between equal ones the therapist chooses.
"""

from tests.golden.harness import BEN, C, Day, L, corrected, flagged, held
from tests.treatment.days import OT, PT

CODES = ("97530", "97110", "97112", "97116", "97140")


def each_one_unit(*minutes: int) -> tuple[L, ...]:
    """A unit of each of the first codes, with these minutes."""
    return tuple(L(code, minutes=given) for code, given in zip(CODES, minutes, strict=False))


POOLS = [
    Day(
        "five codes, and the shortest has the largest remainder",
        each_one_unit(18, 17, 16, 15, 9),
        why="the manual: 75 minutes are 5 units; four full quarter hours, the fifth goes to the 9",
    ),
    Day(
        "five codes, and the shortest has 2 minutes",
        each_one_unit(18, 17, 16, 15, 2),
        (flagged(5, "TH103"),),
        why="the manual: 68 minutes are 5 units, so the day is not over, but the fifth goes to the "
        "remainder of 3 and not to the code with 2 minutes",
    ),
    Day(
        "five codes, 56 minutes",
        each_one_unit(18, 13, 10, 8, 7),
        (held(5, "TH101"),),
        why="the manual: 56 minutes are 4 units: 18, then 13, 10 and 8; none for the 7, and a line "
        "is never deleted",
    ),
    Day(
        "15, 15 and 8: the third earns its unit",
        each_one_unit(15, 15, 8),
        why="the manual: 38 minutes are 3 units",
    ),
    Day(
        "15, 15 and 7: the third does not",
        each_one_unit(15, 15, 7),
        (held(3, "TH101"),),
        why="the manual: 37 minutes are 2 units, both full quarter hours of other codes",
    ),
    Day(
        "53 minutes, 4 units",
        (L("97530", units=4, minutes=53),),
        why="the manual: 53-67 are 4",
    ),
    Day(
        "52 minutes, 4 units",
        (L("97530", units=4, minutes=52),),
        (corrected(1, "TH101", 3),),
        why="the manual: 38-52 are 3",
    ),
    Day(
        "67 minutes, 5 units",
        (L("97530", units=5, minutes=67),),
        (corrected(1, "TH101", 4),),
        why="the manual: 53-67 are 4",
    ),
    Day(
        "127 minutes, 9 units",
        (L("97535", units=9, minutes=127),),
        (corrected(1, "TH101", 8),),
        why="the manual: 113-127 are 8, and the pattern goes on; the 8 that stay are within the "
        "MUE of 97535",
    ),
    Day(
        "128 minutes of two codes, 9 units",
        (L("97530", units=5, minutes=71), L("97110", units=4, minutes=57)),
        why="the manual's pattern above 127: 9 units; 4 and 3 full quarter hours, remainders 11 "
        "and 12 take one each; 5 and 4 are within the MUE",
    ),
    Day(
        "three claims of one day, 20 minutes each, 2, 1 and 1",
        (
            L("97530", units=2, minutes=20),
            L("97110", minutes=20, claim="C2"),
            L("97112", minutes=20, claim="C3"),
        ),
        why="the manual: 60 minutes are 4; equal remainders, so the split that was billed stands",
    ),
    Day(
        "three claims of one day, 20 minutes each, 2, 2 and 1",
        (
            L("97530", units=2, minutes=20),
            L("97110", units=2, minutes=20, claim="C2"),
            L("97112", minutes=20, claim="C3"),
        ),
        (flagged(1, "TH101"), flagged(2, "TH101")),
        why="the manual: 60 minutes are 4 and 5 are billed; which of the two loses its second unit "
        "the therapist chooses",
    ),
    Day(
        "10 and 10, 1 and 1",
        each_one_unit(10, 10),
        (flagged(1, "TH101"), flagged(2, "TH101")),
        why="the manual: 20 minutes are 1, and either code may have it: therapist's choice",
    ),
    Day(
        "manual, example 5: 7, 7 and 7, and each has 1",
        each_one_unit(7, 7, 7),
        (flagged(1, "TH101"), flagged(2, "TH101"), flagged(3, "TH101")),
        why="the manual: 21 minutes are 1, of the therapist's choice among the three",
    ),
    Day(
        "22 and 22, 2 and 1",
        (L("97530", units=2, minutes=22), L("97110", minutes=22)),
        why="the manual: 44 minutes are 3, equal remainders of 7: the billed split stands",
    ),
    Day(
        "22 and 22, 2 and 2",
        (L("97530", units=2, minutes=22), L("97110", units=2, minutes=22)),
        (flagged(1, "TH101"), flagged(2, "TH101")),
        why="the manual: 44 minutes are 3; either may have the second unit",
    ),
    Day(
        "24 and 24, 1 and 1",
        (L("97530", minutes=24), L("97110", minutes=24)),
        (flagged(1, "TH102"), flagged(2, "TH102")),
        why="the manual: 48 minutes are 3 and 2 are billed",
        reading="a missing unit that either of two lines may have is told on both, as a surplus is",
    ),
    Day(
        "two therapists of one discipline share the pool",
        (L("97530", units=2, minutes=24), L("97110", units=2, minutes=23, by=PT)),
        (corrected(2, "TH101", 1),),
        why="a pool is a patient, date, billing provider and discipline; 47 minutes are 3 "
        "(manual, example 1)",
    ),
    Day(
        "two disciplines have a pool each",
        (L("97530", units=2, minutes=23), L("97535", "GO", units=2, minutes=22, by=OT)),
        (corrected(2, "TH101", 1),),
        why="23 minutes of physical therapy are 2, 22 of occupational therapy are 1; together they "
        "would be 3",
    ),
    Day(
        "two patients have a pool each",
        (L("97530", minutes=8), L("97110", minutes=8, claim="C2")),
        claims=(C("C2", patient=BEN),),
        why="8 minutes are 1 unit of each; pooled, 16 would be 1",
    ),
    Day(
        "two dates on one claim have a pool each",
        (L("97530", minutes=8), L("97110", minutes=8, dates="D8*20260310")),
        why="8 minutes are 1 unit on each date",
    ),
    Day(
        "two transaction sets of one day",
        (L("97530", units=2, minutes=24), L("97110", units=2, minutes=23, claim="C2")),
        claims=(C("C2", set=2),),
        why="47 minutes are 3 (manual, example 1), however the claims are sent",
        reading="settled: a file is read one transaction set at a time (DESIGN), and what its end "
        "would have to take back in an earlier set has been written; the README names the limit",
    ),
    Day(
        "a group session takes no part in the pool",
        (L("97150", minutes=40, by=PT), L("97110", units=2, minutes=22)),
        (corrected(2, "TH101", 1),),
        why="only one-on-one minutes of timed codes count: 22 are 1",
    ),
    Day(
        "manual, example 4, each has 1, and the rule is not known",
        each_one_unit(18, 13, 10, 8),
        filing="CI",
        why="by the midpoint rule each code has 8 or more: 4 units; over by one rule is not over",
    ),
    Day(
        "manual, example 4, the first has 2, and the rule is not known",
        (L("97530", units=2, minutes=18), *each_one_unit(18, 13, 10, 8)[1:]),
        (corrected(1, "TH101", 1),),
        filing="CI",
        why="5 billed are over by both (3 and 4); 18 minutes are 1 unit by both",
    ),
    Day(
        "5 and 5, and the rule is not known",
        each_one_unit(5, 5),
        (flagged(1, "TH101"), flagged(2, "TH101")),
        filing="CI",
        why="1 in all by the manual, none by the midpoint rule; the larger holds, and which code "
        "has that unit the therapist chooses",
    ),
    Day(
        "30 and 30, 1 and 1, and the rule is not known",
        each_one_unit(30, 30),
        (flagged(1, "TH102"), flagged(2, "TH102")),
        filing="CI",
        why="2 and 2 by both rules",
    ),
    Day(
        "8 and 8, Veterans Affairs",
        each_one_unit(8, 8),
        filing="VA",
        why="no profile: 2 units by the midpoint rule, so not over by both",
    ),
]
