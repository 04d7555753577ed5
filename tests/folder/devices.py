"""Small disks of their own, to be filled."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_device(place: Path, size: int) -> Iterator[None]:
    """A file system of so many bytes at a folder. Skips the test where none may be mounted."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class Ballast:
    """A file that takes the room of a device."""

    def __init__(self, device: Path) -> None:
        self._path = device / "ballast"

    def fill(self, left: int) -> None:
        """Until so many bytes are left, or a page less."""
        found = os.statvfs(self._path.parent)
        wanted = found.f_bavail * found.f_frsize - left
        with self._path.open("ab", buffering=0) as file, suppress(OSError):
            while wanted > 0:
                wanted -= file.write(bytes(min(wanted, 65_536)))

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
