"""Made-up records for Hypothesis, with any text that a file or a sidecar can bring into them."""

from hypothesis import strategies as st

from scrubber.discrepancies import (
    Charges,
    Discrepancy,
    FileFacts,
    FileRecord,
    PaymentAtStake,
    SummaryRecord,
    Tally,
)
from scrubber.findings import Denial

ODD = '"\\/\0\b\t\n\f\r\x1b\x1f\x7f\x80\x85\xe9\xff\u2028\u2029\ufeff\ufffe\U0001f600%s{}'
TEXTS = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"]), max_size=12)
COUNTS = st.integers(0, 2**40)

discrepancies = st.builds(
    Discrepancy,
    **dict.fromkeys(("rule", "name", "message", "charge_delta"), TEXTS),
    evidence=st.lists(TEXTS, max_size=3).map(tuple),
    sources=st.lists(TEXTS, max_size=3).map(tuple),
    segment=st.none() | COUNTS,
    offset=st.none() | COUNTS,
    claim_segment=st.none() | COUNTS,
    denial=st.none() | st.builds(Denial, *[st.none() | TEXTS] * 4),
    **dict.fromkeys(
        (
            "claim_id",
            "line",
            "line_control_number",
            "service_date",
            "procedure",
            "payer_id",
            "element",
            "before",
            "after",
            "segment_before",
            "segment_after",
            "payment_at_stake",
            "payment_basis",
            "loop",
        ),
        st.none() | TEXTS,
    ),
)
facts = st.builds(FileFacts, name=st.none() | TEXTS, sha256=TEXTS, size=COUNTS)
files = st.builds(
    FileRecord,
    record=st.just("file"),
    input=facts,
    output=facts,
    tool_version=TEXTS,
    tables=st.dictionaries(TEXTS, TEXTS, max_size=3),
    rules=st.lists(TEXTS, max_size=3).map(tuple),
    passed_through=st.lists(TEXTS, max_size=3).map(tuple),
    outside_release=st.dictionaries(TEXTS, TEXTS, max_size=3),
)
tallies = st.builds(
    Tally,
    **dict.fromkeys(
        ("read", "clean", "corrected", "flagged", "held", "not_evaluable", "not_therapy"), COUNTS
    ),
)
summaries = st.builds(
    SummaryRecord,
    record=st.just("summary"),
    claims=tallies,
    lines=tallies,
    charges=st.builds(Charges, **dict.fromkeys(("before", "after", "rescued", "undecided"), TEXTS)),
    payment_at_stake=st.builds(PaymentAtStake, corrected=TEXTS, open=TEXTS),
    findings=st.dictionaries(TEXTS, COUNTS, max_size=3),
    actions=st.dictionaries(TEXTS, COUNTS, max_size=3),
)
