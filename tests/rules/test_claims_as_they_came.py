"""CL103 to CL109: what is told, where, how gravely, and what is left alone."""

import pytest

from scrubber import scrub
from scrubber.discrepancies import Discrepancy
from tests.discrepancies.proof import log, of_rule, proven, row
from tests.edi import (
    BILLING_NPI,
    RENDERING_NPI,
    ClaimText,
    billing_provider,
    envelope,
    header,
    one_claim,
    subscriber,
)
from tests.rules.harness import findings_of

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
QUARTER = "SV1*HC:97110:GP*50*UN*1***1~"


def told(text: str, code: str, **options: object) -> list[Discrepancy]:
    return of_rule(proven(text, **options).discrepancies, code)


def of_claims(*claims: str, **options: str) -> str:
    return one_claim("".join(claims), **options)


# CL103


def test_a_wrong_number_is_told_once_a_claim_where_it_stands_first() -> None:
    text = one_claim(ClaimText([LINE + f"NM1*82*1*HAND*THEA****XX*{RENDERING_NPI}~", LINE]))
    (record,) = told(text.replace(RENDERING_NPI, "1245319590"), "CL103")
    assert (record.element, record.before, record.line) == ("NM109", "1245319590", None)
    assert record.segment_before == "NM1*82*1*HAND*THEA****XX*1245319590"
    assert record.message == (
        "1245319590 (rendering provider) is no NPI: its check digit does not fit"
    )


def test_the_billing_providers_number_is_told_at_the_claim() -> None:
    text = one_claim(ClaimText([LINE])).replace(BILLING_NPI, BILLING_NPI[:-1])
    (record,) = told(text, "CL103")
    assert (record.element, record.before) == ("CLM01", "C1")
    assert record.message == "199399999 (billing provider) is no NPI: it has not ten digits"


def test_every_other_provider_of_claim_and_line_is_looked_at() -> None:
    supervising = "NM1*DQ*1*OTHER*ANN****XX*1730251180~"
    text = one_claim(ClaimText([LINE + "NM1*XY*1*OTHER*ANN****XX*1~"], extra=supervising))
    found = told(text, "CL103")
    assert [(record.message.partition(" is")[0], record.line) for record in found] == [
        ("1730251180 (supervising provider)", None),
        ("1 (provider)", "1"),
    ]


# CL104


@pytest.mark.parametrize(
    ("pointer", "message", "severity"),
    [
        ("2", "points at diagnosis 2, and the claim has 1", "error"),
        ("13", "13 is no diagnosis pointer: they are numbers from 1 to 12", "error"),
        ("A", "A is no diagnosis pointer: they are numbers from 1 to 12", "error"),
        ("", "no diagnosis pointer", "error"),
        ("1:1", "points at one diagnosis twice", "warning"),
    ],
)
def test_the_first_wrong_pointer_is_told(pointer: str, message: str, severity: str) -> None:
    (record,) = findings_of("CL104", LINE.replace("***1~", f"***{pointer}~"))
    assert (record.element, record.before) == ("SV107", pointer)
    assert (record.message, record.severity) == (message, severity)


def test_of_a_claim_without_diagnoses() -> None:
    text = one_claim(ClaimText([LINE], diagnoses=""))
    (record,) = told(text, "CL104")
    assert record.message == "points at diagnosis 1, and the claim has none"


# CL105


def test_the_later_line_is_told_with_what_it_would_lose() -> None:
    text = of_claims(str(ClaimText([QUARTER])), str(ClaimText([QUARTER], claim_id="C2")))
    (record,) = told(text, "CL105")
    assert (record.claim_id, record.line, record.element) == ("C2", "1", "SV101-2")
    assert record.message == "bills the same service as claim C1 line 1"
    assert record.denial is not None
    assert (record.denial.carc, record.severity) == ("18", "warning")
    assert record.payment_at_stake


