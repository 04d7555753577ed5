"""Operational logs, free of patient data: only keys on the list below get through.

The outputs hold patient data; nothing else does. Not even a file's name is logged, since it may
hold the name of a person.
"""

import logging
import sys
from typing import Any

import structlog

ALLOWED_KEYS = frozenset({"event", "level", "timestamp", "rule", "segment", "error"})


def _only_allowed(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def logger() -> structlog.typing.FilteringBoundLogger:
    """A logger that writes JSON lines to what is standard error now."""
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
