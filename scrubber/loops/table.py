"""The loops of the 837P guide (005010X222A1), in its order; the names are ours.

`tests/loops/test_against_the_guide.py` holds the table against pyx12's map of the guide.
"""

from dataclasses import dataclass

ROOT = "ST"
"""The id of what stands around all loops: the transaction set itself."""


LEVELS = ("2000A", "2000B", "2000C")
"""The loops that HL opens: billing provider, subscriber, patient."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: what opens it, and what may stand in it.

    `opened_by`: a segment id, for NM1 and HL with the codes that tell which loop it is. `stage`: a
    loop of an earlier stage does not open after one of a later stage under the same parent.
    """

    id: str
    name: str
    opened_by: str
    codes: frozenset[str]
    stage: int
    segments: tuple[str, ...]
    loops: tuple[str, ...]


def _loop(id_: str, name: str, opened_by: str, rest: str = "", loops: str = "") -> Loop:
    """A row. `opened_by` is as `NM1*DN|P3`, `rest` the segments after the one that opens it."""
    opener, _, codes = opened_by.partition("*")
    return Loop(
        id_,
        name,
        opener,
        frozenset(filter(None, codes.split("|"))),
        _STAGES.get(id_, 1),
        (opener, *rest.split()),
        tuple(loops.split()),
    )


_STAGES = {"2000A": 2, "2000B": 2, "2000C": 2, "2300": 2, "2320": 2, "2400": 3}

_ROWS = (
    _loop(ROOT, "transaction set", "ST", "BHT SE", "1000A 1000B 2000A"),
    _loop("1000A", "submitter", "NM1*41", "PER"),
    _loop("1000B", "receiver", "NM1*40"),
    _loop("2000A", "billing provider level", "HL*20", "PRV CUR", "2010AA 2010AB 2010AC 2000B"),
    _loop("2010AA", "billing provider", "NM1*85", "N3 N4 REF PER"),
    _loop("2010AB", "pay-to address", "NM1*87", "N3 N4"),
    _loop("2010AC", "pay-to plan", "NM1*PE", "N3 N4 REF"),
    _loop("2000B", "subscriber level", "HL*22", "SBR PAT", "2010BA 2010BB 2300 2000C"),
    _loop("2010BA", "subscriber", "NM1*IL", "N3 N4 DMG REF PER"),
    _loop("2010BB", "payer", "NM1*PR", "N3 N4 REF"),
    _loop("2000C", "patient level", "HL*23", "PAT", "2010CA 2300"),
    _loop("2010CA", "patient", "NM1*QC", "N3 N4 DMG REF PER"),
    _loop(
        "2300",
        "claim",
        "CLM",
        "DTP PWK CN1 AMT REF K3 NTE CR1 CR2 CRC HI HCP",
        "2310A 2310B 2310C 2310D 2310E 2310F 2320 2400",
    ),
    _loop("2310A", "referring provider", "NM1*DN|P3", "REF"),
    _loop("2310B", "rendering provider", "NM1*82", "PRV REF"),
    _loop("2310C", "service facility", "NM1*77", "N3 N4 REF PER"),
    _loop("2310D", "supervising provider", "NM1*DQ", "REF"),
    _loop("2310E", "ambulance pick-up", "NM1*PW", "N3 N4"),
    _loop("2310F", "ambulance drop-off", "NM1*45", "N3 N4"),
    _loop(
        "2320",
        "other insurance",
        "SBR",
        "CAS AMT OI MOA",
        "2330A 2330B 2330C 2330D 2330E 2330F 2330G",
    ),
    _loop("2330A", "other subscriber", "NM1*IL", "N3 N4 REF"),
    _loop("2330B", "other payer", "NM1*PR", "N3 N4 DTP REF"),
    _loop("2330C", "other payer's referring provider", "NM1*DN|P3", "REF"),
    _loop("2330D", "other payer's rendering provider", "NM1*82", "REF"),
    _loop("2330E", "other payer's service facility", "NM1*77", "REF"),
    _loop("2330F", "other payer's supervising provider", "NM1*DQ", "REF"),
    _loop("2330G", "other payer's billing provider", "NM1*85", "REF"),
    _loop(
        "2400",
        "service line",
        "LX",
        "SV1 SV5 PWK CR1 CR3 CRC DTP QTY MEA CN1 REF AMT K3 NTE PS1 HCP",
        "2410 2420A 2420B 2420C 2420D 2420E 2420F 2420G 2420H 2430 2440",
    ),
    _loop("2410", "drug", "LIN", "CTP REF"),
    _loop("2420A", "line's rendering provider", "NM1*82", "PRV REF"),
    _loop("2420B", "line's purchased service provider", "NM1*QB", "REF"),
    _loop("2420C", "line's service facility", "NM1*77", "N3 N4 REF"),
    _loop("2420D", "line's supervising provider", "NM1*DQ", "REF"),
    _loop("2420E", "line's ordering provider", "NM1*DK", "N3 N4 REF PER"),
    _loop("2420F", "line's referring provider", "NM1*DN|P3", "REF"),
    _loop("2420G", "line's ambulance pick-up", "NM1*PW", "N3 N4"),
    _loop("2420H", "line's ambulance drop-off", "NM1*45", "N3 N4"),
    _loop("2430", "line as another payer decided it", "SVD", "CAS DTP AMT"),
    _loop("2440", "form", "LQ", "FRM"),
)

LOOPS = {loop.id: loop for loop in _ROWS}
"""The loops by id, the transaction set itself among them."""