def test_where_the_log_has_minutes_for_both_lines_it_says_what_to_do() -> None:
    text = one_claim(ClaimText([QUARTER, QUARTER]))
    rows = [row(procedure="97110", line=line, minutes="15") for line in "12"]
    (record,) = told(text, "CL105", treatments=log(*rows))
    assert record.evidence[0].startswith("the treatment log has minutes for both")
    (record,) = told(text, "CL105", treatments=log(rows[0]))
    assert record.evidence == ()


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_a_replacement_or_void_claim_repeats_its_original(frequency: str) -> None:
    again = str(ClaimText([QUARTER], frequency=frequency))
    assert told(of_claims(str(ClaimText([QUARTER])), again), "CL105") == []


def test_two_payers_are_billed_one_service() -> None:
    other = subscriber(3, payer_id="OTHER", claim_filing="CI") + str(ClaimText([QUARTER]))
    text = of_claims(str(ClaimText([QUARTER])), other)
    assert told(text, "CL105") == told(text, "CL106") == []


def test_what_our_own_modifier_tells_apart_is_not_called_repeated() -> None:
    rows = [row(procedure="97110", line="1", minutes="15", assistant_minutes="0")]
    rows += [row(procedure="97110", line="2", minutes="15", assistant_minutes="15")]
    result = proven(one_claim(ClaimText([QUARTER, QUARTER])), treatments=log(*rows))
    assert [record.after for record in of_rule(result.discrepancies, "TH206")] == ["CQ"]
    assert of_rule(result.discrepancies, "CL105") == []


# CL106


def two(later: str, *, sets: bool) -> str:
    """A claim and a later one, in one set or in the next."""
    before, first = header() + billing_provider() + subscriber(), str(ClaimText([LINE]))
    return envelope(before + first, before + later) if sets else envelope(before + first + later)


IN_ONE_SET_OR_TWO = pytest.mark.parametrize("sets", [False, True])


@IN_ONE_SET_OR_TWO
@pytest.mark.parametrize(
    ("later", "message", "severity"),
    [
        (
            str(ClaimText([LINE])),
            "has number, patient, date and total of the claim at segment {}: sent twice?",
            "warning",
        ),
        (
            str(ClaimText([LINE], date="20260302")),
            "has the number of the claim at segment {}, of the same patient: an account number?",
            "info",
        ),
        (
            subscriber(3, member="2AB1CD2EF34", first_name="BEN") + str(ClaimText([LINE])),
            "has the number of the claim at segment {}, which is of another patient",
            "warning",
        ),
    ],
)
def test_the_later_claim_is_told_what_the_earlier_one_is(
    later: str, message: str, severity: str, sets: bool
) -> None:
    text = two(later, sets=sets)
    (record,) = told(text, "CL106")
    first = text[: text.index("CLM*")].count("~") + 1
    assert (record.element, record.before) == ("CLM01", "C1")
    assert (record.message, record.severity) == (message.format(first), severity)


@IN_ONE_SET_OR_TWO
@pytest.mark.parametrize(
    "later",
    [
        str(ClaimText([LINE], claim_id="C2")),
        str(ClaimText([LINE], frequency="7")),
        str(ClaimText([LINE], frequency="8")),
        billing_provider(3, npi="1730251182") + subscriber(4, 3) + str(ClaimText([LINE])),
        subscriber(3, payer_id="OTHER") + str(ClaimText([LINE])),
        str(ClaimText(["SV1*HC:99213*100*UN*1***1~"])),
    ],
)
def test_what_is_no_claim_of_the_same_number(later: str, sets: bool) -> None:
    assert told(two(later, sets=sets), "CL106") == []


def test_of_many_claims_each_names_the_first() -> None:
    claim = header() + billing_provider() + subscriber() + str(ClaimText([LINE]))
    text = envelope(*[claim] * 12)
    first = text[: text.index("CLM*")].count("~") + 1
    records = told(text, "CL106")
    assert len(records) == 11
    assert all(f"at segment {first}:" in record.message for record in records)


