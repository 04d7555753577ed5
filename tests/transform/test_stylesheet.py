"""What a stylesheet sees and makes, and what it may not do."""

import socket
from io import BytesIO
from pathlib import Path

import pytest

from scrubber.transform.stylesheet import BadStylesheet, StyledClaims, Stylesheet
from scrubber.transform.to_xml import XmlWriter
from scrubber.x12 import read
from tests.cli.console import SECRETS
from tests.transform.converting import CLINIC_DAY
from tests.x12.reading import small_file

HEAD = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
    'xmlns:exsl="http://exslt.org/common" extension-element-prefixes="exsl">'
)
TEXT = '<xsl:output method="text"/>'


@pytest.fixture
def sheet(tmp_path: Path):
    """A stylesheet with this in it."""

    def put(body: str, head: str = HEAD) -> Stylesheet:
        path = tmp_path / "sheet.xsl"
        path.write_text(f"{head}{body}</xsl:stylesheet>")
        return Stylesheet(path)

    return put


def template(body: str) -> str:
    return f'<xsl:template match="/">{body}</xsl:template>'


def made(sheet: Stylesheet, data: bytes | str) -> str:
    output = BytesIO()
    writer = XmlWriter(StyledClaims(output, sheet))
    for piece in read(BytesIO(data if isinstance(data, bytes) else data.encode("latin-1"))):
        writer.add(piece)
    writer.finish()
    return output.getvalue().decode()


def test_text_follows_text(sheet) -> None:
    body = template(
        '<xsl:value-of select="//CLM01"/> <xsl:value-of select="sum(//SV102)"/>'
        '<xsl:text> </xsl:text><xsl:value-of select="//Loop2010BA/NM1/NM103"/>'
        "<xsl:text>&#10;</xsl:text>"
    )
    lines = made(sheet(TEXT + body), CLINIC_DAY.read_bytes()).splitlines()
    assert len(lines) == 64
    assert lines[0] == "QH2601170.5 ALDERTON"


def test_elements_stand_in_one_root(sheet) -> None:
    text = made(sheet(template('<c id="{//CLM01}"/>')), small_file())
    assert text == "<?xml version='1.0' encoding='UTF-8'?>\n<Claims>\n  <c id=\"C1\"/>\n</Claims>\n"


def test_elements_may_be_several_of_a_claim(sheet) -> None:
    body = '<xsl:for-each select="//LX"><l n="{LX01}"/> <xsl:comment>x</xsl:comment></xsl:for-each>'
    assert made(sheet(template(body)), small_file()).splitlines()[2:] == [
        *('  <l n="1"/>', '  <l n="2"/>', "</Claims>")
    ]


def test_the_last_output_method_holds(sheet) -> None:
    outputs = '<xsl:output method="xml"/><xsl:output method="text"/><xsl:output indent="yes"/>'
    assert made(sheet(outputs + template("TOTAL")), small_file()) == "TOTAL"


def test_it_sees_one_claim_and_what_stands_above_it(sheet) -> None:
    body = template(
        '<xsl:value-of select="count(//Loop2300)"/>'
        '<xsl:value-of select="count(//Loop2000B)"/>'
        '<xsl:value-of select="count(//Loop2010AA)"/>'
        '<xsl:value-of select="count(/X12/Interchange/ISA)"/>'
        '<xsl:value-of select="count(//FunctionalGroup)"/>,'
    )
    made_of = made(sheet(TEXT + body), CLINIC_DAY.read_bytes() + small_file().encode())
    assert made_of == "11111," * 65


def test_what_makes_nothing_of_a_claim_leaves_it_out(sheet) -> None:
    body = (
        '<xsl:template match="/"><xsl:apply-templates select="//Loop2300[CLM/CLM01=\'QH2602\']"/>'
    )
    body += '</xsl:template><xsl:template match="Loop2300"><only/></xsl:template>'
    assert made(sheet(body), CLINIC_DAY.read_bytes()).count("<only/>") == 1


