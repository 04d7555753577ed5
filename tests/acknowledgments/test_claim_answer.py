"""The 277CA, read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.acknowledgments import Kind
from scrubber.findings import Action, Severity
from scrubber.pipeline import scrub
from tests.acknowledgments.answers import answered, finding, segment_numbers
from tests.acknowledgments.guides import guide_faults
from tests.acknowledgments.reading import AcknowledgedClaim, claim_acknowledgments, interchanges
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber

CLEAN = "SV1*HC:97530:GP*100*UN*2***1~"
REPEATED = "SV1*HC:97530:GP:GP*100*UN*2***1~"
CONFLICT = "SV1*HC:97530:GP:GO*80.50*UN*2***1~"
NOT_WHOLE = "SV1*HC:97110:GP*60*UN*1.5***1~"
HELD_WITH_CLEAN = "SV1*HC:97153*120*UN*4***1~"
BILLED = (CLEAN, REPEATED, CONFLICT, NOT_WHOLE, HELD_WITH_CLEAN, "SV1*HC:99213*75.25*UN*1***1~")
RECEIVED = [("A1", "19", "40")]


def only_claim(text: str) -> AcknowledgedClaim:
    """Of a file with one claim."""
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, text))
    (claim,) = acknowledgment.claims
    return claim


def test_a_clean_claim_is_received():
    text = answered(Kind.CLAIM, one_claim(ClaimText([CLEAN])))
    (acknowledgment,) = claim_acknowledgments(text)
    assert acknowledgment.source[1:4] == ["AY", "2", "CLEARINGHOUSE"]
    assert acknowledgment.source[8:] == ["46", "CLEARINGHOUSE"]
    assert acknowledgment.receiver[1:4] == ["41", "2", "ELM STREET THERAPY"]
    assert (acknowledgment.batch, acknowledgment.received) == ("B1", "20260310")
    assert acknowledgment.bht[3] == acknowledgment.source_trace == "0000000020001"
    (provider,) = acknowledgment.providers
    assert provider.name[8:] == ["XX", "1993999998"]
    (claim,) = provider.claims
    assert (claim.claim_id, claim.accepted, claim.charge) == ("C1", True, 100)
    assert (claim.codes, claim.dates, claim.lines) == (RECEIVED, "20260309", [])
    assert claim.patient[3:] == ["SAMPLE", "ADA", "", "", "", "MI", "1EG4TE5MK73"]
    assert guide_faults(text) == []


def test_an_error_left_to_a_person_rejects_its_claim_and_tells_its_line():
    claim = only_claim(one_claim(ClaimText([CLEAN, CONFLICT])))
    assert not claim.accepted
    assert claim.codes == [("A7", "453")]
    (line,) = claim.lines
    assert line.procedure == ["HC", "97530", "GP", "GO"]
    assert (line.charge, line.units, line.control_number) == (Decimal("80.5"), "2", "C1L2")
    assert (line.codes, line.dates) == ([("A7", "453")], "20260309")


def test_a_held_claim_is_rejected():
    text = one_claim(ClaimText([CLEAN, HELD_WITH_CLEAN]))
    assert {d.action for d in scrub(text.encode()).discrepancies} >= {Action.HELD}
    assert only_claim(text).codes == [("A7", "453")]


def test_a_warning_is_accepted():
    text = one_claim(ClaimText([REPEATED]))
    assert [d.severity for d in scrub(text.encode()).discrepancies if d.rule == "TH204"] == [
        Severity.WARNING
    ]
    assert only_claim(text).accepted


def test_what_is_corrected_is_accepted():
    text = one_claim(ClaimText(["SV1*HC:97530*100*UN*2***1~"]))
    corrected = [d for d in scrub(text.encode()).discrepancies if d.action is Action.CORRECTED]
    assert {d.severity for d in corrected} == {Severity.ERROR}
    assert only_claim(text).accepted


@pytest.mark.parametrize(
    ("told", "codes"),
    {
        "by the element": ({"rule": "TH305", "element": "SV101-4"}, ("A3", "453")),
        "held, by the element": (
            {"rule": "TH107", "element": "SV104", "action": Action.HELD},
            ("A7", "476"),
        ),
        "held, though not an error": (
            {"rule": "TH109", "element": "CLM02", "action": Action.HELD, "severity": Severity.INFO},
            ("A7", "178"),
        ),
        "an element without a status": ({"rule": "TH999", "element": "NM109"}, ("A3", "0")),
        "no element": ({"rule": "TH999"}, ("A3", "0")),
        "the guide": ({"rule": "X12-IK403-7", "element": "SV101-2"}, ("A3", "684")),
    }.values(),
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else value["rule"],
)  # fmt: skip
def test_a_finding_without_a_predicted_denial_has_a_status_too(told, codes):
    text = one_claim(ClaimText([CLEAN]))
    (segment,) = segment_numbers(text, "SV1")
    found = finding(segment=segment, **told)
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, text, [found]))
    (claim,) = acknowledgment.claims
    assert claim.codes == claim.lines[0].codes == [codes]


def test_each_status_of_a_claim_is_told_once_and_a_line_tells_three():
    text = one_claim(ClaimText([CLEAN, CLEAN]))
    first, second = segment_numbers(text, "SV1")
    elements = ("SV101-3", "SV101-4", "SV102", "SV104", "SV101-2")
    found = [finding("TH000", second, element) for element in elements]
    found.append(finding("TH000", first, "SV104"))
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, text, found))
    (claim,) = acknowledgment.claims
    assert claim.codes == [("A3", "476"), ("A3", "453"), ("A3", "178"), ("A3", "454")]
    assert [line.codes for line in claim.lines] == [
        [("A3", "476")],
        [("A3", "453"), ("A3", "178"), ("A3", "476")],
    ]


def test_a_finding_on_a_segment_belongs_to_the_loop_it_stands_in():
    text = one_claim(ClaimText([CLEAN, CLEAN]))
    lx = segment_numbers(text, "LX")
    refs = segment_numbers(text, "REF")[-2:]
    hi = segment_numbers(text, "HI")[0]

    def lines_told(segment: int) -> list[str]:
        told = answered(Kind.CLAIM, text, [finding("TH000", segment)])
        ((claim,),) = (a.claims for a in claim_acknowledgments(told))
        assert not claim.accepted
        return [line.control_number for line in claim.lines]

    assert [lines_told(n) for n in (*lx, *refs, hi)] == [["C1L1"], ["C1L2"], ["C1L1"], ["C1L2"], []]
    above = finding("X12-IK304-3", segment_numbers(text, "SBR")[0])
    assert claim_acknowledgments(answered(Kind.CLAIM, text, [above]))[0].claims[0].accepted


def test_a_finding_without_a_place_tells_nothing():
    text = one_claim(ClaimText([CLEAN]))
    told = answered(Kind.CLAIM, text, [finding("CL102", None, claim_id="C1")])
    assert claim_acknowledgments(told)[0].claims[0].accepted


def test_void_and_repeated_claims_are_each_acknowledged():
    body = header() + billing_provider() + subscriber()
    body += "".join(str(ClaimText([CLEAN], frequency=f)) for f in ("1", "7", "8"))
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, envelope(body)))
    assert [claim.claim_id for claim in acknowledgment.claims] == ["C1"] * 3
    assert acknowledgment.totals.amounts == {"YU": Decimal(300)}


def test_a_dependent_is_the_patient_with_the_subscribers_number():
    dependent = "HL*3*2*23*0~PAT*19~NM1*QC*1*SAMPLE*LEO*B**JR~DMG*D8*20150101*M~"
    body = header() + billing_provider() + subscriber() + str(ClaimText([CLEAN], claim_id="S1"))
    body += dependent + str(ClaimText([CLEAN], claim_id="D1"))
    body += subscriber(hl=4, member="M4") + str(ClaimText([CLEAN], claim_id="S4"))
    text = answered(Kind.CLAIM, envelope(body))
    (acknowledgment,) = claim_acknowledgments(text)
    assert [claim.patient[4:] for claim in acknowledgment.claims] == [
        ["ADA", "", "", "", "MI", "1EG4TE5MK73"],
        ["LEO", "B", "", "JR", "MI", "1EG4TE5MK73"],
        ["ADA", "", "", "", "MI", "M4"],
    ]
    assert guide_faults(text) == []


def test_without_levels_the_last_named_subscriber_and_provider_hold():
    def named(name: str, claim_id: str) -> str:
        return f"NM1*IL*1*{name}*A****MI*M1~" + str(ClaimText([CLEAN], claim_id=claim_id))

    body = header() + "NM1*85*2*ELM*****XX*1993999998~NM1*QC*1*CHILD*C~" + named("ONE", "1")
    body += named("TWO", "2") + "NM1*QC*1*CHILD*C~" + str(ClaimText([CLEAN], claim_id="3"))
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, envelope(body)))
    assert [claim.patient[3] for claim in acknowledgment.claims] == ["ONE", "TWO", "CHILD"]


def test_claims_of_one_provider_stand_under_one_level():
    body = header()
    for hl, npi in ((1, "1993999998"), (3, "1245319599"), (5, "1993999998")):
        body += billing_provider(hl, npi) + subscriber(hl + 1, hl)
        body += str(ClaimText([CLEAN], claim_id=f"C{hl}"))
    (acknowledgment,) = claim_acknowledgments(answered(Kind.CLAIM, envelope(body)))
    assert [[claim.claim_id for claim in each.claims] for each in acknowledgment.providers] == [
        ["C1", "C5"],
        ["C3"],
    ]


@pytest.mark.parametrize(
    ("nm1", "more", "told"),
    [
        ("NM1*85*2*ELM~", "REF*EI*310000001~", ["2", "ELM", "", "", "", "", "FI", "310000001"]),
        ("NM1*85*1*HAND*THEA*M**II~", "", ["1", "HAND", "THEA", "M", "", "II", "XX", "UNKNOWN"]),
        ("NM1*85*1*HAND*****34*111223333~", "", ["1", "HAND", *[""] * 4, "XX", "111223333"]),
        ("NM1*85*9******XX*19~", "REF*EI*3~", ["2", "UNKNOWN", *[""] * 4, "XX", "19"]),
        ("", "REF*EI*310000001~", ["2", "UNKNOWN", *[""] * 4, "XX", "UNKNOWN"]),
    ],
)  # fmt: skip
def test_the_billing_provider_is_named_as_far_as_the_file_names_it(nm1, more, told):
    body = f"{header()}HL*1**20*1~{nm1}{more}{subscriber()}{ClaimText([CLEAN])}"
    text = answered(Kind.CLAIM, envelope(body))
    (provider,) = claim_acknowledgments(text)[0].providers
    assert provider.name[2:] == told
    assert guide_faults(text) == []


def test_what_the_guide_requires_and_the_file_lacks():
    """A number is 0, a name UNKNOWN; a date is left out as in the guide's own example."""
    claim = "CLM**~LX*1~SV1*~"
    text = answered(Kind.CLAIM, envelope(f"HL*1**20*1~HL*2*1*22*0~{claim}"), [finding("X12-LX", 7)])
    (acknowledgment,) = claim_acknowledgments(text)
    (told,) = acknowledgment.claims
    assert (told.claim_id, told.charge, told.dates) == ("0", 0, "")
    assert told.patient[2:] == ["1", "UNKNOWN", "", "", "", "", "MI", "UNKNOWN"]
    assert acknowledgment.receiver[3:] == ["UNKNOWN", "", "", "", "", "46", "UNKNOWN"]
    assert (acknowledgment.batch, acknowledgment.source[3]) == ("0", "UNKNOWN")
    (line,) = told.lines
    assert (line.procedure, line.charge, line.units) == (["HC", "0"], 0, "")
    assert (line.control_number, line.dates) == ("1", "")
    assert {fault.message for fault in guide_faults(text)} == {
        'Mandatory segment "Claim Level Service Date" (DTP) missing'
    }


