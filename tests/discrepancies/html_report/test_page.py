"""The report: all that the log says, once, in its place, and nothing that a browser would run."""

import re
import tracemalloc
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import RawIOBase
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import NotReadable, ScrubResult, scrub
from scrubber.discrepancies import Discrepancy, FileFacts, Split
from scrubber.discrepancies.html_report import write_html
from scrubber.discrepancies.html_report.claims import by_claim
from scrubber.discrepancies.html_report.overview import LISTED_CLAIMS
from scrubber.discrepancies.record import INTERNAL_ERROR
from scrubber.findings import Action, Severity
from scrubber.rules import all_rules
from scrubber.wording import visible
from tests.discrepancies.html_report.page import Page, Told, bytes_of
from tests.discrepancies.proof import log, row
from tests.discrepancies.records import TEXTS, discrepancies, files, summaries
from tests.discrepancies.test_digest import FLAGGED, UNITS
from tests.edi import ClaimText, one_claim
from tests.test_corpus import CORPUS
from tests.test_samples import ALL, CLEAN, CLINIC_DAY, scrubbed

CODES = [rule.code for rule in all_rules()]
AS_READ = scrubbed(CLINIC_DAY)
DAY = replace(
    AS_READ, file=replace(AS_READ.file, input=replace(AS_READ.file.input, name="clinic_day.837"))
)


@pytest.fixture(scope="module")
def day() -> Page:
    return Page(bytes_of(DAY))


def expected(result: ScrubResult) -> Counter[Told]:
    return Counter(map(Told.of, result.discrepancies))


# All of the log


@pytest.mark.parametrize("name", ALL)
def test_every_discrepancy_of_a_sample_is_told_once(name: str) -> None:
    result = scrubbed(name)
    assert Counter(Page(bytes_of(result)).told()) == expected(result)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("path", sorted(CORPUS.glob("files/*")), ids=lambda path: path.name)
def test_every_discrepancy_of_a_public_file_is_told_once(path: Path) -> None:
    try:
        result = scrub(path)
    except NotReadable:
        return
    assert Counter(Page(bytes_of(result)).told()) == expected(result)


def possible(record: Discrepancy, rule: str) -> Discrepancy:
    """A record that the engine could have made, as far as the page relies on it."""
    is_corrected = record.action is Action.CORRECTED
    return record._replace(
        rule=rule,
        element="SV104",
        after=record.after or "" if is_corrected else None,
        charge_delta="0.00",
        payment_at_stake=None,
    )


possible_records = st.builds(possible, discrepancies, st.sampled_from(CODES))


@given(
    file=files,
    found=st.lists(possible_records, max_size=5),
    summary=summaries.map(
        lambda made: replace(
            made, charges=DAY.summary.charges, payment_at_stake=DAY.summary.payment_at_stake
        )
    ),
    note=TEXTS,
)
def test_any_text_stays_text(file: Any, found: Any, summary: Any, note: str) -> None:
    data = bytes_of(ScrubResult(b"", tuple(found), file, summary), (note,))
    page = Page(data)
    text = data.decode("utf-8")
    assert [c for c in text if not c.isprintable() and c != "\n"] == []
    assert len(page.root.xpath("//script | //iframe | //img | //link | //object | //form")) == 0
    assert page.root.xpath("//@*[starts-with(name(), 'on') or name() = 'style']") == []
    told = Counter((each.rule, each.before, each.after) for each in page.told())
    assert told == Counter((each.rule, each.before, each.after) for each in map(Told.of, found))


HOSTILE = "<script>alert(1)</script>\"'&amp;\x07\x1b[31m\xe9"


def test_a_hostile_file_is_inert() -> None:
    claim = ClaimText(["SV1*HC:97530:GP:GP*100*UN*2***1~"], claim_id=HOSTILE, control_numbers=False)
    rows = log(row(claim_id=f"{HOSTILE}2", note="<b onclick=x>"))
    data = bytes_of(scrub(one_claim(claim).encode("latin-1"), treatments=rows), (HOSTILE,))
    assert b"<script" not in data
    assert b"\x1b" not in data
    page = Page(data)
    claim_id = visible(HOSTILE)
    assert claim_id.endswith("\\x07\\x1b[31m\xe9")
    assert {told.claim for told in page.told()} == {claim_id, f"{claim_id}2"}


