"""Operational logs, free of patient data: only keys on the list below get through.

The outputs hold patient data; nothing else does (DESIGN, privacy). A file is named by the hash of
its name, since names of files may hold names of people.
"""

import hashlib
import logging
import sys
from functools import cache
from typing import Any

import structlog

ALLOWED_KEYS = frozenset(
    {"event", "level", "timestamp", "rule", "segment", "file", "error", "reason", "claims", "lines"}
    | {"findings", "seconds", "exit_code"}
)


def _only_allowed(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


@cache
def logger() -> structlog.typing.FilteringBoundLogger:
    """The project's logger; writes JSON lines to standard error."""
    log: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
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


def file_label(name: str) -> str:
    """A file's name as it may stand in a log."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]