def test_claims_without_a_number_are_not_of_one_number() -> None:
    assert told(of_claims(*[str(ClaimText([LINE], claim_id=""))] * 2), "CL106") == []


# CL107


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("", "SV102 is empty"),
        ("$100", "SV102 is $100, which is no amount: digits and one point at most"),
        ("1E2", "SV102 is 1E2, which is no amount: digits and one point at most"),
        ("33.333", "SV102 is 33.333: there is no part of a cent"),
        ("-5", "SV102 is -5: a charge is zero or more"),
    ],
)
def test_what_is_wrong_with_an_amount(amount: str, message: str) -> None:
    text = one_claim(ClaimText([LINE.replace("*100*", f"*{amount}*")], total="100"))
    (record,) = told(text, "CL107")
    assert (record.element, record.before, record.line) == ("SV102", amount, "1")
    assert record.message == message


def test_an_amount_that_another_payer_paid_may_be_negative_but_not_malformed() -> None:
    loops = "SBR*S*18*******CI~AMT*D*{}~OI***Y***Y~NM1*IL*1*SAMPLE*ADA****MI*X1~"
    found = [
        told(one_claim(ClaimText([LINE], extra=loops.format(paid))), "CL107")
        for paid in ("-20", "20-")
    ]
    assert [[record.element for record in records] for records in found] == [[], ["AMT02"]]


# CL108


@pytest.mark.parametrize(
    ("bht04", "gs04", "too_late"),
    [
        ("20260308", "20260308", True),
        ("20260309", "20260308", False),
        ("20260308", "20260309", False),
        ("2026", "20260308", True),
        ("", "20260309", False),
        ("2026", "", False),
    ],
)
def test_the_later_of_the_files_dates_counts(bht04: str, gs04: str, too_late: bool) -> None:
    text = one_claim(ClaimText([LINE])).replace("*B1*20260310", f"*B1*{bht04}")
    text = text.replace("*CLEARINGHOUSE*20260310", f"*CLEARINGHOUSE*{gs04}")
    assert bool(told(text, "CL108")) is too_late


def test_what_is_told_of_a_date() -> None:
    lines = [LINE + "DTP*472*D8*20260311~", LINE + "DTP*472*RD8*20260309-2026~"]
    found = told(one_claim(ClaimText(lines)), "CL108")
    assert [(record.element, record.line, record.message) for record in found] == [
        ("SV101-2", "1", "2026-03-11 is after 2026-03-10, the day on which the file was made"),
        ("SV101-2", "2", "20260309-2026 is no service date"),
    ]


def test_a_line_without_a_date_is_told() -> None:
    text = one_claim(ClaimText([LINE])).replace("DTP*472*D8*20260309~", "")
    (record,) = of_rule(scrub(text.encode()).discrepancies, "CL108")
    assert record.message == "has no service date (DTP*472)"


# CL109, and what holds for all


def test_how_many_lines_there_are_and_may_be() -> None:
    (record,) = told(one_claim(ClaimText([LINE] * 51)), "CL109")
    assert record.message == "51 service lines, and a claim has room for 50"


def test_a_file_from_before_the_figures_is_judged_by_what_needs_none() -> None:
    lines = [LINE.replace("***1~", "***9~").replace("*100*", "*-1*")] * 51
    text = one_claim(ClaimText(lines, date="19980309")).replace("20260310", "19990310")
    text = text.replace(RENDERING_NPI, "1245319590")
    codes = {record.rule for record in scrub(text.encode()).discrepancies}
    assert {code for code in codes if "CL103" <= code <= "CL109"} == {"CL105", "CL107"}


def test_a_void_claim_is_left_as_it_is() -> None:
    text = one_claim(ClaimText([LINE.replace("***1~", "***9~")], frequency="8", date="20270101"))
    assert scrub(text.encode()).discrepancies == ()