DENIED = {
    "a file": "<a><xsl:copy-of select=\"document('{place}/other.xml')\"/></a>",
    "a file by address": "<a><xsl:copy-of select=\"document('file://{place}/other.xml')\"/></a>",
    "the network": "<a><xsl:copy-of select=\"document('{address}')\"/></a>",
    "writing": '<a><exsl:document href="{place}/written.txt">x</exsl:document></a>',
    "writing to the network": '<a><exsl:document href="{address}">x</exsl:document></a>',
}


@pytest.mark.parametrize("body", DENIED.values(), ids=DENIED)
def test_files_and_network_are_denied(sheet, tmp_path: Path, body: str) -> None:
    (tmp_path / "other.xml").write_text("<secret>kept</secret>")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x.xml"
        bad = sheet(template(body.format(place=tmp_path, address=address)))
        with pytest.raises(BadStylesheet, match="it may read and write no file and no network"):
            made(bad, small_file())
        with pytest.raises(TimeoutError):
            listening.accept()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.xml", "sheet.xsl"]


@pytest.mark.parametrize("kind", ["import", "include"])
def test_other_stylesheets_are_not_read(sheet, tmp_path: Path, kind: str) -> None:
    (tmp_path / "other.xsl").write_text(f"{HEAD}</xsl:stylesheet>")
    with pytest.raises(BadStylesheet, match=f"xsl:{kind}"):
        sheet(f'<xsl:{kind} href="{tmp_path}/other.xsl"/>' + template("<a/>"))


@pytest.mark.parametrize("entity", ['"kept"', 'SYSTEM "{place}/other.txt"'])
def test_entities_are_refused(sheet, tmp_path: Path, entity: str) -> None:
    (tmp_path / "other.txt").write_text("kept")
    head = f"<!DOCTYPE a [<!ENTITY e {entity.format(place=tmp_path)}>]>{HEAD}"
    with pytest.raises(BadStylesheet, match="DOCTYPE"):
        sheet(template("<a>&e;</a>"), head)


BAD = {
    "no XML": "<a>",
    "no pattern": '<xsl:template match="/["/>',
    "html": '<xsl:output method="html"/>',
    "text that it does not say": template('<xsl:value-of select="//CLM01"/>'),
    "text before an element": template("TOTAL <a/>"),
    "text after an element": template("<a/> TOTAL"),
    "a regular expression that is none": template(
        "<xsl:value-of select=\"regexp:test('a', concat('[', //NM103))\" "
        'xmlns:regexp="http://exslt.org/regular-expressions"/>'
    ),
    "ends by a message": template(
        '<xsl:message terminate="yes"><xsl:value-of select="/"/></xsl:message>'
    ),
    "no end": '<xsl:template match="/"><xsl:call-template name="a"/></xsl:template>'
    '<xsl:template name="a"><xsl:call-template name="a"/></xsl:template>',
    "no function": template('<xsl:value-of select="unknown(//NM1)"/>'),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_bad_stylesheet_gives_a_sentence(sheet, body: str) -> None:
    with pytest.raises(BadStylesheet) as raised:
        made(sheet(body), small_file())
    told = str(raised.value)
    assert told.startswith("sheet.xsl ")
    assert "\n" not in told
    assert not [secret for secret in SECRETS if secret in told]


def test_a_failure_tells_its_line(sheet) -> None:
    with pytest.raises(BadStylesheet, match="fails on a claim at line 2"):
        made(sheet("\n" + template("<xsl:value-of select=\"document('x')\"/>")), small_file())


def test_a_simple_stylesheet_is_one_too(tmp_path: Path) -> None:
    path = tmp_path / "simple.xsl"
    path.write_text(
        '<c xsl:version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        '<xsl:value-of select="//CLM01"/></c>'
    )
    assert "<c>C1</c>" in made(Stylesheet(path), small_file())
