"""The guide errors of a transaction set, numbered as its segments are in the file."""

from scrubber.conformance.excerpt import BEFORE_SET, interchange_of_set
from scrubber.conformance.guarded import GuardedGuide
from scrubber.conformance.guide import GuideError
from scrubber.x12 import TransactionSet


def set_errors(transaction_set: TransactionSet, guide: GuardedGuide) -> list[GuideError]:
    """Those of its segments and elements, and of the ISA and GS before it where it is the first in
    them. What counts and repeats numbers is not among them: EN101 checks that, trailers included.

    Raises GuideCheckFailed.
    """
    isa, gs, header = transaction_set.isa, transaction_set.gs, transaction_set.header
    shift = header.number - BEFORE_SET - 1
    found = []
    errors = guide.errors(interchange_of_set(transaction_set))
    for error in (error for error in errors if error.level in {"segment", "element"}):
        if error.segment > BEFORE_SET:
            number = error.segment + shift
            if number < header.number + transaction_set.segment_count:
                found.append(error._replace(segment=number))
        elif gs.number == header.number - 1 and (error.segment > 1 or isa.number == gs.number - 1):
            found.append(error._replace(segment=(isa, gs)[error.segment - 1].number))
    return found
