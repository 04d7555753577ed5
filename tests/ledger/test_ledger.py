"""The ledger is opened, brought up to date, refuses what it cannot use, and finds runs again."""

import os
import stat
from importlib.util import find_spec
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from scrubber.findings import Action
from scrubber.keys import BadKey
from scrubber.ledger import BadLedger, FiledClaim, InterchangeId, Ledger, Verdict
from scrubber.ledger.audit import Entry
from scrubber.ledger.database import Database
from scrubber.ledger.key import KEY_FILE_VARIABLE
from scrubber.ledger.ledger import ADDRESS_VARIABLE
from scrubber.ledger.migrating import HEAD, STEPS, migrate
from scrubber.ledger.schema import metadata
from tests.ledger.entries import MEMBER, claim, finding, line, receipt, record


def count(ledger: Ledger, table: str) -> int:
    with ledger.database.reading() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_the_migrations_make_the_tables_that_the_program_knows(address: str) -> None:
    with Ledger.open(address) as ledger, ledger.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_last_migration_is_the_one_that_is_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_ledger_is_made_where_the_user_keeps_data_for_its_owner_alone(data_folder: Path) -> None:
    with Ledger.open() as ledger:
        record(ledger, "r1")
    assert sorted(path.name for path in data_folder.iterdir()) == ["ledger.key", "ledger.sqlite"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in data_folder.iterdir()} == {0o600}


def test_variables_say_where_ledger_and_key_are(
    tmp_path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, f"sqlite:///{tmp_path}/own.sqlite")
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(tmp_path / "keys" / "own.key"))
    with Ledger.open() as ledger:
        assert "own.sqlite" in ledger.database.name
    assert (tmp_path / "own.sqlite").exists()
    assert (tmp_path / "keys" / "own.key").exists()
    assert not data_folder.exists()


def test_a_ledger_is_made_only_in_a_folder_that_exists(tmp_path: Path) -> None:
    """A name that was mistyped must not become an empty ledger."""
    with pytest.raises(FileNotFoundError):
        Ledger.open(str(tmp_path / "deep" / "er" / "own.sqlite"))
    assert not (tmp_path / "deep").exists()


def test_a_key_that_is_there_is_taken(tmp_path: Path, data_folder: Path) -> None:
    data_folder.mkdir()
    key = data_folder / "ledger.key"
    key.write_text("the same key as in another office")
    with Ledger.open(str(tmp_path / "ledger.sqlite")):
        assert key.read_text() == "the same key as in another office"


def test_another_key_is_refused(address: str, data_folder: Path) -> None:
    Ledger.open(address).close()
    (data_folder / "ledger.key").write_text("by this one each member would be another")
    with pytest.raises(BadLedger, match="is not the key that this ledger was begun with"):
        Ledger.open(address)
    (data_folder / "ledger.key").write_text("short")
    with pytest.raises(BadKey, match=r"ledger\.key: a key has 16 bytes or more"):
        Ledger.open(address)


def test_a_lost_key_is_not_made_anew(address: str, data_folder: Path) -> None:
    Ledger.open(address).close()
    (data_folder / "ledger.key").unlink()
    with pytest.raises(BadLedger, match=r"ledger\.key: the ledger's key is not there"):
        Ledger.open(address)
    assert not (data_folder / "ledger.key").exists()


def test_a_ledger_of_a_newer_version_is_refused(address: str) -> None:
    with Ledger.open(address) as ledger, ledger.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadLedger, match="written by a newer version of this program"):
        Ledger.open(address)


def test_a_database_of_something_else_is_left_alone(address: str) -> None:
    with Database.at(address).writing() as connection:
        connection.execute(text("CREATE TABLE patients (id INTEGER)"))
    with pytest.raises(BadLedger, match="holds something else"):
        Ledger.open(address)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database" * 100)
    with pytest.raises(BadLedger, match="cannot be used"):
        Ledger.open(str(path))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://me:secret@host/ledger", r"mysql://me:\*\*\*@host/ledger: a ledger is an SQLite"),
        ("sqlite://", "a ledger is an SQLite file"),
        ("://", "is none like postgresql://host/name"),
        ("postgresql://host:port/x", "is none like postgresql://host/name"),
    ],
)
def test_an_address_of_nothing_that_can_be_used(address: str, told: str) -> None:
    with pytest.raises(BadLedger, match=told) as refused:
        Ledger.open(address)
    assert "secret" not in str(refused.value)


