"""Loop 2300: what a claim says, and what the loops inside it must not change."""

from decimal import Decimal

import pytest

from scrubber import scrub
from scrubber.claims import Note, Provider
from scrubber.x12 import Place
from tests import edi
from tests.claims.reading import claim_with, claims, claims_in, plain_claim

OTHER_SUBSCRIBER = (
    "SBR*S*01*******CI~{}OI***Y*P**Y~NM1*IL*1*OTHER*PAT****MI*OTHER1~N3*9 ELM LANE~"
    "DMG*D8*19440404*M~REF*SY*123~NM1*PR*2*OTHER PAYER*****PI*OTHERPAY~REF*2U*7~"
    "NM1*82*1*OTHER*DOC****XX*1111111112~PRV*PE*PXC*208100000X~NM1*85*2*OTHER*****XX*1111111112~"
)


def test_clm():
    claim = claim_with()
    assert claim.claim_id == "C1"
    assert claim.total_charge == Decimal(100)
    assert (claim.place_of_service, claim.frequency) == ("11", "1")
    assert claim.clm.id == "CLM"
    assert claim.total_place == Place(claim.clm, 2)
    assert claim.total_place.name == "CLM02"
    assert not claim.is_void


@pytest.mark.parametrize(
    ("frequency", "void"), [("1", False), ("6", False), ("7", False), ("8", True), ("", False)]
)
def test_void(frequency, void):
    claim = claim_with(frequency=frequency)
    assert (claim.frequency, claim.is_void) == (frequency, void)


@pytest.mark.parametrize(
    ("clm05", "place", "frequency"),
    [
        ("11:B:1", "11", "1"),
        (":B:8", "", "8"),
        ("11", "11", ""),
        ("11::7", "11", "7"),
        ("", "", ""),
        (" 11 : B : 8 ", "11", "8"),
    ],
)
@pytest.mark.parametrize("component", [":", ">", "\x1f", "\t"], ids=repr)
def test_place_of_service_and_frequency(clm05, place, frequency, component):
    text = edi.one_claim(
        edi.ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"], clm=f"CLM*C1*100***{clm05}*Y*A*Y*Y~")
    )
    (claim,) = claims(text.replace(":", component))
    assert (claim.place_of_service, claim.frequency) == (place, frequency)


@pytest.mark.parametrize(
    ("clm02", "total"),
    [
        *(("100", "100"), ("100.5", "100.5"), ("0", "0"), ("-5", "-5")),
        *(("", None), ("ABC", None), ("1e9", None), ("1.2.3", None), ("9" * 19, None)),
    ],
)
def test_total_charge(clm02, total):
    claim = claim_with(clm=f"CLM*C1*{clm02}***11:B:1~")
    assert claim.total_charge == (None if total is None else Decimal(total))
    assert claim.clm.value(2) == clm02


def test_line_charges():
    claim = claim_with("", "SV1*HC:97530*100*UN*2***1~", "SV1*HC:97140*50.25*UN*1***1~")
    assert claim.line_charges == Decimal("150.25")
    claim = claim_with("", "SV1*HC:97530*100*UN*2***1~", "SV1*HC:97140*0O*UN*1***1~", clm="CLM*1~")
    assert claim.line_charges is None
    assert claims_in("CLM*C1*0***11:B:1~")[0].line_charges == 0


def test_diagnoses():
    claim = claim_with("HI*ABF:M6281*ABF:R262~HI*BK:7245*BF:7242~HI*BP:0QS~HI*BG:17~HI*APR:I10~")
    assert claim.diagnoses == ("M5450", "M6281", "R262", "7245", "7242")
    assert claim_with("HI*abk:m5450*ABK*ABK:~").diagnoses == ("M5450", "m5450", "")


def test_references_are_those_of_the_claim():
    (claim,) = claims_in(
        "CLM*C1*100***11:B:1~REF*G1*AUTH1~REF*EA*MR77~NM1*82*1*HAND*THEA****XX*1245319599~"
        "REF*0B*LICENCE~SBR*S*18~REF*F8*OTHER~LX*1~SV1*HC:97530*100*UN*2~REF*6R*LINE1~REF*G1*X~"
    )
    assert claim.references == (("G1", "AUTH1"), ("EA", "MR77"))


def test_notes_of_the_claim_and_of_the_line():
    claim = claim_with(
        "NTE*ADD*PLAN OF CARE~NTE*DGN*SPRAIN~", "SV1*HC:97530*9*UN*1~NTE*TPO*23 MIN~"
    )
    assert [(note.qualifier, note.text) for note in claim.notes] == [
        ("ADD", "PLAN OF CARE"),
        ("DGN", "SPRAIN"),
    ]
    (note,) = claim.lines[0].notes
    assert isinstance(note, Note)
    assert (note.qualifier, note.text) == ("TPO", "23 MIN")
    assert note.segment.text == "NTE*TPO*23 MIN"


