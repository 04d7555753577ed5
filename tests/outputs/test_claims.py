"""The claims that a run keeps for the ledger, as they go out."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from scrubber.engine import SetResult
from scrubber.evidence import read_treatment_log
from scrubber.options import Options
from scrubber.outputs.scrubbed import scrubbed
from scrubber.scrubbed_claims import ScrubbedClaim, ScrubbedLine
from tests import edi
from tests.cli.console import CLEAN_LINE, HELD_LINES, OVER_LINE, put

LOG = "claim_id,service_date,procedure,minutes,signed_by\nC1,2026-03-09,97530,23,T. Hand PT\n"


def claims_of(
    text: str, options: Options | None = None, *, keep: bool = True, split: bool = False
) -> list[ScrubbedClaim]:
    """The judged claims of a file."""
    with scrubbed(
        lambda: BytesIO(text.encode()),
        "day.837",
        BytesIO(),
        options or Options(),
        held=BytesIO() if split else None,
        keep_claims=keep,
    ) as result:
        assert list(result.claims) == list(result.claims)
        return list(result.claims)


def the_line(text: str) -> ScrubbedLine:
    """The only line of a file's only claim."""
    (claim,) = claims_of(text)
    (line,) = claim.lines
    return line


def two_sets(*claims: str) -> str:
    """A set for each claim, of one subscriber each."""
    return edi.envelope(
        *(
            edi.header() + edi.billing_provider() + edi.subscriber(member=f"member{at}") + claim
            for at, claim in enumerate(claims, 1)
        )
    )


def test_a_claim_is_kept_as_it_goes_out(tmp_path: Path) -> None:
    """Its units lowered and its charge with them, its modifier added."""
    text = edi.one_claim(edi.ClaimText(["SV1*HC:97530*150*UN*3***1~"]), member="1eg4te5mk73")
    log = read_treatment_log(put(tmp_path, "log.csv", LOG))
    (claim,) = claims_of(text, Options(treatments=log))
    (line,) = claim.lines
    assert claim == ScrubbedClaim(
        segment=claim.segment,
        claim_id="C1",
        frequency="1",
        replaces="",
        member_id="1EG4TE5MK73",
        payer_id="MEDB",
        billing_npi=edi.BILLING_NPI,
        held=False,
        lines=(line,),
    )
    assert line == ScrubbedLine(
        line="1",
        line_control_number="C1L1",
        service_date="2026-03-09",
        procedure="97530",
        modifiers="GP",
        units="2",
        charge="100",
        pool="PT_SLP",
        allowed=line.allowed,
        at_most=line.at_most,
    )
    assert text.split("~")[claim.segment - 1].startswith("CLM*C1")
    assert Decimal(0) < Decimal(line.allowed) <= Decimal(line.at_most)
    assert repr(claim) == f"ScrubbedClaim(segment={claim.segment}, lines=1)"
    assert repr(line) == "ScrubbedLine(1)"


def test_nothing_is_kept_where_nobody_asks() -> None:
    assert claims_of(edi.one_claim(edi.ClaimText([CLEAN_LINE])), keep=False) == []


def test_a_line_of_another_payer_has_no_pool() -> None:
    line = the_line(edi.one_claim(edi.ClaimText([CLEAN_LINE]), claim_filing="CI"))
    assert (line.pool, line.allowed, line.at_most) == ("", "", "")


@pytest.mark.parametrize("split", [True, False])
def test_a_held_claim_is_held_only_where_it_is_left_out(split: bool) -> None:
    (claim,) = claims_of(edi.one_claim(edi.ClaimText(HELD_LINES)), split=split)
    assert claim.held is split
    assert [line.procedure for line in claim.lines] == ["97530", "97153"]


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_a_claim_that_replaces_or_takes_back_names_the_payers_number(frequency: str) -> None:
    text = edi.ClaimText([CLEAN_LINE], frequency=frequency, amounts="REF*F8*ICN123~")
    (claim,) = claims_of(edi.one_claim(text))
    assert (claim.frequency, claim.replaces) == (frequency, "ICN123")


def test_a_replacements_own_amount_is_kept_although_it_may_be_counted_already() -> None:
    first = the_line(edi.one_claim(edi.ClaimText([CLEAN_LINE])))
    again = the_line(edi.one_claim(edi.ClaimText([CLEAN_LINE], frequency="7")))
    assert (again.pool, again.allowed) == (first.pool, first.allowed)


def test_a_line_without_amounts_and_dates_is_kept_as_far_as_it_is_known() -> None:
    text = edi.ClaimText(["SV1*HC:97530:GP*x*UN****1~"], total="10", date="2026")
    line = the_line(edi.one_claim(text))
    assert (line.service_date, line.units, line.charge, line.pool) == ("", "", "", "")


def test_claims_without_therapy_are_left_out() -> None:
    assert claims_of(edi.one_claim(edi.ClaimText(["SV1*HC:99213*100*UN*1***1~"]))) == []


def test_processes_keep_the_same_claims_in_the_same_order() -> None:
    claims = [
        str(edi.ClaimText([CLEAN_LINE, OVER_LINE], claim_id=f"C{number}")) for number in range(6)
    ]
    text = two_sets(*claims)
    alone = claims_of(text)
    assert [len(claim.lines) for claim in alone] == [2] * 6
    assert claims_of(text, Options(jobs=2)) == alone


def test_a_file_that_is_scrubbed_once_more_has_its_claims_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where pyx12 finds that a correction breaks the guide."""
    from scrubber import pipeline

    scrub_once, broken = pipeline._scrub, iter([{1: object()}, {}])

    def twice(*args: object) -> object:
        file, summary, _ = scrub_once(*args)  # type: ignore[arg-type]
        return file, summary, next(broken)

    monkeypatch.setattr(pipeline, "_scrub", twice)
    assert len(claims_of(edi.one_claim(edi.ClaimText([CLEAN_LINE])))) == 1


def test_the_counts_of_a_file_hold_no_claims() -> None:
    from scrubber.tallies import Tallies

    result = SetResult(judged=[object()], positions={1: object()})  # type: ignore[list-item,dict-item]
    kept = Tallies.of(result).sets
    assert kept == replace(result, judged=[], positions={})
