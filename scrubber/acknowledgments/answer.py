"""What each acknowledgment is made of: an answer to one interchange, taken in as it is read."""

from scrubber.acknowledgments.interchange_writer import InterchangeWriter
from scrubber.acknowledgments.standing import StandingFindings
from scrubber.x12 import Segment, TransactionSet


class Answer:
    """Takes what an interchange holds in file order, and writes what is answered to it.

    `findings` are those of the whole file.
    """

    def __init__(self, writer: InterchangeWriter, findings: StandingFindings) -> None:
        self.writer = writer
        self.findings = findings

    def receive(self, received: TransactionSet) -> None:
        """Take the group's next transaction set."""

    def end_group(self, gs: Segment, ge: Segment) -> None:
        """Take what opened and closed a group, before our own is closed."""

    def end_interchange(self, isa: Segment, iea: Segment) -> None:
        """Take what opened and closed the interchange, before our own is closed."""
