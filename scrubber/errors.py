"""The errors that end a run with a sentence instead of a traceback."""


class UsageError(ValueError):
    """Something the caller named cannot be used: an option, an evidence file, a profile, a log."""


class Mismatch(Exception):
    """File and log do not agree: one sentence, free of patient data."""


class OwnFault(Exception):
    """A fault of this program: one sentence, free of patient data. Nothing is to be kept."""