# Where it stands


def test_a_claim_stands_in_the_section_of_its_gravest_outcome(day: Page) -> None:
    sections = {
        "QH2643": "held",
        "QH2612": "held",
        "QH2606": "to-decide",
        "QH2619": "to-decide",
        "QH2602": "corrected",
        "QH2637": "corrected",
    }
    assert {claim: day.section_of(claim) for claim in sections} == sections
    assert [found.get("id") for found in day.root.xpath("//main/section")] == [
        "held",
        "to-decide",
        "file",
        "corrected",
        "for-information",
    ]
    assert day.texts("//section[@id='file']//h3") == [
        "Outside all claims To decide",
        "Treatment log, claim QH2662 To decide",
    ]


def test_the_parts_of_one_correction_are_one_finding_and_the_total_follows(day: Page) -> None:
    claim = "//article[starts-with(h3, 'Claim QH2602 ')]"
    assert day.texts(f"{claim}//h5/b") == [
        "More units are billed than the documented minutes support.",
        "The claim's total (CLM02) is not the sum of its lines (SV102).",
    ]
    assert day.texts(f"{claim}//div[dt='Change']//li") == [
        "SV104 units: 3 \u2192 2",
        "SV102 charge: 174 \u2192 116",
        "CLM02 claim total: 228.5 \u2192 170.5",
    ]
    assert day.texts(f"{claim}//h4") == [
        "Line 1 \u00b7 97110 \u00b7 2026-03-09 segment 48, line control number QH2602L1",
        "The claim as a whole segment 42",
    ]


def test_a_finding_tells_all_that_the_log_does(day: Page) -> None:
    finding = (
        "//article[starts-with(h3, 'Claim QH2602 ')]//div[@class='finding'][contains(., 'TH101')]"
    )
    facts = dict(zip(day.texts(f"{finding}//dt"), day.texts(f"{finding}/dl/div/dd"), strict=True))
    record = next(r for r in DAY.discrepancies if (r.rule, r.claim_id) == ("TH101", "QH2602"))
    assert facts["Reason"] == record.message
    assert day.texts(f"{finding}//div[dt='Evidence']//li") == list(record.evidence)
    assert day.texts(f"{finding}//div[dt='Sources']//li") == list(record.sources)
    assert facts["At stake"] == "$22.04 (fee schedule)"
    assert facts["Charge"] == "-58.00 dollars"
    assert facts["Denial foreseen"] == "CARC 151 CATEGORY A7 STATUS 476"
    assert day.text(f"{finding}/h5/small") == "units-exceed-minutes, error"


@pytest.mark.parametrize("name", ALL)
def test_changed_elements_are_marked_in_the_segments(name: str) -> None:
    result = scrubbed(name)
    page = Page(bytes_of(result))
    marked = Counter(
        (mark.tag, mark.text_content())
        for mark in page.root.xpath("//dl[@class='segment']//*[self::del or self::ins]")
    )
    changed = [record for record in result.discrepancies if record.after is not None]
    values = [("del", record.before) for record in changed if record.before]
    values += [("ins", record.after) for record in changed]
    unwrapped = {
        (tag, re.sub(r"\\r|\\n", "", text)): number for (tag, text), number in marked.items()
    }
    assert unwrapped == Counter(values)


@pytest.mark.parametrize("name", ALL)
def test_segments_stand_as_in_the_log_around_the_marks(name: str) -> None:
    result = scrubbed(name)
    page = Page(bytes_of(result))
    shown = [code.text_content() for code in page.root.xpath("//dl[@class='segment']//code")]
    logged = {r.segment_before for r in result.discrepancies}
    logged |= {r.segment_after for r in result.discrepancies}
    assert set(shown) <= {visible(text) for text in logged if text is not None}


def test_a_missing_value_has_its_place_marked(day: Page) -> None:
    (mark,) = day.root.xpath("//article[starts-with(h3, 'Claim QH2606 ')]//mark")
    assert (mark.text, mark.getprevious(), mark.tail) == (None, None, "*66*UN*1***1")


