"""Hypothesis profiles: the suite's own, and `pytest --hypothesis-profile=long` for fuzzing. And no
test sees what its developer has imported, or how wide a terminal is (xdist tells its workers)."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from scrubber.cli.terminal import STYLED_BY
from scrubber.user_data import FOLDER_VARIABLE

pytest_plugins = ["tests.ledger.databases"]

settings.register_profile("suite", deadline=None, max_examples=60)
settings.register_profile(
    "long", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("suite")

# For what test modules look up when they are imported.
os.environ[FOLDER_VARIABLE] = str(Path(__file__).parent / "no_such_folder")


@pytest.fixture(scope="session")
def data_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names for the data folders of all tests; a folder is made by what imports into it."""
    base = tmp_path_factory.mktemp("data")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def data_folder(data_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, which does not exist yet."""
    folder = next(data_folders)
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is not wrapped, unless a test says otherwise."""
    for name in STYLED_BY:
        monkeypatch.delenv(name, raising=False)
