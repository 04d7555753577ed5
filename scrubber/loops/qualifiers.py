"""What a segment is by its first element, in plain words of ours."""

from scrubber.loops.segments import SEGMENTS
from scrubber.x12 import Segment

_NAMES = {
    "AMT": {
        "D": "paid by the other payer",
        "EAF": "left to pay",
        "A8": "not covered",
        "F5": "paid by the patient",
        "T": "tax",
        "F4": "postage",
    },
    "DTP": {
        "050": "date of receipt by the repricer",
        "090": "care given from",
        "091": "care given to",
        "096": "date of discharge",
        "297": "date last worked",
        "296": "date of return to work",
        "304": "date last seen",
        "360": "disability from",
        "361": "disability to",
        "314": "disability",
        "431": "date of onset",
        "435": "date of admission",
        "439": "date of accident",
        "444": "date of first contact",
        "453": "date of acute onset",
        "454": "date of first treatment",
        "455": "date of last X-ray",
        "461": "date certified again",
        "463": "treatment begun",
        "471": "date of prescription",
        "472": "date of service",
        "484": "last menstrual period",
        "573": "date of payment",
        "607": "date certified",
        "738": "date of test",
        "739": "date of test",
        "011": "date of shipping",
    },
    "NTE": {
        "ADD": "note",
        "CER": "certification",
        "DCP": "goals and plans",
        "DGN": "diagnosis in words",
        "TPO": "note of another party",
    },
    "REF": {
        "0B": "state licence",
        "1G": "provider's UPIN",
        "1J": "care plan oversight",
        "1W": "member id",
        "2U": "payer id",
        "4N": "reason for no authorization",
        "6R": "line control number",
        "9A": "repriced claim number",
        "9B": "repriced line number",
        "9C": "claim number repriced again",
        "9D": "line number repriced again",
        "9F": "referral number",
        "BT": "vaccine batch",
        "D9": "clearinghouse's claim number",
        "EA": "medical record number",
        "EI": "tax id",
        "EW": "mammography certificate",
        "F4": "laboratory's certificate number, referred",
        "F5": "mandatory crossover",
        "F8": "payer's claim number",
        "FY": "claim office",
        "G1": "prior authorization",
        "G2": "provider's number with the payer",
        "LU": "location number",
        "LX": "trial device",
        "NF": "insurer's NAIC code",
        "P4": "project number",
        "SY": "social security number",
        "T4": "signal code",
        "VY": "drugs that go together",
        "X4": "laboratory's certificate number",
        "XZ": "prescription number",
        "Y4": "property claim number",
    },
}


def plain_name(segment: Segment) -> str:
    """What to call the segment to a person; empty where it is none of an 837P."""
    form = SEGMENTS.get(segment.id)
    if form is None:
        return ""
    return _NAMES.get(segment.id, {}).get(segment.code(1), form.name)
