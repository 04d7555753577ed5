"""What a clearinghouse answers to an 837P: the TA1 on its interchanges, the 999 on its functional
groups and transaction sets, the 277CA on its claims, each made from the file and its log.
"""

from scrubber.acknowledgments.answering import Kind, acknowledge
from scrubber.acknowledgments.control_numbers import ControlNumbers
from scrubber.acknowledgments.standing import StandingFindings

__all__ = ["ControlNumbers", "Kind", "StandingFindings", "acknowledge"]
