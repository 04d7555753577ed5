"""The second opinion: the implementation-guide errors pyx12 finds in an 837P.

pyx12 4.0.0 checks a file with `pyx12.x12n_document.x12n_document`, whose error tree is private,
drops errors outside ST/SE and logs each bad value. This module drives the same parts in the same
order (reader, map walker, segment check) and collects what they return.
"""

import codecs
import io
import re
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, NamedTuple

_GUIDE = "005010X222A1"  # the only 837P 5010 guide pyx12 has a map for
_SAME_GUIDE = ("005010X222", "005010X222A2")
UNKNOWN, UNEXPECTED = "1", "2"
"""IK304."""
_LEVELS = {"isa": "interchange", "gs": "group", "st": "set", "seg": "segment"}

# Every message of pyx12.x12file, `*` where it puts a value of the file.
_READER_MESSAGES = (
    'Segment "*" is empty',
    'Segment identifier "*" is invalid',
    "Segment contains a leading space",
    "Segment contains trailing element terminators",
    "ISA Interchange Control Number * not unique within file",
    "GS Interchange Control Number * not unique within file",
    "ST Interchange Control Number * not unique within file",
    "My HL count * does not match your HL count *",
    "HL parent (*) is not a valid parent",
    "Your 2400/LX01 Service Line Number * does not match my count of *",
    "Unterminated Loop *",
    "Unterminated segment *",
    "IEA id=* does not match ISA id=*",
    "IEA count for IEA02=* is wrong",
    "GE id=* does not match GS id=*",
    "GE count of * for GE02=* is wrong. I count *",
    "SE id=* does not match ST id=*",
    "SE count of * for SE02=* is wrong. I count *",
    'Mandatory segment "Transaction Set Trailer" (SE=*) missing',
    'Mandatory segment "Functional Group Trailer" (GE=*) missing',
    'Mandatory segment "Interchange Control Trailer" (IEA=*) missing',
)


class GuideCheckFailed(RuntimeError):
    """pyx12 could not check the file: not X12, or a fault that makes pyx12 raise."""


class GuideError(NamedTuple):
    """One implementation-guide error as pyx12 reports it.

    No field holds a value of the file: a value in pyx12's message is replaced by `*`, and a
    segment ID the guide does not have is left out, as text after a stray terminator looks like one.
    """

    level: str  # "interchange", "group", "set", "segment" or "element"
    code: str  # of TA105, AK905, IK502, IK304 or IK403 by level, or pyx12's HL1, HL2, LX, SEG1
    segment: int  # 1-based in the file, where it was noticed; 0 for a trailer missing at the end
    loop: str  # such as "2400"; "" outside the loops of the transaction set
    segment_id: str  # such as "SV1"; of a missing segment, the one that is missing
    element: str  # such as "SV101-3"; "" above element level
    message: str


