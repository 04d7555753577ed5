"""The acknowledgments of every sample and of the shared corpus can be read, balance, and follow
their guides."""

from pathlib import Path

import pytest

from scrubber.acknowledgments import Kind
from scrubber.pipeline import scrub
from scrubber.x12 import NotReadable
from tests.acknowledgments.answers import answered
from tests.acknowledgments.guides import guide_faults
from tests.acknowledgments.reading import claim_acknowledgments, group_responses, interchanges

REPOSITORY = Path(__file__).parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "files"
FILES = sorted((REPOSITORY / "edi_samples").rglob("*.837"))
FILES += sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []

STRICTER = {
    # The guide's own examples leave out a date that cannot be read, and providers of no claim.
    'Mandatory segment "Claim Level Service Date" (DTP) missing',
    'Mandatory loop "Billing Provider of Service Level" (2000C) missing',
}
"""Where pyx12's maps ask for what the guides do not."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_acknowledgments_can_be_read_and_follow_their_guides(path):
    data = path.read_bytes()
    try:
        result = scrub(data)
    except NotReadable:
        return
    texts = {kind: answered(kind, data, result.discrepancies) for kind in Kind}
    claims = [each.claims for each in claim_acknowledgments(texts[Kind.CLAIM])]
    assert sum(map(len, claims)) == result.summary.claims.read
    assert all(each.sets for each in group_responses(texts[Kind.IMPLEMENTATION]))
    assert all(each.ta1 for each in interchanges(texts[Kind.TA1]))
    faults = guide_faults(texts[Kind.CLAIM]) + guide_faults(texts[Kind.IMPLEMENTATION])
    assert [fault for fault in faults if fault.message not in STRICTER] == []