def test_postgresql_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.ledger.database.find_spec", lambda _: None)
    assert find_spec("psycopg")
    with pytest.raises(BadLedger, match=r"pip install 'scrubber\[postgresql\]'"):
        Ledger.open("postgres://me:secret@host/ledger")


def test_a_server_that_is_not_there_is_an_error_of_input_and_output() -> None:
    with pytest.raises(OSError, match="cannot be reached") as failed:
        Ledger.open("postgresql://me:secret@127.0.0.1:1/ledger")
    assert failed.value.filename == "postgresql://me:***@127.0.0.1:1/ledger"
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:secret@127.0.0.1:1/ledger?connect_timeout=1",
        "postgresql://127.0.0.1:1/ledger?user=me&password=secret&sslpassword=secret",
        "postgresql://me:open@secret@127.0.0.1:1/ledger",
        "mysql://127.0.0.1/ledger?password=secret",
        "postgresql://me:secret@127.0.0.1:port/ledger",
    ],
)
def test_a_password_is_not_told(address: str) -> None:
    with pytest.raises((OSError, BadLedger)) as failed:
        Ledger.open(address)
    assert "secret" not in f"{failed.value} {getattr(failed.value, 'filename', '')}"


def test_a_ledger_that_was_taken_away_is_not_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "led ger%23?.sqlite"
    with Ledger.open(str(path)) as ledger:
        record(ledger, "r1", claim())
        for each in tmp_path.glob("led*"):
            each.unlink()
        with pytest.raises(OSError, match="cannot be reached"):
            ledger.run_of("sha of r1")
    assert list(tmp_path.glob("led*")) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        Ledger.open(str(tmp_path / "ledger.sqlite"))


def test_a_run_is_found_by_its_input_and_by_its_interchange(address: str) -> None:
    full = receipt(
        "r1",
        verdict=Verdict.HELD,
        interchanges=(InterchangeId("ZZ:A", "1"), InterchangeId("ZZ:A", "2")),
        tables={"cms/mue": "2026"},
        evidence={"treatments": "0a"},
        outputs={"day.corrected.837": "0b"},
        claims={"read": 3},
        lines={"read": 5},
        findings={"TH101": 2},
        charges_in="12.50",
        released_from="r0",
    )
    with Ledger.open(address) as ledger:
        ledger.record(full, [], [], "tester")
        record(ledger, "r2", interchanges=(InterchangeId("ZZ:A", "2"),))
        assert ledger.run_of(full.input_sha256) == full
        assert ledger.run_with(InterchangeId("ZZ:A", "1")) == full
        last = ledger.run_with(InterchangeId("ZZ:A", "2"))
        assert last is not None
        assert last.run == "r2"
        assert ledger.run_of("no such input") is None
        assert ledger.run_with(InterchangeId("ZZ:B", "1")) is None


def test_a_run_is_recorded_once(address: str) -> None:
    with Ledger.open(address) as ledger:
        first = ledger.record(receipt(), [claim()], [finding()], "tester")
        record(ledger, "r2")
        assert ledger.record(receipt(), [claim(), claim()], [finding()], "another") == first
        assert (count(ledger, "runs"), count(ledger, "lines"), count(ledger, "audit")) == (2, 1, 3)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "scrub"),
        ({"released_from": "r0"}, "release"),
        ({"verdict": Verdict.QUARANTINED}, "quarantine"),
    ],
)
def test_the_kind_of_a_run(tmp_path: Path, fields: dict[str, str], kind: str) -> None:
    with Ledger.open(str(tmp_path / "ledger.sqlite")) as ledger:
        record(ledger, "r1", **fields)
        with ledger.database.reading() as connection:
            assert connection.execute(text("SELECT kind FROM runs")).all() == [(kind,)]
            assert connection.execute(text("SELECT what FROM audit")).all() == [(kind,)]


