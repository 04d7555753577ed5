"""Any segments between ST and SE: claims are built, and the file is scrubbed, without an error."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from scrubber import scrub
from scrubber.claims import build_claim, claims_of
from scrubber.claims.schema import as_data
from scrubber.discrepancies import undo, verify
from tests import edi
from tests.claims.reading import claim_texts, transaction_sets

IDS = (
    *("HL", "HL", "PRV", "NM1", "NM1", "SBR", "DMG", "PAT", "CLM", "CLM", "CLM", "HI", "REF"),
    *("NTE", "AMT", "CAS", "OI", "LX", "LX", "SV1", "SV1", "SV1", "SV1", "DTP", "DTP", "SVD"),
    *("SV2", "N3", "clm", "sv1", "hl", "XX", ""),
)
VALUES = (
    *("", "1", "2", "3", "9", "20", "22", "23", "85", "82", "IL", "QC", "PR", "DN", "77", "BI"),
    *("PE", "PXC", "225100000X", "225X00000X", "208100000X", "XX", "MI", "1245319599", "MB", "CI"),
    *("HC:97530", "HC:97530:GP", "HC:97140:GP:59:KX:CQ", "HC:97530:GP:GO", "97530", ":97140"),
    *("HC:97110:GP:59:KX:CQ:TEXT:97111", ":::::::", "hc:97530:gp", "HC:97153", "HC:97161:GO"),
    *("100", "100.50", "0", "-1", "1.5", "1E5", "ABC", "9" * 30, ".", "UN", "MJ", "F2", "472"),
    *("D8", "RD8", "20260309", "20260309-20260311", "20269999", "19000101", "99991231", "00010101"),
    *("11:B:1", "11:B:8", ":", "D", "F5", "6R", "ADD", "97530 23 MIN", "10:00-10:23", "ABK:M5450"),
    *("1000-1023", "TIME IN 1000 OUT 1023", "25:99-26:00", "999999 MINUTES", "\xe9\xdf\xff", "C1"),
)

segment = st.tuples(st.sampled_from(IDS), st.lists(st.sampled_from(VALUES), max_size=10)).map(
    lambda parts: "*".join([parts[0], *parts[1]]) + "~"
)
soup = st.lists(segment, max_size=40).map("".join)


@st.composite
def claim_soup(draw: Callable) -> str:
    """Whole claims of which some elements are anything."""
    body = edi.header() + edi.billing_provider() + edi.subscriber()
    for number in range(draw(st.integers(1, 3))):
        codes = st.sampled_from(["97530", "97140", "97110", "97153", "99213", "97161", "G0283"])
        modifiers = st.lists(st.sampled_from(["GP", "GO", "59", "KX", "CQ", ""]), max_size=5)
        lines = [
            f"SV1*HC:{':'.join([draw(codes), *draw(modifiers)])}*{draw(charge)}*"
            f"{draw(st.sampled_from(['UN', 'MJ', '']))}*{draw(quantity)}***1~"
            + draw(st.sampled_from(["", "NTE*ADD*23 MIN~", "NTE*ADD*1000-1053~"]))
            for _ in range(draw(st.integers(1, 4)))
        ]
        body += str(edi.ClaimText(lines, claim_id=f"C{number}", total="100"))
    segments = body.removesuffix("~").split("~")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(segments) - 1))
        elements = segments[at].split("*")
        elements[draw(st.integers(0, len(elements) - 1))] = draw(st.sampled_from(VALUES))
        segments[at] = "*".join(elements)
    return "~".join(segments) + "~"


charge = st.sampled_from(["100", "100.50", "33.33", "0", "", "ABC", "-5", "99999999999999999"])
quantity = st.sampled_from(["1", "2", "4", "0", "1.5", "", "X", "45", "999999999999"])


def scrubbed_without_error(body: str) -> None:
    data = edi.envelope(body).encode("latin-1")
    result = scrub(data)
    errors = [d.message for d in result.discrepancies if d.name == "internal-error"]
    assert errors == []
    log = [result.file, *result.discrepancies, result.summary]
    verify(data, result.corrected, log)
    assert undo(result.corrected, log) == data
    if not any(d.action == "corrected" for d in result.discrepancies):
        assert result.corrected == data
    assert scrub(result.corrected).corrected == result.corrected


@given(soup)
def test_building_never_raises(body):
    text = edi.envelope(body)
    for found in claim_texts(text):
        claim = build_claim(found)
        assert claim.clm.id == "CLM"
        assert text.startswith(claim.clm.text, claim.clm.offset)
        bills = {line.hcpcs for line in claim.lines}
        assert all(found in _billing(text, code) for code in bills)
        for line in claim.lines:
            assert text.startswith(line.sv1.text, line.sv1.offset)
            assert len(line.modifiers) == 4
            assert line.units is None or line.units > 0
            claim.rendering_of(line)
        as_data(claim)
        repr(claim)


@given(soup)
def test_the_subscribers_number_alone_is_the_one_that_the_level_has(body):
    for found in claim_texts(edi.envelope(body)):
        assert found.levels.member_id() == found.level().subscriber.member_id


@given(soup)
def test_every_claim_and_line_is_found(body):
    found = claim_texts(edi.envelope(body))
    ids = [part.partition("*")[0].upper() for part in body.split("~")]
    assert len(found) == ids.count("CLM")
    after_first_claim = ids[ids.index("CLM") :] if "CLM" in ids else []
    # These may begin what stands above the next claim, to which lines do not belong.
    if not {"HL", "NM1", "PRV", "SBR"} & set(after_first_claim):
        lines = [line for claim in found for line in build_claim(claim).lines]
        assert len(lines) == after_first_claim.count("SV1")


def _billing(text, code):
    """The claims that bill a code, found without reading them."""
    return [c for s in transaction_sets(text) for c in claims_of(s, frozenset({code}))]


@given(soup)
def test_scrubbing_soup_never_raises(body):
    scrubbed_without_error(body)


@given(claim_soup())
def test_scrubbing_claims_with_anything_in_them_never_raises(body):
    scrubbed_without_error(body)
