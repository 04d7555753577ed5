"""The segments of the 837P guide: how many elements each has, which are composites; names are ours.

`tests/loops/test_against_the_guide.py` holds the table against pyx12's map of the guide.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentForm:
    """A segment as the guide has it: how many elements, and components by composite element."""

    name: str
    elements: int
    composites: dict[int, int]


_PROCEDURE = 8  # components of a procedure identifier

SEGMENTS = {
    "ISA": SegmentForm("interchange start", 16, {}),
    "TA1": SegmentForm("interchange acknowledgment", 5, {}),
    "GS": SegmentForm("group start", 8, {}),
    "ST": SegmentForm("transaction set start", 3, {}),
    "BHT": SegmentForm("start of the hierarchy", 6, {}),
    "NM1": SegmentForm("name", 12, {}),
    "N3": SegmentForm("street", 2, {}),
    "N4": SegmentForm("city", 7, {}),
    "PER": SegmentForm("contact", 9, {}),
    "HL": SegmentForm("level", 4, {}),
    "PRV": SegmentForm("provider's specialty", 6, {}),
    "CUR": SegmentForm("currency", 21, {}),
    "REF": SegmentForm("reference", 4, {4: 6}),
    "SBR": SegmentForm("insurance", 9, {}),
    "PAT": SegmentForm("patient", 9, {}),
    "DMG": SegmentForm("birth date and sex", 11, {}),
    "CLM": SegmentForm("claim", 20, {5: 3, 11: 5}),
    "DTP": SegmentForm("date", 3, {}),
    "PWK": SegmentForm("attachment", 9, {}),
    "CN1": SegmentForm("contract", 6, {}),
    "AMT": SegmentForm("amount", 3, {}),
    "K3": SegmentForm("fixed-format data", 3, {}),
    "NTE": SegmentForm("note", 2, {}),
    "CR1": SegmentForm("ambulance transport", 10, {}),
    "CR2": SegmentForm("spinal manipulation", 12, {}),
    "CR3": SegmentForm("equipment certificate", 5, {}),
    "CRC": SegmentForm("conditions", 7, {}),
    "HI": SegmentForm("diagnoses and other codes", 12, dict.fromkeys(range(1, 13), 9)),
    "HCP": SegmentForm("repricing", 15, {}),
    "CAS": SegmentForm("adjustment", 19, {}),
    "OI": SegmentForm("other insurance's terms", 6, {}),
    "MOA": SegmentForm("outpatient adjudication", 9, {}),
    "LX": SegmentForm("line number", 1, {}),
    "SV1": SegmentForm("professional service", 21, {1: _PROCEDURE, 7: 4}),
    "SV5": SegmentForm("equipment", 7, {1: _PROCEDURE}),
    "QTY": SegmentForm("quantity", 4, {}),
    "MEA": SegmentForm("test result", 12, {}),
    "PS1": SegmentForm("purchased service", 3, {}),
    "LIN": SegmentForm("drug", 31, {}),
    "CTP": SegmentForm("drug quantity", 11, {5: 15}),
    "SVD": SegmentForm("other payer's decision", 6, {3: _PROCEDURE}),
    "LQ": SegmentForm("form", 2, {}),
    "FRM": SegmentForm("form answer", 5, {}),
    "SE": SegmentForm("transaction set end", 2, {}),
    "GE": SegmentForm("group end", 2, {}),
    "IEA": SegmentForm("interchange end", 2, {}),
}
"""The segments of an 837P and its envelope, by id."""
