"""scrubber convert: outputs, refusals, standard input and output."""

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.console import CLEAN_LINE, contents, file_of, names, put, run
from tests.transform.converting import CLINIC_DAY, xml_of
from tests.x12.reading import a_set, bare_file

TEXT = file_of(CLEAN_LINE)
XML = xml_of(TEXT)
SHEET = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{}'
    '<xsl:template match="/"><c><xsl:value-of select="//CLM01"/></c></xsl:template>'
    "</xsl:stylesheet>"
)


@pytest.mark.parametrize("form", ["xml", "jsonl", "csv", "parquet"])
def test_an_output_beside_the_input(tmp_path: Path, form: str) -> None:
    path = put(tmp_path, "day.837", TEXT)
    ran = run("convert", path, "--to", form)
    assert ran.code == 0
    assert names(tmp_path) == ["day.837", f"day.{form}"]
    assert ran.text.splitlines() == [
        "day.837: 1 claim, 1 line, $100.00",
        f"Written: {tmp_path}/day.{form}",
    ]
    assert (tmp_path / f"day.{form}").stat().st_mode & 0o777 == 0o600


def test_back_again(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", CLINIC_DAY.read_bytes())
    run("convert", path, "--to", "xml", "--output-dir", tmp_path / "out")
    ran = run("convert", tmp_path / "out" / "day.xml", "--to", "837")
    assert ran.text.splitlines()[0] == "day.xml: 64 claims, 134 lines, $12,638.50"
    assert (tmp_path / "out" / "day.837").read_bytes() == path.read_bytes()


def test_other_content_is_replaced_only_when_told(tmp_path: Path) -> None:
    path = put(tmp_path, "day.xml", XML)
    put(tmp_path, "day.837", "ISA other")
    ran = run("convert", path, "--to", "837")
    assert (ran.code, (tmp_path / "day.837").read_text()) == (4, "ISA other")
    assert "give --overwrite" in ran.err
    assert run("convert", path, "--to", "837", "--overwrite").code == 0
    assert (tmp_path / "day.837").read_text() == TEXT


@pytest.mark.parametrize("output", [(), ("-o", "day.xml"), ("-o", "linked/day.xml")])
def test_an_input_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "day.xml", TEXT)
    (tmp_path / "linked").symlink_to(tmp_path)
    ran = run("convert", "day.xml", "--to", "xml", "--overwrite", *output)
    assert (ran.code, (tmp_path / "day.xml").read_text()) == (2, TEXT)
    assert "day.xml: its output would replace it" in ran.err


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_name_that_is_no_utf_8(tmp_path: Path, form: str) -> None:
    path = put(tmp_path, os.fsdecode(b"day\xff.837"), TEXT)
    ran = run("convert", path, "--to", form, "-o", tmp_path / "out")
    assert ran.code == 0
    assert "day\ufffd.837".encode() in (tmp_path / "out").read_bytes()


