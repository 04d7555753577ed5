"""The user's own data folder: what outlives a run and is no output of it."""

import os
from pathlib import Path

FOLDER_VARIABLE = "SCRUBBER_DATA_DIR"


def user_data_folder() -> Path:
    """SCRUBBER_DATA_DIR, else where the system keeps an application's data. May not exist yet."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("scrubber", appauthor=False)
