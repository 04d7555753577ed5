"""What is wrong with an evidence file as a whole."""


class BadEvidence(ValueError):
    """A treatment log or therapy-used file that cannot be used: file, row and what to do."""
