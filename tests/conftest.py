"""Hypothesis profiles: the suite's own, and `pytest --hypothesis-profile=long` for fuzzing. And no
test sees what its developer has imported."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from scrubber.user_data import FOLDER_VARIABLE

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


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of the test's own."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
