"""What the code and the rendering provider say: TH208 (modifier not for that code), TH209.

`CR 10176`: 97161-97164 only GP, 97165-97168 only GO, 92521-92524, 92597 and 92607 only GN. What
else a code may carry is told by the CMS therapy code list.
"""

from tests.golden.harness import OTA, PTA, C, Day, L, Verdict, flagged
from tests.treatment.days import OT, PHYSICIAN, PT, SLP

SLPA = "2355S0801X"
WRONG = (flagged(1, "TH208", "error"),)
UNUSUAL = (flagged(1, "TH208", "warning"),)


def line(
    procedure: str,
    modifier: str,
    taxonomy: str,
    verdict: tuple[Verdict, ...] = (),
    why: str = "",
    **given: str,
) -> Day:
    """One line; a quarter hour if the code is timed."""
    return Day(
        f"{procedure} {modifier}, taxonomy {taxonomy}",
        (L(procedure, modifier, minutes=15),),
        verdict,
        taxonomy=taxonomy,
        why=why,
        **given,  # type: ignore[arg-type]
    )


MODIFIER_FOR_CODE = [
    line("97161", "GO", OT, WRONG, "CR 10176: GP only; GO agrees with who rendered it"),
    line("97164", "GO", PHYSICIAN, WRONG, "CR 10176: GP only"),
    line("97165", "GP", PT, WRONG, "CR 10176: GO only"),
    line("97168", "GP", PHYSICIAN, WRONG, "CR 10176: GO only", filing="CI"),
    line("92523", "GP", PHYSICIAN, WRONG, "CR 10176: GN only"),
    line("92597", "GO", PHYSICIAN, WRONG, "CR 10176: GN only"),
    line("92607", "GP", PHYSICIAN, WRONG, "CR 10176: GN only"),
    line("97140", "GN", SLP, UNUSUAL, "therapy code list: GP or GO"),
    line("97035", "GN", SLP, UNUSUAL, "therapy code list: GP or GO"),
    line("92507", "GP", PT, UNUSUAL, "therapy code list: GN"),
    line("97597", "GN", SLP, UNUSUAL, "therapy code list: GP or GO"),
    line("92526", "GO", OT, why="therapy code list: GN or GO"),
    line("97530", "GO", OT, why="therapy code list: GP, GO or GN"),
    line(
        "97530",
        "GN",
        SLP,
        (flagged(1, "TH208", "info"),),
        why="therapy code list: GP, GO or GN; RULES section 2 asks for a warning",
        reading="settled: what the NCCI manual forbids is the pair with 92507, 92508 and 92526, "
        "which TH301 tells; by itself it is told and asks nothing",
    ),
    line(
        "97153",
        "GP",
        PT,
        filing="CI",
        why="the therapy code list does not hold it",
        reading="no list of modifiers is not an empty list: nothing is said",
    ),
    Day(
        "two evaluations, each with its own",
        (L("97161"), L("97165", "GO", by=OT)),
        why="CR 10176",
    ),
]

RENDERED_BY_ASSISTANT = [
    Day(
        "a physical therapist assistant renders two lines",
        (L("97530", minutes=15), L("97110", minutes=15)),
        (flagged(1, "TH209"), flagged(2, "TH209")),
        taxonomy=PTA,
        why="assistants cannot bill Medicare; one finding a therapy line",
    ),
    Day(
        "CQ does not help",
        (L("97530", "GP:CQ", minutes=15),),
        (flagged(1, "TH209"),),
        taxonomy=PTA,
        why="the service goes under the therapist, with CQ",
    ),
    Day(
        "an occupational therapy assistant, TRICARE",
        (L("97530", "GO", minutes=15),),
        (flagged(1, "TH209"),),
        filing="CH",
        taxonomy=OTA,
        why="TRICARE: under the therapist (hnfs.net)",
    ),
    Day(
        "an occupational therapy assistant with a specialty",
        (L("97530", "GO", minutes=15),),
        (flagged(1, "TH209"),),
        taxonomy="224ZF0002X",
        why="224Z* are assistants (NUCC 25.1)",
    ),
    Day(
        "an assistant renders one line of the claim",
        (L("97530", minutes=15), L("97110", minutes=15, by=PTA)),
        (flagged(2, "TH209"),),
        why="loop 2420A comes before 2310B",
    ),
    Day(
        "a therapist renders one line of an assistant's claim",
        (L("97530", minutes=15), L("97110", minutes=15, by=PT)),
        (flagged(1, "TH209"),),
        taxonomy=PTA,
        why="loop 2420A comes before 2310B",
    ),
    Day(
        "beside a line that is no therapy",
        (L("97530", minutes=15), L("A9270", "", charge=10)),
        (flagged(1, "TH209"),),
        taxonomy=PTA,
        why="one finding a therapy line",
    ),
    Day(
        "a void claim of an assistant",
        (L("97530", minutes=15),),
        taxonomy=PTA,
        claims=(C("C1", frequency="8"),),
        why="a void claim goes as it came",
    ),
    Day(
        "a physical therapist assistant, a commercial payer",
        (L("97530", minutes=15),),
        filing="CI",
        taxonomy=PTA,
        why="only Medicare and TRICARE are known to refuse it",
    ),
    Day(
        "a physical therapist assistant, Medicare Advantage",
        (L("97530", minutes=15),),
        filing="16",
        taxonomy=PTA,
        why="only Medicare (MB) and TRICARE (CH) are known to refuse it",
        reading="a Medicare Advantage plan decides for itself",
    ),
    Day(
        "a speech-language assistant",
        (L("92507", "GN"),),
        taxonomy=SLPA,
        why="2355S0801X is neither 2252* nor 224Z*",
        reading="whether Medicare knows speech-language assistants is not confirmed",
    ),
]