def guide_errors(data: bytes) -> tuple[GuideError, ...]:
    """The errors of an 837P 5010 file, sorted, each once; none if the file follows the guide.

    Groups of version 005010X222 and 005010X222A2 are checked as 005010X222A1; of any other version
    too, but GS08 is then an error. Segments are numbered without the empty ones. A non-ASCII byte
    is checked as `?`. An error of a whole composite or segment syntax has level "element" and its
    IK403 code, where pyx12's 999 has only IK304 8.

    Raises GuideCheckFailed where pyx12 raises: no ISA of 106 characters, an ISA12 that is neither
    00501 nor 00401, a trailer too many, a composite with too many components, an RD8 period with
    two hyphens.
    """
    from pyx12.map_walker import walk_tree  # type: ignore[import-untyped]
    from pyx12.x12file import X12Reader  # type: ignore[import-untyped]

    errors: set[GuideError] = set()
    number = 0

    def add(level: str, code: str, node: Any, segment_id: str, element: str, message: str) -> None:
        errors.add(GuideError(level, code, number, _loop(node), segment_id, element, message))

    try:
        # The guide's own map has the ISA11 of 4010, so ISA comes from the control map.
        isa = _map("x12.control.00501.xml").getnodebypath("/ISA_LOOP/ISA")
        guide = _map("837.5010.X222.A1.xml")
        gs = guide.getnodebypath("/ISA_LOOP/GS_LOOP/GS")
        ids = {node.id for node in guide.loop_segment_iterator() if node.is_segment()}
        reader = X12Reader(io.StringIO(_scratch(data)))
        reader.check_837_lx = True
        walker = walk_tree()
        node = isa
        for segment in reader:
            number = reader.get_cur_line()
            segment_id = segment.get_seg_id()
            walked = []
            if segment_id == "ISA":
                found = isa
                walker.forceWalkCounterToLoopStart("/ISA_LOOP", "/ISA_LOOP/ISA")
            elif segment_id == "GS":
                found = gs
                walker.forceWalkCounterToLoopStart("/ISA_LOOP/GS_LOOP", "/ISA_LOOP/GS_LOOP/GS")
                if segment.get_value("GS08") in _SAME_GUIDE:
                    segment.set("GS08", _GUIDE)
            else:
                found, _, _, walked = walker.walk_errors(
                    node, segment, reader.get_seg_count(), number, reader.get_ls_id()
                )
            node = node if found is None else found
            segment_id = segment_id if segment_id in ids else ""
            for kind, code, text, _, _ in reader.pop_errors():
                add(_LEVELS[kind], code, node, segment_id, "", _reader_message(text))
            for error in walked:
                # pyx12 has one code for a segment that no guide has, and for one out of its place.
                code = UNEXPECTED if error.err_cde == UNKNOWN and segment_id else error.err_cde
                at = node if error.map_node is None else error.map_node
                name = at.id if error.err_cde == "3" else segment_id
                text = "Segment * not found" if error.err_cde == "1" else error.err_str
                add("segment", code, at, name, "", text)
            for error in [] if found is None else found.is_valid_errors(segment)[1]:
                name = _element(segment_id, error.refdes)
                add("element", error.err_cde, node, segment_id, name, _element_message(error))
        reader.cleanup()
        number = 0
        for kind, code, text, _, _ in reader.pop_errors():
            add(_LEVELS[kind], code, isa, "", "", _reader_message(text))
    except Exception as error:
        # Only the type's name: the message may quote the file.
        raise GuideCheckFailed(
            f"pyx12 raised {type(error).__name__} at or after segment {number}"
        ) from None
    return tuple(sorted(errors))


@cache
def _map(name: str) -> Any:
    """A map of pyx12, read once: reading it is nearly all the time that a small file takes."""
    from pyx12.map_if import load_map_file  # type: ignore[import-untyped]
    from pyx12.params import ParamsBase  # type: ignore[import-untyped]

    # ParamsBase and not params, which reads ~/.pyx12.conf.xml.
    return load_map_file(name, ParamsBase())


def _scratch(data: bytes) -> str:
    """The text without what stops pyx12: byte order mark, non-ASCII bytes, empty segments."""
    text = data.removeprefix(codecs.BOM_UTF8).lstrip().decode("ascii", errors="replace")
    text = text.replace("\ufffd", "?")
    terminator = re.escape(text[105:106])
    return re.sub(rf"{terminator}(?:[ \t\r\n]*{terminator})+", lambda _: text[105:106], text)


def _reader_message(text: str) -> str:
    return next((known for known in _READER_MESSAGES if fnmatchcase(text, known)), "")


def _element_message(error: Any) -> str:
    """The EleError's text; a value stands in it as (value) or ("value")."""
    text = str(error.err_str).replace(f"({error.err_val})", "(*)")
    return text.replace(f'("{error.err_val}")', '("*")')


def _loop(node: Any) -> str:
    while not node.is_loop():
        node = node.parent
    return str(node.id) if node.id[0].isdigit() else ""  # "HEADER", "GS_LOOP" are pyx12's own


def _element(segment_id: str, refdes: str | int) -> str:
    """pyx12's "SV101-03", "13" or 5 as "SV101-3", "SV113" or "SV105"."""
    name = str(refdes)
    return f"{segment_id}{int(name):02}" if name.isdigit() else name.replace("-0", "-")
