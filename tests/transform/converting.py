"""What the tests of other forms share: files to convert, and how."""

from io import BytesIO
from pathlib import Path

from lxml import etree

from scrubber.transform.from_xml import read_xml
from scrubber.transform.to_xml import XmlFile, XmlWriter
from scrubber.x12 import NotReadable, read

SAMPLES = sorted((Path(__file__).parents[2] / "edi_samples").rglob("*.837"))
CLINIC_DAY = next(path for path in SAMPLES if path.stem == "clinic_day")
_CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "files"


def _readable(path: Path) -> bool:
    try:
        for _ in read(BytesIO(path.read_bytes())):
            pass
    except NotReadable:
        return False
    return True


CORPUS = [path for path in sorted(_CORPUS.glob("*")) if _readable(path)]
"""The files of the shared corpus that can be read; none where it is absent."""


def xml_of(data: bytes | str) -> bytes:
    """A file as XML."""
    output = BytesIO()
    writer = XmlWriter(XmlFile(output))
    for piece in read(BytesIO(data if isinstance(data, bytes) else data.encode("latin-1"))):
        writer.add(piece)
    writer.finish()
    return output.getvalue()


def file_of(xml: bytes | str) -> bytes:
    """XML as the file."""
    data = xml if isinstance(xml, bytes) else xml.encode()
    return "".join(piece.whole_text for piece in read_xml(BytesIO(data))).encode("latin-1")


def tree_of(data: bytes | str) -> etree._Element:
    """A file's XML, read."""
    return etree.fromstring(xml_of(data))


def refusal(xml: bytes | str) -> str:
    """Why XML is refused."""
    try:
        file_of(xml)
    except NotReadable as error:
        return error.reason
    raise AssertionError("it is read")
