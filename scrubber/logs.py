"""Operational logs, free of patient data: only keys on the list below get through.

The outputs hold patient data; nothing else does. Not even a file's name is logged, since it may
hold the name of a person.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.typing import EventDict, FilteringBoundLogger

ALLOWED_KEYS = frozenset(
    {
        *("event", "level", "timestamp", "rule", "segment", "error"),
        *("file", "run", "job", "verdict", "claims", "count", "megabytes", "seconds", "problem"),
    }
)
"""`file` is a hash (hashed_name), `error` the kind of one, `problem` a sentence of ours without a
name in it."""


def _only_allowed(_logger: Any, _method: str, event: "EventDict") -> "EventDict":
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def hashed_name(name: str) -> str:
    """What stands for a file's name: enough to find its lines in the log, and who has the file can
    tell which ones they are."""
    import hashlib

    return hashlib.sha256(os.fsencode(name)).hexdigest()[:12]


def logger(*, informs: bool = False) -> "FilteringBoundLogger":
    """A logger that writes JSON lines to what is standard error now; warnings and what is worse,
    or with `informs` also what goes as it should."""
    # Few runs log anything, and these are slow to import.
    import logging

    import structlog

    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            _only_allowed,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if informs else logging.WARNING
        ),
    )
    return log
