"""What is wrong with an evidence file as a whole."""

from scrubber.errors import UsageError


class BadEvidence(UsageError):
    """A treatment log or therapy-used file that cannot be used: file, row and what to do."""
