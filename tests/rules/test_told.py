"""What a person reads of a finding: its place, its words and its evidence, rule by rule."""

from decimal import Decimal

import pytest

from scrubber.rules.examples import Given, rendering
from tests.rules.harness import findings_of

Told = tuple[str | None, str | None, str, tuple[str, ...]]
"""Line, element, message and evidence."""

TIMED = "SV1*HC:97530:GP*100*UN*2***1~"
ROW = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530", "minutes": "23"}
NOT_USED = "row 2 of the treatment log is not used: "
CHOICE = "lines of that day have an equal claim to a unit: the therapist chooses"
SETTLE = "another line of that day that is sent in minutes has to be settled first"
DISPUTE = "minutes of that day are in dispute, or of an unknown discipline"
SIGNED = "signed by T. Hand PT"
QUANTITY = "SV103=MJ: the quantity is minutes"
NO_DATE = {**ROW, "service_date": "9 March", "procedure": ""}

TABLE: list[tuple[str, str, Given, list[Told]]] = [
    (
        "CL102",
        "SV1*HC:97110:GP*45*UN*1***1~",
        Given(rows=(ROW,)),
        [
            (
                None,
                None,
                f"{NOT_USED}no line of the claim has this date and procedure",
                ("97530 on 2026-03-09",),
            )
        ],
    ),
    (
        "CL102",
        TIMED,
        Given(rows=(NO_DATE,)),
        [
            (
                None,
                None,
                f"{NOT_USED}service_date is no date like 2026-03-31",
                ("no procedure on no readable date",),
            )
        ],
    ),
    (
        "TH103",
        "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
        Given(minutes=(15, 30)),
        [
            (
                "1",
                "SV104",
                "bills 2 units where its share of the day is 1",
                (
                    f"15 minutes: treatment log row 2, {SIGNED}",
                    "by the minutes the units would be 97530 1 and 97110 2",
                ),
            )
        ],
    ),
    (
        "TH104",
        f"{TIMED}SV1*HC:97161:GP*90*UN*1***1~{TIMED}",
        Given(minutes=(None, None, 23)),
        [("1", "SV104", "no minutes are on record, so the units cannot be checked", ())],
    ),
    (
        "TH104",
        "SV1*HC:97530:GP*100*UN*2***1~DTP*472*D8*2026~SV1*HC:99213*90*UN*1***1~DTP*472*D8*2026~",
        Given(),
        [("1", "SV104", "has no readable service date", ())],
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*100*MJ*30***1~",
        Given(),
        [
            ("1", "SV103", "sends 30 minutes (MJ) as its quantity", (f"30 minutes: {QUANTITY}",)),
            ("1", "SV104", "sends 30 minutes (MJ) as its quantity", (f"30 minutes: {QUANTITY}",)),
        ],
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*100*MJ*20***1~",
        Given(minutes=(30,)),
        [
            (
                "1",
                "SV103",
                "sends 20 minutes (MJ) as its quantity",
                (
                    f"30 minutes: treatment log row 2, {SIGNED}",
                    "the claim's own minutes support fewer units: a person decides",
                ),
            )
        ],
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*50*MJ*20***1~SV1*HC:97110:GP*45*MJ*20***1~",
        Given(),
        [
            (
                line,
                "SV103",
                "sends 20 minutes (MJ) as its quantity",
                (f"20 minutes: {QUANTITY}", CHOICE),
            )
            for line in ("1", "2")
        ],
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*50*MJ*7***1~",
        Given(),
        [
            (
                "1",
                "SV103",
                "sends 7 minutes (MJ) as its quantity",
                (
                    f"7 minutes: {QUANTITY}",
                    "these minutes support no unit: remove the line, or correct the minutes",
                ),
            )
        ],
    ),
    *(
        (
            "TH105",
            f"SV1*HC:97530:GP*50*MJ*{quantity}***1~",
            Given(),
            [
                (
                    "1",
                    "SV103",
                    f"sends {quantity} minutes (MJ) as its quantity",
                    ("the quantity is no number of minutes",),
                )
            ],
        )
        for quantity in ("0", "-5", "7.5")
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*50*MJ*7***1~SV1*HC:97110:GP*45*MJ*30***1~",
        Given(),
        [
            (
                "1",
                "SV103",
                "sends 7 minutes (MJ) as its quantity",
                (
                    f"7 minutes: {QUANTITY}",
                    "these minutes support no unit: remove the line, or correct the minutes",
                ),
            ),
            ("2", "SV103", "sends 30 minutes (MJ) as its quantity", (SETTLE,)),
        ],
    ),
    (
        "TH105",
        "SV1*HC:97530:GP*50*MJ*30***1~SV1*HC:97110:GP*45*UN*1***1~DTP*472*RD8*20260308-20260310~",
        Given(),
        [
            (
                "1",
                "SV103",
                "sends 30 minutes (MJ) as its quantity",
                (f"30 minutes: {QUANTITY}", DISPUTE),
            )
        ],
    ),
    (
        "TH106",
        "SV1*HC:97530:GP*100*UN*1.5***1~",
        Given(),
        [("1", "SV104", "SV104 is 1.5: units are whole numbers from 1", ())],
    ),
    (
        "TH106",
        "SV1*HC:97530:GP*100*UN****1~",
        Given(),
        [("1", "SV104", "SV104 is empty: units are whole numbers from 1", ())],
    ),
    (
        "TH106",
        "SV1*HC:97530:GP*100*F2*2***1~",
        Given(),
        [("1", "SV103", "SV103 is F2, so SV104 counts no units", ())],
    ),
    (
        "TH106",
        "SV1*HC:97530:GP*100**2***1~",
        Given(),
        [("1", "SV103", "SV103 is empty, so SV104 counts no units", ())],
    ),
    ("TH106", "SV1*HC:97530:GP*100*MJ*X***1~", Given(), []),
    ("TH106", "SV1*HC:97161:GP*100*UN*1.5***1~", Given(), []),
    ("TH106", "SV1*HC:99999*100*UN*1.5***1~", Given(), []),
    (
        "TH108",
        f"{TIMED}DTP*472*RD8*20260309-20260311~",
        Given(),
        [
            (
                "1",
                "SV101",
                "one timed line from 2026-03-09 to 2026-03-11: bill each day by itself",
                (),
            )
        ],
    ),
    (
        "TH108",
        f"{TIMED}DTP*472*RD8*20260309-2026~",
        Given(),
        [
            (
                "1",
                "SV101",
                "one timed line from 2026-03-09 to no readable date: bill each day by itself",
                (),
            )
        ],
    ),
    ("TH108", "SV1*HC:99213*90*UN*1***1~DTP*472*RD8*20260309-20260311~", Given(), []),
    (
        "TH201",
        "SV1*HC:97530:59*100*UN*2***1~",
        rendering("225X00000X"),
        [
            (
                "1",
                "SV101-4",
                "lacks GP, GO or GN",
                ("rendering provider's taxonomy 225X00000X: GO",),
            )
        ],
    ),
    (
        "TH201",
        "SV1*HC:97530*100*UN*2***1~",
        rendering("225200000X"),
        [
            (
                "1",
                "SV101-3",
                "lacks GP, GO or GN",
                ("taxonomy 225200000X (PTA) is no therapist's: whose plan of care is it?",),
            )
        ],
    ),
    (
        "TH201",
        "SV1*HC:97530*100*UN*2***1~",
        rendering("103T00000X"),
        [
            (
                "1",
                "SV101-3",
                "lacks GP, GO or GN",
                ("taxonomy 103T00000X is no therapist's: whose plan of care is it?",),
            )
        ],
    ),
    (
        "TH201",
        "SV1*HC:97140*45*UN*1***1~",
        rendering("235Z00000X"),
        [
            (
                "1",
                "SV101-3",
                "lacks GP or GO",
                ("97140 takes GP or GO, and the rendering provider's (SLP) is GN",),
            )
        ],
    ),
    (
        "TH201",
        "SV1*HC:97140*45*UN*1***1~",
        rendering(""),
        [
            (
                "1",
                "SV101-3",
                "lacks GP or GO",
                ("the rendering provider has no taxonomy, so whose plan of care it is stays open",),
            )
        ],
    ),
    (
        "TH202",
        "SV1*HC:97530:59:GP*100*UN*2***1~",
        rendering("225X00000X"),
        [
            (
                "1",
                "SV101-4",
                "GP contradicts the rendering provider",
                ("rendering provider's taxonomy 225X00000X: GO",),
            )
        ],
    ),
    (
        "TH202",
        "SV1*HC:97530:GP:GP*100*UN*2***1~",
        rendering("225X00000X"),
        [
            (
                "1",
                "SV101-3",
                "GP contradicts the rendering provider",
                ("rendering provider's taxonomy 225X00000X: GO",),
            )
        ],
    ),
    (
        "TH203",
        "SV1*HC:97530:GP:59:GO*100*UN*2***1~",
        Given(),
        [
            (
                "1",
                "SV101-5",
                "GP and GO on one line: a line belongs to one plan of care",
                (),
            )
        ],
    ),
    (
        "TH204",
        "SV1*HC:97530:59:GP:59:59*100*UN*2***1~",
        Given(),
        [
            ("1", "SV101-5", "59 stands twice", ()),
            ("1", "SV101-6", "59 stands twice", ()),
        ],
    ),
    ("TH204", "SV1*HC:97530:::GP*100*UN*2***1~", Given(), []),
    (
        "TH303",
        "SV1*HC:97110:GP*45*UN*1***1~SV1*HC:97530:GP:59*100*UN*2***1~",
        Given(),
        [("2", "SV101-4", "59 is not needed by any edit known for that day", ())],
    ),
    (
        "TH403",
        TIMED,
        Given(),
        [
            (
                "1",
                "SV101-4",
                "therapy used this year is not known, so KX cannot be checked",
                (
                    "therapy used (PT_SLP): not on record",
                    "earlier lines of this file: 0.00",
                    "this line: 59.95 allowed, national estimate",
                    "unknown: 59.95 against 2,480.00",
                ),
            )
        ],
    ),
    (
        "TH403",
        TIMED,
        Given(date="20270309", used=Decimal(1200)),
        [
            (
                "1",
                "SV101-4",
                "no therapy threshold is on record for that year",
                (
                    "therapy used in 2027 (PT_SLP): 1,200.00, test",
                    "earlier lines of this file: 0.00",
                    "this line: no published amount; at most its charge, 100.00",
                ),
            )
        ],
    ),
    (
        "TH402",
        "SV1*HC:97530:GP:KX*100*UN*2***1~",
        Given(used=Decimal(600)),
        [
            (
                "1",
                "SV101-4",
                "KX is not due: below the therapy threshold",
                (
                    "therapy used in 2026 (PT_SLP): 600.00, test",
                    "earlier lines of this file: 0.00",
                    "this line: 59.95 allowed, national estimate",
                    "below: 659.95 against 2,480.00",
                ),
            )
        ],
    ),
    (
        "TH401",
        TIMED,
        Given(used=Decimal(2410), kx_justified=("Y",)),
        [
            (
                "1",
                "SV101-4",
                "may be over the therapy threshold, and KX is missing",
                (
                    "therapy used in 2026 (PT_SLP): 2,410.00, test",
                    "earlier lines of this file: 0.00",
                    "this line: 59.95 allowed, national estimate",
                    "may be over: 2,469.95 against 2,480.00",
                    "at the most 2,500.42: a locality may pay more, or up to the charge",
                ),
            )
        ],
    ),
    (
        "TH401",
        TIMED,
        Given(used=Decimal(2470), kx_justified=("N",)),
        [
            (
                "1",
                "SV101-4",
                "is over the therapy threshold, and KX is missing",
                (
                    "therapy used in 2026 (PT_SLP): 2,470.00, test",
                    "earlier lines of this file: 0.00",
                    "this line: 59.95 allowed, national estimate",
                    "over: 2,529.95 against 2,480.00",
                    f"treatment log row 2, {SIGNED}: KX is not justified",
                ),
            )
        ],
    ),
]


