"""The digest of a file: what is kept of it, and that those of its sets make up the whole."""

import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scrubber.discrepancies import Discrepancy
from scrubber.discrepancies.digest import SHOWN, Digest, Item
from scrubber.findings import Action, CorrectionClass, Severity

FLAGGED = Discrepancy(
    record="discrepancy",
    rule="TH101",
    name="units-exceed-minutes",
    severity=Severity.ERROR,
    action=Action.FLAGGED,
    correction_class=CorrectionClass.REPAIR,
    claim_id="C1",
    line="1",
    line_control_number=None,
    service_date="20260309",
    procedure="97530",
    payer_id="MEDB",
    segment=26,
    offset=900,
    element="SV104",
    before="3",
    after=None,
    segment_before="SV1*HC:97530*150*UN*3***1",
    segment_after=None,
    message="3 units, and the minutes make 2",
    evidence=("23 minutes",),
    sources=(),
    denial=None,
    charge_delta="0.00",
    payment_at_stake=None,
    payment_basis=None,
)
UNITS = FLAGGED._replace(action=Action.CORRECTED, after="2")
CHARGE = UNITS._replace(element="SV102", before="150", after="100")


def digest_of(*records: Discrepancy) -> Digest:
    digest = Digest()
    for record in records:
        digest.add(record)
    return digest


def test_the_changes_of_one_finding_are_one_item() -> None:
    group = digest_of(UNITS, CHARGE).corrected["TH101"]
    assert group.items == [Item(UNITS, [("SV104", "3", "2"), ("SV102", "150", "100")])]
    assert group.total == 1


def test_a_change_of_another_segment_or_reason_is_another_finding() -> None:
    others = (CHARGE._replace(segment=28), CHARGE._replace(message="Another"), UNITS, FLAGGED)
    for other in others:
        digest = digest_of(UNITS, other)
        groups = [*digest.corrected.values(), *digest.to_decide.values()]
        assert sum(group.total for group in groups) == 2


def test_of_a_group_the_first_are_kept_and_all_are_counted() -> None:
    records = [UNITS._replace(segment=number, claim_id=f"C{number // 2}") for number in range(40)]
    changes = [CHARGE._replace(segment=record.segment) for record in records]
    pairs = zip(records, changes, strict=True)
    group = digest_of(*(record for pair in pairs for record in pair)).corrected["TH101"]
    assert [item.first for item in group.items] == records[:SHOWN]
    assert [len(item.changes) for item in group.items] == [2] * SHOWN
    assert (group.total, group.claims) == (40, 20)
    assert group.first_claims == [f"C{number}" for number in range(SHOWN)]


def test_what_is_left_to_a_person() -> None:
    told = FLAGGED._replace(severity=Severity.INFO)
    held = FLAGGED._replace(action=Action.HELD)
    unknown = FLAGGED._replace(action=Action.NOT_EVALUABLE)
    attested = held._replace(correction_class=CorrectionClass.ATTESTED)
    records = (FLAGGED, unknown, told, held, attested, UNITS)
    assert [digest_of(record).left for record in records] == [
        {"TH101"},
        {"TH101"},
        set(),
        set(),
        {"TH101"},
        set(),
    ]
    needs = [digest_of(record).needs_person for record in records]
    assert needs == [True, True, False, True, True, False]


def some_record(**varied: Any) -> Discrepancy:
    """One of a few rules, claims, places and outcomes, so that many fall together."""
    after = "2" if varied["action"] is Action.CORRECTED else None
    return FLAGGED._replace(after=after, **varied)


records = st.builds(
    some_record,
    rule=st.sampled_from(["TH101", "TH104"]),
    action=st.sampled_from(Action),
    severity=st.sampled_from(Severity),
    claim_id=st.sampled_from([None, "C1", "C2", "C3"]),
    segment=st.integers(1, 3),
    element=st.sampled_from(["SV104", "SV102"]),
    message=st.sampled_from(["One", "Another"]),
)


@given(sets=st.lists(st.lists(records, max_size=60), max_size=6), digested=st.data())
def test_the_digests_of_sets_merge_to_that_of_the_file(
    sets: list[list[Discrepancy]], digested: st.DataObject
) -> None:
    whole, merged = Digest(), Digest()
    for number, of_set in enumerate(sets):
        placed = [record._replace(segment=10 * number + record.segment) for record in of_set]
        for record in placed:
            whole.add(record)
        if digested.draw(st.booleans()):
            merged.merge(pickle.loads(pickle.dumps(digest_of(*placed))))
        else:
            for record in placed:
                merged.add(record)
        assert merged == whole
