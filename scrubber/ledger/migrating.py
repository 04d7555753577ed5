"""A ledger is brought to the tables that this program knows."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from scrubber.ledger.database import BadLedger, Database

HEAD = "0001"
"""The last migration. It stands here so that only a ledger that lacks it pays for Alembic."""
STEPS = Path(__file__).parent / "migrations"

_VERSION = table("alembic_version", column("version_num"))


def migrate(database: Database) -> None:
    """Bring a ledger up to date; make the tables of an empty one. Raises BadLedger for one that is
    newer than the program, or no ledger; OSError."""
    with database.reading() as connection:
        if _version(connection) == HEAD:
            return
    with database.writing() as connection:
        version = _version(connection)
        if version is None and inspect(connection).get_table_names():
            raise BadLedger(
                f"{database.name} holds something else; a ledger wants a database of its own"
            )
        if version != HEAD:
            _upgrade(connection, version, database.name)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def _upgrade(connection: Connection, version: str | None, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise BadLedger(
            f"{name} was written by a newer version of this program (its tables are {version}, "
            f"known are those to {HEAD}): install that version"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
