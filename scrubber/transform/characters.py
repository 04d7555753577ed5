"""The characters of a file as XML can hold them.

XML 1.0 has no place for control characters, and editors change line ends and tabs. Each of the 32
stands as its picture, U+2400 to U+241F (a line feed as ␊, 0x1F as ␟). A file is latin-1, so no
picture can be data, and nothing else is changed.
"""

_PICTURES = {code: 0x2400 + code for code in range(0x20)}
_CONTROLS = {picture: code for code, picture in _PICTURES.items()}
_WHITE_SPACE = " \t\r\n"


def shown(text: str) -> str:
    """Text of the file for XML."""
    return text if text.isprintable() else text.translate(_PICTURES)


def hidden(text: str) -> str:
    """Text of the XML for the file. Raises UnicodeEncodeError where it is not latin-1."""
    if not text.isascii():
        text = text.translate(_CONTROLS)
        text.encode("latin-1")
    return text


def value_shown(text: str | None) -> str:
    """An element's value for the file: white space around it is the XML's."""
    return hidden((text or "").strip(_WHITE_SPACE))
