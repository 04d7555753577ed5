"""Taking: each file once, one of a stem at a time, and nothing lost with its owner."""

from pathlib import Path

import pytest

from scrubber.folder import jobs
from scrubber.folder.file_id import FileId
from scrubber.folder.jobs import (
    LOCK,
    ORDER,
    PLAN,
    Job,
    abandoned,
    earlier_twin,
    job_names,
    orders_in_work,
    take,
)
from scrubber.folder.places import Place, Places
from scrubber.folder.records import Identity, Kind, Order, read_record
from scrubber.ledger import InterchangeId
from tests.folder.folders import entries


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path, {place: place for place in Place})
    found.make()
    return found


def put(places: Places, *names: str, sender: str = "") -> Order:
    """An order for files that are there."""
    for name in names:
        (places[Place.IN] / name).write_text(name)
    files = {name: FileId.at(places[Place.IN] / name) for name in names}
    return Order(Kind.SCRUB, files, sender=sender)  # type: ignore[arg-type]


def taken(order: Order, places: Places) -> Job:
    job = take(order, places)
    assert job
    return job


def test_files_are_taken_together_with_their_marker(places: Places) -> None:
    order = put(places, "day.837", "day.treatments.csv")
    (places[Place.IN] / "day.837.done").touch()
    with taken(order, places) as job:
        assert sorted(entries(job.taken)) == ["day.837", "day.treatments.csv"]
        assert entries(places[Place.IN]) == []
        assert job.input.read_text() == "day.837"
        assert orders_in_work(places) == {job.name: order}
        assert job.folder.stat().st_mode & 0o777 == 0o700
        job.remove()
    assert job_names(places) == set()
    assert "day" not in repr(order)


def test_a_file_that_changed_is_not_taken(places: Places) -> None:
    order = put(places, "day.837")
    (places[Place.IN] / "day.837").write_text("more than before")
    assert take(order, places) is None
    (places[Place.IN] / "day.837").unlink()
    assert take(order, places) is None
    (places[Place.IN] / "day.837").symlink_to("/etc/hostname")
    assert take(order, places) is None
    assert job_names(places) == set()


def test_one_of_a_stem_is_in_work_at_a_time(places: Places) -> None:
    with taken(put(places, "day.837"), places):
        assert take(put(places, "DAY.edi"), places) is None
        with taken(put(places, "night.837"), places):
            pass


def test_one_of_a_sender_is_in_work_where_the_order_counts(places: Places) -> None:
    with taken(put(places, "a.837", sender="ZZ:ONE"), places):
        again = put(places, "b.837", sender="ZZ:ONE")
        assert take(again, places, per_sender=True) is None
        with taken(put(places, "c.837", sender="ZZ:TWO"), places):
            pass
        with taken(again, places):
            pass


def test_a_job_whose_owner_is_gone_is_found(places: Places) -> None:
    with taken(put(places, "day.837"), places) as job:
        assert found_abandoned(places) == []
    (found,) = found_abandoned(places)
    with found:
        assert found.folder == job.folder
        assert found.order == job.order


def test_a_taking_that_was_cut_short_is_ended(places: Places) -> None:
    order = put(places, "day.837", "day.treatments.csv")
    with taken(order, places) as job:
        for name in order.files:
            (job.taken / name).rename(places[Place.IN] / name)
    (found,) = found_abandoned(places)
    with found:
        assert sorted(entries(found.taken)) == sorted(order.files)


def test_a_sidecar_of_another_delivery_is_not_taken_later(places: Places) -> None:
    order = put(places, "day.837", "day.treatments.csv")
    with taken(order, places) as job:
        (job.taken / "day.treatments.csv").unlink()
    (places[Place.IN] / "day.treatments.csv").write_text("of the next day")
    (found,) = found_abandoned(places)
    with found:
        assert entries(found.taken) == ["day.837"]


@pytest.mark.parametrize("left", [(LOCK, ORDER), (LOCK,), ()])
def test_what_is_left_of_a_job_without_files_is_removed(
    places: Places, left: tuple[str, ...]
) -> None:
    with taken(put(places, "day.837"), places) as job:
        job.input.unlink()
    for name in {LOCK, ORDER} - set(left):
        (job.folder / name).unlink()
    if not left:
        job.taken.rmdir()
    assert found_abandoned(places) == []
    assert job_names(places) == set()


def found_abandoned(places: Places) -> list[Job]:
    """Those that are found, where all can be looked into."""
    failures: list[OSError] = []
    found = list(abandoned(places, failures.append))
    assert failures == []
    return found


def identity(sha256: str, *numbers: str) -> Identity:
    return Identity(sha256, 1, tuple(InterchangeId("ZZ:ONE", number) for number in numbers))


def test_the_later_of_two_with_one_content_or_number_waits(places: Places) -> None:
    four = [taken(put(places, f"{name}.837"), places) for name in "abcd"]
    told = [identity("x", "1"), identity("x", "2"), identity("y", "1"), identity("z", "3")]
    waits = [earlier_twin(job, of, places) for job, of in zip(four, told, strict=True)]
    assert waits == [False, True, True, False]
    assert not earlier_twin(four[0], told[0], places), "the first one told stays the first"
    four[0].remove()
    assert not earlier_twin(four[1], told[1], places)
    for job in four:
        with job:
            pass


def test_a_job_that_cannot_be_made_is_let_go(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = put(places, "day.837")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("scrubber.folder.jobs.write_record", full)
        with pytest.raises(OSError, match="No space"):
            take(order, places)
    assert found_abandoned(places) == []
    assert (places[Place.IN] / "day.837").exists()
    with taken(order, places):
        pass
    with monkeypatch.context() as patched:
        patched.setattr("scrubber.folder.jobs.read_record", full)
        failures: list[OSError] = []
        assert list(abandoned(places, failures.append)) == []
        assert [error.errno for error in failures] == [28]
    (found,) = found_abandoned(places)
    with found:
        pass


def test_a_job_that_its_owner_removes_meanwhile_is_no_job(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taken(put(places, "day.837"), places) as job:
        pass

    real = jobs._lock
    monkeypatch.setattr(jobs, "_lock", lambda *of: (real(*of), job.remove())[0])
    assert found_abandoned(places) == []
    assert job_names(places) == set()


def test_a_link_that_takes_a_files_place_at_the_last_moment_is_not_read(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = put(places, "day.837", "day.treatments.csv")
    real = jobs.move

    def move(source: Path, target: Path, job: str) -> None:
        source.unlink()
        source.symlink_to("/etc/hostname")
        real(source, target, job)

    monkeypatch.setattr(jobs, "move", move)
    assert take(order, places) is None
    assert job_names(places) == set()
    assert (places[Place.IN] / "day.837").is_symlink()
    assert (places[Place.IN] / "day.treatments.csv").is_file()


@pytest.mark.parametrize("name", [ORDER, PLAN])
def test_a_damaged_record_is_told(places: Places, name: str) -> None:
    with taken(put(places, "day.837"), places) as job:
        (job.folder / name).write_text("{")
        with pytest.raises(OSError, match="a record of a job is damaged"):
            read_record(job.folder / name, Order)


def test_another_watcher_may_take_the_last_step(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        real(path, missing_ok)
        if path.name == LOCK:
            assert list(abandoned(places, errors.append)) == []

    errors: list[OSError] = []
    with taken(put(places, "day.837"), places) as job:
        monkeypatch.setattr(Path, "unlink", unlink)
        job.remove()
    assert (job_names(places), errors) == (set(), [])
