"""Sets a rule's example into a known-clean claim, scrubs it and gives back what became of it."""

import re
from dataclasses import dataclass, replace

from scrubber import ScrubResult, scrub
from scrubber.discrepancies import Discrepancy
from scrubber.discrepancies.record import INTERNAL_ERROR
from scrubber.evidence import TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from scrubber.rules import Rule, Stage, rule_by_code
from scrubber.rules.examples import Example, Expectation, Given
from tests.edi import ClaimText, one_claim

MEMBER = "1EG4TE5MK73"
OTHER_PAYER_LOOPS = (
    "SBR*S*18*******CI~{segments}OI***Y***Y~NM1*IL*1*SAMPLE*ADA****MI*X1~"
    "NM1*PR*2*OTHER PAYER*****PI*OTHER1~"
)
CELLS = {
    "minutes": "minutes",
    "assistant_minutes": "assistant_minutes",
    "therapist_npi": "therapist_npi",
    "separate_service": "separate_service",
    "kx_justified": "kx_justified",
    "note": "notes",
}


@dataclass
class Scrubbed:
    """The example's file before, and the result."""

    text: str
    result: ScrubResult
    rule: Rule
    example: Example

    @property
    def findings(self) -> list[Discrepancy]:
        return [d for d in self.result.discrepancies if rule_by_code(d.rule) is self.rule]

    @property
    def after(self) -> str:
        """The segments of the corrected file at the places of the example's own."""
        output = self.result.corrected.decode("latin-1").split("~")
        source = self.text.split("~")
        places = []
        for segment in self.example.before.split("~"):
            if segment:
                start = places[-1] + 1 if places else 0
                places.append(source.index(segment, start))
        return "".join(f"{output[place]}~" for place in places)


def scrub_example(rule: Rule, example: Example) -> Scrubbed:
    text = example_file(example)
    return Scrubbed(text, scrub_with(text, example, rule), rule, example)


def findings_of(code: str, before: str, given: Given | None = None) -> list[Discrepancy]:
    """What one rule finds in these segments."""
    rule = rule_by_code(code)
    assert rule is not None
    example = Example("", Expectation.FLAGS, before, before, given or Given())
    return scrub_example(rule, example).findings


def scrub_with(text: str, example: Example, rule: Rule) -> ScrubResult:
    given = example.given
    lines = _lines(example.before)
    result = scrub(
        text.encode("latin-1"),
        treatments=TreatmentLog(_rows(given, lines)),
        therapy_used=_used(given),
        attest=[rule.code] if given.attested_by else [],
        attested_by=given.attested_by,
        conformance="full" if rule.stage is Stage.GUIDE else "off",
    )
    # It would be flagged as an internal error, and look like an example that flags.
    assert all(discrepancy.name != INTERNAL_ERROR for discrepancy in result.discrepancies)
    return result


def example_file(example: Example) -> str:
    given = example.given
    claims = "".join(_claim(each, given) for each in _claims(example.before))
    text = one_claim(claims, claim_filing=given.claim_filing, payer_name=given.payer_name)
    for trailer in re.findall(r"(?:SE|GE|IEA)\*[^~]*~", example.before):
        id_ = trailer.split("*")[0]
        text = re.sub(rf"(?<=~){id_}\*[^~]*~", lambda _: trailer, text)  # noqa: B023
    return text


def _claims(before: str) -> list[str]:
    """The segments of each claim; without a CLM all are those of one."""
    return re.split(r"(?<=~)(?=CLM\*)", before)


def _claim(before: str, given: Given) -> str:
    clm, diagnoses, amounts = (
        "".join(re.findall(rf"{id_}\*[^~]*~", before)) for id_ in ("CLM", "HI", "AMT")
    )
    claim = ClaimText(
        _lines(before) or ["SV1*HC:97530:GP*100*UN*2***1~"],
        date=given.date,
        taxonomy=given.taxonomy,
        clm=clm,
        amounts=amounts,
        extra=OTHER_PAYER_LOOPS.format(segments=given.other_payer) if given.other_payer else "",
    )
    return str(replace(claim, diagnoses=diagnoses) if diagnoses else claim)


def _lines(before: str) -> list[str]:
    """Each SV1 with the segments that follow it."""
    return re.findall(r"SV1\*[^~]*~(?:(?:NTE|DTP|REF|NM1|PRV)\*[^~]*~)*", before)


def _rows(given: Given, lines: list[str]) -> list:
    rows = [dict(row) for row in given.rows]
    for index, line in enumerate(lines):
        own_date = re.search(r"DTP\*472\*D8\*(\d{8})", line)
        date = own_date[1] if own_date else given.date
        cells = {}
        if index < len(given.blocks) and given.blocks[index]:
            cells["start"], cells["end"] = given.blocks[index].split("-")
        for name, said in CELLS.items():
            values = getattr(given, said)
            if index < len(values) and values[index] is not None:
                cells[name] = str(values[index])
        if any(cells.values()):
            procedure = line.split("*")[1].split(":")[1]
            rows.append(
                {
                    "claim_id": "C1",
                    "line": str(index + 1),
                    "service_date": f"{date[:4]}-{date[4:6]}-{date[6:]}",
                    "procedure": procedure,
                    "signed_by": "T. Hand PT",
                    **cells,
                }
            )
    return [treatment_row(number, row) for number, row in enumerate(rows, 2)]


def _used(given: Given) -> TherapyUsed:
    if given.used is None:
        return TherapyUsed()
    year = int(given.date[:4])
    return TherapyUsed(
        UsedAmount(MEMBER, year, pool, given.used, None, "test") for pool in ("PT_SLP", "OT")
    )
