"""Trouble that may pass by itself: tried again with growing pauses."""

import errno
from collections.abc import Callable
from typing import TypeVar

import stamina

from scrubber.folder.settings import Settings

stamina.instrumentation.set_on_retry_hooks(())  # Its own would log what an error says.

TRANSIENT = frozenset(
    {
        *(errno.EAGAIN, errno.EINTR, errno.EIO, errno.EBUSY, errno.ETXTBSY, errno.ENOLCK),
        *(errno.ENOSPC, errno.EDQUOT, errno.ENOBUFS, errno.ENOMEM, errno.EMFILE, errno.ENFILE),
        *(errno.ESTALE, errno.ETIMEDOUT, errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN),
        *(errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED),
        *(errno.ENOTCONN, errno.EPIPE, errno.EREMOTEIO, errno.EDEADLK),
    }
)
"""Of a full disk, a busy file, a network drive or a database that is away for a while. The ledger
tells all that ails its database as EIO."""

Result = TypeVar("Result")


def is_transient(error: Exception) -> bool:
    """Whether it may go otherwise another time."""
    return isinstance(error, OSError) and (
        error.errno in TRANSIENT or isinstance(error, TimeoutError)
    )


def retried(
    work: Callable[[], Result], settings: Settings, goes_on: Callable[[Exception], bool]
) -> Result:
    """Do the work, again where it fails for what may pass, as long as `goes_on` says of the error.
    Raises the last error."""
    for attempt in stamina.retry_context(
        on=lambda error: is_transient(error) and goes_on(error),
        attempts=settings.retry_attempts,
        timeout=None,
        wait_initial=settings.retry_first_pause_seconds,
        wait_max=settings.retry_longest_pause_seconds,
        wait_jitter=settings.retry_first_pause_seconds / 4,
    ):
        with attempt:
            return work()
    raise AssertionError