def test_elements_have_plain_names(day: Page) -> None:
    named = {text.partition(":")[0] for text in day.texts("//dd/ul/li/span | //dd/span")}
    assert {"SV101-2 procedure", "SV101-3 modifier", "SV104 units", "CLM02 claim total"} <= named
    assert not {"SV101-2 modifier", "SV101-2"} & named


def test_what_has_no_place_says_so() -> None:
    failed = FLAGGED._replace(
        name=INTERNAL_ERROR, claim_id=None, line=None, procedure=None, service_date=None,
        payer_id=None, segment=None, element=None, segment_before=None, message="internal error",
    )  # fmt: skip
    nameless = UNITS._replace(claim_id=None, line=None, segment_after="SV1*HC:97530*150*UN*2***1")
    page = page_of([failed, nameless])
    assert page.texts("//section[@id='file']//h4") == ["No segment of the file"]
    assert page.texts("//section[@id='file']//h5/b") == ["The rule has failed."]
    assert page.texts("//section[@id='corrected']//h3") == ["Claim without a number Corrected"]
    assert page.texts("//section[@id='corrected']//h4") == ["97530 \u00b7 2026-03-09 segment 26"]


def page_of(found: list[Discrepancy], **of_result: Any) -> Page:
    return Page(bytes_of(replace(DAY, discrepancies=tuple(found), **of_result)))


def test_what_says_nothing_of_a_claim_in_error_stands_with_it() -> None:
    found = [
        FLAGGED,
        FLAGGED._replace(rule="TH303", severity=Severity.INFO, segment=28),
        FLAGGED._replace(rule="TH104", action=Action.NOT_EVALUABLE, segment=30),
    ]
    page = page_of(found)
    badges = page.texts("//article//h5/span")
    assert badges == ["To decide", "For information", "Not checked"]


# What is said at the top


def test_the_totals_are_those_of_the_summary(day: Page) -> None:
    claims, lines = DAY.summary.claims, DAY.summary.lines
    became = day.table("Claims and lines")
    assert {what: [int(cell.replace(",", "")) for cell in row] for what, row in became.items()} == {
        "read": [claims.read, lines.read],
        "clean": [claims.clean - claims.not_evaluable, lines.clean - lines.not_evaluable],
        "not fully checked": [claims.not_evaluable, lines.not_evaluable],
        "corrected": [claims.corrected, lines.corrected],
        "to decide": [claims.flagged, lines.flagged],
        "held": [claims.held, lines.held],
        "without therapy, passed through": [0, 0],
    }
    assert day.table("Dollars") == {
        "Charges in": ["$12,638.50"],
        "Charges out": ["$12,580.50 (-58.00)"],
        "Charges on lines whose errors are corrected": ["$741.25"],
        "Charges on lines that stay in error until a person decides": ["$2,224.25"],
        "Payment at stake in what is corrected": ["$324.52"],
        "Payment at stake in what is left": ["$1,240.14"],
    }
    by_rule = day.table("Findings by rule")
    counted = {rule: sum(int(cell or 0) for cell in row[1:]) for rule, row in by_rule.items()}
    assert counted == DAY.summary.findings


@pytest.mark.parametrize("name", ALL)
def test_the_stakes_of_the_claims_add_up_to_those_of_the_summary(name: str) -> None:
    result = scrubbed(name)
    stakes = [claim.at_stake for claim in by_claim(result.discrepancies)]
    summary = result.summary.payment_at_stake
    assert f"{sum(corrected for corrected, _ in stakes):.2f}" == summary.corrected
    assert f"{sum(left for _, left in stakes):.2f}" == summary.open


def test_the_outcome_in_a_sentence(day: Page) -> None:
    assert day.text("//p[@class='outcome']") == "20 of 64 claims need you."
    header = day.text("//header")
    assert "37 clean, 2 not fully checked, 5 corrected, 18 to decide and 2 held." in header
    assert "the file or its treatment log needs you in 2 places" in header
    assert "Contains patient data" in header
    assert "clinic_day.837" in header
    claims = replace(DAY.summary.claims, held=0, flagged=0)
    none = replace(DAY.summary, claims=claims)
    of_file = [record for record in DAY.discrepancies if record.rule == "EN101"]
    outcomes = [
        page_of(of_file, summary=none).text("//p[@class='outcome']"),
        page_of([], summary=none).text("//p[@class='outcome']"),
        page_of([], summary=replace(none, claims=replace(claims, flagged=1))).text(
            "//p[@class='outcome']"
        ),
    ]
    assert outcomes == [
        "No claim needs you, but the file or its treatment log does.",
        "Nothing is left for you to do: 64 claims read.",
        "1 of 64 claims needs you.",
    ]


