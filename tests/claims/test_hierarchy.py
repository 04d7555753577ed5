"""Whose claim it is: HL nesting, and the order of the segments where there is none."""

from decimal import Decimal

import pytest

from scrubber import scrub
from scrubber.claims import Provider, census, claim_numbers, claims_of
from tests import edi
from tests.claims.reading import (
    claim_texts,
    claims,
    claims_in,
    patient,
    plain_claim,
    segments_of,
    transaction_sets,
)
from tests.x12.reading import after_terminators, small_file, wrapped

OTHER_NPI = "1245319599"
HEADER = edi.header()


def whose(body: str) -> list[tuple[str, str, str, str]]:
    """Claim, billing NPI, member id and the patient's first name of each claim."""
    return [
        (claim.claim_id, claim.billing.npi, claim.subscriber.member_id, claim.patient.first_name)
        for claim in claims_in(body)
    ]


def test_one_subscriber_is_the_patient():
    (claim,) = claims_in(HEADER + edi.billing_provider() + edi.subscriber() + plain_claim("C1"))
    assert claim.billing == Provider(edi.BILLING_NPI, "261QR0400X", "2")
    assert claim.subscriber == claim.patient
    assert (claim.patient.last_name, claim.patient.first_name) == ("SAMPLE", "ADA")
    assert (claim.patient.birth_date, claim.patient.member_id) == ("19500101", "1EG4TE5MK73")


def test_payer():
    medicare, commercial = claims_in(
        HEADER
        + edi.billing_provider()
        + edi.subscriber(claim_filing="MB")
        + plain_claim("C1")
        + edi.subscriber(hl=3, claim_filing="ci", payer_id="60054").replace("SBR*P*", "SBR*S*")
        + plain_claim("C2")
    )
    assert (medicare.payer.payer_id, medicare.payer.claim_filing) == ("MEDB", "MB")
    assert (medicare.payer.sequence, medicare.payer.name) == ("P", "SOME PAYER")
    assert (commercial.payer.payer_id, commercial.payer.claim_filing) == ("60054", "CI")
    assert commercial.payer.sequence == "S"


def test_payer_without_sbr_or_name():
    bare = edi.subscriber().replace("SBR*P*18*******MB~", "")
    (claim,) = claims_in(HEADER + edi.billing_provider() + bare + plain_claim("C1"))
    assert (claim.payer.payer_id, claim.payer.claim_filing) == ("MEDB", "")
    bare = edi.subscriber().replace("NM1*PR*2*SOME PAYER*****PI*MEDB~", "")
    (claim,) = claims_in(HEADER + edi.billing_provider() + bare + plain_claim("C1"))
    assert (claim.payer.payer_id, claim.payer.claim_filing) == ("", "MB")


def test_several_billing_providers():
    body = (
        HEADER
        + edi.billing_provider(1)
        + edi.subscriber(2, 1, member="M2")
        + plain_claim("C1")
        + edi.billing_provider(3, npi=OTHER_NPI, taxonomy="")
        + edi.subscriber(4, 3, member="M4")
        + plain_claim("C2")
    )
    assert whose(body) == [
        ("C1", edi.BILLING_NPI, "M2", "ADA"),
        ("C2", OTHER_NPI, "M4", "ADA"),
    ]
    assert [claim.billing.taxonomy for claim in claims_in(body)] == ["261QR0400X", ""]


def test_several_claims_of_one_subscriber():
    body = HEADER + edi.billing_provider() + edi.subscriber(member="M2")
    body += plain_claim("C1") + plain_claim("C2") + plain_claim("C3")
    assert {row[1:] for row in whose(body)} == {(edi.BILLING_NPI, "M2", "ADA")}


def test_patient_is_not_the_subscriber():
    body = (
        HEADER
        + edi.billing_provider()
        + edi.subscriber(2, 1, member="M2")
        + patient(3, 2, "ANN")
        + plain_claim("C1")
    )
    (claim,) = claims_in(body)
    assert claim.patient.first_name == "ANN"
    assert claim.patient.birth_date == "20150601"
    assert claim.subscriber.first_name == "ADA"
    assert claim.subscriber.birth_date == "19500101"
    assert claim.subscriber.member_id == "M2"


def test_several_patients_and_then_another_subscriber():
    body = (
        HEADER
        + edi.billing_provider()
        + edi.subscriber(2, 1, member="M2")
        + plain_claim("C1")
        + patient(3, 2, "ANN")
        + plain_claim("C2")
        + patient(4, 2, "BEN")
        + plain_claim("C3")
        + edi.subscriber(5, 1, member="M5", first_name="EVE")
        + plain_claim("C4")
    )
    assert [(row[0], row[2], row[3]) for row in whose(body)] == [
        ("C1", "M2", "ADA"),
        ("C2", "M2", "ANN"),
        ("C3", "M2", "BEN"),
        ("C4", "M5", "EVE"),
    ]


