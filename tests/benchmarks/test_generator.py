import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scrubber import ScrubResult, scrub
from scrubber.conformance import guide_errors
from scrubber.evidence import read_treatment_log
from scrubber.tables import load_tables
from tests.benchmarks.clinic import MEDICINE
from tests.benchmarks.files import Files
from tests.benchmarks.generator import Batch, Written, write_batch
from tests.benchmarks.visits import DAYS

Write = Callable[[Batch], Written]

VARIETIES = {
    "therapy": Batch(claims=120),
    "some therapy": Batch(claims=120, therapy_share=0.5, claims_per_set=50),
    "long courses": Batch(claims=120, visits=60),
    "fifty lines": Batch(claims=20, lines=(50, 50)),
    "a finding on every line": Batch(claims=60, every_line=True),
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return lambda batch: write_batch(batch, tmp_path / "night.837")


def scrubbed(batch: Written) -> ScrubResult:
    return scrub(batch.path, treatments=batch.treatments, therapy_used=batch.therapy_used)


def segments(batch: Written) -> list[list[str]]:
    return [text.split("*") for text in batch.path.read_text().split("~")]


def test_a_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def contents(name: str, seed: int) -> list[bytes]:
        written = write_batch(Batch(claims=200, seed=seed), tmp_path / f"{name}.837")
        files = (written.path, written.treatments, written.therapy_used)
        return [file.read_bytes() for file in files]

    assert contents("one", 1) == contents("again", 1)
    assert all(a != b for a, b in zip(contents("one", 1), contents("two", 2), strict=True))


@pytest.mark.parametrize("batch", VARIETIES.values(), ids=VARIETIES)
def test_it_follows_the_implementation_guide(write: Write, batch: Batch) -> None:
    assert guide_errors(write(batch).path.read_bytes()) == ()


@pytest.mark.parametrize("share", [0, 0.1, 0.25, 1])
def test_the_share_of_therapy_claims_is_the_one_asked_for(write: Write, share: float) -> None:
    written = write(Batch(claims=1000, therapy_share=share))
    assert written.therapy_claims == pytest.approx(1000 * share, abs=3)
    not_therapy = scrubbed(written).summary.claims.not_therapy
    assert not_therapy == 1000 - written.therapy_claims


def test_sets_have_the_asked_number_of_claims(write: Write) -> None:
    inside: Counter[str] = Counter()
    control_number = ""
    for segment in segments(write(Batch(claims=250, claims_per_set=100))):
        control_number = segment[2] if segment[0] == "ST" else control_number
        inside[control_number] += segment[0] == "CLM"
    assert [count for count in inside.values() if count] == [100, 100, 50]


def test_a_batch_ends_with_the_claim_that_reaches_its_size(write: Write) -> None:
    written = write(Batch(size=200_000))
    assert written.path.stat().st_size == written.size
    assert 0 <= written.size - 200_000 < 5_000


def test_what_it_says_it_holds_is_there(write: Write) -> None:
    written = write(Batch(claims=300, therapy_share=0.5))
    ids = Counter(segment[0] for segment in segments(written) if segment[0])
    assert (ids["CLM"], ids["LX"], ids["ST"]) == (written.claims, written.lines, written.sets)
    assert ids.total() == written.segments


def test_a_claim_has_about_thirty_segments_and_three_to_five_lines(write: Write) -> None:
    written = write(Batch(claims=1000))
    assert written.segments / written.claims == pytest.approx(30, abs=2)
    assert 3.5 < written.lines / written.claims < 4.1


def test_patients_come_back(write: Write) -> None:
    members = Counter(s[9] for s in segments(write(Batch(claims=500))) if s[:2] == ["NM1", "IL"])
    assert 1 < max(members.values()) <= 3


def test_offices_bill_nothing_that_a_rule_judges(write: Write) -> None:
    billed = {code for day in DAYS[MEDICINE] for code in day}
    assert not billed & load_tables().judged_codes()
    assert scrubbed(write(Batch(claims=300, therapy_share=0))).discrepancies == ()


def test_without_faults_only_the_review_threshold_is_told(write: Write) -> None:
    found = scrubbed(write(Batch(claims=1500, faultless=True))).discrepancies
    assert {finding.rule for finding in found} <= {"TH404"}


def test_the_findings_are_the_faults_put_in(write: Write) -> None:
    written = write(Batch(claims=1500))
    found = [f for f in scrubbed(written).discrepancies if f.rule != "TH404"]
    assert len({finding.claim_id for finding in found}) == pytest.approx(written.faults, abs=5)
    assert 0.08 < written.faults / written.claims < 0.12
    assert {f.rule for f in found} == {
        "CL101",
        "TH101",
        "TH201",
        "TH206",
        "TH301",
        "TH401",
        "TH501",
    }


def test_every_line_can_have_a_finding(write: Write) -> None:
    written = write(Batch(claims=60, every_line=True))
    found = {(f.claim_id, f.line) for f in scrubbed(written).discrepancies if f.line}
    assert len(found) == written.lines


def test_every_therapy_line_has_its_row_and_a_third_a_note(write: Write) -> None:
    written = write(Batch(claims=300))
    with written.treatments.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == written.lines
    assert all(row["minutes"] and row["signed_by"] for row in rows)
    assert sum(bool(row["note"]) for row in rows) / len(rows) == pytest.approx(1 / 3, abs=0.05)
    assert 0.2 < sum(bool(row["start"]) for row in rows) / len(rows) < 0.6
    assert read_treatment_log(written.treatments)


def test_other_members_have_therapy_used_too(write: Write) -> None:
    without = write(Batch(claims=50)).therapy_used.read_text().splitlines()
    with_them = write(Batch(claims=50, other_members=20)).therapy_used.read_text().splitlines()
    assert with_them[: len(without)] == without
    assert len(with_them) == len(without) + 20


def test_a_batch_is_written_once(tmp_path: Path) -> None:
    files = Files(tmp_path)
    first = files.of(Batch(claims=10))
    first.path.write_text("kept")
    assert files.of(Batch(claims=10)) == first
    assert first.path.read_text() == "kept"
    assert files.of(Batch(claims=11)).path != first.path
    assert json.loads(first.path.with_suffix(".json").read_text())["claims"] == 10