@pytest.mark.parametrize(
    ("code", "before", "given", "told"),
    TABLE,
    ids=[f"{code} {at}" for at, (code, *_) in enumerate(TABLE)],
)
def test_a_finding_is_told(code: str, before: str, given: Given, told: list[Told]) -> None:
    assert [
        (record.line, record.element, record.message, record.evidence)
        for record in findings_of(code, before, given)
    ] == told


@pytest.mark.parametrize(("claim_id", "payer"), [("C1", "MEDB"), ("C99", None)])
def test_a_row_left_aside_is_told_with_the_payer_of_its_claim(
    claim_id: str, payer: str | None
) -> None:
    row = {**ROW, "claim_id": claim_id, "minutes": "23 or so"}
    (record,) = findings_of("CL102", TIMED, Given(rows=(row,)))
    assert (record.claim_id, record.payer_id) == (claim_id, payer)


@pytest.mark.parametrize(
    ("before", "severity"), [(TIMED, "info"), (f"{TIMED}DTP*472*D8*2026~", "warning")]
)
def test_a_date_that_cannot_be_read_is_worse_than_minutes_that_are_not_there(
    before: str, severity: str
) -> None:
    (record,) = findings_of("TH104", before)
    assert (record.action, record.severity) == ("not_evaluable", severity)
