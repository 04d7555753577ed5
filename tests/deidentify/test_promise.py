"""The program proves its promise: what is not proven does not come out, and it is told where."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from scrubber import NotReadable, scrub
from scrubber.deidentify import Day, NotProven, segments
from scrubber.deidentify.day import LOG_CELLS
from scrubber.deidentify.elements import Kind, kind_of
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.proof import Findings, findings_of, other_findings
from scrubber.deidentify.replacements import Replacements
from scrubber.keys import Key
from scrubber.x12 import OpenSource, Piece
from tests.cli.console import put
from tests.deidentify.copies import KEY, copy_of, split
from tests.edi import ClaimText, one_claim

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
TEXT = one_claim(
    ClaimText(
        ["SV1*HC:97530:GP*150*UN*3***1~NTE*ADD*97530 23 MIN, ZEBULON CAME~"],
        extra="DTP*431*D8*20260109~",
    ),
    first_name="ZEBULON",
)
LOG = (
    "claim_id,service_date,procedure,minutes,start,end,therapist_npi,signed_by,note,phone\n"
    "C1,2026-03-09,97530,23,10:00,10:23,1245319599,T. Hand,Zebulon came,555 0100\n"
    "C9,2026-03-10,97530,23 or so,25:00,,,,,\n"
)
USED = (
    "member_id,year,pool,amount,as_of,source\n"
    '1eg4te5mk73,2026,PT_SLP,"$1,834.56",2026-03-01,Ms. Zebulon said so\n'
)

Of = Callable[[Replacements, Kind, str], str]


def leaking(monkeypatch: pytest.MonkeyPatch, leak: Callable[[Kind, str], str | None]) -> None:
    """Replacements of which some are what `leak` says."""
    of: Of = Replacements.of
    monkeypatch.setattr(
        Replacements, "of", lambda self, kind, value: leak(kind, value) or of(self, kind, value)
    )


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (Kind.IDENTIFIER, "segment 1, element 6"),
        (Kind.CONTROL_NUMBER, "segment 1, element 13"),
        (Kind.NAME, "segment 5, element 3"),
        (Kind.BIRTH_DATE, "segment 19, element 2"),
        (Kind.SEX, "segment 19, element 3"),
        (Kind.PAYER_NAME, "segment 20, element 3"),
        (Kind.PAYER_ID, "segment 20, element 9"),
        (Kind.FREE_TEXT, "segment 30, element 2"),
    ],
)
def test_no_kind_of_value_survives_unseen(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, place: str
) -> None:
    leaking(monkeypatch, lambda k, value: value if k is kind else None)
    with pytest.raises(NotProven) as refused:
        copy_of(TEXT)
    assert str(refused.value) == f"{place}: an original value would survive ({kind})"


@pytest.mark.parametrize(
    ("value", "survivor"),
    [
        ("CAME TO ZEBULON", "a word of a name"),
        ("X 1EG4TE5MK73", "a number"),
        ("QQ CAME", "a word of a note"),
    ],
)
def test_a_word_of_another_field_is_seen(
    monkeypatch: pytest.MonkeyPatch, value: str, survivor: str
) -> None:
    monkeypatch.setattr("scrubber.deidentify.copying.findings_of", lambda _: Findings())
    leaking(monkeypatch, lambda kind, _: value if kind is Kind.FREE_TEXT else None)
    with pytest.raises(NotProven, match=r"element 2: an original value would survive \(free_text"):
        copy_of(TEXT)


def test_a_phrase_with_a_name_in_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FreeTexts, "_named", lambda *_: ())
    with pytest.raises(NotProven, match="would survive"):
        copy_of(TEXT.replace("ZEBULON", "BERG"))


def test_an_unreadable_time_that_says_something_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    leaking(monkeypatch, lambda kind, value: value if kind is Kind.UNREADABLE else None)
    with pytest.raises(NotProven, match=r"segment 4, element 5: .* \(unreadable\)"):
        copy_of(TEXT.replace("*0900*CH", "*NOON*CH"))


def test_a_date_of_another_year_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    leaking(monkeypatch, lambda kind, value: "20270109" if value == "20260109" else None)
    with pytest.raises(NotProven, match=r"segment 25, element 3: .* \(date\)"):
        copy_of(TEXT)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("Q*Q", "segment 11 of the copy has other elements"),
        ("Q~N4*Q", "segment 12 of the copy has other elements"),
    ],
)
def test_a_copy_that_is_built_otherwise_is_seen(
    monkeypatch: pytest.MonkeyPatch, new: str, told: str
) -> None:
    monkeypatch.setattr("scrubber.deidentify.copying.findings_of", lambda _: Findings())
    leaking(monkeypatch, lambda _, value: new if value == "12 ELM STREET" else None)
    with pytest.raises(NotProven, match=told):
        copy_of(TEXT)


def test_a_lost_segment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.deidentify.copying.findings_of", lambda _: Findings())
    whole = segments.replaced
    lost = "IEA"
    monkeypatch.setattr(
        "scrubber.deidentify.copying.replaced",
        lambda piece, replace: "" if lost in piece.text else whole(piece, replace),
    )
    monkeypatch.setattr("scrubber.deidentify.proof.pieces", lenient(segments.pieces))
    with pytest.raises(NotProven, match="the copy has more or fewer segments"):
        copy_of(TEXT)


def lenient(pieces: Callable[[OpenSource], Iterator[Piece]]) -> Callable[..., Iterator[Piece]]:
    """Pieces as far as they can be read."""

    def read(open_source: OpenSource) -> Iterator[Piece]:
        with suppress(NotReadable):
            yield from pieces(open_source)

    return read


LAST_ROW = {"C9", "2026-03-10", "97530", "23 or so", "25:00"}


def test_a_lost_row_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("scrubber.deidentify.copying.findings_of", lambda _: Findings())
    log = put(tmp_path, "day.treatments.csv", LOG)
    monkeypatch.setattr("scrubber.deidentify.day.LOG_CELLS", dict.fromkeys(LOG_CELLS, "name"))
    leaking(monkeypatch, lambda kind, value: " " if value in LAST_ROW else None)
    with pytest.raises(NotProven, match="the copy of the treatment log has more or fewer rows"):
        copy_of(TEXT, log)


def test_a_cell_that_survives_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = put(tmp_path, "day.treatments.csv", LOG)
    leaking(monkeypatch, lambda _, value: value if value == "T. Hand" else None)
    with pytest.raises(NotProven, match=r"treatment log row 2: an original value would .* \(name"):
        copy_of(TEXT, log)


def test_other_findings_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FreeTexts, "replaced", lambda self, text, key: "QQ")
    with pytest.raises(NotProven, match=r"finding 1 \(CL101, segment 21\) is not the same"):
        copy_of(TEXT)


def test_one_finding_more_is_told_by_its_rule(tmp_path: Path) -> None:
    log = put(tmp_path, "day.treatments.csv", LOG)
    found = findings_of(Day(lambda: BytesIO(TEXT.encode()), log))
    less = Findings(found[:-1])
    number = len(found)
    told = f"finding {number} (CL102, no segment) is not the same in the copy"
    assert str(other_findings(found, less)) == str(other_findings(less, found)) == told


def test_what_cannot_be_replaced_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.deidentify.replacements.MOST_ATTEMPTS", 0)
    with pytest.raises(
        NotProven, match=r"too many different values of a kind \(identifier\); split"
    ):
        copy_of(TEXT)


def test_an_amount_that_is_somebodys_number_is_refused() -> None:
    text = TEXT.replace("REF*EI*310000001", "REF*EI*2500000").replace(
        "CLM*C1*150*", "CLM*C1*2500000*"
    )
    with pytest.raises(NotProven, match=r"element 2: an original value would survive \(kept\)"):
        copy_of(text)
    assert b"*250000*" in copy_of(text.replace("2500000", "250000")).claims


# The dates


ANTHEM = {"payer_name": "ANTHEM", "claim_filing": "CI"}
PAIR = [LINE, "SV1*HC:97140:GP*45*UN*1***1~"]


def service_dates(copy: bytes) -> list[str]:
    return [segment[3] for segment in split(copy) if segment[:2] == ["DTP", "472"]]


@pytest.mark.parametrize("secret", [bytes([number] * 16) for number in range(1, 9)])
def test_dates_stay_on_their_side_of_what_changes_a_finding(secret: bytes) -> None:
    """Until 2023-04-17 a modifier lifts Anthem's edit of the pair, and from then on none does."""
    text = one_claim(ClaimText(PAIR, date="20230410"), **ANTHEM)
    (day,) = set(service_dates(copy_of(text, key=Key(secret)).claims))
    assert "20230101" <= day <= "20230417"
    assert day != "20230410"


