"""835s as records: every element that is read, whether claims add up, and what is refused."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.payer_answers import (
    Adjustment,
    ClaimPayment,
    Payment,
    ServicePayment,
    read_remittances,
)
from scrubber.x12 import NotReadable
from tests.edi import ClaimText, one_claim
from tests.payer_edi import (
    PAID_ON,
    adjustment,
    claim_payment,
    interchange,
    remittance,
    service,
)

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def read(data: bytes | str) -> list[ClaimPayment]:
    return list(read_remittances(BytesIO(data.encode() if isinstance(data, str) else data)))


def claims_of(*segments: str) -> list[ClaimPayment]:
    body = "".join(f"{segment}~" for segment in segments)
    text = f"ST*835*0001~{body}SE*{len(segments) + 2}*0001~"
    return read(interchange("HP", "005010X221A1", [text]))


def line_of(*segments: str) -> ServicePayment:
    (claim,) = claims_of("BPR*I*0", "CLP*C1*1*100*80**MB*ICN1", *segments)
    (line,) = claim.lines
    return line


def test_a_claim_payment() -> None:
    (claim,) = claims_of(
        "BPR*I*80*C*ACH************20260320",
        "DTM*405*20260318",
        "N1*PR*SOME PAYER*XV*MEDB",
        "LX*1",
        "CLP*C1*19*100*80*20*mb*ICN1*11*1",
        "CAS*OA*23*0",
        "NM1*QC*1*SAMPLE*ADA****MI*1EG4TE5MK73",
        "NM1*IL*1*SAMPLE*BOB****MI*OTHER",
        "MIA*0****MA07***************MA20*MA21*MA22*MA23",
        "MOA***MA01*MA18*MA03*MA04*MA05",
        "DTM*232*20260309",
        "SVC*HC:97530:GP*100*80",
    )
    assert claim.payment == Payment("MEDB", date(2026, 3, 20))
    assert (claim.claim_id, claim.status, claim.payer_claim_number) == ("C1", "19", "ICN1")
    assert (claim.charge, claim.paid, claim.filing_indicator) == (100, 80, "MB")
    assert claim.member_id == "1EG4TE5MK73"
    assert claim.adjustments == (Adjustment("OA", "23", Decimal(0)),)
    assert claim.service_date == date(2026, 3, 9)
    stays = ("MA07", "MA20", "MA21", "MA22", "MA23")
    assert claim.remark_codes == (*stays, "MA01", "MA18", "MA03", "MA04", "MA05")
    assert claim.segment == 8
    assert repr(claim) == "ClaimPayment(segment=8)"


@pytest.mark.parametrize(
    ("heading", "payment"),
    [
        (["BPR*I*0************2*20260320"], Payment("", date(2026, 3, 21))),
        (["BPR*I*0", "DTM*405*20260318"], Payment("", date(2026, 3, 18))),
        (["BPR*I*0", "N1*PR*P", "REF*2U*999"], Payment("999", date(2026, 3, 21))),
        (["BPR*I*0", "N1*PR*P*XV*MEDB", "REF*2U*999"], Payment("MEDB", date(2026, 3, 21))),
        (["BPR*I*0", "N1*PE*US*XX*1", "REF*2U*999"], Payment("", date(2026, 3, 21))),
        (["BPR*I*0", "REF*2U*999"], Payment("", date(2026, 3, 21))),
    ],
)
def test_whose_payment_it_is_and_when(heading: list[str], payment: Payment) -> None:
    (claim,) = claims_of(*heading, "LX*1", "CLP*C1*1*0*0**MB*1")
    assert claim.payment == payment


def test_a_service_line() -> None:
    line = line_of(
        "SVC*HC:97140:gp:59::KX*100*80**2*HC:97530:GP*3",
        "DTM*472*20260309",
        "CAS*CO*45*1**253*2*1*97*3**4*4**5*5**6*6",
        "CAS*PR*2*7",
        "REF*1B*X",
        "REF*6R*C1L1",
        "AMT*KH*1",
        "AMT*B6*90",
        "LQ*RX*70",
        "LQ*HE*N519",
        "LQ*HE*M51",
    )
    assert (line.procedure, line.billed_procedure) == ("97140", "97530")
    assert line.modifiers == ("GP", "59", "KX")
    assert (line.charge, line.paid, line.stated_allowed) == (100, 80, 90)
    assert line.service_date == date(2026, 3, 9)
    assert line.line_control_number == "C1L1"
    assert line.remark_codes == ("N519", "M51")
    assert [(a.group, a.reason, a.amount) for a in line.adjustments] == [
        *(("CO", "45", 1), ("CO", "253", 2), ("CO", "97", 3), ("CO", "4", 4), ("CO", "5", 5)),
        *(("CO", "6", 6), ("PR", "2", 7)),
    ]
    assert repr(line) == "ServicePayment()"


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (["DTM*150*20260301", "DTM*151*20260331"], date(2026, 3, 1)),
        (["DTM*151*20260331"], None),
        (["DTM*472*20261332"], None),
    ],
)
def test_the_day_of_a_service(dates: list[str], day: date | None) -> None:
    assert line_of("SVC*HC:97530*100*80", *dates).service_date == day


def test_a_line_without_a_day_has_its_claims() -> None:
    line = line_of("DTM*232*20260302", "SVC*HC:97530*100*80", "CAS*PR*2*20")
    assert line.service_date == date(2026, 3, 2)


def test_the_member_is_the_subscriber_where_the_patient_has_no_number() -> None:
    (claim,) = claims_of(
        "CLP*C1*1*0*0**MB*1", "NM1*QC*1*SAMPLE*ADA", "NM1*IL*1*SAMPLE*BOB****HN*9990"
    )
    assert claim.member_id == "9990"
    (claim,) = claims_of("CLP*C1*1*0*0**MB*1", "NM1*74*1*SAMPLE*ADA****C*9990")
    assert claim.member_id == ""


def test_what_follows_a_claim_is_not_of_it() -> None:
    first, second = claims_of(
        *("CLP*C1*1*0*0**MB*1", "LX*2", "TS3*1*11*20261231*1*0", "REF*6R*NOT"),
        *("CLP*C2*1*0*0**MB*2", "SVC*HC:97530*0*0", "PLB*1*20261231*CV:X*-1.27", "REF*6R*NOT"),
    )
    assert (first.claim_id, first.lines) == ("C1", ())
    assert second.lines[0].line_control_number == ""


def test_a_claim_balances() -> None:
    assert claim_payment(service()).balances
    both = claim_payment(service(), service("97140:GP", "50", "50"))
    assert both.balances
    assert claim_payment(adjustments=(adjustment("CO 50", "90"),), charge="90", paid="0").balances


@pytest.mark.parametrize(
    "claim",
    [
        claim_payment(service(), paid="79.99"),
        claim_payment(service(), charge="101", paid="81"),
        claim_payment(service("97530:GP", "100", "80", adjustment("CO 45", "10"))),
        replace(claim_payment(service()), charge=None),
        replace(claim_payment(service()), adjustments=(Adjustment("CO", "45", None),)),
    ],
)
def test_a_claim_that_does_not_balance(claim: ClaimPayment) -> None:
    assert not claim.balances


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        *((code, True) for code in ("1", "4", "19", "22")),
        *((code, False) for code in ("2", "3", "20", "21", "23", "25", "")),
    ],
)
def test_whose_decision_counts(status: str, counts: bool) -> None:
    assert claim_payment(service(), status=status).is_first_payers is counts


CODES = st.text("ABCXYZ0189", min_size=1, max_size=5)
DOLLARS = st.decimals(-9999, 99999, places=2)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))
ADJUSTMENTS = st.lists(
    st.builds(Adjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), CODES, DOLLARS), max_size=14
).map(tuple)


@st.composite
def lines(draw: st.DrawFn) -> ServicePayment:
    return ServicePayment(
        procedure=draw(CODES),
        modifiers=tuple(draw(st.lists(CODES, max_size=4))),
        billed_procedure=draw(CODES),
        charge=draw(DOLLARS),
        paid=draw(DOLLARS),
        service_date=draw(DAYS),
        line_control_number=draw(CODES | st.just("")),
        adjustments=draw(ADJUSTMENTS),
        stated_allowed=draw(st.none() | DOLLARS),
        remark_codes=tuple(draw(st.lists(CODES, max_size=3))),
    )


CLAIMS = st.builds(
    ClaimPayment,
    payment=st.sampled_from([Payment("MEDB", PAID_ON), Payment("", date(2026, 4, 1))]),
    segment=st.just(0),
    claim_id=CODES,
    status=st.sampled_from(["1", "2", "4", "22"]),
    charge=DOLLARS,
    paid=DOLLARS,
    filing_indicator=st.sampled_from(["MB", "12"]),
    payer_claim_number=CODES,
    member_id=CODES | st.just(""),
    adjustments=ADJUSTMENTS,
    remark_codes=st.lists(CODES, max_size=5).map(tuple),
    service_date=st.none() | DAYS,
    lines=st.lists(lines(), max_size=3).map(tuple),
)


@given(
    st.lists(CLAIMS, max_size=4),
    st.sampled_from(["*:^~", "|>^\n", "\x1d\x1f\x1e\x1c", "+;!'"]),
    st.sampled_from(["", "\r\n", "\n", "  "]),
)
def test_what_is_written_is_read(claims: list[ClaimPayment], separators: str, layout: str) -> None:
    found = read(remittance(*claims, separators=separators, layout=layout))
    in_order = sorted(claims, key=lambda claim: claim.payment != claims[0].payment)
    assert [replace(claim, segment=0) for claim in found] == in_order


def test_wrapped_lines_and_lower_case_ids() -> None:
    data = remittance(claim_payment(service(control="C1L1"))).decode()
    head, body = data[:106], data[106:].replace("CLP*", "clp*").replace("SVC*", "svc*")
    wrapped = "\n".join(body[at : at + 40] for at in range(0, len(body), 40))
    assert [replace(claim, segment=0) for claim in read(head + wrapped)] == [
        claim_payment(service(control="C1L1"))
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"claim,paid", "does not start with an ISA segment"),
        (one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"])).encode(), "holds 837 "),
        (interchange("HP", "005010X221A1", []), "holds no transaction set, and no 835 5010 "),
        (
            interchange("HP", "004010X091A1", ["ST*835*0001~SE*2*0001~"]),
            "the set at segment 3 is 835 (004010X091A1), and only 835 5010 ",
        ),
        (remittance(claim_payment(service()))[:-60], "cut short"),
    ],
)
def test_what_is_no_835_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        read(data)
    assert reason in refused.value.reason


def test_other_sets_of_the_file_are_passed_over() -> None:
    text = remittance(claim_payment(service())).decode()
    ours = text[text.index("ST*") : text.index("GE*")]
    other = "ST*999*0002~AK1*HC*1~SE*3*0002~"
    assert len(read(interchange("HP", "005010X221A1", [other, ours]))) == 1


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus() -> None:
    """What is known of each: claims, and how many of them do not balance."""
    found: dict[str, tuple[int, int]] = {}
    with (CORPUS / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        names = [row["file"] for row in csv.DictReader(index) if "[ST 835" in row["type"]]
    for name in names:
        claims = read((CORPUS / "files" / name).read_bytes())
        found[name.rpartition("__")[2]] = (len(claims), sum(not c.balances for c in claims))
    assert found == {
        "835-imbalance.edi": (1, 1),
        "clean_remittance.edi": (2, 0),
        "cob-contractural-adjustment.835": (1, 0),
        "medicare-part-a.835": (2, 0),
        "rehab_835.edi": (1, 0),
        "sample1.txt": (2, 1),  # its SVC03 and its CAS take a cent too much
    }
