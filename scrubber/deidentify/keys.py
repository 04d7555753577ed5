"""The key of the replacements: without it nobody can tell what stands for what."""

import hmac
import secrets
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from scrubber.errors import Mismatch, UsageError

LEAST_BYTES = 16
MOST_ATTEMPTS = 1_000
"""At a replacement that is no original of the file, and no replacement of another one."""
LENGTHEN_AFTER = 16
"""Attempts after which a replacement gets one more character: short ones run out."""


class BadKey(UsageError):
    """A key file that cannot be used: why."""


class Exhausted(Mismatch):
    """All that could stand for a kind of value is in use."""

    def __init__(self, of: str) -> None:
        super().__init__(f"it has too many different values of a kind ({of}); split it")


class Key:
    """Endless bytes for each value, by HMAC-SHA-256: the same for the same key and value."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        """Not what it is."""
        return "Key()"

    def stream(self, *of: str) -> Iterator[int]:
        """The bytes of a value, named by any number of texts."""
        return chain.from_iterable(self._block(*of, str(number)) for number in count())

    def number(self, below: int, *of: str) -> int:
        """A number of a value, from 0 to less than `below`."""
        stream = self.stream(*of)
        return int.from_bytes(bytes(next(stream) for _ in range(16))) % below

    def _block(self, *of: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(of).encode("utf-8", "surrogatepass"), "sha256")


def one_time_key() -> Key:
    """A key that nobody has, and that is forgotten with the run."""
    return Key(secrets.token_bytes(32))


def read_key(path: Path) -> Key:
    """The key of a file: what it holds, blanks and line ends around it aside. Raises BadKey,
    OSError."""
    secret = path.read_bytes().strip()
    if len(secret) < LEAST_BYTES:
        raise BadKey(
            f"{path.name}: a key has {LEAST_BYTES} bytes or more; --new-key FILE makes one"
        )
    return Key(secret)


def new_key(path: Path) -> Key:
    """A random key, written to a file that only its owner may read. Raises OSError, and BadKey
    where the file exists: a key that was overwritten could not be had again."""
    secret = secrets.token_hex(32).encode()
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise BadKey(f"{path.name} exists; --key {path.name} takes the key in it") from None
    path.write_bytes(secret + b"\n")
    return Key(secret)