def test_a_set_without_claims_has_its_receiver_told_of_none():
    text = answered(Kind.CLAIM, envelope(header(), header() + billing_provider() + subscriber()))
    for acknowledgment in claim_acknowledgments(text):
        assert acknowledgment.providers == []
        assert acknowledgment.status.amount == 0


def test_the_dates_of_a_claim_are_from_its_first_day_to_its_last():
    lines = [f"{CLEAN}DTP*472*D8*20260305~", f"{CONFLICT}DTP*472*RD8*20260303-20260304~"]
    claim = only_claim(one_claim(ClaimText(lines)))
    assert claim.dates == "20260303-20260305"
    assert claim.lines[0].dates == "20260303-20260304"


def test_the_clearinghouses_number_is_repeated():
    claim = only_claim(one_claim(ClaimText([CLEAN], extra="REF*D9*TRACE1~REF*F8*PAYER1~")))
    # Those of the rendering provider (after its NM1) are not the claim's.
    assert claim.references == {}
    text = one_claim(ClaimText([CLEAN], extra="REF*D9*TRACE1~", rendering=False))
    assert only_claim(text).references == {"D9": "TRACE1"}


@pytest.mark.parametrize(
    ("references", "told"),
    [
        ("REF*D9*TRACE1~REF*D9*TRACE2~", {"D9": "TRACE1"}),
        ("REF*D9*~REF*D9*TRACE2~", {"D9": "TRACE2"}),
        ("REF*D9*  ~", {}),
    ],
)
def test_the_guide_has_room_for_one_clearinghouse_number(references, told):
    text = answered(Kind.CLAIM, one_claim(ClaimText([CLEAN], extra=references, rendering=False)))
    ((claim,),) = (each.claims for each in claim_acknowledgments(text))
    assert claim.references == told
    assert guide_faults(text) == []