def test_rendering_provider_of_the_claim():
    assert claim_with().rendering == Provider(edi.RENDERING_NPI, "225100000X", "1")


def test_referring_provider_and_service_location():
    claim = claim_with(
        "NM1*DN*1*REFERRER*REX****XX*1111111112~REF*G2*X~NM1*77*2*ELM CLINIC*****XX*1222222220~"
        "N3*12 ELM STREET~N4*DAYTON*OH*45402~"
    )
    assert claim.referring == Provider("1111111112", "", "1")
    assert claim.service_location == Provider("1222222220", "", "2")
    assert claim.rendering == Provider(edi.RENDERING_NPI, "225100000X", "1")


def test_taxonomy_belongs_to_the_provider_before_it():
    (claim,) = claims_in(
        "CLM*C1*100***11:B:1~NM1*DN*1*REFERRER*REX****XX*1111111112~PRV*RF*PXC*208100000X~"
        "NM1*82*1*HAND*THEA****XX*1245319599~PRV*PE*PXC*225X00000X~NM1*77*2*X~LX*1~SV1*HC:97530*1~"
    )
    assert claim.referring.taxonomy == "208100000X"
    assert claim.rendering.taxonomy == "225X00000X"
    assert claim.service_location == Provider("", "", "2")


def test_repeated_provider_is_the_first_with_its_own_taxonomy():
    (claim,) = claims_in(
        "CLM*C1*100***11:B:1~NM1*82*1*HAND*THEA****XX*1245319599~PRV*PE*PXC*208100000X~"
        "NM1*82*1*OTHER*OT****XX*1222222220~PRV*PE*PXC*225X00000X~LX*1~SV1*HC:97530*1~"
    )
    assert claim.rendering == Provider("1245319599", "208100000X", "1")


def test_providers_that_are_missing():
    (claim,) = claims_in(plain_claim("C1"))
    assert (claim.rendering, claim.referring, claim.service_location) == (None, None, None)
    assert claim.rendering_of(claim.lines[0]) == Provider()


def test_provider_without_an_npi():
    (claim,) = claims_in(
        "CLM*C1*100***11:B:1~NM1*82*1*HAND*THEA****24*310000001~LX*1~SV1*HC:97530~"
    )
    assert claim.rendering == Provider("", "", "1")
    (claim,) = claims_in("CLM*C1*100***11:B:1~NM1*82*1*HAND*THEA~LX*1~SV1*HC:97530~")
    assert claim.rendering == Provider("", "", "1")


def test_rendering_is_2420a_over_2310b_over_billing():
    own = "SV1*HC:97530:GO*100*UN*2***1~NM1*82*1*OTHER*OT****XX*1222222220~PRV*PE*PXC*225X00000X~"
    claim = claim_with("", own, "SV1*HC:97140:GP*50*UN*1***1~")
    first, second = claim.lines
    assert claim.rendering_of(first) == Provider("1222222220", "225X00000X", "1")
    assert claim.rendering_of(second) == Provider(edi.RENDERING_NPI, "225100000X", "1")
    billing = HEAD + plain_claim("C1")
    (claim,) = claims_in(billing)
    assert claim.rendering_of(claim.lines[0]) == claim.billing
    assert claim.billing.taxonomy == "261QR0400X"


HEAD = edi.header() + edi.billing_provider() + edi.subscriber(member="M2")


def test_other_subscriber_overwrites_nothing():
    claim = claim_with(OTHER_SUBSCRIBER.format(""))
    plain = claim_with()
    for name in ("subscriber", "patient", "payer", "billing", "rendering", "references", "notes"):
        assert getattr(claim, name) == getattr(plain, name), name
    assert claim.other_payers
    assert not plain.other_payers
    assert len(claim.lines) == 1
    assert claim.rendering_of(claim.lines[0]) == Provider(edi.RENDERING_NPI, "225100000X", "1")


def test_other_subscriber_is_not_the_next_claims():
    other = OTHER_SUBSCRIBER.format("AMT*D*40~")
    first = plain_claim("C1").replace("LX*1~", f"{other}LX*1~")
    found = claims_in(HEAD + first + plain_claim("C2"))
    assert [claim.subscriber.member_id for claim in found] == ["M2", "M2"]
    assert [claim.payer.payer_id for claim in found] == ["MEDB", "MEDB"]
    assert [claim.adjudicated for claim in found] == [True, False]
    assert [claim.other_payers for claim in found] == [True, False]


def test_rendering_provider_of_the_other_payer_is_not_the_claims():
    text = plain_claim("C1").replace("LX*1~", f"{OTHER_SUBSCRIBER.format('')}LX*1~")
    (claim,) = claims_in(HEAD + text)
    assert claim.rendering is None