def test_nesting_decides_and_not_order():
    body = (
        HEADER
        + edi.billing_provider(1)
        + edi.billing_provider(2, npi=OTHER_NPI)
        + edi.subscriber(3, 1, member="M3")
        + edi.subscriber(4, 2, member="M4")
        + patient(5, 3, "ANN")
        + plain_claim("C1")
        + patient(6, 4, "BEN")
        + plain_claim("C2")
    )
    assert whose(body) == [
        ("C1", edi.BILLING_NPI, "M3", "ANN"),
        ("C2", OTHER_NPI, "M4", "BEN"),
    ]


def test_child_code_and_numbers_of_any_kind_do_not_matter():
    body = (
        HEADER
        + edi.billing_provider().replace("HL*1**20*1~", "HL*A7**20~")
        + edi.subscriber(member="M2").replace("HL*2*1*22*0~", "HL*X*A7*22~")
        + plain_claim("C1")
    )
    assert whose(body) == [("C1", edi.BILLING_NPI, "M2", "ADA")]


@pytest.mark.parametrize("parent", ["9", "", "3"])
def test_subscriber_whose_parent_is_unknown_goes_to_the_provider_before_it(parent):
    body = HEADER + edi.billing_provider(1) + edi.billing_provider(2, npi=OTHER_NPI)
    body += edi.subscriber(3, parent, member="M3") + plain_claim("C1")
    assert whose(body) == [("C1", OTHER_NPI, "M3", "ADA")]


@pytest.mark.parametrize("parent", ["9", "", "4"])
def test_patient_whose_parent_is_unknown_goes_to_the_subscriber_before_it(parent):
    body = HEADER + edi.billing_provider() + edi.subscriber(2, 1, member="M2")
    body += edi.subscriber(3, 1, member="M3") + patient(4, parent, "ANN") + plain_claim("C1")
    assert whose(body) == [("C1", edi.BILLING_NPI, "M3", "ANN")]


def test_unknown_parent_after_a_new_billing_provider_is_not_the_old_ones_subscriber():
    body = (
        HEADER
        + edi.billing_provider(1)
        + edi.subscriber(2, 1, member="M2")
        + edi.billing_provider(3, npi=OTHER_NPI)
        + patient(4, 99, "ANN")
        + plain_claim("C1")
    )
    assert whose(body) == [("C1", OTHER_NPI, "", "ANN")]


def test_levels_that_are_missing_are_empty():
    assert whose(HEADER + edi.subscriber(member="M2") + plain_claim("C1")) == [
        ("C1", "", "M2", "ADA")
    ]
    assert whose(HEADER + edi.billing_provider() + plain_claim("C1")) == [
        ("C1", edi.BILLING_NPI, "", "")
    ]
    assert whose(plain_claim("C1")) == [("C1", "", "", "")]
    assert whose("") == []


def test_repeated_hl_number_is_the_last_one():
    body = (
        HEADER
        + edi.billing_provider(1)
        + edi.subscriber(2, 1, member="OLD")
        + edi.subscriber(2, 1, member="NEW")
        + patient(3, 2, "ANN")
        + plain_claim("C1")
    )
    assert whose(body)[0][2] == "NEW"


def test_sets_do_not_see_each_others_levels():
    one = HEADER + edi.billing_provider(1) + edi.subscriber(2, 1, member="M2") + plain_claim("C1")
    two = HEADER + edi.subscriber(3, 1, member="M3") + patient(4, 2, "ANN") + plain_claim("C2")
    found = claims(edi.envelope(one, two))
    assert [(c.claim_id, c.billing.npi, c.subscriber.member_id) for c in found] == [
        ("C1", edi.BILLING_NPI, "M2"),
        ("C2", "", "M3"),
    ]


PROVIDER = f"PRV*BI*PXC*225100000X~NM1*85*2*ELM STREET THERAPY*****XX*{edi.BILLING_NPI}~"
OTHER_PROVIDER = f"NM1*85*2*OAK STREET THERAPY*****XX*{OTHER_NPI}~"


def by_order(member: str, first_name: str = "ADA", sbr: str = "") -> str:
    """A subscriber without HL."""
    return (
        f"{sbr}NM1*IL*1*SAMPLE*{first_name}****MI*{member}~DMG*D8*19500101*F~"
        f"NM1*PR*2*SOME PAYER*****PI*PAYER{member}~"
    )


