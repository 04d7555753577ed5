"""A watched folder that is open: its settings, its places and its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scrubber.folder.jobs import job_names, taking
from scrubber.folder.places import Places
from scrubber.folder.settings import Settings, load_settings
from scrubber.ledger import Ledger

WATCHER = "scrubber watch"
"""Who did it, where no person did."""


@dataclass
class WatchedFolder:
    """What every job in the folder needs. `settings` may be reread."""

    places: Places
    settings: Settings
    ledger: Ledger


@contextmanager
def open_folder(root: Path) -> Iterator[WatchedFolder]:
    """Open a folder: its settings are right and its places can be used. Raises BadSettings,
    BadLedger, OSError."""
    settings = load_settings(root)
    places = Places(root, settings.folder_names)
    places.make()
    with taking(places):
        places.remove_leftovers(job_names(places))
        places.try_out()
    with Ledger.open(settings.ledger_url) as ledger:
        yield WatchedFolder(places, settings, ledger)
