"""A secret key, and what stands for a value by it: without the key nobody can tell for what."""

import hmac
import os
import secrets
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from scrubber.errors import UsageError

LEAST_BYTES = 16


class BadKey(UsageError):
    """A key file that cannot be used: why."""


class Key:
    """Bytes for each value, by HMAC-SHA-256: the same for the same key and value."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        """Not what it is."""
        return "Key()"

    def digest(self, *of: str) -> bytes:
        """32 bytes of a value, named by any number of texts."""
        return hmac.digest(self._secret, "\0".join(of).encode("utf-8", "surrogatepass"), "sha256")

    def stream(self, *of: str) -> Iterator[int]:
        """Endless bytes of a value."""
        return chain.from_iterable(self.digest(*of, str(number)) for number in count())

    def number(self, below: int, *of: str) -> int:
        """A number of a value, from 0 to less than `below`."""
        stream = self.stream(*of)
        return int.from_bytes(bytes(next(stream) for _ in range(16))) % below


def one_time_key() -> Key:
    """A key that nobody has, and that is forgotten with the run."""
    return Key(secrets.token_bytes(32))


def read_key(path: Path) -> Key:
    """The key of a file: what it holds, blanks and line ends around it aside. Raises BadKey,
    OSError."""
    secret = path.read_bytes().strip()
    if len(secret) < LEAST_BYTES:
        raise BadKey(f"{path.name}: a key has {LEAST_BYTES} bytes or more; this is none")
    return Key(secret)


def new_key(path: Path) -> Key:
    """A random key, written to a new file that only its owner may read. Raises OSError: where the
    file exists FileExistsError, since a key that was overwritten could not be had again."""
    secret = secrets.token_hex(32).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return Key(secret)