def test_no_hl_reads_by_order():
    body = HEADER + PROVIDER + by_order("M1") + plain_claim("C1") + plain_claim("C2")
    assert whose(body) == [
        ("C1", edi.BILLING_NPI, "M1", "ADA"),
        ("C2", edi.BILLING_NPI, "M1", "ADA"),
    ]


def test_no_hl_and_another_subscriber():
    body = HEADER + PROVIDER + by_order("M1") + plain_claim("C1")
    body += by_order("M2", "EVE") + plain_claim("C2")
    assert whose(body) == [
        ("C1", edi.BILLING_NPI, "M1", "ADA"),
        ("C2", edi.BILLING_NPI, "M2", "EVE"),
    ]
    assert [claim.payer.payer_id for claim in claims_in(body)] == ["PAYERM1", "PAYERM2"]


def test_no_hl_and_another_subscriber_who_begins_with_sbr():
    # SBR of 2320 stands before the service lines; after them it begins the next subscriber.
    body = HEADER + PROVIDER + by_order("M1", sbr="SBR*P*18*******MB~") + plain_claim("C1")
    body += by_order("M2", "EVE", sbr="SBR*P*18*******CI~") + plain_claim("C2")
    assert [row[2:] for row in whose(body)] == [("M1", "ADA"), ("M2", "EVE")]
    assert [
        (claim.payer.payer_id, claim.payer.claim_filing, claim.other_payers)
        for claim in claims_in(body)
    ] == [("PAYERM1", "MB", False), ("PAYERM2", "CI", False)]


def test_no_hl_and_another_patient():
    def child(name: str) -> str:
        return f"NM1*QC*1*CHILD*{name}~DMG*D8*20150601*F~"

    body = HEADER + PROVIDER + by_order("M1") + child("ANN") + plain_claim("C1")
    body += child("BEN") + plain_claim("C2") + by_order("M2", "EVE") + plain_claim("C3")
    assert [row[2:] for row in whose(body)] == [("M1", "ANN"), ("M1", "BEN"), ("M2", "EVE")]


def test_no_hl_and_another_billing_provider():
    body = HEADER + PROVIDER + by_order("M1") + plain_claim("C1")
    body += OTHER_PROVIDER + by_order("M2", "EVE") + plain_claim("C2")
    first, second = claims_in(body)
    assert first.billing == Provider(edi.BILLING_NPI, "225100000X", "2")
    assert second.billing == Provider(OTHER_NPI, "", "2")
    assert second.subscriber.member_id == "M2"
    assert claim_texts(edi.envelope(body))[0].text == plain_claim("C1")


def test_no_hl_and_another_billing_provider_keeps_the_subscriber():
    body = HEADER + PROVIDER + by_order("M1") + plain_claim("C1")
    body += "PRV*BI*PXC*225X00000X~" + OTHER_PROVIDER + plain_claim("C2")
    first, second = claims_in(body)
    assert first.billing.taxonomy == "225100000X"
    assert second.billing == Provider(OTHER_NPI, "225X00000X", "2")
    assert second.subscriber.member_id == "M1"


def test_no_hl_and_a_first_provider_without_npi_leaves_its_taxonomy_to_itself():
    body = HEADER + PROVIDER.replace(f"XX*{edi.BILLING_NPI}", "24*310000001") + by_order("M1")
    body += plain_claim("C1") + OTHER_PROVIDER + plain_claim("C2")
    first, second = claims_in(body)
    assert first.billing == Provider("", "225100000X", "2")
    assert second.billing == Provider(OTHER_NPI, "", "2")


def test_no_hl_and_an_other_subscriber_within_the_claim():
    # Loops 2320, 2330A, 2330B and 2330G: the other payer's own number for the billing provider.
    other = (
        "SBR*S*18*******CI~NM1*IL*1*OTHER*PAT****MI*OTHER1~NM1*PR*2*OTHER*****PI*OTHERPAY~"
        "NM1*85*2~REF*G2*NUMBER~"
    )
    claim_text = plain_claim("C1").replace("LX*1~", f"{other}LX*1~")
    body = HEADER + PROVIDER + by_order("M1") + claim_text + plain_claim("C2")
    first, second = claims_in(body)
    assert (first.subscriber.member_id, first.payer.payer_id) == ("M1", "PAYERM1")
    assert first.other_payers
    assert len(first.lines) == 1
    assert first.billing == second.billing == Provider(edi.BILLING_NPI, "225100000X", "2")
    assert (second.subscriber.member_id, second.payer.payer_id) == ("M1", "PAYERM1")
    assert not second.other_payers


