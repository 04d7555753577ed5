"""Bytes to segments and back: the only code that knows a delimiter.

A file is text decoded as latin-1, so one character is one byte and every offset is a byte offset.
Line ends, indentation, blank lines and empty segments are layout: they are kept, never judged.
"""

from scrubber.x12.delimiters import Delimiters
from scrubber.x12.envelope import ControlCheck, ControlFault, Envelope, Piece, TransactionSet
from scrubber.x12.errors import NotReadable, Unreadable
from scrubber.x12.file_ends import ends_in_iea, first_isa
from scrubber.x12.layout import LaidOut, laid_out
from scrubber.x12.other_sets import OtherSet, no_837p, sets_837p
from scrubber.x12.reader import OpenSource, read
from scrubber.x12.renumbering import renumber
from scrubber.x12.segment import Place, Segment
from scrubber.x12.splice import splice

__all__ = [
    "ControlCheck",
    "ControlFault",
    "Delimiters",
    "Envelope",
    "LaidOut",
    "NotReadable",
    "OpenSource",
    "OtherSet",
    "Piece",
    "Place",
    "Segment",
    "TransactionSet",
    "Unreadable",
    "ends_in_iea",
    "first_isa",
    "laid_out",
    "no_837p",
    "read",
    "renumber",
    "sets_837p",
    "splice",
]
