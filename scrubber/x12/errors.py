"""Why an input cannot be read as an 837P 5010."""

from enum import StrEnum


class Unreadable(StrEnum):
    """The kind of a refusal."""

    NOT_X12 = "not_x12"
    OTHER_TYPE = "other_type"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


class NotReadable(Exception):
    """The input is refused whole: one sentence that says why and what to do, free of file data.

    `may_hold_claims`: it is not to be passed over in a folder, as a remittance may be.
    """

    def __init__(self, kind: Unreadable, reason: str, may_hold_claims: bool = False) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        damaged = kind in (Unreadable.DAMAGED, Unreadable.TOO_LARGE)
        self.may_hold_claims = may_hold_claims or damaged
