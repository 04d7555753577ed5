"""What must hold of any treatment day whose minutes are all on record."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scrubber import scrub
from scrubber.evidence import TreatmentLog, treatment_row
from tests.edi import ClaimText, one_claim
from tests.treatment.days import claims_in, sv1

LINE = st.tuples(
    st.sampled_from(["97110", "97112", "97116", "97530"]), st.integers(0, 60), st.integers(1, 5)
)
Line = tuple[str, int, int]


def supported(lines: list[Line], filing: str) -> int:
    """The units that the day's minutes support, by the manual's words and the midpoint rule's."""
    by_code: Counter[str] = Counter()
    for code, minutes, _ in lines:
        by_code[code] += minutes
    pooled = (sum(by_code.values()) + 7) // 15
    each = sum(minutes // 15 + (minutes % 15 >= 8) for minutes in by_code.values())
    return pooled if filing == "MB" else max(pooled, each)


@given(st.lists(LINE, min_size=1, max_size=5), st.sampled_from(["MB", "CI"]))
def test_it_goes_out_within_its_minutes_or_a_person_is_told(lines: list[Line], filing: str) -> None:
    texts = [sv1(code, units=units, charge=units * 50) for code, _, units in lines]
    text = one_claim(ClaimText(texts), claim_filing=filing)
    rows = [
        treatment_row(
            number,
            {
                "claim_id": "C1",
                "line": str(number),
                "service_date": "2026-03-09",
                "procedure": code,
                "minutes": str(minutes),
            },
        )
        for number, (code, minutes, _) in enumerate(lines, 1)
    ]
    result = scrub(text.encode(), treatments=TreatmentLog(rows), select=["TH1", "CL1"])
    (claim,) = claims_in(result.corrected.decode())
    after = [line.units or 0 for line in claim.lines]
    told = {d.rule for d in result.discrepancies if d.action.value in ("flagged", "held")}
    assert sum(after) <= supported(lines, filing) or "TH101" in told
    if filing == "MB":
        assert sum(after) >= supported(lines, filing) or {"TH101", "TH102"} & told
    for (_, minutes, billed), units in zip(lines, after, strict=True):
        assert units == billed or max(1, minutes // 15) <= units < billed
    assert claim.total_charge == claim.line_charges == 50 * sum(after)
