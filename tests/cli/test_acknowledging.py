"""fix --ack: the acknowledgments beside the other outputs."""

import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path

import pytest

from scrubber.acknowledgments.control_numbers import register_path
from scrubber.cli.inputs import Input
from tests.acknowledgments.reading import claim_acknowledgments, group_responses, interchanges
from tests.cli.console import (
    CLEAN_LINE,
    FLAGGED_LINE,
    HELD_LINES,
    contents,
    file_of,
    names,
    put,
    run,
)

ACKNOWLEDGMENTS = ("day.277CA", "day.999", "day.TA1")


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A day whose only claim is held."""
    return put(tmp_path, "day.837", file_of(*HELD_LINES))


def text(day: Path, kind: str) -> str:
    return day.with_suffix(f".{kind}").read_bytes().decode()


def test_they_stand_beside_the_other_outputs_and_are_listed(day: Path) -> None:
    ran = run("fix", day, "--ack", "999,277CA,TA1")
    assert ran.code == 1
    assert names(day.parent) == sorted(
        ["day.837", "day.corrected.837", "day.discrepancies.jsonl", *ACKNOWLEDGMENTS]
    )
    for name in ACKNOWLEDGMENTS:
        assert f"Written: {day.with_name(name)}" in ran.text
        assert stat.S_IMODE(day.with_name(name).stat().st_mode) == 0o600
    ((claim,),) = (each.claims for each in claim_acknowledgments(text(day, "277CA")))
    assert not claim.accepted
    assert group_responses(text(day, "999"))[0].acknowledged == "A"
    assert interchanges(text(day, "TA1"))[0].ta1[0][4] == "A"


def test_only_those_that_are_named_are_written(day: Path) -> None:
    run("fix", day, "--ack", " ta1, TA1 ,")
    assert [name for name in names(day.parent) if name in ACKNOWLEDGMENTS] == ["day.TA1"]


def test_a_999_says_what_was_not_checked(day: Path) -> None:
    told = "999: without --conformance full it tells of wrong counts and control numbers only"
    assert told in run("fix", day, "--ack", "999", "--conformance", "off").text
    assert told in run("fix", day, "--ack", "999", "--conformance", "changed", "--overwrite").text
    assert told not in run("fix", day, "--ack", "TA1,277CA", "--overwrite").text


def test_a_999_has_pyx12_read_the_whole_file_unless_told_otherwise(day: Path) -> None:
    ran = run("fix", day, "--ack", "999")
    assert "without --conformance full" not in ran.text
    assert "has read the whole file" in ran.text
    assert "not checked (--conformance" in run("fix", day, "--ack", "TA1", "--overwrite").text


def test_a_claim_that_breaks_the_guide_is_told_by_both(day: Path) -> None:
    day.write_text(file_of(CLEAN_LINE.replace("*UN*", "*ZZ*")))
    run("fix", day, "--ack", "999,277CA", "--conformance", "full", "--ignore", "TH")
    ((answer,),) = (each.sets for each in group_responses(text(day, "999")))
    assert [(note.segment_id, note.claim_id, note.elements) for note in answer.notes] == [
        ("SV1", "C1", [("3", "7", "ZZ")])
    ]
    ((claim,),) = (each.claims for each in claim_acknowledgments(text(day, "277CA")))
    assert claim.codes == claim.lines[0].codes == [("A3", "684")]


def test_the_same_run_gives_the_same_bytes_and_every_other_other_numbers(day: Path) -> None:
    run("fix", day, "--ack", "999,277CA,TA1")
    first = contents(day.parent)
    assert run("fix", day, "--ack", "999,277CA,TA1", "--jobs", "2").code == 1
    assert contents(day.parent) == first

    numbers = controls(day)
    run("fix", day, "--ack", "999,277CA,TA1", "--ignore", "TH302", "--overwrite")
    put(day.parent, "day.837", file_of(CLEAN_LINE))
    others = controls(day)
    run("fix", day, "--ack", "999,277CA,TA1", "--overwrite")
    assert len({*numbers, *others, *controls(day)}) == 15


def controls(day: Path) -> list[str]:
    """ISA13 and GS06 of all acknowledgments."""
    read = [each for name in ACKNOWLEDGMENTS for each in interchanges(text(day, name[4:]))]
    return [*(i.isa[13] for i in read), *(g.header[6].zfill(9) for i in read for g in i.groups)]


def test_a_claim_that_is_held_by_option_is_rejected(day: Path) -> None:
    day.write_text(file_of(FLAGGED_LINE))

    def accepted() -> bool:
        ((claim,),) = (each.claims for each in claim_acknowledgments(text(day, "277CA")))
        return claim.accepted

    run("fix", day, "--ack", "277CA")
    assert accepted()
    run("fix", day, "--ack", "277CA", "--split", "--hold-on", "TH204", "--overwrite")
    assert not accepted()


def test_one_that_is_there_with_other_content_is_not_replaced(day: Path) -> None:
    put(day.parent, "day.999", "a clearinghouse's")
    ran = run("fix", day, "--ack", "TA1,999")
    assert ran.code == 4
    assert "day.999 exists with other content" in ran.err
    assert names(day.parent) == ["day.837", "day.999"]


def test_a_file_that_cannot_be_read_gets_none(tmp_path: Path) -> None:
    cut = put(tmp_path, "day.837", file_of(CLEAN_LINE)[:-20])
    assert run("fix", cut, "--ack", "999,277CA,TA1").code == 3
    assert names(tmp_path) == ["day.837"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fix", "-", "--ack", "999"), "--ack takes files"),
        (("check", "day.837", "--ack", "999"), "check writes nothing: --ack goes with fix"),
        (("fix", "day.837", "--ack", "999,997"), "no acknowledgment 997; there are TA1"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], told: str) -> None:
    ran = run(*arguments)
    assert (ran.code, told in ran.err) == (2, True)


@pytest.mark.parametrize("name", ["day.999", "day.ta1"])
def test_an_input_is_never_replaced_by_its_acknowledgment(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, file_of(CLEAN_LINE))
    ran = run("fix", path, "--ack", "TA1,999", "--overwrite")
    assert (ran.code, "rename it" in ran.err) == (2, True)
    assert contents(tmp_path) == {name: file_of(CLEAN_LINE).encode()}


def test_a_folders_acknowledgments_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "day.837", file_of(CLEAN_LINE))
    run("fix", tmp_path, "--ack", "TA1,277CA,999")
    ran = run("fix", tmp_path)
    assert "passed over 5 that by their names are outputs of this program" in ran.err


def test_an_input_that_changes_under_the_run_gets_nothing(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read once for each acknowledgment: they must all be of what was scrubbed."""
    versions = iter([file_of(*HELD_LINES), file_of(*HELD_LINES), file_of(FLAGGED_LINE)])

    def source(_: Input) -> AbstractContextManager[Callable[[], BytesIO]]:
        return nullcontext(lambda: BytesIO(next(versions).encode()))

    monkeypatch.setattr(Input, "source", source)
    ran = run("fix", day, "--ack", "TA1,277CA")
    assert (ran.code, "changed while it was read" in ran.err) == (4, True)
    assert names(day.parent) == ["day.837"]


def test_without_a_place_for_control_numbers_nothing_is_written(day: Path) -> None:
    register_path().parent.parent.mkdir(parents=True, exist_ok=True)
    register_path().parent.write_text("a file where the folder would be")
    ran = run("fix", day, "--ack", "TA1")
    assert (ran.code, str(register_path().parent) in ran.err) == (4, True)
    assert names(day.parent) == ["day.837"]


def test_acknowledgments_are_imported_only_where_they_are_asked_for(day: Path) -> None:
    def imported(*options: str) -> bool:
        code = (
            f"import sys; from scrubber.cli.main import app\n"
            f"try: app({['fix', str(day), *options]!r})\nexcept SystemExit: pass\n"
            f"print('scrubber.acknowledgments' in sys.modules, file=sys.stderr)"
        )
        command = [sys.executable, "-c", code]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        return ran.stderr.split()[-1] == "True"

    assert not imported()
    assert imported("--ack", "TA1")
