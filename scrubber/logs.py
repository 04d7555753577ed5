"""Operational logs, free of patient data: only keys on the list below get through.

The outputs hold patient data; nothing else does. Not even a file's name is logged, since it may
hold the name of a person.
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.typing import EventDict, FilteringBoundLogger

ALLOWED_KEYS = frozenset({"event", "level", "timestamp", "rule", "segment", "error"})


def _only_allowed(_logger: Any, _method: str, event: "EventDict") -> "EventDict":
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def logger() -> "FilteringBoundLogger":
    """A logger that writes JSON lines to what is standard error now."""
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
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    return log
