"""Claim totals and rows of the treatment log that fit nothing: CL101, CL102."""

from tests.golden.harness import Day, L, corrected, flagged, log_row, unknown

TOTALS_AND_LOG = [
    Day("the total was wrong as it came", (L("97530", minutes=15),), (flagged(0, "CL101"),),
        total="75"),
    Day("the total was wrong, and units are lowered", (L("97530", units=3, minutes=23),),
        (flagged(0, "CL101"), corrected(1, "TH101", 2)), total="175"),
    Day("a row for a code that is not billed", (L("97530", units=2, minutes=30),),
        (flagged(0, "CL102"),), rows=(log_row("97161", 30),)),
    Day("a row that fits two lines", (L("97530"), L("97530", charge=51)),
        (flagged(0, "CL102"), unknown(1, "TH104"), unknown(2, "TH104")),
        rows=(log_row("97530", 30),)),
    Day("a row for another claim", (L("97530", minutes=15),), (flagged(0, "CL102"),),
        rows=({**log_row("97530", 15), "claim_id": "C9"},)),
]  # fmt: skip
