"""The log as JSON Lines: one object a line, UTF-8.

Every finding pays for writing, so that fills a template with its values; pydantic checks what is
read, and is imported only then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from json.encoder import JSONEncoder, encode_basestring
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from scrubber.discrepancies.record import (
    DISCREPANCY_KEYS,
    Charges,
    Discrepancy,
    FileFacts,
    FileRecord,
    GuideCheck,
    LogRecord,
    PaymentAtStake,
    Split,
    SummaryRecord,
    Tally,
)
from scrubber.errors import UsageError
from scrubber.findings import Action, CorrectionClass, Denial, Severity

if TYPE_CHECKING:
    from pydantic import TypeAdapter

RECURRING = 512
"""Of how many lists and denials the JSON is kept: all findings of a rule have the same."""


class BadLog(UsageError):
    """A file that is no discrepancy log: what is wrong and in which line."""


def encode(record: LogRecord) -> bytes:
    """A record as one line, with its end."""
    if isinstance(record, Discrepancy):
        return (_DISCREPANCY % _json_of_each(record)).encode()
    return f"{_object(record)}\n".encode()


def decode(log: Iterable[bytes]) -> Iterator[LogRecord]:
    """The records of a log's lines. Raises BadLog."""
    from pydantic import ValidationError

    adapter = _adapter()
    for number, text in enumerate(log, 1):
        try:
            yield adapter.validate_json(text)
        except ValidationError:
            raise BadLog(f"line {number} is no record of a discrepancy log") from None


@cache
def _adapter() -> "TypeAdapter[LogRecord]":
    """What checks a line; pydantic would take a list for a named tuple, so a model checks those."""
    from pydantic import AfterValidator, Field, TypeAdapter, create_model

    defaults = Discrepancy._field_defaults  # of fields that earlier logs lack
    members: Any = {
        key: (type_, defaults.get(key, ...))
        for key, type_ in zip(DISCREPANCY_KEYS, get_type_hints(Discrepancy).values(), strict=True)
    }
    model: Any = create_model("Discrepancy", **members)
    values = attrgetter(*DISCREPANCY_KEYS)
    discrepancy = Annotated[model, AfterValidator(lambda checked: Discrepancy(*values(checked)))]
    record: Any = FileRecord | discrepancy | SummaryRecord
    return TypeAdapter(Annotated[record, Field(discriminator="record")])


def _template(keys: Iterable[str]) -> str:
    """A JSON object with `%s` for each value."""
    members = ",".join(f'"{key}":%s' for key in keys)
    return f"{{{members}}}"


def _json_of_each(values: Iterable[object]) -> tuple[str, ...]:
    return tuple([_WRITERS[type(value)](value) for value in values])


def _object(record: Any) -> str:
    names = [field.name for field in fields(record)]
    keys = [field.metadata.get("alias", field.name) for field in fields(record)]
    return _template(keys) % _json_of_each(getattr(record, name) for name in names)


def _split(split: Split) -> str:
    return f'{{"held":{_object(split.held)},"seams":{_JSON(split.seams)}}}'


def _array(texts: Sequence[str]) -> str:
    return f"[{','.join(map(encode_basestring, texts))}]"


_JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DISCREPANCY = _template(DISCREPANCY_KEYS) + "\n"
_WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "null",
    int: str,
    **dict.fromkeys((str, Severity, Action, CorrectionClass), encode_basestring),
    tuple: lru_cache(RECURRING)(_array),
    dict: _JSON,
    Denial: lru_cache(RECURRING)(_object),
    Split: _split,
    **dict.fromkeys((FileFacts, GuideCheck, Tally, Charges, PaymentAtStake), _object),
}
"""What makes the JSON of a value, by its type."""
