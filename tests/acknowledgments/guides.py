"""What pyx12's maps of the 999 and the 277CA say of an acknowledgment."""

import io
from typing import Any, NamedTuple

from pyx12.map_if import load_map_file  # type: ignore[import-untyped]
from pyx12.map_walker import walk_tree  # type: ignore[import-untyped]
from pyx12.params import ParamsBase  # type: ignore[import-untyped]
from pyx12.x12file import X12Reader  # type: ignore[import-untyped]

MAPS = {"005010X231A1": "999.5010X231.A1.xml", "005010X214": "277.5010.X214.xml"}


class GuideFault(NamedTuple):
    """An error by segment number, segment and element."""

    segment: int
    segment_id: str
    element: str
    code: str
    message: str


def guide_faults(text: str) -> list[GuideFault]:
    """The errors that pyx12 finds: none where the text follows its guide.

    The guides' own maps have the ISA11 of 4010, so ISA is held to the control map.
    """
    parameters = ParamsBase()
    control = load_map_file("x12.control.00501.xml", parameters)
    faults: list[GuideFault] = []
    reader, walker, guide = X12Reader(io.StringIO(text)), walk_tree(), control
    node: Any = control.getnodebypath("/ISA_LOOP/ISA")
    for segment in reader:
        number, id_ = reader.get_cur_line(), segment.get_seg_id()
        walked: Any = []
        if id_ == "ISA":
            found = node = control.getnodebypath("/ISA_LOOP/ISA")
            walker.forceWalkCounterToLoopStart("/ISA_LOOP", "/ISA_LOOP/ISA")
        elif id_ == "GS":
            guide = load_map_file(MAPS[segment.get_value("GS08")], parameters)
            found = node = guide.getnodebypath("/ISA_LOOP/GS_LOOP/GS")
            walker.forceWalkCounterToLoopStart("/ISA_LOOP/GS_LOOP", "/ISA_LOOP/GS_LOOP/GS")
        else:
            found, _, _, walked = walker.walk_errors(
                node, segment, reader.get_seg_count(), number, reader.get_ls_id()
            )
            node = found or node
        faults += [GuideFault(number, id_, "", e.err_cde, e.err_str) for e in walked]
        faults += [GuideFault(number, id_, "", e[1], e[2]) for e in reader.pop_errors()]
        for error in [] if found is None else found.is_valid_errors(segment)[1]:
            faults.append(
                GuideFault(number, id_, str(error.refdes), error.err_cde, str(error.err_str))
            )
    reader.cleanup()
    faults += [GuideFault(0, "", "", e[1], e[2]) for e in reader.pop_errors()]
    return faults
