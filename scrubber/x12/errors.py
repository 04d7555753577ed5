"""Why an input cannot be read as an 837P 5010."""

from enum import StrEnum


class Unreadable(StrEnum):
    """The kind of a refusal: what a folder run may pass over and what it must report."""

    NOT_X12 = "not_x12"
    OTHER_TYPE = "other_type"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


class NotReadable(Exception):
    """The input is refused whole: one sentence that says why and what to do, free of file data."""

    def __init__(self, kind: Unreadable, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
