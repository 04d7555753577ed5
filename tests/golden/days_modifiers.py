"""GP, GO and GN: TH201 to TH205."""

from tests.golden.harness import PTA, Day, L, corrected, flagged
from tests.treatment.days import OT, PHYSICIAN, SLP

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
    Day("an assistant's line", (L("97530", "", minutes=15),),
        (flagged(1, "TH201"), flagged(1, "TH209")), taxonomy=PTA),
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
