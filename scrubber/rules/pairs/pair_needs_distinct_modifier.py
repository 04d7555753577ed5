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
    Denial,
    EditedPair,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    corrects,
    edited_pairs,
    flags,
    found,
    listed,
    passes,
    rule,
)

BOTH = "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"
DISTINCT = "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"


@rule(
    "TH301",
    corrects_as="attested",
    severity="error",
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
    by_denied_line: dict[int, list[EditedPair]] = defaultdict(list)
    for pair in edited_pairs(day, tables):
        if pair.may_be_lifted:
            by_denied_line[pair.denied.line.sv1.offset].append(pair)
    for all_pairs in by_denied_line.values():
        pairs = [pair for pair in all_pairs if not pair.carries_distinct_modifier(tables)]
        if not pairs:
            continue
        line = pairs[0].denied
        others = list(dict.fromkeys(pair.paid.line.procedure for pair in pairs))
        paid = f"{listed(others)}, which {'is' if len(others) == 1 else 'are'} paid"
        modifier = day.payer.distinct_modifier
        confirmed = any(pair.confirmed for pair in pairs)
        finding = found(
            line,
            line.line.next_modifier_place,
            f"{line.line.procedure} is denied beside {paid}, without {modifier} or another "
            f"distinct modifier{'' if confirmed else ' (unconfirmed)'}",
        ).because(*dict.fromkeys(pair.told for pair in pairs))
        if not confirmed:
            finding = finding.at(Severity.WARNING)
        # Of all pairs: a modifier would call the line distinct from each of the others.
        against = dict.fromkeys(reason for pair in all_pairs if (reason := pair.contradiction))
        elsewhere = [pair.paid for pair in pairs if pair.paid.used_with_role("distinct", tables)]
        if elsewhere:
            stands = elsewhere[0].line
            yield finding.because(
                f"a distinct modifier stands on {stands.procedure}; by the payer's profile "
                f"({day.payer.profile}) it belongs on {line.line.procedure}"
            ).at(Severity.WARNING)
        elif against:
            yield finding.because(*against)
        elif not confirmed:
            yield finding
        else:
            yield finding.append(modifier).supported_by(_support(line, pairs))


def _support(line: TreatmentLine, pairs: list[EditedPair]) -> str:
    """What on record says that they were; empty where nothing does for every pair."""
    if line.evidence.separate_service:
        return f"{line.evidence.statement}: separate service"
    if line.evidence.blocks and all(pair.paid.evidence.blocks for pair in pairs):
        mine = ", ".join(map(str, line.evidence.blocks))
        others = [str(block) for pair in pairs for block in pair.paid.evidence.blocks]
        return f"time blocks do not overlap: {mine} and {', '.join(dict.fromkeys(others))}"
    return ""
