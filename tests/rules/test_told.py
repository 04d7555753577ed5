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
WITH_KX = "SV1*HC:97530:GP:KX*100*UN*2***1~"
WITH_CQ = "SV1*HC:97530:GP:CQ*100*UN*2***1~"
NOT_THERAPY = "SV1*HC:99213*90*UN*1***1~"
MEDICARES_MOST = "CMS NCCI MUE practitioner services 2024-07-01"
MEDICAIDS_MOST = "CMS Medicaid NCCI MUE practitioner services 2026 Q1"
APPEALED = "all lines of the day add up, and a denial can be appealed with the record (indicator 3)"
EACH_LINE = "no indicator is published: each line is judged by itself"
ANTHEM = Given(claim_filing="BL", payer_name="ANTHEM BCBS")
ANTHEMS_CAP = (
    "Anthem Blue Cross and Blue Shield (IN, KY, MO, OH, WI): Anthem provider news, frequency "
    "editing, professional (IN, KY, MO, OH, WI), from 2021-04-01"
)
NYSIFS_CAP = (
    "New York State Insurance Fund (workers' compensation): Workers' Compensation Board, letter of "
    "2018-01-30 as told by jtnylaw.com (over all practitioners of the day), from 2018-01-30 "
    "(unconfirmed)"
)
UNATTESTED = "not corrected: nothing on record says so. It takes --attest TH102 --attested-by NAME"
NOTE = "Reaching tasks at counter height to improve cooking, verbal cueing."
NOTED = f"note in treatment log row 2, {SIGNED}"
BELONGS = "the line belongs under the supervising therapist"
ASSISTED = f"30 of 30 minutes were an assistant's: treatment log row 2, {SIGNED}"
NOT_DISTINCT = "stands, and the record says that it was not distinct"
REPORT = "asked for after 10 treatment days: CMS Pub 100-02 chapter 15 section 220.3.D"
OF_OT = "NM1*82*1*OTHER*ANN****XX*1730251182~PRV*PE*PXC*225X00000X~"
OF_NOBODY = "NM1*82*1*OTHER*ANN****XX*1730251182~"
VISITS = [f"SV1*HC:97530:GP*50*UN*1***1~DTP*472*D8*202603{day:02}~" for day in range(2, 13)]
TENTH = "treatment day 10 that is known of this course: a progress report is due"
ELEVENTH = "treatment day 11 that is known of this course: does the record show the continued need?"
NEED = (
    "asked for after 10 treatment days: Article 000, citing CMS billing guidance; the text was not "
    "found, unconfirmed"
)

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
        "TH210",
        f"{NOT_THERAPY}{WITH_CQ}SV1*HC:97530:GP:59:CQ*100*UN*2***1~{TIMED}",
        Given(minutes=(None, 30, 30, 30), assistant_minutes=(None, None, 0, 0)),
        [
            (
                "3",
                "SV101-5",
                "CQ stands, and the record has no assistant minutes",
                (f"treatment log row 3, {SIGNED}",),
            )
        ],
    ),
    (
        "TH301",
        f"{TIMED}SV1*HC:97140:GP*45*UN*1***1~",
        Given(claim_filing="CI", separate_service=("N", "")),
        [
            (
                "1",
                "SV101-4",
                (
                    "97530 is denied beside 97140, which is paid, without 59 or another distinct "
                    "modifier"
                ),
                (
                    (
                        "Payers' own edits, as reported by WebPT on 2023-04-18 (some kept it, some "
                        "dropped it)"
                    ),
                    f"treatment log row 2, {SIGNED}: not a separate service",
                ),
            )
        ],
    ),
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
    (
        "TH102",
        (
            f"{TIMED}SV1*HC:97530:GO*50*UN*1***1~NM1*82*1*OTHER*ANN****XX*1730251182~"
            "PRV*PE*PXC*225X00000X~"
        ),
        Given(minutes=(30, 30)),
        [
            (
                "2",
                "SV104",
                "bills 1 unit, and the minutes support 2",
                (f"30 minutes: treatment log row 3, {SIGNED}", UNATTESTED),
            )
        ],
    ),
    (
        "TH102",
        f"{TIMED}SV1*HC:97110:GP*45*UN*1***1~",
        Given(minutes=(20, 45)),
        [
            (
                "2",
                "SV104",
                "bills 1 unit, and the minutes support 3",
                (
                    f"45 minutes: treatment log row 3, {SIGNED}",
                    "another line of that day bills more than its share: settle that first",
                ),
            )
        ],
    ),
    (
        "TH102",
        "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*45*UN*1***1~",
        Given(minutes=(24, 24)),
        [
            (
                line,
                "SV104",
                "bills 1 unit, and the minutes support 1 or 2",
                (
                    f"24 minutes: treatment log row {row}, {SIGNED}",
                    "lines of that day have an equal claim to a unit: the therapist chooses",
                ),
            )
            for line, row in (("1", 2), ("2", 3))
        ],
    ),
    (
        "TH102",
        "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*45*UN*1***1~",
        Given(blocks=("10:00-10:30", "10:15-10:45")),
        [
            (
                line,
                "SV104",
                "bills 1 unit, and the minutes support 2",
                (
                    f"30 minutes: treatment log row {row}, {SIGNED}",
                    "time of that day is booked twice: settle that first",
                ),
            )
            for line, row in (("1", 2), ("2", 3))
        ],
    ),
    (
        "TH102",
        "SV1*HC:97530:GP*50*UN*1***1~NTE*ADD*ARRIVED 30 MINUTES LATE~",
        Given(),
        [
            (
                "1",
                "SV104",
                "bills 1 unit, and the minutes support 2",
                (
                    "30 minutes: line note (NTE, segment 29)",
                    "a free-text note with other words is not enough to raise units",
                ),
            )
        ],
    ),
    (
        "TH102",
        f"{TIMED}SV1*HC:97110:GP*45*UN*1***1~",
        Given(minutes=(30, 45)),
        [
            (
                "2",
                "SV104",
                "bills 1 unit, and the minutes support 3",
                (f"45 minutes: treatment log row 3, {SIGNED}", UNATTESTED),
            )
        ],
    ),
    (
        "TH102",
        "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*45*UN*1***1~",
        Given(claim_filing="CI", minutes=(38, 24)),
        [
            (
                line,
                "SV104",
                "bills 1 unit, and the minutes support 2",
                (f"{minutes} minutes: treatment log row {row}, {SIGNED}", UNATTESTED),
            )
            for line, minutes, row in (("1", 38, 2), ("2", 24, 3))
        ],
    ),
    (
        "TH107",
        "SV1*HC:97530:GP*200*UN*4***1~SV1*HC:97530:GP:59*150*UN*3***1~",
        Given(),
        [
            (
                line,
                "SV104",
                "the day bills 7 units of 97530, and 6 are the most that is taken",
                (MEDICARES_MOST, APPEALED, "billed on claim C1 line 1 and claim C1 line 2"),
            )
            for line in ("1", "2")
        ],
    ),
    (
        "TH107",
        f"{NOT_THERAPY}SV1*HC:97014:GP*30*UN*1***1~",
        Given(),
        [
            (
                "2",
                "SV104",
                "the day bills 1 unit of 97014, and 0 are the most that is taken",
                (MEDICARES_MOST, APPEALED, "0: not paid apart, or another code is wanted"),
            )
        ],
    ),
    (
        "TH107",
        "SV1*HC:97530:GP*350*UN*7***1~SV1*HC:97530:GP*50*UN*X***1~SV1*HC:97530:GP*300*UN*6***1~",
        Given(claim_filing="MC"),
        [
            (
                "1",
                "SV104",
                "the line bills 7 units of 97530, and 6 are the most that is taken",
                (MEDICAIDS_MOST, EACH_LINE),
            )
        ],
    ),
    (
        "TH107",
        "SV1*HC:97161:GP*180*UN*2***1~",
        Given(),
        [
            (
                "1",
                "SV104",
                "the day bills 2 units of 97161, and 1 is the most that is taken",
                (
                    MEDICARES_MOST,
                    "all lines of the day add up, and a denial is final (indicator 2)",
                ),
            )
        ],
    ),
    ("TH107", "SV1*HC:97530:GP*300*UN*6***1~SV1*HC:97530:GP*50*UN*X***1~", Given(), []),
    (
        "TH109",
        f"{NOT_THERAPY}{TIMED}SV1*HC:97110:GP*45*UN*1***1~SV1*HC:97112:GP*45*UN*1***1~",
        Given(blocks=("", "10:00-10:30", "10:30-10:45", "10:20-10:40")),
        [
            (
                "4",
                "SV104",
                "the therapist's time 10:20-10:30 and 10:30-10:40 is on another line too",
                (
                    "therapist 1245319599: also claim C1 line 2, 97530 10:00-10:30",
                    "therapist 1245319599: also claim C1 line 3, 97110 10:30-10:45",
                ),
            )
        ],
    ),
    (
        "TH110",
        (
            "SV1*HC:97110:GP*50*UN*X***1~SV1*HC:97110:GP*150*UN*3***1~SV1*HC:97112:GP*90*UN*2***1~"
            "SV1*HC:97110:GO*250*UN*5***1~SV1*HC:97140:GN*45*UN*1***1~"
        ),
        ANTHEM,
        [
            *(
                (
                    line,
                    "SV104",
                    "the day's 5 units pass the payer's cap of 4 a day and discipline",
                    (
                        ANTHEMS_CAP,
                        "5 units: 3 of 97110 on claim C1 line 2 and 2 of 97112 on claim C1 line 3",
                    ),
                )
                for line in ("2", "3")
            ),
            (
                "4",
                "SV104",
                "the day's 5 units pass the payer's cap of 4 a day and discipline",
                (ANTHEMS_CAP, "5 units: 5 of 97110 on claim C1 line 4"),
            ),
        ],
    ),
    (
        "TH110",
        "SV1*HC:97530:GP*250*UN*5***1~SV1*HC:97110:GO*200*UN*4***1~",
        Given(claim_filing="WC", payer_name="NYSIF"),
        [
            (
                line,
                "SV104",
                "the day's 9 units pass the payer's cap of 8 a day and patient (unconfirmed)",
                (
                    NYSIFS_CAP,
                    "9 units: 5 of 97530 on claim C1 line 1 and 4 of 97110 on claim C1 line 2",
                ),
            )
            for line in ("1", "2")
        ],
    ),
    (
        "TH110",
        "SV1*HC:97110*250*UN*5***1~SV1*HC:97110:GP*250*UN*5***1~",
        Given(claim_filing="BL", payer_name="ANTHEM BCBS", taxonomy=""),
        [
            (
                "2",
                "SV104",
                "the day's 5 units pass the payer's cap of 4 a day and discipline",
                (ANTHEMS_CAP, "5 units: 5 of 97110 on claim C1 line 2"),
            )
        ],
    ),
    (
        "TH110",
        "SV1*HC:97140:GP*45*UN*1***1~SV1*HC:97110:GO*250*UN*5***1~",
        ANTHEM,
        [
            (
                "2",
                "SV104",
                "the day's 5 units pass the payer's cap of 4 a day and discipline",
                (ANTHEMS_CAP, "5 units: 5 of 97110 on claim C1 line 2"),
            )
        ],
    ),
    (
        "TH110",
        "SV1*HC:97110:GP*250*UN*5***1~DTP*472*RD8*20260309-20260310~",
        ANTHEM,
        [],
    ),
    *(
        (
            "TH206",
            "SV1*HC:97530:59:GP*100*UN*2***1~",
            given,
            [("1", "SV101-5", "lacks CQ", evidence)],
        )
        for given, evidence in (
            (
                Given(minutes=(30,), assistant_minutes=(30,)),
                (ASSISTED, "that is all of 2 units"),
            ),
            (
                Given(minutes=(30,), assistant_minutes=(15,)),
                (
                    f"15 of 30 minutes were an assistant's: treatment log row 2, {SIGNED}",
                    "to be split: 1 unit with CQ, 1 without",
                ),
            ),
            (
                Given(assistant_minutes=(15,)),
                (
                    f"15 assistant minutes: treatment log row 2, {SIGNED}",
                    "the minutes of the whole service are not on record",
                ),
            ),
            (
                Given(taxonomy="225X00000X", minutes=(30,), assistant_minutes=(30,)),
                (ASSISTED, "whose plan of care it is has to be settled first"),
            ),
        )
    ),
    (
        "TH206",
        f"{TIMED}NTE*ADD*97530 30 MIN~",
        Given(assistant_minutes=(30,)),
        [
            (
                "1",
                "SV101-4",
                "lacks CQ",
                (
                    f"{ASSISTED}; of the whole service line note (NTE, segment 29)",
                    "that is all of 2 units",
                ),
            )
        ],
    ),
    (
        "TH206",
        f"{TIMED}NTE*ADD*PATIENT CAME 30 MINUTES LATE~",
        Given(assistant_minutes=(30,)),
        [
            (
                "1",
                "SV101-4",
                "lacks CQ",
                (
                    f"30 assistant minutes: treatment log row 2, {SIGNED}",
                    (
                        "the minutes of the whole service are not on record, but for a free-text "
                        "note with other words"
                    ),
                ),
            )
        ],
    ),
    (
        "TH206",
        "SV1*HC:97530:GP*50*UN*1***1~",
        Given(minutes=(40,), assistant_minutes=(30,)),
        [
            (
                "1",
                "SV101-4",
                "lacks CQ",
                (
                    f"30 of 40 minutes were an assistant's: treatment log row 2, {SIGNED}",
                    "of 1 unit it is not clear which were the assistant's",
                ),
            )
        ],
    ),
    (
        "TH206",
        "SV1*HC:97530:GP*50*UN*1.5***1~",
        Given(minutes=(30,), assistant_minutes=(30,)),
        [
            (
                "1",
                "SV101-4",
                "lacks CQ",
                (
                    ASSISTED,
                    "SV104 counts no whole units, so it is not clear which were the assistant's",
                ),
            )
        ],
    ),
    (
        "TH206",
        "SV1*HC:97530*100*UN*2***1~",
        Given(taxonomy="208100000X", minutes=(30,), assistant_minutes=(30,)),
        [
            (
                "1",
                "SV101-3",
                "lacks CO or CQ",
                (ASSISTED, "whose plan of care it is has to be settled first"),
            )
        ],
    ),
    (
        "TH206",
        "SV1*HC:97597*100*UN*1***1~",
        Given(minutes=(30,), assistant_minutes=(30,)),
        [("1", "SV101-3", "lacks CQ", (ASSISTED, "it goes beside GP, which the line lacks"))],
    ),
    (
        "TH207",
        "SV1*HC:97530:GO:59:CQ:CQ*100*UN*2***1~",
        Given(),
        [("1", "SV101-5", "CQ beside GO, which takes CO", ())],
    ),
    (
        "TH207",
        "SV1*HC:97530:GP:GO:CO*100*UN*2***1~SV1*HC:92507:GN:CQ*100*UN*1***1~",
        Given(),
        [("2", "SV101-4", "CQ beside GN, which takes no assistant modifier", ())],
    ),
    (
        "TH208",
        (
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97153:GP*100*UN*1***1~"
            "SV1*HC:97161:59:GO*100*UN*1***1~"
        ),
        Given(),
        [("3", "SV101-4", "97161 takes GP alone, not GO", ())],
    ),
    (
        "TH208",
        "SV1*HC:97140:59:GN*45*UN*1***1~",
        Given(),
        [("1", "SV101-4", "97140 is not usual under GN", ("usual: GP or GO",))],
    ),
    (
        "TH209",
        f"{WITH_CQ}{WITH_CQ}",
        Given(
            taxonomy="225200000X",
            minutes=(30, 30),
            therapist_npi=("1730251182", "1245319599"),
        ),
        [
            (
                "1",
                "SV101-2",
                "the rendering provider is an assistant (PTA)",
                (
                    "taxonomy 225200000X; NPI 1245319599",
                    BELONGS,
                    "the treatment log names therapist 1730251182",
                ),
            ),
            (
                "2",
                "SV101-2",
                "the rendering provider is an assistant (PTA)",
                ("taxonomy 225200000X; NPI 1245319599", BELONGS),
            ),
        ],
    ),
    (
        "TH209",
        f"{WITH_CQ}{WITH_CQ}NM1*82*1*OTHER*ANN~PRV*PE*PXC*225200000X~",
        Given(blocks=("", "10:00-10:30")),
        [
            (
                "2",
                "SV101-2",
                "the rendering provider is an assistant (PTA)",
                ("taxonomy 225200000X; NPI not given", BELONGS),
            )
        ],
    ),
    (
        "TH305",
        "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP:XU*45*UN*1***1~",
        Given(claim_filing="CI", separate_service=("N", "N")),
        [
            (
                "1",
                "SV101-4",
                f"59 {NOT_DISTINCT}",
                (f"treatment log row 2, {SIGNED}: not a separate service",),
            ),
            (
                "2",
                "SV101-4",
                f"XU {NOT_DISTINCT}",
                (
                    f"treatment log row 2, {SIGNED}: not a separate service",
                    f"treatment log row 3, {SIGNED}: not a separate service",
                ),
            ),
        ],
    ),
    (
        "TH305",
        "SV1*HC:97140:GP*45*UN*1***1~SV1*HC:97530:GP:59*100*UN*2***1~",
        Given(claim_filing="CI", blocks=("10:20-10:35", "10:00-10:30")),
        [
            (
                "2",
                "SV101-4",
                f"59 {NOT_DISTINCT}",
                ("time blocks overlap: 10:00-10:30 and 10:20-10:35",),
            )
        ],
    ),
    (
        "TH305",
        "SV1*HC:97750:GP:59*45*UN*1***1~SV1*HC:97161:GP*90*UN*1***1~",
        Given(blocks=("10:00-10:30", "10:15-10:45")),
        [],
    ),
    (
        "TH404",
        f"{NOT_THERAPY}{WITH_KX}{WITH_KX}",
        Given(used=Decimal(2941)),
        [
            (
                line,
                "SV101-5",
                "is over the medical review threshold of 3,000.00",
                (
                    "therapy used in 2026 (PT_SLP): 2,941.00, test",
                    f"earlier lines of this file: {earlier}",
                    f"this line: {allowed} allowed, national estimate",
                    f"{total} with this line",
                ),
            )
            for line, earlier, allowed, total in (
                ("2", "0.00", "59.95", "3,000.95"),
                ("3", "59.95", "49.76", "3,050.71"),
            )
        ],
    ),
    ("TH404", WITH_KX, Given(used=Decimal("2940.05")), []),
    ("TH404", WITH_KX, Given(date="20300309", used=Decimal(4000)), []),
    (
        "TH405",
        f"{WITH_KX}{TIMED}SV1*HC:97530:GP:59:KX*100*UN*2***1~",
        Given(kx_justified=("Y", "N", "N")),
        [
            (
                "3",
                "SV101-5",
                "KX stands, and the record says no",
                (f"treatment log row 4, {SIGNED}: KX is not justified",),
            )
        ],
    ),
    (
        "TH501",
        f"{TIMED}{TIMED}",
        Given(notes=("", "Therapeutic activities completed. Patient tolerated well.")),
        [
            (
                "2",
                "SV101-2",
                (
                    "the note does not show the activity, the function that it is for and the "
                    "assistance or cueing"
                ),
                (
                    'says nothing by itself: "therapeutic activities completed", "tolerated well"',
                    NOTED,
                ),
            )
        ],
    ),
    (
        "TH501",
        TIMED,
        Given(notes=("Sit to stand transfers with moderate assist, 3 sets.",)),
        [("1", "SV101-2", "the note does not show the function that it is for", (NOTED,))],
    ),
    (
        "TH501",
        TIMED,
        Given(notes=("Sit to stand transfers with moderate assist, Berg 41.",)),
        [],
    ),
    *(
        ("TH501", f"SV1*HC:{code}:GP*45*UN*1***1~", Given(notes=(note,)), told)
        for code, note, told in (
            ("97530", f"{NOTE} Strengthening, hot pack, monitored.", []),
            (
                "97530",
                "Hot pack, strengthening, monitored. To improve cooking, cueing in a group.",
                [
                    (
                        "1",
                        "SV101-2",
                        "the note does not show the activity",
                        (
                            'says nothing by itself: "monitored"',
                            '"hot pack": a passive treatment, which is not this code\'s',
                            (
                                '"strengthening": exercise without a task, which points to another '
                                "code"
                            ),
                            '"group": was the time one-on-one?',
                            NOTED,
                        ),
                    )
                ],
            ),
            (
                "97530",
                f"{NOTE} In a group.",
                [("1", "SV101-2", "a weak note", ('"group": was the time one-on-one?', NOTED))],
            ),
            (
                "97110",
                "Same as previous visit, continue plan of care.",
                [
                    (
                        "1",
                        "SV101-2",
                        "a weak note",
                        (
                            'says nothing by itself: "same as previous", "continue plan of care"',
                            NOTED,
                        ),
                    )
                ],
            ),
        )
    ),
    (
        "TH502",
        (
            f"SV1*HC:97530*50*UN*1***1~DTP*472*D8*20260311~{OF_NOBODY}{''.join(VISITS[:10])}"
            f"{VISITS[9]}{VISITS[9].replace('GP', 'GO')}{OF_OT}"
        ),
        Given(),
        [("11", "SV101-2", TENTH, (REPORT,))],
    ),
    (
        "TH502",
        "".join([*(f"{visit}{visit.replace('GP', 'GO')}{OF_OT}" for visit in VISITS), VISITS[10]]),
        Given(),
        [
            (line, "SV101-2", message, (figure,))
            for message, figure, lines in (
                (TENTH, REPORT, ("19", "20")),
                (ELEVENTH, NEED, ("21", "22")),
            )
            for line in lines
        ],
    ),
    (
        "TH502",
        f"{''.join(VISITS[:10])}{VISITS[10].replace('97530', '97110')}{VISITS[10]}",
        Given(),
        [
            ("10", "SV101-2", TENTH, (REPORT,)),
            ("12", "SV101-2", ELEVENTH, (NEED,)),
        ],
    ),
    (
        "TH503",
        f"{TIMED}{TIMED}DTP*472*D8*20260311~{TIMED}DTP*472*D8*20260312~",
        Given(notes=("", NOTE, NOTE)),
        [
            (
                "3",
                "SV101-2",
                "the note is word for word that of another date",
                (
                    "first on claim C1 line 2 of 2026-03-11",
                    f"note in treatment log row 3, {SIGNED}",
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


@pytest.mark.parametrize(
    ("code", "before", "given", "severities"),
    [
        ("TH107", "SV1*HC:97014:GP*30*UN*1***1~", Given(), ["warning"]),
        ("TH208", "SV1*HC:97161:GO*100*UN*1***1~", Given(), ["error"]),
        ("TH208", "SV1*HC:97140:GN*45*UN*1***1~", Given(), ["warning"]),
        ("TH208", "SV1*HC:97530:GN*100*UN*2***1~", rendering("235Z00000X"), ["info"]),
        (
            "TH301",
            f"{TIMED}SV1*HC:97140:GP*45*UN*1***1~",
            Given(claim_filing="CI", attested_by="A. Biller"),
            ["error"],
        ),
        ("TH502", "".join(VISITS), Given(), ["warning", "info"]),
    ],
)
def test_what_is_only_doubtful_is_told_more_softly(
    code: str, before: str, given: Given, severities: list[str]
) -> None:
    assert [record.severity for record in findings_of(code, before, given)] == severities