def test_the_last_resort_leaves_the_dates_and_is_told() -> None:
    text = one_claim(
        ClaimText([*PAIR, *(f"{line}DTP*472*D8*20230418~" for line in PAIR)], date="20230417"),
        **ANTHEM,
    )
    copy = copy_of(text)
    assert copy.told.unmoved_years == [2023, 2026]
    assert set(service_dates(copy.claims)) == {"20230417", "20230418"}


def test_a_newborns_service_date_that_cannot_move_is_refused() -> None:
    """A date that stays where it is, and is a date of birth."""
    text = TEXT.replace("D8*19500101", "D8*20260309").replace(
        "D8*20260109", "RD8*20260101-20261231"
    )
    with pytest.raises(NotProven, match=r"segment \d+, element 4: .* survive \(date\)"):
        copy_of(text.replace("*20260310*", "*20260309*"))
    copy = copy_of(TEXT.replace("D8*19500101", "D8*20260309"))
    assert service_dates(copy.claims) != ["20260309"]


def test_the_dates_of_all_files_move_alike(tmp_path: Path) -> None:
    log, used = put(tmp_path, "t.csv", LOG), put(tmp_path, "u.csv", USED)
    copy = copy_of(TEXT, log, used)
    (day,) = service_dates(copy.claims)
    rows = list(csv.DictReader(StringIO(copy.files["treatments"].decode())))
    iso = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    assert rows[0]["service_date"] == iso != "2026-03-09"
    assert rows[1]["service_date"] > iso
    assert next(csv.DictReader(StringIO(copy.files["therapy_used"].decode())))["as_of"] < iso