ADJUDICATED = {
    "AMT*D": (OTHER_SUBSCRIBER.format("AMT*D*40~"), ""),
    "AMT*D of nothing": (OTHER_SUBSCRIBER.format("AMT*D*0~"), ""),
    "CAS": (OTHER_SUBSCRIBER.format("CAS*PR*1*20~"), ""),
    "CAS and AMT*D": (OTHER_SUBSCRIBER.format("CAS*PR*1*20~AMT*D*40~"), ""),
    "AMT*D of the second other payer": (
        OTHER_SUBSCRIBER.format("") + OTHER_SUBSCRIBER.format("AMT*D*40~"),
        "",
    ),
    "SVD": ("", "SVD*OTHERPAY*40*HC:97530**2~"),
    "SVD and CAS": (OTHER_SUBSCRIBER.format(""), "SVD*OTHERPAY*40*HC:97530**2~CAS*PR*1*20~"),
    "CAS of the line": ("", "CAS*PR*1*20~"),
    "lower case": (OTHER_SUBSCRIBER.format("AMT*D*40~").lower(), ""),
}
NOT_ADJUDICATED = {
    "nothing": ("", ""),
    "other payer": (OTHER_SUBSCRIBER.format(""), ""),
    "AMT*F5, paid by the patient": ("AMT*F5*20~", ""),
    "AMT*F5 and another payer": ("AMT*F5*20~" + OTHER_SUBSCRIBER.format(""), ""),
    "AMT*EAF, left to pay": (OTHER_SUBSCRIBER.format("AMT*EAF*20~"), ""),
    "AMT*A8, not covered": (OTHER_SUBSCRIBER.format("AMT*A8*20~"), ""),
}


@pytest.mark.parametrize(("extra", "after"), ADJUDICATED.values(), ids=ADJUDICATED)
def test_adjudicated(extra, after):
    assert claim_with(extra, f"SV1*HC:97530:GP*100*UN*2***1~{after}").adjudicated


@pytest.mark.parametrize(("extra", "after"), NOT_ADJUDICATED.values(), ids=NOT_ADJUDICATED)
def test_not_adjudicated(extra, after):
    assert not claim_with(extra, f"SV1*HC:97530:GP*100*UN*2***1~{after}").adjudicated


def test_one_adjudicated_line_makes_the_claim_so():
    claim = claim_with(
        "", "SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97140:GP*50*UN*1***1~SVD*P*40*HC:97140**1~"
    )
    assert [line.adjudicated for line in claim.lines] == [False, True]
    assert claim.adjudicated


def test_lower_case_file_says_the_same():
    extra = OTHER_SUBSCRIBER.format("AMT*D*40~")
    body = HEAD + "CLM*1*100***11:B:8~" + "REF*G1*5~NM1*DN*1*7*8****XX*1111111112~" + extra
    body += "LX*1~SV1*HC:97530:GP*100*UN*2***1~DTP*472*RD8*20260309-20260310~REF*6R*5~NTE*ADD*1~"
    (claim,) = claims_in(body)
    (lower,) = claims(edi.envelope(body).lower())
    assert lower.adjudicated == claim.adjudicated is True
    assert lower.subscriber.member_id.upper() == claim.subscriber.member_id == "M2"
    assert lower.payer.payer_id.upper() == claim.payer.payer_id == "MEDB"
    assert lower.payer.claim_filing == claim.payer.claim_filing == "MB"
    assert lower.billing.taxonomy.upper() == claim.billing.taxonomy == "261QR0400X"
    assert lower.billing.npi == claim.billing.npi
    assert lower.referring.npi == claim.referring.npi
    assert lower.is_void
    line, lower_line = claim.lines[0], lower.lines[0]
    assert lower_line.control_number == line.control_number == "5"
    assert lower_line.modifiers == line.modifiers
    assert (lower_line.units, lower_line.last_date) == (line.units, line.last_date)


def test_lower_case_patients_are_not_one_patient():
    body = edi.header() + edi.billing_provider()
    body += edi.subscriber(2, 1, member="M2", first_name="ADA") + plain_claim("C1")
    body += edi.subscriber(3, 1, member="M3", first_name="EVE") + plain_claim("C2")
    first, second = claims(edi.envelope(body).lower())
    assert first.patient != second.patient


def test_repr_holds_no_patient_data():
    body = HEAD + plain_claim("C1").replace("LX*1", "NTE*ADD*WORD~LX*1")
    (claim,) = claims_in(body)
    for word in ("SAMPLE", "ADA", "M2", "19500101", "WORD"):
        assert word not in repr(claim)


def test_segment_ids_with_blanks_are_the_same_to_counting_and_reading():
    text = edi.envelope(HEAD + plain_claim("C1").replace("SV1*", "SV1 *"))
    (claim,) = claims(text)
    assert scrub(text.encode()).summary.lines.read == len(claim.lines)
