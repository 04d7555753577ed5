"""Two procedures of a day need a modifier that says they were distinct.

One provider's two procedures under an edit with indicator 1, or under the payer's own edit, are
both paid only if 59, XE, XP, XS or XU says that they were separate. That is a statement of fact: it
is added only where the treatment log says so for the line, where the time blocks of the two do not
overlap, or on the site's attestation; never where the log says no or the blocks overlap. Medicare's
edit of 97530 with 97140 ended on 2019-12-31; for other payers it is a setting of the profile. A
payer's edit that is not confirmed is only told.
"""

from collections import defaultdict

from scrubber.rules.kit import (
    Contradiction,
    Cue,
    Denial,
    EditedPair,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    contradictions,
    corrects,
    flags,
    found,
    listed,
    passes,
    rule,
    shortened,
)

BOTH = "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"
DISTINCT = "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"


@rule(
    "TH301",
    corrects_as="attested",
    severity="error",
    cue=Cue.PAIR,
    evidence="separate_service and time blocks in the treatment log.",
    on_record="separate_service=Y on this line's row, time blocks that do not overlap, or "
    "--attest TH301 --attested-by NAME",
    figures=["cms/ncci_ptp", "cms/modifiers"],
    only_rows={"cms/ncci_ptp": {"modifier_indicator": "1"}, "cms/modifiers": {"role": "distinct"}},
    denial=Denial(carc="236", category="A7", status="453"),
    sources=[
        Source("CMS NCCI PTP practitioner table v30.2", checked="2026-11-21"),
        Source("CMS MLN1783722 (February 2024), CR 11168", checked="2026-11-21"),
        Source("WebPT, 2023-04-18, on payers' own 97530 and 97140 edit", checked="2026-11-21"),
    ],
    examples=[
        flags(BOTH, given=Given(claim_filing="CI"), name="a commercial payer, nothing on record"),
        corrects(
            BOTH,
            DISTINCT,
            given=Given(claim_filing="CI", separate_service=("Y", "Y")),
            name="the log says that the services were separate",
        ),
        corrects(
            BOTH,
            DISTINCT,
            given=Given(claim_filing="CI", blocks=("10:00-10:23", "10:23-10:38")),
            name="the time blocks do not overlap",
        ),
        corrects(
            BOTH,
            DISTINCT,
            given=Given(claim_filing="CI", attested_by="A. Biller"),
            name="the site attests",
        ),
        flags(
            BOTH,
            given=Given(
                claim_filing="CI",
                attested_by="A. Biller",
                blocks=("10:00-10:23", "10:10-10:25"),
            ),
            name="overlapping blocks outweigh any attestation",
        ),
        flags(
            BOTH,
            given=Given(claim_filing="CI", attested_by="A. Biller", separate_service=("N", "")),
            name="the log's no outweighs the attestation",
        ),
        corrects(
            BOTH,
            DISTINCT,
            given=Given(date="20191231", separate_service=("Y", "Y")),
            name="Medicare, on the last day of its edit",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97750:GP*45*UN*1***1~",
            name="another pair with indicator 1, Medicare",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP:59*45*UN*1***1~",
            given=Given(claim_filing="CI", separate_service=("Y", "Y")),
            name="59 stands on the other line than the payer reads",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97533:GP*45*UN*1***1~",
            given=Given(claim_filing="MC", separate_service=("Y", "Y"), attested_by="A. Biller"),
            name="an edit that is not confirmed corrects nothing",
        ),
        corrects(
            BOTH,
            "SV1*HC:97530:GP:XU*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~",
            given=Given(
                claim_filing="CI",
                payer_name="MODA HEALTH",
                blocks=("10:00-10:23", "10:23-10:38"),
            ),
            name="the modifier is the one that the payer's profile prefers",
        ),
        corrects(
            BOTH,
            DISTINCT,
            given=Given(
                date="20230418",
                claim_filing="CI",
                payer_name="AETNA",
                separate_service=("Y", "Y"),
            ),
            name="a payer's own edit on its last day",
        ),
        passes(
            BOTH,
            given=Given(date="20230419", claim_filing="CI", payer_name="AETNA"),
            name="a payer's own edit that is over",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97533:GP*45*UN*1***1~",
            given=Given(claim_filing="CI"),
            name="another payer has no edit of that pair",
        ),
        passes(BOTH, name="Medicare has no such edit since 2020"),
        passes(DISTINCT, given=Given(claim_filing="CI"), name="59 is there"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97750:GP:XU*45*UN*1***1~",
            name="an X modifier does as well",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97161:GP*90*UN*1***1~",
            given=Given(claim_filing="CI"),
            name="an evaluation on the same day is no pair",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that would be denied for lack of a distinct modifier."""
    by_denied: dict[int, list[EditedPair]] = defaultdict(list)
    for pair in day.edited_pairs:
        if pair.may_be_lifted:
            by_denied[pair.denied[0].line.sv1.offset].append(pair)
    for pairs in by_denied.values():
        yield from _denied(day, pairs, tables)


def _denied(day: TreatmentDay, all_pairs: list[EditedPair], tables: Tables) -> Findings:
    """The findings on the lines of one procedure, by all pairs in which it is denied."""
    lines = [line for line in all_pairs[0].denied if not line.used_with_role("distinct")]
    pairs = sorted((pair for pair in all_pairs if pair.unlifted), key=lambda p: _at(p.unlifted[0]))
    if not lines or not pairs:
        return
    paid = sorted((line for pair in pairs for line in pair.unlifted), key=_at)
    others = [pair.unlifted[0].line.procedure for pair in pairs]
    beside = f"{listed(others)}, which {'is' if len(others) == 1 else 'are'} paid"
    modifier = day.payer.distinct_modifier
    confirmed = any(pair.confirmed for pair in pairs)
    told = dict.fromkeys(pair.told for pair in pairs)
    elsewhere = next((line for line in paid if line.used_with_role("distinct")), None)
    blocks = _blocks_of_all(paid)
    # Of all pairs: a modifier would call the line distinct from each of the others.
    against = _against(all_pairs, lines)
    for line in lines:
        finding = found(
            line,
            line.line.next_modifier_place,
            f"{line.line.procedure} is denied beside {beside}, without {modifier} or another "
            f"distinct modifier{'' if confirmed else ' (unconfirmed)'}",
        ).because(*told)
        if not confirmed:
            finding = finding.at(Severity.WARNING)
        if elsewhere:
            yield finding.because(
                f"a distinct modifier stands on {elsewhere.line.procedure}; by the payer's profile "
                f"({day.payer.profile}) it belongs on {line.line.procedure}"
            ).at(Severity.WARNING)
        elif reasons := against[_at(line)]:
            yield finding.because(*dict.fromkeys(reason.told for reason in sorted(reasons)))
        elif not confirmed:
            yield finding
        else:
            yield finding.append(modifier).supported_by(_support(line, blocks))


def _at(line: TreatmentLine) -> int:
    return line.line.sv1.offset


def _against(pairs: list[EditedPair], lines: list[TreatmentLine]) -> dict[int, list[Contradiction]]:
    """What is on record against each of the lines, by all of the pairs."""
    asked = {_at(line): line for line in lines}
    against: dict[int, list[Contradiction]] = defaultdict(list)
    for pair in pairs:
        for at, reasons in contradictions(pair, asked).items():
            against[at] += reasons
    return against


def _blocks_of_all(lines: list[TreatmentLine]) -> str:
    """The time blocks of the lines; empty where one of them has none."""
    if not all(line.evidence.blocks for line in lines):
        return ""
    blocks = dict.fromkeys(block for line in lines for block in line.evidence.blocks)
    return ", ".join(shortened([str(block) for block in blocks]))


def _support(line: TreatmentLine, others: str) -> str:
    """What on record says that it was separate; empty where nothing does for every pair."""
    if line.evidence.separate_service:
        return f"{line.evidence.statement}: separate service"
    if line.evidence.blocks and others:
        mine = ", ".join(map(str, line.evidence.blocks))
        return f"time blocks do not overlap: {mine} and {others}"
    return ""