def test_a_trace_number_is_not_given_again_in_the_next_group():
    file = envelope(header(), header())
    group = file[file.index("GS*") : file.index("IEA*")]
    second = group.replace("*0900*1*X", "*0900*2*X").replace("GE*2*1", "GE*2*2")
    file = file.replace("IEA*1", f"{second}IEA*2")
    told = claim_acknowledgments(answered(Kind.CLAIM, file))
    assert [each.bht[3] for each in told] == [each.source_trace for each in told]
    assert len({each.source_trace for each in told}) == 4


def test_a_cut_leaves_no_blank_at_the_end():
    text = one_claim(
        ClaimText([CLEAN], claim_id=f"{'9' * 49} 99"), first_name=f"{'A' * 34} BB"
    ).replace("GS*HC*CLINICSENDER", f"GS*HC*{'S' * 14} SS")
    text = answered(Kind.CLAIM, text, [])
    assert guide_faults(text) == []
    ((claim,),) = (each.claims for each in claim_acknowledgments(text))
    assert (claim.claim_id, claim.patient[4]) == ("9" * 49, "A" * 34)


def test_what_has_no_length_that_the_guide_takes_is_not_repeated():
    billed = "SV1*HC:97530:G:GP:GO:KXX*80*UN*2***1~"
    text = answered(Kind.CLAIM, one_claim(ClaimText([billed]), member="1"))
    ((claim,),) = (each.claims for each in claim_acknowledgments(text))
    assert claim.lines[0].procedure == ["HC", "97530", "", "GP", "GO"]
    assert claim.patient[8:] == ["MI", "UNKNOWN"]
    assert guide_faults(text) == []


