"""The course of treatment has reached a visit that asks for more in the record.

Medicare wants a progress report at least every ten treatment days. For 97530, guidance is quoted
that asks for the continued need beyond ten to twelve visits; that text was not found, so it is only
told. Visits are counted over the dates that the file and the treatment log know of the patient,
discipline and billing provider: earlier ones that neither knows are not in the count.
"""

from scrubber.rules.kit import (
    Cue,
    Finding,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TherapyFigure,
    TreatmentDay,
    TreatmentLine,
    flags,
    found,
    passes,
    rule,
)

PROGRESS_REPORT = "visits_to_progress_report"
CONTINUED_NEED = "visits_of_continued_need"

VISITS = [f"SV1*HC:97530:GP*50*UN*1***1~DTP*472*D8*202603{day:02}~" for day in range(2, 14)]


@rule(
    "TH502",
    corrects_as="advice",
    severity="warning",
    cue=Cue.VISIT,
    evidence="Service dates of the file and of the treatment log.",
    figures=["cms/therapy_figures"],
    only_rows={"cms/therapy_figures": {"figure": (CONTINUED_NEED, PROGRESS_REPORT)}},
    sources=[
        Source("CMS Pub 100-02 chapter 15 section 220.3.D: progress report", checked="2026-11-21"),
        Source("Article 000 on 10 to 12 visits; the guidance was not found", checked="2026-11-21"),
    ],
    examples=[
        flags("".join(VISITS[:10]), name="the tenth treatment day: a progress report is due"),
        flags(
            "".join(VISITS[:9]),
            given=Given(
                rows=({"claim_id": "C1", "service_date": "2026-02-27", "procedure": "97530"},)
            ),
            name="the tenth is known from the treatment log",
        ),
        flags("".join(VISITS[:11]), name="the eleventh: is the continued need in the record?"),
        passes("".join(VISITS[:9]), name="nine treatment days"),
        passes(
            "".join(VISITS[:9]) + "SV1*HC:97110:GP*45*UN*1***1~DTP*472*D8*20260310~",
            name="two services of one day are one visit",
        ),
        passes(
            "".join(VISITS[:9]) + "SV1*HC:97530:GO*50*UN*1***1~DTP*472*D8*20260320~",
            name="another discipline is counted apart",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each discipline of a day that reaches a mark."""
    figures = tables.therapy_figures.on(day.date)
    report, need = figures.get(PROGRESS_REPORT), figures.get(CONTINUED_NEED)
    report_every = int(report.amount) if report else 0
    told: set[tuple[str, str]] = set()
    for line in day.therapy_lines:
        visit, discipline = line.history.visit, line.discipline_modifier
        if not visit:
            continue
        if report and visit % report_every == 0 and (discipline, "report") not in told:
            told.add((discipline, "report"))
            yield _told(line, f"{_ordinal(visit)}: a progress report is due", report)
        noted = need and line.line.procedure == need.procedure and visit > need.amount
        if need and noted and (discipline, "need") not in told:
            told.add((discipline, "need"))
            message = f"{_ordinal(visit)}: does the record show the continued need?"
            yield _told(line, message, need).at(Severity.INFO)


def _ordinal(visit: int) -> str:
    return f"treatment day {visit} that is known of this course"


def _told(line: TreatmentLine, message: str, figure: TherapyFigure) -> Finding:
    doubt = "" if figure.confirmed else ", unconfirmed"
    return found(line, line.line.procedure_place, message).because(
        f"asked for after {figure.amount} treatment days: {figure.source}{doubt}"
    )
