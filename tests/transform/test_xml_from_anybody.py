"""XML that is not ours, is damaged, or is meant to do harm: one sentence with its line."""

import os
import re
import socket
from pathlib import Path

import pytest

from scrubber.x12 import NotReadable, Unreadable
from tests.transform.converting import file_of, refusal, xml_of
from tests.x12.reading import small_file

XML = xml_of(small_file()).decode()
DECLARATION, BODY = XML.split("\n", 1)
SENTENCE = re.compile(r"(line \d+: |it is no XML; )[^\n]+")


def with_type(declarations: str, body: str = BODY) -> str:
    return f"{DECLARATION}\n<!DOCTYPE X12 [{declarations}]>\n{body}"


def laughs() -> str:
    entities = ['<!ENTITY l0 "lol">']
    entities += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]
    return "".join(entities)


HARMFUL = {
    "billion laughs": with_type(laughs(), BODY.replace(">100<", ">&l11;<")),
    "billion laughs in an attribute": with_type(
        laughs(), BODY.replace('version="1"', 'version="&l11;"')
    ),
    "quadratic blowup": with_type(
        f'<!ENTITY a "{"a" * 100_000}">', BODY.replace(">100<", f">{'&a;' * 10_000}<")
    ),
    "external entity": with_type(
        '<!ENTITY secret SYSTEM "file:///etc/passwd">', BODY.replace(">100<", ">&secret;<")
    ),
    "parameter entity": with_type('<!ENTITY % remote SYSTEM "file:///etc/passwd"> %remote;'),
    "external document type": XML.replace("<X12", '<!DOCTYPE X12 SYSTEM "file:///etc/x"><X12', 1),
    "a document type that says nothing": with_type(""),
    "XInclude": XML.replace(
        "<LX>",
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" '
        'href="file:///etc/passwd"/><LX>',
    ),
    "deep": XML.replace("<LX>", "<Segment>" * 100_000),
    "deep and alone": "<X12>" * 100_000,
    "huge text": XML.replace(">100<", f">{'1' * 11_000_000}<"),
    "many elements of one segment": XML.replace(
        "<LX>", '<Segment id="A"><Element n="999999999">1</Element></Segment><LX>'
    ),
    "another schema": XML.replace(
        "<X12 ",
        '<X12 xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
        'i:noNamespaceSchemaLocation="file:///etc/passwd" ',
    ).replace("<LX>", "<LX><A/>", 1),
}

DAMAGED = {
    "nothing": "",
    "blanks": "  \n",
    "no XML": "hello",
    "an 837": small_file(),
    "other XML": "<html><body/></html>",
    "an empty root": '<X12 version="1"/>',
    "another version": XML.replace('version="1"', 'version="2"', 1),
    "no version": XML.replace(' version="1"', "", 1).replace('<X12 version="1">', "<X12>"),
    "a tag that does not end": XML.replace("</SV1>", "", 1),
    "an undefined entity": XML.replace(">100<", ">&SMITH;<"),
    "two roots": XML + "<X12/>",
    "text after the end": XML + "SAMPLE",
    "text between segments": XML.replace("<LX>", "SAMPLE<LX>", 1),
    "an element that is none": XML.replace("<LX>", "<ODD/><LX>", 1),
    "a loop in the wrong one": XML.replace("Loop2310B", "Loop2420A"),
    "elements out of order": XML.replace(
        "<LX01>1</LX01>", '<Element n="2">1</Element><LX01>1</LX01>'
    ),
    "no SE": re.sub("<SE>.*</SE>", "", XML),
    "no IEA": re.sub("<IEA>.*</IEA>", "", XML),
    "no terminator": XML.replace(' terminator="~"', ""),
    "a long terminator": XML.replace('terminator="~"', 'terminator="~~"'),
}


@pytest.mark.parametrize("xml", [*HARMFUL.values(), *DAMAGED.values()], ids=[*HARMFUL, *DAMAGED])
def test_is_refused_in_a_sentence(xml: str) -> None:
    told = refusal(xml)
    assert SENTENCE.fullmatch(told)
    assert len(told) < 200
    assert not [word for word in ("root:", "SAMPLE", "SMITH") if word in told]


def test_a_file_that_is_cut_short_is_refused_wherever_that_is() -> None:
    whole = XML.rstrip()
    for size in range(0, len(whole), 7):
        assert refusal(whole[:size])


def test_the_line_is_told() -> None:
    lines = XML.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "<CLM>" in line)
    lines[at] = lines[at].replace("<CLM>", "<CLM><SAMPLE/>")
    told = refusal("".join(lines))
    assert told.startswith(f"line {at + 1}: <")
    assert "scrubber convert --schema xml" in told


@pytest.mark.parametrize("text", [small_file(), "\n\n" + small_file(), "%PDF-1.7\n<x/>", "X12>"])
def test_what_is_no_xml_at_all_is_called_so(text: str) -> None:
    assert refusal(text).startswith("it is no XML; --to 837 takes")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_reason(codec: str) -> None:
    text = XML.replace("UTF-8", codec[:6].upper().rstrip("-"))
    assert file_of(text.encode(codec)) == small_file().encode()


def test_a_document_type_is_told() -> None:
    assert "DOCTYPE" in refusal(with_type(""))


def test_it_is_refused_as_damaged() -> None:
    with pytest.raises(NotReadable) as raised:
        file_of("hello")
    assert raised.value.kind is Unreadable.DAMAGED


def test_comments_and_instructions_say_nothing() -> None:
    xml = XML.replace("<LX>", "<!-- seen --><?php exit ?><LX>")
    assert file_of(xml).decode() == small_file()


def test_no_file_and_no_address_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.2)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/x.dtd"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # whoever opens it waits for good
    for where in (address, pipe.as_uri()):
        refusal(with_type(f'<!ENTITY a SYSTEM "{where}">', BODY.replace(">100<", ">&a;<")))
        refusal(with_type(f'<!ENTITY % a SYSTEM "{where}"> %a;'))
        refusal(XML.replace("<X12", f'<!DOCTYPE X12 SYSTEM "{where}"><X12', 1))
    with listening, pytest.raises(TimeoutError):
        listening.accept()