def test_what_to_do_comes_before_what_was_counted(day: Page) -> None:
    assert day.texts("//h2")[:4] == [
        "What to do",
        "Claims that need you",
        "Totals",
        "What was found",
    ]
    (caption,) = day.texts("//caption[starts-with(., 'Claims and lines')]")
    assert caption.endswith(
        "Lines are counted by their own findings: a held claim may have clean lines"
    )


def test_a_clean_file_has_no_empty_parts() -> None:
    page = Page(bytes_of(scrubbed(CLEAN[0]), ("A note",)))
    assert page.told() == []
    assert page.texts("//h2") == ["Totals", "How far it was checked"]
    assert page.root.xpath("//nav | //main/*") == []
    assert "A note" in page.texts("//li")


def test_what_was_not_checked(day: Page) -> None:
    said = day.texts("//section[h2='How far it was checked']//li")
    assert said[0].startswith("2 lines of claim QH2626 (TH104): No minutes are on record")
    assert "What settles it: The minutes, in the treatment log" in said[0]
    assert {*DAY.file.outside_release.values()} < {*said}
    file = replace(DAY.file, rules=("TH101",), passed_through=("835 at segment 3",))
    said = page_of([], file=file).texts("//section[h2='How far it was checked']//li")
    assert said[:3] == [
        f"1 of {len(CODES)} rules ran",
        "Passed through untouched: 835 at segment 3",
        "Implementation guide: not checked (--conformance changed or full)",
    ]


def test_what_to_do(day: Page) -> None:
    steps = day.texts("//section[h2='What to do']//li")
    assert steps[0].startswith("Held claims: decide in your own system.")
    assert steps[0].endswith(
        "The corrected file still has them in it: take them out before it goes."
    )
    assert "TH102: --attest TH102 --attested-by NAME" in steps
    assert steps[-1] == "Then run this again."


def test_a_held_finding_that_a_word_on_record_settles_says_which() -> None:
    lines = ("SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97150:GP*45*UN*1***1~")
    held = scrub(one_claim(ClaimText(lines)).encode(), hold_on="TH301")
    assert [found.action for found in held.discrepancies if found.rule == "TH301"] == [Action.HELD]
    first, *others = Page(bytes_of(held)).texts("//section[h2='What to do']//li")
    assert first.startswith("Held claims: decide")
    assert others[0].startswith("TH301: separate_service=Y on this line's row")
    assert others[-1] == "Then run this again."


def test_of_a_split_file_the_held_one_is_told() -> None:
    split = Split(held=FileFacts(sha256="0" * 64, size=1234), seams=())
    page = page_of(list(DAY.discrepancies), file=replace(DAY.file, split=split))
    steps = page.texts("//section[h2='What to do']//li")
    assert steps[0].endswith("They are in the held file and not in the corrected one.")
    assert page.table("How this report was made")["Held file"] == [
        f"1,234 bytes, SHA-256 {'0' * 64}"
    ]


def test_a_guide_error_has_its_own_code_and_may_be_of_a_header() -> None:
    guide_error = FLAGGED._replace(rule="X12-IK403-1")
    of_header = guide_error._replace(
        claim_id=None, line=None, procedure=None, service_date=None, payer_id=None, segment=5,
        element=None, before=None, segment_before="NM1*85*2*CLINIC",
    )  # fmt: skip
    page = page_of([of_header, guide_error])
    assert [told.rule for told in page.told()] == ["X12-IK403-1"] * 2
    assert page.texts("//section[@id='file']//h4") == ["Envelope or header segment 5"]
    assert page.texts("//section[@id='file']//code") == ["NM1*85*2*CLINIC"]
    rows = page.table("Findings by rule")
    assert rows["X12-IK403-1"][2] == "2"


