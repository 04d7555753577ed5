"""Where lines stand against the year's therapy threshold."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from scrubber import ScrubResult, scrub
from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.tables import load_tables
from scrubber.treatment import (
    Standing,
    ThresholdBook,
    ThresholdPosition,
    build_day,
    group_by_day,
)
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber
from tests.treatment.days import OT, SLP, claims_in, days_in, file_of, rendered_by, sv1

TABLES = load_tables()
MEMBER = "1EG4TE5MK73"
IN_2025 = "20250310"


def used(dollars: str, pool: str = "PT_SLP", year: int = 2025, member: str = MEMBER) -> UsedAmount:
    return UsedAmount(member, year, pool, Decimal(dollars), None, "portal")


def positions(text: str, *amounts: UsedAmount) -> list[ThresholdPosition | None]:
    """The position of every line of the file, in file order."""
    days = days_in(text)
    found = ThresholdBook(TherapyUsed(amounts)).positions(days, TABLES)
    offsets = sorted(line.line.sv1.offset for day in days for line in day.lines)
    return [found.get(offset) for offset in offsets]


def standings(text: str, *amounts: UsedAmount) -> list[str]:
    return [position.standing if position else "none" for position in positions(text, *amounts)]


def claim(*lines: str, on: str = IN_2025, **given: str) -> str:
    return one_claim(ClaimText(lines, date=on, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dollars", "standing"),
    [
        ("0", "below"),
        ("2365.38", "below"),  # 44.62 in the dearest locality make 2410.00
        ("2365.39", "may be over"),
        ("2375.39", "may be over"),  # 34.61 nationally make 2410.00
        ("2375.40", "over"),
        ("2410", "over"),
        ("3000", "over"),
    ],
)
def test_a_line_passes_the_threshold_only_above_it(dollars: str, standing: str) -> None:
    assert standings(claim(sv1("97530")), used(dollars)) == [standing]


def test_nothing_is_known_of_the_year() -> None:
    (position,) = positions(claim(sv1("97530")))
    assert position is not None
    assert position.standing is Standing.UNKNOWN
    assert (position.used, position.total) == (None, Decimal("34.61"))


def test_the_file_alone_may_pass_the_threshold() -> None:
    lines = [sv1("97530", units=99, charge=9000), sv1("97110")]
    assert standings(claim(*lines)) == ["over", "over"]


@pytest.mark.parametrize("on", ["20170310", "20270310"])
def test_no_threshold_is_known_of_the_year(on: str) -> None:
    year = int(on[:4])
    found = positions(claim(sv1("97530"), on=on), used("9999", year=year))
    assert all(position is None or position.standing is Standing.UNKNOWN for position in found)


def test_the_line_that_crosses_and_all_after_it() -> None:
    lines = [sv1("97530"), sv1("97110"), sv1("97140"), sv1("97112")]
    found = positions(claim(*lines), used("2340"))
    assert [position and position.earlier.estimate for position in found] == [
        Decimal(0),
        Decimal("34.61"),
        Decimal("56.44"),
        Decimal("77.14"),
    ]
    assert [position and position.standing.value for position in found] == [
        "below",
        "may be over",
        "over",
        "over",
    ]


def test_amounts_run_on_over_the_claims_of_a_file_in_file_order() -> None:
    later = ClaimText([sv1("97110")], claim_id="C2", date="20250312")
    sooner = ClaimText([sv1("97110")], claim_id="C3", date="20250311")
    text = one_claim(str(ClaimText([sv1("97530")], date=IN_2025)) + str(later) + str(sooner))
    found = positions(text, used("2340"))
    assert [position and position.total for position in found] == [
        Decimal("2374.61"),
        Decimal("2403.40"),
        Decimal("2432.19"),
    ]


def test_the_lines_of_several_dates_count_in_the_order_of_the_file() -> None:
    next_day = sv1("97110", more="DTP*472*D8*20250311~")
    found = positions(claim(sv1("97530"), next_day, sv1("97140")), used("0"))
    assert [position and position.earlier.estimate for position in found] == [
        Decimal(0),
        Decimal("34.61"),
        Decimal("63.40"),
    ]


def scrubbed(text: str, *amounts: UsedAmount) -> ScrubResult:
    return scrub(text.encode(), therapy_used=TherapyUsed(amounts), select=["TH4"])


def found_in(result: ScrubResult) -> list[tuple[str | None, str, str]]:
    return [(d.claim_id, d.rule, d.severity.value) for d in result.discrepancies]


def test_amounts_run_on_over_the_transaction_sets_of_a_file() -> None:
    def body(claim_id: str, procedure: str) -> str:
        claim = ClaimText([sv1(procedure)], claim_id=claim_id, date=IN_2025)
        return header() + billing_provider() + subscriber() + str(claim)

    text = envelope(body("C1", "97530"), body("C2", "97110"))
    assert found_in(scrubbed(text, used("2360"))) == [("C2", "TH401", "error")]
    assert found_in(scrubbed(envelope(body("C2", "97110")), used("2360"))) == []


def test_another_file_begins_with_what_is_on_record() -> None:
    text = claim(sv1("97530"))
    for _ in range(2):
        assert found_in(scrubbed(text, used("2350"))) == []


def test_speech_and_physical_therapy_share_a_pool_and_occupational_has_its_own() -> None:
    text = claim(
        sv1("97530", "GP"),
        sv1("97535", "GO", more=rendered_by(OT)),
        sv1("92507", "GN", charge=90, more=rendered_by(SLP)),
    )
    found = positions(text, used("2330"), used("100", "OT"))
    assert [position and position.pool for position in found] == ["PT_SLP", "OT", "PT_SLP"]
    assert [position and position.earlier.estimate for position in found] == [
        Decimal(0),
        Decimal(0),
        found[0] and found[0].allowed.estimate,
    ]
    assert [position and position.standing.value for position in found][1:] == ["below", "over"]


def test_the_pool_of_a_line_without_a_modifier_is_its_therapists() -> None:
    lines = (sv1("97530", ""), sv1("97535", "", more=rendered_by(OT)))
    assert [position and position.pool for position in positions(claim(*lines))] == ["PT_SLP", "OT"]


def test_a_line_of_unknown_discipline_has_no_place() -> None:
    assert standings(claim(sv1("97530", ""), taxonomy="208100000X"), used("9999")) == ["none"]


def test_a_new_year_begins_at_nothing() -> None:
    last_year = ClaimText([sv1("97530")], date="20251231")
    this_year = ClaimText([sv1("97530")], claim_id="C2", date="20260102")
    text = one_claim(str(last_year) + str(this_year))
    found = positions(text, used("2400"), used("50", year=2026))
    assert [position and position.standing.value for position in found] == ["over", "below"]
    assert [position and position.total for position in found] == [
        Decimal("2434.61"),
        Decimal("85.07"),
    ]
    assert [p.threshold.amount for p in found if p and p.threshold] == [2410, 2480]


def test_members_are_apart() -> None:
    text = file_of(
        subscriber(2),
        str(ClaimText([sv1("97530")], date=IN_2025)),
        subscriber(3, member="2EG4TE5MK74"),
        str(ClaimText([sv1("97530")], claim_id="C2", date=IN_2025)),
    )
    found = positions(text, used("2400"), used("0", member="2EG4TE5MK74"))
    assert [position and position.standing.value for position in found] == ["over", "below"]
    assert [position and position.earlier.estimate for position in found] == [0, 0]


@pytest.mark.parametrize("filing", ["CI", "16", "MC"])
def test_only_medicares_part_b_has_a_threshold(filing: str) -> None:
    text = one_claim(ClaimText([sv1("97530")], date=IN_2025), claim_filing=filing)
    assert standings(text, used("9999")) == ["none"]


def test_a_code_that_is_no_therapy_has_no_place() -> None:
    assert standings(claim(sv1("97530"), sv1("99213", "")), used("0")) == ["below", "none"]


def test_a_code_that_is_therapy_for_nobody_has_no_place() -> None:
    assert standings(claim(sv1("97153", "", units=4)), used("2400")) == ["none"]


def test_the_reduction_is_reckoned_over_both_disciplines_of_a_day() -> None:
    text = claim(sv1("97535", "GO", more=rendered_by(OT)), sv1("97530", "GP"))
    found = [position.allowed for position in positions(text) if position and position.allowed]
    day = date(2025, 3, 10)
    fees = TABLES.fee_schedule.on(day)
    assert fees["97530"].pe_rvu > fees["97535"].pe_rvu
    assert found[1].estimate == Decimal("34.61")
    whole = fees["97535"].total_rvu * TABLES.conversion_factors.on(day)["standard"].amount
    assert found[0].estimate < whole


def test_a_line_without_units_adds_nothing() -> None:
    found = positions(claim(sv1("97530", units=0), sv1("97530")), used("0"))
    assert [position and position.published for position in found] == [False, True]
    assert [position and position.earlier.estimate for position in found] == [0, 0]


def total_of(text: str, *amounts: UsedAmount) -> Sequence[Decimal]:
    return [position.total for position in positions(text, *amounts) if position]


def test_medicare_allows_no_more_than_is_charged() -> None:
    """42 CFR 414.21: the lesser of the actual charge and the fee schedule amount."""
    assert total_of(claim(sv1("97530", charge=20)), used("2380")) == [Decimal("2400.00")]


def test_a_line_without_a_published_amount_cannot_pass_by_more_than_its_charge() -> None:
    assert standings(claim(sv1("97799", charge=50)), used("0")) == ["below"]


def of_claims(*claims: ClaimText) -> str:
    """A file with these claims of one patient."""
    return file_of(subscriber(), *map(str, claims))


def line_of(claim_id: str, day: str = "10", frequency: str = "1", units: int = 1) -> ClaimText:
    """A claim in March 2025 with 97530: 34.61 for a first unit, 24.58 for a further one."""
    line = sv1("97530", units=units, charge=500)
    return ClaimText([line], claim_id=claim_id, date=f"202503{day}", frequency=frequency)


def run_positions(
    text: str, *amounts: UsedAmount, known: TherapyUsed | None = None
) -> list[ThresholdPosition]:
    """The positions in the order of the file, void claims taken in as the engine does."""
    claims = claims_in(text)
    days = [
        build_day(
            [(claims[claim], claims[claim].lines[line]) for claim, line in places],
            False,
            {},
            {},
            {},
            TABLES,
        )
        for void in (False, True)
        for places in group_by_day(claims, void=void).values()
    ]
    found = ThresholdBook(known or TherapyUsed(amounts)).positions(days, TABLES)
    return [found[offset] for offset in sorted(found)]


def earlier(found: Sequence[ThresholdPosition]) -> list[str]:
    return [str(position.earlier.estimate) for position in found]


def test_a_replacement_stands_for_its_original_of_the_file() -> None:
    text = of_claims(line_of("C1"), line_of("C1", frequency="7", units=2), line_of("C2", "12"))
    found = run_positions(text, used("100"))
    assert earlier(found) == ["0", "0", "59.19"]
    assert [str(position.allowed.estimate) for position in found] == ["34.61", "59.19", "34.61"]


def test_a_void_claim_takes_its_original_of_the_file_back() -> None:
    text = of_claims(line_of("C1"), line_of("C1", frequency="8"), line_of("C2", "12"))
    assert earlier(run_positions(text, used("100"))) == ["0", "0"]


def test_a_replacement_of_an_earlier_file_may_be_in_the_amount_used_already() -> None:
    text = of_claims(line_of("C1", frequency="7"), line_of("C2", "12"))
    found = run_positions(text, used("2350"))
    assert earlier(found) == ["0", "0"]
    assert [str(position.earlier.at_most) for position in found] == ["0", "44.62"]
    # 2,350 and two units of 34.61 would be over; the first may be counted twice.
    assert [position.standing for position in found] == ["below", "may be over"]


def test_a_void_claim_of_an_earlier_file_lowers_the_estimate_alone() -> None:
    text = of_claims(line_of("C1", frequency="8"), line_of("C2", "12"))
    (found,) = run_positions(text, used("2400"))
    assert (found.earlier.estimate, found.earlier.at_most) == (Decimal("-34.61"), Decimal(0))
    assert found.standing is Standing.MAYBE_OVER


def test_another_patients_claim_of_that_number_is_not_the_original() -> None:
    text = file_of(
        subscriber(member="2AB1CD2EF34"),
        str(line_of("C1")),
        subscriber(hl=3),
        str(line_of("C1", frequency="7")),
    )
    assert str(run_positions(text, used("100"))[1].allowed.estimate) == "0"


def test_the_review_threshold_is_there_whatever_is_known_of_the_other() -> None:
    (position,) = positions(claim(sv1("97530"), on="20270310"))
    assert position is not None
    assert position.threshold is None
    assert position.review is not None
    assert position.review.amount == 3000


def test_a_named_locality_bounds_itself() -> None:
    tables = load_tables(locality="AK-01")
    days = days_in(claim(sv1("97530")), tables=tables)
    (found,) = ThresholdBook(TherapyUsed([used("2366.79")])).positions(days, tables).values()
    assert (found.allowed.estimate, found.allowed.at_most) == (Decimal("43.22"), Decimal("43.22"))
    assert (found.standing, found.prices) == (Standing.OVER, "estimate at the prices of AK-01")


def test_a_replacement_is_told_as_one() -> None:
    result = scrub(
        claim(sv1("97530"), frequency="7").encode(), therapy_used=TherapyUsed([used("2400")])
    )
    (told,) = [found for found in result.discrepancies if found.rule == "TH401"]
    replaces, total, at_most = told.evidence[2:]
    assert replaces.startswith("this line replaces one that the amount used may hold already")
    assert replaces.endswith("0.00 counted, at the most 44.62")
    assert total == "may be over: 2,400.00 against 2,410.00"
    assert at_most.startswith("at the most 2,444.62: ")
    assert at_most.endswith("may not hold what is replaced or void")


# What the ledger knows: more may be used, other providers are not in it, an original is left out


class Ledgers(TherapyUsed):
    """Amounts that are without the claim of a number."""

    def takes_out(self, member_id: str, claim_id: str, replaces: str) -> bool:
        return (member_id, claim_id, replaces) == (MEMBER, "C1", "ICN1")


@pytest.mark.parametrize(
    ("amount", "besides", "complete", "standing"),
    [
        ("1000", "0", True, "below"),
        ("1000", "1400", True, "may be over"),
        ("1000", "0", False, "unknown"),
        ("1000", "1400", False, "may be over"),
        ("2410", "0", False, "over"),
    ],
)
def test_a_standing_is_as_sure_as_the_amount_used(
    amount: str, besides: str, complete: bool, standing: str
) -> None:
    known = used(amount)._replace(besides=Decimal(besides), complete=complete)
    assert standings(claim(sv1("97530")), known) == [standing]


def of_ledger(frequency: str, replaces: str) -> list[ThresholdPosition]:
    """The positions of the lines that a claim of this frequency and one after it have."""
    first = line_of("C1", frequency=frequency)
    first.amounts = f"REF*F8*{replaces}~"
    return run_positions(of_claims(first, line_of("C2")), known=Ledgers([used("1000")]))


def test_a_replacement_counts_where_the_ledger_has_left_its_original_out() -> None:
    settled, after = of_ledger("7", "ICN1")
    assert (settled.counted_before, settled.total) == (False, Decimal("1034.61"))
    assert after.total > settled.total
    doubtful, _ = of_ledger("7", "ICN2")
    assert (doubtful.counted_before, doubtful.total) == (True, Decimal("1000.00"))


def test_a_void_claim_counts_nothing_where_the_ledger_has_left_its_original_out() -> None:
    (settled,) = of_ledger("8", "ICN1")
    assert settled.earlier.estimate == 0
    (doubtful,) = of_ledger("8", "ICN2")
    assert doubtful.earlier.estimate < 0


def test_a_first_claim_is_no_replacement_whatever_the_ledger_has_left_out() -> None:
    first, _ = of_ledger("1", "ICN1")
    assert (first.counted_before, first.total) == (False, Decimal("1034.61"))


def test_what_is_uncertain_is_told_to_the_biller() -> None:
    line = claim(sv1("97530"), claim_id="C1")
    found = {
        each.rule: each
        for known in (
            used("1000")._replace(besides=Decimal(1400)),
            used("1000")._replace(complete=False),
        )
        for each in scrub(line.encode(), therapy_used=TherapyUsed([known])).discrepancies
    }
    assert "more may have been used before" in " ".join(found["TH401"].evidence)
    assert found["TH401"].action.value == "flagged"
    assert found["TH403"].message.startswith("what other providers used this year is not known")
