"""Files of which only an index is held: they answer as the rows themselves do."""

import csv
import errno
import gc
import multiprocessing
import os
import pickle
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.evidence import (
    BadEvidence,
    TherapyUsed,
    TreatmentLog,
    UsedAmount,
    read_therapy_used,
    read_treatment_log,
    run_index,
    sheet_file,
    treatment_row,
)
from scrubber.evidence.treatment_rows import COLUMNS
from tests.evidence.sheets_of_any_kind import (
    KEYS,
    csv_sheets,
    json_sheets,
    whole_csv,
    whole_json_lines,
)
from tests.treatment.days import claim_of, sv1

HEADER = "claim_id,service_date,procedure,minutes,note\n"
SHEET_COLUMNS = (*COLUMNS[:8], "note", "room")
CLAIMS = {
    key: claim_of(sv1("97530"), claim_id=key) for key in ("C1", "c1", "C,3", KEYS[-1], "C", "none")
}
MEMBER = "1EG4TE5MK73"


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program puts its temporary files in a test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def index_in_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index of two runs or more is a file."""
    monkeypatch.setattr(run_index, "RUNS_IN_MEMORY", 1)


def rows_text(count: int, minutes: str = "23") -> str:
    return "".join(f"C{at},2026-03-09,97530,{minutes},reach\n" for at in range(count))


def written(folder: Path, text: str, name: str = "day.treatments.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


Whole = Callable[[str], Iterator[tuple[int, Mapping[str, str]]]]


def answers(log: TreatmentLog) -> dict[str, object]:
    """All that a log says of its rows; some of its claims are asked for."""
    told: dict[str, object] = {"any": bool(log), "unread": log.unread_columns}
    told["all"] = list(log.left_over())
    for key, claim in CLAIMS.items():
        told[key] = (key in log, log.match(claim).unmatched)
    log.pass_over("\u00dc9")
    told["empty"] = "" in log
    told["left"] = list(log.left_over())
    return told


@pytest.mark.parametrize(("name", "whole"), [("a.csv", whole_csv), ("a.jsonl", whole_json_lines)])
@given(data=st.data())
def test_an_indexed_log_says_what_its_rows_in_memory_say(
    tmp_path_factory: pytest.TempPathFactory, name: str, whole: Whole, data: st.DataObject
) -> None:
    sheets = csv_sheets if whole is whole_csv else json_sheets
    text = data.draw(sheets(SHEET_COLUMNS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_index, "RUNS_IN_MEMORY", data.draw(st.sampled_from([1, 2, 1000])))
        patch.setattr(sheet_file, "CHUNK_BYTES", data.draw(st.sampled_from([1, 7, 64, 1 << 20])))
        path = written(tmp_path_factory.mktemp("log"), text, name)
        try:
            rows = list(whole(text.removeprefix("\ufeff")))
        except csv.Error:
            with pytest.raises(BadEvidence):
                read_treatment_log(path)
            return
        in_memory = TreatmentLog(treatment_row(number, cells) for number, cells in rows)
        indexed = read_treatment_log(path)
        expected = answers(in_memory)
        expected["unread"] = {"room"} if any(cells["room"] for _, cells in rows) else set()
        assert answers(indexed) == expected
        indexed.close()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "a1", "B2", "C3"]),
            st.sampled_from(["2025", "2026"]),
            st.sampled_from(["OT", "PT_SLP"]),
            st.sampled_from(["5", "5.00", "$7", '"1,200.50"']),
            st.sampled_from(["", "2026-01-31", "2026-03-31"]),
        ),
        max_size=12,
    )
)
def test_indexed_amounts_are_those_of_the_rows_in_memory(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str, str]]
) -> None:
    text = "member_id,year,pool,amount,as_of\n" + "".join(",".join(row) + "\n" for row in rows)
    path = written(tmp_path_factory.mktemp("used"), text)
    in_memory = TherapyUsed(
        UsedAmount(
            member.upper(),
            int(year),
            pool,
            Decimal(amount.strip('"$').replace(",", "")),
            date.fromisoformat(as_of) if as_of else None,
            "",
        )
        for member, year, pool, amount, as_of in rows
    )
    indexed = read_therapy_used(path)
    for member in ("a1", "A1", "B2", "C3", "D4"):
        for year in (2025, 2026):
            for pool in ("OT", "PT_SLP"):
                assert indexed.of(member, year, pool) == in_memory.of(member, year, pool)


def test_the_rows_of_a_claim_may_stand_apart(tmp_path: Path) -> None:
    text = HEADER + rows_text(2, "1") + rows_text(2, "2") + rows_text(1, "3")
    log = read_treatment_log(written(tmp_path, text))
    left = log.match(claim_of(sv1("97110"), claim_id="C0")).unmatched
    assert [(each.row.number, each.row.minutes) for each in left] == [(2, 1), (4, 2), (6, 3)]
    assert [each.row.number for each in log.left_over()] == [3, 5]


def test_two_claim_numbers_of_one_hash_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_index, "_hash", lambda key: 7)
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(3)))
    assert "C1" in log
    assert "C9" not in log
    for claim in ("C0", "C1"):
        log.announce(claim)
        log.expect(claim)
    log.match(claim_of(sv1("97530"), claim_id="C1"))
    assert [each.row.claim_id for each in log.left_over()] == ["C0", "C2"]


@pytest.mark.usefixtures("index_in_file")
def test_the_index_is_private_and_holds_no_word_of_the_file(
    tmp_path: Path, temporary_files: Path
) -> None:
    path = written(tmp_path, HEADER + "CANARY1,2026-03-09,97530,23,canary note\n" + rows_text(9))
    log = read_treatment_log(path)
    (index,) = temporary_files.iterdir()
    assert stat.S_IMODE(index.stat().st_mode) == 0o600
    held = index.read_bytes()
    assert len(held) > 9 * 32
    assert not [word for word in (b"CANARY", b"canary", b"2026", b"97530", b"C1") if word in held]
    log.close()


@pytest.mark.usefixtures("index_in_file")
@pytest.mark.parametrize("how", ["closed", "dropped"])
def test_the_index_is_removed(tmp_path: Path, temporary_files: Path, how: str) -> None:
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(9)))
    assert len(list(temporary_files.iterdir())) == 1
    if how == "closed":
        log.close()
    else:
        del log
        gc.collect()
    assert list(temporary_files.iterdir()) == []


@pytest.mark.usefixtures("index_in_file")
def test_the_index_of_a_file_that_is_refused_is_removed(
    tmp_path: Path, temporary_files: Path
) -> None:
    with pytest.raises(BadEvidence):
        read_treatment_log(written(tmp_path, HEADER + rows_text(9) + "C9,,,,,too many\n"))
    assert list(temporary_files.iterdir()) == []


def test_a_small_log_needs_no_file(tmp_path: Path, temporary_files: Path) -> None:
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(100)))
    assert "C99" in log
    assert list(temporary_files.iterdir()) == []


@pytest.mark.parametrize("runs_in_memory", [1, 1000])
def test_a_pickled_log_matches_and_reports_in_another_process(
    tmp_path: Path,
    temporary_files: Path,
    monkeypatch: pytest.MonkeyPatch,
    runs_in_memory: int,
) -> None:
    monkeypatch.setattr(run_index, "RUNS_IN_MEMORY", runs_in_memory)
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(9)))
    worker = pickle.loads(pickle.dumps(log))
    claim = claim_of(sv1("97530"), claim_id="C4")
    assert worker.match(claim) == log.match(claim)
    worker.match(claim_of(sv1("97530"), claim_id="C7"))
    report = pickle.loads(pickle.dumps(worker.take_asked()))
    assert not worker.take_asked()
    worker.close()
    log.merge_asked(report)
    left = [each.row.claim_id for each in log.left_over()]
    assert left == [f"C{at}" for at in range(9) if at not in (4, 7)]
    log.close()
    assert list(temporary_files.iterdir()) == []


def _matched_elsewhere(log: TreatmentLog, answer: "multiprocessing.Queue[int]") -> None:
    answer.put(len(log.match(claim_of(sv1("97530"), claim_id="C4")).by_line))


@pytest.mark.usefixtures("index_in_file")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_process_reads_the_log_and_leaves_its_index(
    tmp_path: Path, temporary_files: Path, method: str
) -> None:
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(9)))
    context = multiprocessing.get_context(method)
    answer = context.Queue()
    child = context.Process(target=_matched_elsewhere, args=(log, answer))
    child.start()
    assert answer.get(timeout=60) == 1
    child.join()
    assert len(list(temporary_files.iterdir())) == 1
    log.close()


@pytest.mark.parametrize("change", ["longer", "rewritten", "replaced for a worker"])
def test_a_log_that_changes_during_the_run_is_refused(tmp_path: Path, change: str) -> None:
    path = written(tmp_path, HEADER + rows_text(9))
    log = read_treatment_log(path)
    pickled = pickle.dumps(log)
    if change == "longer":
        with path.open("a") as file:
            file.write("C99,2026-03-09,97530,5,\n")
    elif change == "rewritten":
        path.write_text(HEADER + rows_text(9, "42"))
        os.utime(path, ns=(1, 1))
    else:
        written(tmp_path, HEADER + rows_text(9, "42"), "new").replace(path)
        log = pickle.loads(pickled)
    with pytest.raises(BadEvidence, match=r"^day\.treatments\.csv: has changed"):
        log.match(claim_of(sv1("97530"), claim_id="C4"))


def test_therapy_used_that_changes_during_the_run_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, f"member_id,year,pool,amount\n{MEMBER},2026,OT,5\n")
    used = read_therapy_used(path)
    path.write_text("")
    with pytest.raises(BadEvidence, match="has changed"):
        used.of(MEMBER, 2026, "OT")


def test_a_pickled_therapy_used_reports_the_oldest_amount(tmp_path: Path) -> None:
    text = f"member_id,year,pool,amount,as_of\n{MEMBER},2026,OT,5,2026-01-02\n"
    used = read_therapy_used(written(tmp_path, text))
    worker = pickle.loads(pickle.dumps(used))
    assert worker.before(MEMBER, "OT", date(2026, 5, 6)) == used.of(MEMBER, 2026, "OT")
    assert used.oldest_held is None
    used.merge_held(worker.oldest_held)
    used.merge_held(None)
    used.merge_held((date(2026, 5, 6), date(2026, 5, 1)))
    assert used.oldest_held == (date(2026, 5, 6), date(2026, 1, 2))
    used.close()


def test_the_kept_amounts_of_members_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.evidence.therapy_used.KEPT_MEMBERS", 2)
    used = TherapyUsed(UsedAmount(f"M{at}", 2026, "OT", Decimal(at), None, "") for at in range(5))
    for at in [*range(5), *range(5)]:
        found = used.of(f"m{at}", 2026, "OT")
        assert found is not None
        assert found.amount == at
        assert len(used._of_members) <= 2


@pytest.mark.usefixtures("index_in_file")
def test_a_process_removes_no_index_but_its_own(
    tmp_path: Path, temporary_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = read_treatment_log(written(tmp_path, HEADER + rows_text(9)))
    with monkeypatch.context() as as_child:
        as_child.setattr(os, "getpid", lambda: -1)
        log.close()
    (left,) = temporary_files.iterdir()
    left.unlink()


@pytest.mark.usefixtures("index_in_file")
def test_a_full_disk_is_an_error_that_leaves_nothing(
    tmp_path: Path, temporary_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(run_index, "_mapped", full)
    with pytest.raises(OSError, match="No space"):
        read_treatment_log(written(tmp_path, HEADER + rows_text(9)))
    assert list(temporary_files.iterdir()) == []


def test_a_log_may_be_a_pipe(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as pipe:
        pipe.write(HEADER + rows_text(3))
    log = read_treatment_log(Path(f"/dev/fd/{reading}"))
    os.close(reading)
    for copy in (log, pickle.loads(pickle.dumps(log))):
        assert [each.row.claim_id for each in copy.left_over()] == ["C0", "C1", "C2"]
        copy.close()


def test_a_folder_or_nothing_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_treatment_log(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_treatment_log(tmp_path / "none.csv")


def test_a_cell_longer_than_csv_allows_is_refused(tmp_path: Path) -> None:
    text = f"{HEADER}C1,2026-03-09,97530,23,{'x' * csv.field_size_limit()}"
    assert "C1" in read_treatment_log(written(tmp_path, text))
    with pytest.raises(BadEvidence, match="field larger than field limit"):
        read_treatment_log(written(tmp_path, f"{text}x\n"))