def test_the_list_of_claims_leads_to_each(day: Page) -> None:
    links = day.root.xpath("//table[caption='The held first, then by what is at stake']//a")
    titles = [day.text(f"//*[@id='{link.get('href')[1:]}']/h3") for link in links]
    assert [title.split()[1] for title in titles] == [link.text for link in links]
    assert [link.text for link in links][:3] == ["QH2643", "QH2612", "QH2650"]
    assert len(links) == DAY.summary.claims.held + DAY.summary.claims.flagged


def test_of_many_claims_those_with_the_most_at_stake_are_listed() -> None:
    found = [
        FLAGGED._replace(
            claim_id=f"C{number}",
            segment=number,
            service_date=f"2026030{number % 9 + 1}",
            payment_at_stake=f"{number}.00",
        )
        for number in range(1, LISTED_CLAIMS + 51)
    ]
    page = page_of([*found, found[-1]._replace(service_date="20260301-20260305")])
    (table,) = page.root.xpath("//table[@class='index']")
    assert table.find("caption").text.startswith("The 100 of 150 claims that need you")
    names = [link.text for link in table.xpath(".//a")]
    assert names == [f"C{number}" for number in range(LISTED_CLAIMS + 50, 50, -1)]
    assert table.xpath(".//tbody/tr")[0][3].text == "2026-03-01 to 2026-03-05, 2026-03-07"
    assert len(page.root.xpath("//article")) == LISTED_CLAIMS + 50


def test_of_many_service_dates_the_first_are_listed() -> None:
    found = [FLAGGED._replace(service_date=f"2026030{day}") for day in range(1, 6)]
    (table,) = page_of(found).root.xpath("//table[@class='index']")
    dates = table.xpath(".//tbody/tr")[0][3].text
    assert dates == "2026-03-01, 2026-03-02, 2026-03-03, 2 more"


# As a page


def test_the_policy_lets_nothing_be_loaded_or_run(day: Page) -> None:
    (policy,) = day.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = b64encode(sha256(day.root.findtext(".//style").encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "url(" not in day.root.findtext(".//style")
    assert {link[:1] for link in day.root.xpath("//@href")} == {"#"}
    assert day.root.xpath("//@src") == []


def test_the_page_is_made_for_readers_of_all_kinds(day: Page) -> None:
    assert day.data.startswith(b"<!DOCTYPE html>\n")
    assert day.root.get("lang") == "en"
    assert "patient data" in day.root.findtext(".//title")
    levels = [int(heading.tag[1]) for heading in day.root.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert day.root.xpath("//th[not(@scope)]") == []
    anchors = day.root.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in day.root.xpath("//@href")} <= set(anchors)


def test_the_same_bytes_every_time() -> None:
    assert bytes_of(DAY) == bytes_of(DAY)


class Sink(RawIOBase):
    """Takes all and keeps the size of the largest piece."""

    def __init__(self) -> None:
        super().__init__()
        self.largest = self.total = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.largest = max(self.largest, len(data))
        self.total += len(data)
        return len(data)


def test_memory_does_not_grow_with_the_findings() -> None:
    def found(times: int) -> Iterator[Discrepancy]:
        for number in range(times):
            for record in DAY.discrepancies:
                claim_id = record.claim_id and f"{record.claim_id}-{number}"
                yield record._replace(claim_id=claim_id)

    def peak(times: int) -> tuple[int, Sink]:
        sink = Sink()
        tracemalloc.start()
        try:
            write_html(sink, DAY.file, lambda: found(times), DAY.summary)  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1], sink
        finally:
            tracemalloc.stop()

    peak(20)  # fills what is remembered of rules
    (small, little), (large, much) = peak(20), peak(80)
    assert much.total > 3.5 * little.total
    assert much.largest <= little.largest
    assert large < 1.2 * small


def test_neighbouring_claims_of_one_number_are_told_apart() -> None:
    """Claim numbers may stand twice; the segment of CLM does not."""
    lines = ["SV1*HC:97530:GP:GP*100*UN*2***1~"]
    claims = "".join(str(ClaimText(lines, claim_id="C1")) for _ in range(2))
    result = scrub(one_claim(claims).encode())
    of_claims = [claim for claim in by_claim(result.discrepancies) if claim.claim_id]
    assert len(of_claims) == result.summary.claims.flagged == 2