def test_claim_texts_stand_where_they_say():
    for layout in (
        lambda text: text,
        lambda text: after_terminators(text, "\r\n"),
        lambda text: after_terminators(text, "\n~ \n"),
        lambda text: "\n" + wrapped(after_terminators(text, "~")),
    ):
        body = HEADER + edi.billing_provider() + edi.subscriber() + plain_claim("C1")
        text = layout(edi.envelope(body + plain_claim("C2"), body))
        number = 0
        for found in claim_texts(text):
            segments = segments_of(found)
            assert found.header().text == segments[0].text
            assert found.header().number == segments[0].number == found.number
            assert segments[0].id == "CLM"
            assert [s.id for s in segments] == ["CLM", "HI", "LX", "SV1", "DTP"]
            for segment in segments:
                assert text.startswith(segment.text, segment.offset)
            assert [s.number for s in segments] == list(
                range(found.number, found.number + len(segments))
            )
            assert found.number > number
            number = segments[-1].number
        assert len(claim_texts(text)) == 3


def test_no_hl_claim_texts_stand_where_they_say():
    body = HEADER + PROVIDER + by_order("M1") + plain_claim("C1") + by_order("M2")
    text = after_terminators(edi.envelope(body + plain_claim("C2")), "\n~\n")
    first, second = claim_texts(text)
    assert text.startswith("CLM*C2", second.offset)
    assert second.number == first.number + 5 + 3
    assert segments_of(second)[0].number == second.number


def test_procedures_without_reading_the_claim():
    body = HEADER + edi.billing_provider() + edi.subscriber() + plain_claim("C1", "97530")
    body += "LX*2~sv1*hc:g0283*5*UN*1~NTE*ADD*SV1~LX*3~SV1*ER:97110*5*UN*1~LX*4~SV1~"
    body += plain_claim("C2", "99213").replace("*100*", "*20.50*")
    for layout in (str, wrapped, lambda text: after_terminators(text, "\r\n ")):
        (found,) = transaction_sets(layout(edi.envelope(body)))
        assert census(found) == (2, 5, Decimal("120.50"), {"97530", "G0283", "99213", ""})


def test_claim_numbers():
    body = HEADER + edi.billing_provider() + edi.subscriber()
    body += plain_claim("C1") + plain_claim("C2").replace(":B:1", ":B:8") + "clm~CLM* C 4 *1~"
    for layout in (str, wrapped, lambda text: after_terminators(text, "\r\n ")):
        (found,) = transaction_sets(layout(edi.envelope(body)))
        assert list(claim_numbers(found)) == [("C1", "1"), ("C2", "8"), ("", ""), ("C 4", "")]


def test_a_claim_that_lacks_its_total_is_charged_nothing():
    body = HEADER + edi.billing_provider() + edi.subscriber()
    (found,) = transaction_sets(edi.envelope(body + "CLM*500~LX*1~SV1*HC:99213*90*UN*1***1~"))
    assert census(found).charges == 0


def test_claims_that_bill_a_procedure():
    body = HEADER + edi.billing_provider() + edi.subscriber()
    body += "".join(plain_claim(f"C{code}", code) for code in ("99213", "97530", "97110", "97530"))
    for layout in (str, wrapped, lambda text: after_terminators(text, "\r\n ")):
        (found,) = transaction_sets(layout(edi.envelope(body)))
        every = list(claims_of(found))
        some = list(claims_of(found, frozenset({"97110", "99213"})))
        assert some == [every[0], every[2]]
        assert list(claims_of(found, frozenset())) == []


def test_claim_with_no_more_than_its_clm():
    (claim,) = claims_in("CLM~")
    assert (claim.claim_id, claim.total_charge, claim.lines) == ("", None, ())


def deep(levels: int) -> dict[str, str]:
    """Files of many levels of which only the last claim is a therapy claim."""

    def code(at: int) -> str:
        return "97530" if at == levels - 1 else "99213"

    each = range(levels)
    return {
        "no HL": PROVIDER
        + "".join(by_order(f"M{at}") + plain_claim(f"C{at}", code(at)) for at in each),
        "each subscriber below the one before": edi.billing_provider()
        + "".join(edi.subscriber(at + 2, at + 1) + plain_claim(f"C{at}", code(at)) for at in each),
        "each patient below the one before": edi.billing_provider()
        + edi.subscriber()
        + "".join(patient(at + 3, at + 2, "ANN") + plain_claim(f"C{at}", code(at)) for at in each),
    }


@pytest.mark.parametrize("shape", list(deep(1)))
def test_chain_of_many_levels(shape):
    result = scrub(edi.envelope(HEADER + deep(1_500)[shape]).encode())
    assert result.summary.claims.read == 1_500


def test_level_is_read_once():
    found = claim_texts(small_file())[0]
    assert found.level() is found.level()