def test_the_same_content_is_no_conflict(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    first = (run("convert", path, "--to", "jsonl"), contents(tmp_path))
    second = (run("convert", path, "--to", "jsonl"), contents(tmp_path))
    assert first == second


def test_to_a_file_by_name_and_to_standard_output(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    assert run("convert", path, "--to", "xml", "-o", tmp_path / "new" / "claims").code == 0
    assert (tmp_path / "new" / "claims").read_bytes() == XML
    ran = run("convert", path, "--to", "xml", "-o", "-")
    assert ran.out == XML
    assert ran.err == "day.837: 1 claim, 1 line, $100.00\n"


def test_standard_input(tmp_path: Path) -> None:
    ran = run("convert", "-", "--to", "jsonl", stdin=TEXT.encode())
    assert json.loads(ran.out)["file"] is None
    assert ran.err.startswith("standard input: 1 claim")
    back = run("convert", "-", "--to", "837", "-o", tmp_path / "day.837", stdin=XML)
    assert (back.code, (tmp_path / "day.837").read_text()) == (0, TEXT)


def test_a_folder_and_several_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, "a.837", TEXT)
    put(folder, "b.837", "ISA*cut")
    put(folder, "c.835", bare_file(a_set(1, "835", "005010X221A1")))
    put(folder, "notes.txt", "hello")
    ran = run("convert", folder, "--to", "csv", "--output-dir", tmp_path / "out")
    assert ran.code == 3
    assert names(tmp_path / "out") == ["a.csv"]
    assert "b.837: " in ran.err
    assert "nothing was written for it" in ran.err
    assert ran.err.count("passed over") == 2


def test_a_folder_of_xml(tmp_path: Path) -> None:
    for name, data in (("a.xml", XML), ("b.837", TEXT), ("notes.txt", "hello")):
        put(tmp_path, name, data)
    ran = run("convert", tmp_path, "--to", "837", "--output-dir", tmp_path / "out")
    assert (ran.code, ran.err, names(tmp_path / "out")) == (0, "", ["a.837"])


def test_a_folder_without_claims(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt", "hello")
    ran = run("convert", tmp_path, "--to", "csv")
    assert (ran.code, ran.err.splitlines()[-1]) == (3, "scrubber: no 837P was found")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("convert", empty, "--to", "csv").code == 3


def test_two_inputs_of_one_output(tmp_path: Path) -> None:
    paths = [put(tmp_path, name, TEXT) for name in ("day.837", "day.edi")]
    ran = run("convert", *paths, "--to", "csv")
    assert ran.code == 2
    assert "would both write day.csv" in ran.err


def test_a_folder_may_be_converted_again_and_fixed(tmp_path: Path) -> None:
    put(tmp_path, "day.837", TEXT)
    put(tmp_path, "day.835", bare_file(a_set(1, "835", "005010X221A1")))
    for form in ("xml", "csv", "jsonl", "xml"):
        ran = run("convert", tmp_path, "--to", form)
        assert (ran.code, f"day.{form}" in names(tmp_path)) == (0, True)
    assert run("fix", tmp_path, "--output-dir", tmp_path / "out").code == 0


@pytest.mark.parametrize(
    ("form", "both", "data"),
    [("csv", ("day.837", "day.edi"), TEXT), ("837", ("a.xml", "a.XML"), XML)],
)
def test_two_of_a_folder_with_one_output(
    tmp_path: Path, form: str, both: tuple[str, str], data: str | bytes
) -> None:
    for name in both:
        put(tmp_path, name, data)
    ran = run("convert", tmp_path, "--to", form)
    assert (ran.code, names(tmp_path)) == (2, sorted(both))
    assert "would both write" in ran.err


def test_one_of_two_with_one_output_that_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, "day.837", TEXT)
    (tmp_path / "day.edi").symlink_to(tmp_path / "gone.edi")
    assert "would both write" in run("convert", tmp_path, "--to", "csv").err


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    text = bare_file(
        a_set(body="LX*1~SV1*HC:97530*1*UN*1~CLM*C1*2~"), a_set(2, "835", "005010X221A1")
    )
    path = put(tmp_path, "day.837", text)
    told = [
        "Left out: 835 (005010X221A1) at segment 9",
        "Left out: 1 line under no claim (CLM)",
    ]
    assert run("convert", path, "--to", "csv").text.splitlines()[1:3] == told
    assert "Left out" not in run("convert", path, "--to", "xml").text


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT[:-40])
    ran = run("convert", path, "--to", "xml")
    assert ran.code == 3
    assert ran.err.startswith("scrubber: day.837: ")
    assert names(tmp_path) == ["day.837"]
    assert run("convert", path, "--to", "xml", "-o", "-").out == b""
    assert run("convert", tmp_path / "none.837", "--to", "xml").code == 4


@pytest.mark.parametrize("form", ["xml", "jsonl", "csv", "parquet"])
def test_what_is_begun_and_not_finished_says_nothing(tmp_path: Path, form: str) -> None:
    path = put(tmp_path, "day.837", bare_file(a_set(body="CLM*C1*2~SV1*HC*2~"), a_set(2))[:-40])
    process = subprocess.run(
        [sys.executable, "-m", "scrubber", "convert", path, "--to", form],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stderr.count("\n")) == (3, 1)


def test_xml_that_cannot_be_read(tmp_path: Path) -> None:
    path = put(tmp_path, "day.xml", XML.replace(b"<LX>", b"<ODD/><LX>"))
    ran = run("convert", path, "--to", "837")
    assert ran.code == 3
    assert "day.xml: line " in ran.err
    assert names(tmp_path) == ["day.xml"]


