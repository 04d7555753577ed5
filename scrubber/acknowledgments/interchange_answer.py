"""The TA1: whether the envelope of an interchange (ISA and IEA) was sound."""

from scrubber.acknowledgments.answer import Answer
from scrubber.x12 import Segment

NO_ERROR = "000"

NOTE_CODES = {
    "ISA01": "010",
    "ISA02": "011",
    "ISA03": "012",
    "ISA04": "013",
    "ISA05": "005",
    "ISA06": "006",
    "ISA07": "007",
    "ISA08": "008",
    "ISA09": "014",
    "ISA10": "015",
    "ISA11": "016",
    "ISA12": "017",
    "ISA13": "018",
    "ISA14": "019",
    "ISA15": "020",
    "ISA16": "027",
    "IEA01": "021",
    "IEA02": "001",
}
"""TA105 (X12 data element I18) by the element that EN101 or the guide check finds wrong. Checked
2026-11-22 against pyx12 4.0's list and Microsoft's of the codes that BizTalk Server sends."""


class InterchangeAnswer(Answer):
    """TA1 of one interchange. A file that cannot be read gets none, so it is never rejected."""

    def end_interchange(self, isa: Segment, iea: Segment) -> None:
        """Accepted, or accepted with the first error that was found."""
        found = self.findings.between(isa.number, iea.number + 1)
        wrong = [element for finding in found if (element := finding.element) in NOTE_CODES]
        note = NOTE_CODES[wrong[0]] if wrong else NO_ERROR
        writer = self.writer
        number = isa.value(13)
        writer.segment(
            "TA1",
            number.zfill(9)[-9:] if number.isdecimal() else "0" * 9,
            writer.day[2:],
            writer.time,
            "A" if note == NO_ERROR else "E",
            note,
        )