def test_values_are_cut_to_their_lengths_and_have_no_character_that_delimits():
    clm = "CLM*" + "9" * 60 + "*100***11:B:1*Y*A*Y*Y~"
    text = one_claim(ClaimText([CLEAN], clm=clm), first_name="J\xc9R^ME\x07")
    claim = only_claim(text)
    assert claim.claim_id == "9" * 50
    assert claim.patient[4] == "J?R?ME?"


def test_other_sets_are_passed_over():
    file = one_claim(ClaimText([CLEAN]))
    other = "ST*835*0002~BPR*I~SE*3*0002~"
    mixed = file.replace("GE*1", f"{other}GE*2")
    assert len(claim_acknowledgments(answered(Kind.CLAIM, mixed))) == 1
    only = file.replace("ST*837", "ST*835")
    assert answered(Kind.CLAIM, file + only, []).count("ISA*") == 1
    assert answered(Kind.CLAIM, only, []) == ""


claims = st.builds(
    ClaimText,
    st.lists(st.sampled_from(BILLED), min_size=1, max_size=4),
    claim_id=st.sampled_from(["A", "B", "C", ""]),
    total=st.sampled_from(["", "100", "-5.25", ".1", "0", "12x", "100000.005"]),
    frequency=st.sampled_from("178"),
)
patients = st.lists(claims, max_size=3)
providers = st.lists(st.tuples(st.sampled_from(["1993999998", "1245319599"]), patients), max_size=3)
files = st.lists(st.lists(providers, min_size=1, max_size=3), min_size=1, max_size=3)