def test_what_is_kept_of_a_line_and_a_finding(address: str) -> None:
    lines = [
        claim(
            "C1",
            line(charge="1e3"),
            line("", charge="12.345", line="2", pool="", service_date=""),
        ),
        claim("C2", charge="-5", segment=20, member_id=""),
        claim("C3", charge="9" * 18, segment=30, held=True, line_control_number="\0 odd"),
    ]
    findings = [
        finding(Action.FLAGGED, claim_id=None, line=None, claim_segment=None, denial=None),
        finding(Action.HELD, line="2"),
        finding(Action.NOT_EVALUABLE, line="1", claim_segment=20, claim_id="C2"),
        finding(Action.FLAGGED, line="7"),
    ]
    with Ledger.open(address) as ledger:
        ledger.record(receipt(), lines, findings, "tester")
        with ledger.database.reading() as connection:
            kept = connection.execute(
                text(
                    "SELECT claim_id, charge_cents, year, allowed_cents, at_most_cents, "
                    "beneficiary IS NULL, held FROM claims JOIN lines ON claims.id = claim_row "
                    "ORDER BY lines.id"
                )
            ).all()
            assert [tuple(row) for row in kept] == [
                ("C1", None, 2026, 4000, 4400, False, False),
                ("C1", 1234, None, None, None, False, False),
                ("C2", -500, 2026, 4000, 4400, True, False),
                ("C3", None, 2026, 4000, 4400, False, True),
            ]
            of_lines = connection.execute(
                text(
                    "SELECT findings.claim_id, action, carc, rarc, claims.claim_id, lines.line "
                    "FROM findings LEFT JOIN lines ON lines.id = line_id "
                    "LEFT JOIN claims ON claims.id = claim_row ORDER BY findings.id"
                )
            ).all()
            assert [tuple(row) for row in of_lines] == [
                ("", "flagged", "", "", None, None),
                ("C1", "held", "151", "N362", "C1", "2"),
                ("C2", "not_evaluable", "151", "N362", "C2", "1"),
                ("C1", "flagged", "151", "N362", None, None),
            ]


def test_a_run_without_interchange_line_or_correction(address: str) -> None:
    with Ledger.open(address) as ledger:
        open_finding = finding(Action.FLAGGED, claim_segment=None, line=None)
        told = receipt(interchanges=())
        assert ledger.record(told, [], [open_finding], "tester").seq == 1
        assert ledger.run_of(told.input_sha256) == told


def test_a_ledger_that_another_process_brings_up_to_date_meanwhile(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.open(address).close()
    seen = iter([None, HEAD])
    monkeypatch.setattr("scrubber.ledger.migrating._version", lambda _: next(seen))
    migrate(Database.at(address))
    assert list(seen) == []


def test_what_is_shown_of_records_is_no_patient_data(address: str) -> None:
    with Ledger.open(address) as ledger:
        record(ledger, "r1", claim("A claim"))
        (entry,) = ledger.entries()
    shown = f"{entry!r} {FiledClaim(MEMBER, 'A claim')!r} {Entry('held', claim_id='A claim')!r}"
    assert shown == "LedgerEntry(submitted, counts) FiledClaim() Entry(held)"


def test_no_member_id_is_in_the_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(str(path)) as ledger:
        ledger.record(receipt(), [claim()], [finding()], "tester")
        assert MEMBER not in repr(ledger.therapy_used([(MEMBER, "C9")]).of(MEMBER, 2026, "PT_SLP"))
    assert MEMBER.encode() not in path.read_bytes()


def test_errors_of_the_database_are_told_without_its_values(address: str) -> None:
    with Ledger.open(address) as ledger:
        record(ledger, "secret run")
        with (
            pytest.raises((BadLedger, OSError), match="ledger cannot be used") as failed,
            ledger.database.writing() as connection,
        ):
            connection.execute(
                text(
                    "INSERT INTO runs (run, kind, input_sha256, input_name, recorded_at, "
                    "submitted_on, verdict, receipt) SELECT run, kind, input_sha256, input_name, "
                    "recorded_at, submitted_on, verdict, receipt FROM runs"
                )
            )
        assert "secret" not in str(failed.value)
        assert failed.value.__cause__ is None