# The evidence files


def test_evidence_is_joined_to_the_claims_as_before(tmp_path: Path) -> None:
    log, used = put(tmp_path, "t.csv", LOG), put(tmp_path, "u.csv", USED)
    copy = copy_of(TEXT, log, used)
    elements = {segment[0]: segment for segment in split(copy.claims)}
    row, other = csv.DictReader(StringIO(copy.files["treatments"].decode()))
    assert row["claim_id"] == elements["CLM"][1]
    npis = [s[9] for s in split(copy.claims) if s[:2] == ["NM1", "82"]]
    assert [row["therapist_npi"]] == npis
    assert (row["minutes"], row["start"], row["end"]) == ("23", "10:00", "10:23")
    assert (other["minutes"], other["start"], other["note"]) == ("99 XX XX", "99:99", "")
    assert "phone" not in row
    (used_row,) = csv.DictReader(StringIO(copy.files["therapy_used"].decode()))
    members = [s[9] for s in split(copy.claims) if s[:2] == ["NM1", "IL"]]
    assert [used_row["member_id"].upper()] == members
    assert (used_row["amount"], used_row["pool"]) == ("$1,834.56", "PT_SLP")
    for kind in ("treatments", "therapy_used"):
        (tmp_path / f"{kind}.csv").write_bytes(copy.files[kind])
    found = scrub(copy.claims, treatments=tmp_path / "treatments.csv").discrepancies
    assert "TH101" in {d.rule for d in found}
    said = b"".join(copy.files.values()).upper()
    assert [name for name in (b"ZEBULON", b"HAND", b"5550100", b"OR SO") if name in said] == []


def test_a_log_of_json_lines_becomes_csv(tmp_path: Path) -> None:
    row = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530", "minutes": 23}
    log = put(tmp_path, "t.jsonl", json.dumps(row) + "\n")
    (copied,) = csv.DictReader(StringIO(copy_of(TEXT, log).files["treatments"].decode()))
    assert (copied["procedure"], copied["minutes"]) == ("97530", "23")


@pytest.mark.parametrize(
    ("held", "kept", "replaced"),
    [
        ("code", ["XX", "472", "abk", "1"], ["LEE", "XXXX", "\xe9"]),
        ("minutes", ["0", "1440", "0023"], ["1441", "00023", "23.0", "\u0663"]),
        ("clock", ["9:05", "23:59", "10:00:00"], ["24:00", "1000", "9:5"]),
        ("answer", ["Y", "no"], ["MAYBE"]),
        ("procedure", ["97530", "g0283", "0001T"], ["JONES", "9753", "97530X"]),
        ("diagnosis", ["M5450", "m54.50", "V7389", "E8859", "8901", "250.00"], ["SMITH", "ABC"]),
        ("taxonomy", ["225100000X"], ["TAXONOMY1", "1245319599"]),
        ("reason", ["45", "N362", "MA130", "B7"], ["NAME", "123456"]),
        ("amount", ["100.50", "-1", "$1,834.56"], ["1E5", "", "ABC"]),
        ("date", [], ["20260309"]),
    ],
)
def test_the_forms_of_what_is_kept(held: str, kept: list[str], replaced: list[str]) -> None:
    assert {kind_of(held, value) for value in kept} <= {Kind.KEPT}
    assert Kind.KEPT not in {kind_of(held, value) for value in replaced}


def test_the_replacements_are_those_of_the_key() -> None:
    names = {split(copy_of(TEXT, key=key).claims)[9][3] for key in (KEY, Key(b"1" * 16))}
    assert len(names) == 2
