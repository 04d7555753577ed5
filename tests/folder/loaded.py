"""What a watcher loads for its first file, so that those which are forked from it need not."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from scrubber.folder.watcher import watch
from tests.folder.folders import Folder, claims

with TemporaryDirectory() as base:
    os.environ["SCRUBBER_DATA_DIR"] = base
    folder = Folder(Path(base, "watched"), acknowledgments=["277CA", "TA1"])
    folder.put("day.837", claims())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    standard_error = os.dup(2)
    os.dup2(nowhere, 2)
    watch(folder.root, once=True)
    os.dup2(standard_error, 2)
    os.close(standard_error)
    os.close(nowhere)
    del os.environ["SCRUBBER_DATA_DIR"]
