"""An acknowledgment of one kind: a file read once more, and each of its interchanges answered."""

from collections.abc import Callable
from enum import StrEnum
from typing import BinaryIO

from scrubber.acknowledgments.answer import Answer
from scrubber.acknowledgments.claim_answer import ClaimAnswer
from scrubber.acknowledgments.implementation_answer import ImplementationAnswer
from scrubber.acknowledgments.interchange_answer import InterchangeAnswer
from scrubber.acknowledgments.interchange_writer import InterchangeWriter
from scrubber.acknowledgments.standing import StandingFindings
from scrubber.x12 import Envelope, Segment, TransactionSet, read
from scrubber.x12.reader import Readable


class Kind(StrEnum):
    """The acknowledgments there are, by the names that their readers know them by."""

    TA1 = "TA1"
    IMPLEMENTATION = "999"
    CLAIM = "277CA"


ANSWERS: dict[Kind, type[Answer]] = {
    Kind.TA1: InterchangeAnswer,
    Kind.IMPLEMENTATION: ImplementationAnswer,
    Kind.CLAIM: ClaimAnswer,
}


def acknowledge(
    kind: Kind,
    source: Readable,
    findings: StandingFindings,
    next_number: Callable[[], int],
    target: BinaryIO,
) -> None:
    """Write an interchange in answer to each that has something to answer.

    `findings` are those of the same file, which was read whole before. Raises NotReadable where it
    has become another since, or OSError.
    """
    for piece in read(source):
        match piece:
            case Envelope(segment=Segment(id="ISA") as isa):
                writer = InterchangeWriter(target, isa, next_number)
                answer = ANSWERS[kind](writer, findings)
            case Envelope(segment=Segment(id="GS") as gs, text=text):
                writer.receive_group(gs, text)
            case TransactionSet():
                answer.receive(piece)
            case Envelope(segment=Segment(id="GE") as ge):
                answer.end_group(gs, ge)
                writer.end_group()
            case Envelope(segment=Segment(id="IEA") as iea):
                answer.end_interchange(isa, iea)
                writer.end_interchange()
