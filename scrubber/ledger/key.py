"""The key by which a member id becomes a beneficiary, so that the ledger holds no member id."""

import os
from pathlib import Path

from sqlalchemy import Connection, insert, select

from scrubber.keys import Key, new_key, read_key
from scrubber.ledger.database import BadLedger, Database
from scrubber.ledger.schema import meta
from scrubber.user_data import user_data_folder

KEY_FILE_VARIABLE = "SCRUBBER_LEDGER_KEY_FILE"
KEY_CHECK = "key_check"
"""In `meta`: what the key makes of no member id, so that another key is noticed."""


def key_path() -> Path:
    """SCRUBBER_LEDGER_KEY_FILE, else `ledger.key` in the user's data folder. May not exist yet."""
    if named := os.environ.get(KEY_FILE_VARIABLE):
        return Path(named)
    return user_data_folder() / "ledger.key"


def beneficiary(member_id: str, key: Key) -> str | None:
    """What the ledger calls a member; None for a claim without a member id, which is nobody's."""
    return key.digest(member_id.upper()).hex() if member_id else None


def key_of(database: Database) -> Key:
    """The key that a ledger was begun with; a ledger that has none yet is begun with the one that
    is there, else with a new one. Raises BadLedger, BadKey, OSError."""
    with database.reading() as connection:
        check = _check(connection)
    if check is None:
        with database.writing() as connection:
            check = _check(connection) or _begin(connection)
    path = key_path()
    try:
        key = read_key(path)
    except FileNotFoundError:
        raise BadLedger(
            f"{path}: the ledger's key is not there. Put its copy back: without it no beneficiary "
            "is known again"
        ) from None
    if key.digest(*_NO_MEMBER).hex() != check:
        raise BadLedger(
            f"{path} is not the key that this ledger was begun with: by another one the same "
            "beneficiary would be two"
        )
    return key


_NO_MEMBER = ("ledger", KEY_CHECK)


def _check(connection: Connection) -> str | None:
    return connection.scalar(select(meta.c.value).where(meta.c.key == KEY_CHECK))


def _begin(connection: Connection) -> str:
    path = key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        key = new_key(path)
    except FileExistsError:
        key = read_key(path)
    check = key.digest(*_NO_MEMBER).hex()
    connection.execute(insert(meta).values(key=KEY_CHECK, value=check))
    return check