def test_a_stylesheet(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    as_xml = put(tmp_path, "xml.xsl", SHEET.format(""))
    as_text = put(tmp_path, "text.xsl", SHEET.format('<xsl:output method="text"/>'))
    run("convert", path, "--to", "xml", "--xslt", as_xml)
    assert (tmp_path / "day.xml").read_text().splitlines()[1:] == [
        *("<Claims>", "  <c>C1</c>", "</Claims>")
    ]
    run("convert", path, "--to", "xml", "--xslt", as_text)
    assert (tmp_path / "day.txt").read_text() == "C1"


@pytest.mark.parametrize("method", ["", '<xsl:output method="text"/>'])
def test_a_stylesheet_that_makes_nothing_of_any_claim_is_told(tmp_path: Path, method: str) -> None:
    path = put(tmp_path, "day.837", CLINIC_DAY.read_bytes())
    of_none = SHEET.replace("//CLM01", "//CLM01[. = 'NONE']").replace("<c>", "").replace("</c>", "")
    told = "The stylesheet made nothing of 64 claims"
    ran = run(
        "convert", path, "--to", "xml", "--xslt", put(tmp_path, "a.xsl", of_none.format(method))
    )
    assert (ran.code, ran.text.splitlines()[1]) == (0, told)
    of_one = of_none.replace("NONE", "QH2601").replace("<xsl:value-of", "<xsl:copy-of")
    sheet = put(tmp_path, "b.xsl", of_one.format(method))
    ran = run("convert", path, "--to", "xml", "--xslt", sheet, "--overwrite")
    assert (ran.code, told in ran.text) == (0, False)


def test_a_bad_stylesheet(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    bad = put(tmp_path, "bad.xsl", "<a>")
    ran = run("convert", path, "--to", "xml", "--xslt", bad)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    fails = put(tmp_path, "fails.xsl", SHEET.format("").replace("//CLM01", "document('x')"))
    ran = run("convert", path, "--to", "xml", "--xslt", fails)
    assert ran.code == 2
    assert "day.837: fails.xsl fails on a claim" in ran.err
    assert run("convert", path, "--to", "xml", "--xslt", tmp_path / "none.xsl").code == 4
    assert names(tmp_path) == ["bad.xsl", "day.837", "fails.xsl"]


def test_schemas() -> None:
    assert etree.XMLSchema(etree.fromstring(run("convert", "--schema", "xml").out))
    assert json.loads(run("convert", "--schema", "jsonl").text)["title"] == "ClaimRecord"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("day.837",),
        ("--to", "xml"),
        ("day.837", "--to", "pdf"),
        ("day.837", "--to", "csv", "--xslt", "a.xsl"),
        ("day.837", "--to", "csv", "-o", "a", "--output-dir", "b"),
        ("day.837", "other.837", "--to", "csv", "-o", "a"),
        (".", "--to", "csv", "-o", "a"),
        ("day.837", "-", "--to", "csv", "-o", "a"),
        ("--schema", "csv"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run("convert", *arguments).code == 2


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    ran = run("convert", put(tmp_path, "day.837", TEXT))
    assert ran.err == "scrubber: --to is missing: xml, jsonl, csv, parquet or 837\n"
    assert "name what to convert" in run("convert", "--to", "xml").err


def test_names_of_forms_in_any_case(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    assert run("convert", path, "--to", "CSV").code == 0
    assert run("convert", "--schema", "XML").out == run("convert", "--schema", "xml").out


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "scrubber.transform.parquet_rows", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = put(tmp_path, "day.837", TEXT)
    ran = run("convert", path, "--to", "parquet")
    assert ran.code == 2
    assert "pip install 'scrubber[parquet]'" in ran.err


def test_progress_of_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    seen: list[int] = []

    @contextmanager
    def watched(name: str, size: int):
        seen.append(-size)
        yield seen.append

    monkeypatch.setattr("scrubber.cli.converting.progress_of_bytes", watched)
    for name, data in (("day.837", TEXT.encode()), ("day.xml", XML)):
        seen.clear()
        path = put(tmp_path, name, data)
        run("convert", path, "--to", "xml" if name == "day.837" else "837", "-o", "-")
        assert sum(seen) == 0
        assert -seen[0] == len(data)


def test_csv_of_the_clinic_day_adds_up(tmp_path: Path) -> None:
    ran = run("convert", CLINIC_DAY, "--to", "csv", "-o", "-")
    rows = list(csv.DictReader(StringIO(ran.text)))
    assert len(rows) == 134
    assert len({row["claim_id"] for row in rows}) <= 64
