"""scrubber view: the tree, parts of it, and what a terminal gets to see."""

from io import StringIO
from pathlib import Path

import pytest

from tests.cli.console import CLEAN_LINE, file_of, put, run
from tests.transform.converting import CLINIC_DAY, CORPUS, SAMPLES
from tests.x12.reading import a_set, bare_file, pieces, segments_of, small_file

PLAIN = CLINIC_DAY.read_bytes()


def viewed(*arguments: str | Path, stdin: bytes = b"") -> list[str]:
    ran = run("view", *arguments, stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    return ran.text.splitlines()


def numbers(lines: list[str]) -> list[int]:
    """The segment numbers at the left."""
    return [int(line[:7]) for line in lines if line[:7].strip().isdigit()]


def test_a_tree_of_loops_and_segments(tmp_path: Path) -> None:
    lines = viewed(put(tmp_path, "day.837", file_of(CLEAN_LINE)))
    assert lines[0] == "Transaction set 0001"
    assert [line for line in lines if "claim" in line or "provider's" in line][-3:] == [
        "             2300 claim",
        "     21        CLM claim  01=C1  02=$100.00  05=11:B:1  06=Y  07=A  08=Y  09=Y",
        "     24          PRV provider's specialty  01=PE  02=PXC  03=225100000X",
    ]
    assert next(line for line in lines if "DMG" in line).endswith("02=1950-01-01  03=F")
    assert next(line for line in lines if "SV1" in line).endswith(
        "SV1 professional service  01=HC:97530:GP  02=$100.00  03=UN  04=2  07=1"
    )


def test_deeper_loops_stand_further_in(tmp_path: Path) -> None:
    lines = viewed(put(tmp_path, "day.837", small_file()))
    indents = {
        line.split()[0]: len(line) - len(line.lstrip()) for line in lines if line[:7].isspace()
    }
    order = ["2000A", "2000B", "2300", "2400"]
    assert [indents[loop] for loop in order] == sorted({indents[loop] for loop in order})


@pytest.mark.parametrize("path", [*SAMPLES, *CORPUS], ids=lambda path: path.name)
def test_every_segment_of_a_set_is_shown_once(path: Path) -> None:
    ran = run("view", path)
    if ran.code == 3:
        assert "no 837P 5010" in ran.err
        return
    expected = [
        segment.number
        for piece in pieces(path.read_bytes().decode("latin-1"))
        if getattr(piece, "is_837p", False)
        for segment in segments_of([piece])
    ]
    assert numbers(ran.text.splitlines()) == expected


def test_one_claim_with_what_stands_above_it() -> None:
    lines = viewed(CLINIC_DAY, "--claim", "QH2608")
    assert [line for line in lines if "CLM claim" in line] == [
        next(line for line in lines if "01=QH2608" in line)
    ]
    assert sum("2010AA billing provider" in line for line in lines) == 1
    assert sum("2010BA subscriber" in line for line in lines) == 1
    assert numbers(lines)[-1] == 166


def test_one_line_of_a_claim() -> None:
    lines = viewed(CLINIC_DAY, "--claim", "QH2608", "--line", "2")
    assert sum("SV1 professional" in line for line in lines) == 1
    assert "97140" in next(line for line in lines if "SV1 professional" in line)
    assert sum("CLM claim" in line for line in lines) == 1


def test_lines_of_that_number_of_all_claims() -> None:
    lines = viewed(CLINIC_DAY, "--line", "4")
    claims = sum("CLM claim" in line for line in lines)
    assert claims == sum("SV1 professional" in line for line in lines) > 0
    assert claims < 64


def test_a_claim_that_is_not_there() -> None:
    ran = run("view", CLINIC_DAY, "--claim", "NONE")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == "scrubber: clinic_day.837 has no such claim or line\n"


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("DTP*472*RD8*20260309-20260310", "03=2026-03-09 to 2026-03-10"),
        ("DTP*472*D8*20260399", "03=20260399"),
        ("DTP*096*TM*1200", "03=1200"),
        ("AMT*F5*1234.5", "AMT paid by the patient  01=F5  02=$1,234.50"),
        ("AMT*F5*-5", "02=-$5.00"),
        ("AMT*F5*1.005", "02=1.005"),
        ("AMT*F5*BAD", "02=BAD"),
        ("LIN**N4*1~AMT*F5*1", "LIN drug  02=N4  03=1"),
        ("NTE*ADD*A:B", "NTE note  01=ADD  02=A:B"),
    ],
)
def test_values_as_a_person_reads_them(tmp_path: Path, segment: str, said: str) -> None:
    body = f"CLM*C1*1~LX*1~SV1*HC:97530*1*UN*1~{segment}~"
    lines = viewed(put(tmp_path, "day.837", bare_file(a_set(body=body))))
    assert [line for line in lines if line.endswith(said)]


def test_what_the_guide_does_not_have_is_told(tmp_path: Path) -> None:
    lines = viewed(put(tmp_path, "day.837", bare_file(a_set(body="ZZZ*1~LX*1~"))))
    assert "      5  ZZZ  01=1  (the guide has none there)" in lines
    assert "      6  LX line number  01=1  (the guide has none there)" in lines


def test_no_control_character_is_obeyed(tmp_path: Path) -> None:
    text = small_file().replace("SAMPLE", "\x1b[2J\x07\x9b1m")
    lines = viewed(put(tmp_path, "day.837", text))
    assert [line for line in lines if r"\x1b[2J\x07\x9b1m" in line]
    assert not [character for line in lines for character in line if not character.isprintable()]


def test_standard_input() -> None:
    assert viewed("-", stdin=PLAIN) == viewed(CLINIC_DAY)


def test_a_folder_and_what_is_no_837p(tmp_path: Path) -> None:
    assert run("view", tmp_path).code == 2
    ran = run("view", put(tmp_path, "a.835", bare_file(a_set(1, "835", "005010X221A1"))))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert run("view", tmp_path / "none").code == 4


def test_colours_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    path = put(tmp_path, "day.837", small_file())
    coloured = run("view", path).text
    assert "\x1b[1m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b" not in run("view", path).text
    assert StringIO(coloured).readline().startswith("\x1b")
