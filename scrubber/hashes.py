"""By what a file's content is recognised."""

import hashlib
from pathlib import Path
from typing import BinaryIO


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, as hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return sha256_read(file)


def sha256_read(source: BinaryIO) -> str:
    """That of what is left to read."""
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