def set_of(of_providers: list[tuple[str, list[ClaimText]]]) -> str:
    """A set's body."""
    body = header()
    for number, (npi, its_claims) in enumerate(of_providers):
        hl = 2 * number + 1
        body += billing_provider(hl, npi) + subscriber(hl + 1, hl)
        body += "".join(map(str, its_claims))
    return body


@given(files)
def test_every_claim_of_any_file_is_acknowledged_once_and_the_totals_balance(of_interchanges):
    text = "".join(envelope(*map(set_of, sets)) for sets in of_interchanges)
    result = scrub(text.encode("latin-1"))
    acknowledgment_text = answered(Kind.CLAIM, text, result.discrepancies)
    told = claim_acknowledgments(acknowledgment_text)
    sent = [
        sorted(claim.claim_id or "0" for _, its_claims in of_providers for claim in its_claims)
        for sets in of_interchanges
        for of_providers in sets
    ]
    assert [sorted(claim.claim_id for claim in each.claims) for each in told] == sent
    assert sum(len(each.claims) for each in told) == result.summary.claims.read
    charges = sum((each.status.amount or Decimal() for each in told), Decimal())
    assert f"{charges:.2f}" == result.summary.charges.before
    assert len(interchanges(acknowledgment_text)) == len(of_interchanges)


@given(files)
def test_a_claim_is_rejected_where_the_log_says_so(of_interchanges):
    """By the log's own claim numbers, made different for each claim."""
    text = "".join(envelope(*map(set_of, sets)) for sets in of_interchanges)
    number = iter(range(10_000))
    parts = text.split("CLM*")
    numbered = [f"{next(number)}*" + part.partition("*")[2] for part in parts[1:]]
    text = "CLM*".join([parts[0], *numbered])
    found = scrub(text.encode("latin-1")).discrepancies
    standing = {
        discrepancy.claim_id
        for discrepancy in found
        if discrepancy.action is Action.HELD
        or (discrepancy.action is Action.FLAGGED and discrepancy.severity is Severity.ERROR)
    }
    told = claim_acknowledgments(answered(Kind.CLAIM, text, found))
    rejected = {claim.claim_id for each in told for claim in each.claims if not claim.accepted}
    assert rejected == standing - {None}
