"""The floor, and what others take to read a file: `python -m tests.benchmarks.readers NAME FILE`.

Prints the seconds by the clock and of the processor as JSON: those of the reading alone, without
imports. Every reader runs in a process of its own, and perhaps under another interpreter, since
linuxforhealth-x12 needs pydantic 1: nothing is imported here but the standard library and the peer.
"""

import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time

CHUNK = 256 * 1024
COPY_BLOCK = 1024 * 1024

Read = Callable[[Path], object]


def floor() -> Read:
    """One pass in Python that splits every segment and element, and keeps nothing."""

    def read(path: Path) -> None:
        with path.open(encoding="latin-1", newline="") as file:
            head = file.read(106)
            element, terminator = head[3], head[105]
            rest = head
            while chunk := file.read(CHUNK):
                *segments, rest = (rest + chunk).split(terminator)
                for segment in segments:
                    segment.split(element)

    return read


def copy() -> Read:
    """Copying by blocks of 1 MB beside the file, not synced."""

    def read(path: Path) -> None:
        target = path.with_suffix(".copy")
        with path.open("rb") as source, target.open("wb") as output:
            while block := source.read(COPY_BLOCK):
                output.write(block)
        target.unlink()

    return read


def pyx12_raw() -> Read:
    """pyx12's segments."""
    from pyx12.x12file import X12Reader  # type: ignore[import-untyped]

    return lambda path: _exhaust(X12Reader(str(path)))


def pyx12_context() -> Read:
    """pyx12's segments with their place in the implementation guide."""
    from pyx12.error_handler import errh_null  # type: ignore[import-untyped]
    from pyx12.params import ParamsBase  # type: ignore[import-untyped]
    from pyx12.x12context import X12ContextReader  # type: ignore[import-untyped]

    def read(path: Path) -> None:
        with X12ContextReader(ParamsBase(), errh_null(), str(path)) as reader:
            _exhaust(reader.iter_segments())

    return read


def pyx12_validation() -> Read:
    """pyx12's check against the implementation guide, its 999 thrown away."""
    from pyx12.params import ParamsBase
    from pyx12.x12n_document import x12n_document  # type: ignore[import-untyped]

    def read(path: Path) -> None:
        with Path(os.devnull).open("w") as acknowledgment:
            if not x12n_document(ParamsBase(), str(path), acknowledgment, None):
                raise ValueError("pyx12 finds the file invalid")

    return read


def pyx12_xml() -> Read:
    """pyx12's conversion to XML, which is part of its check; its 999 is thrown away."""
    from pyx12.params import ParamsBase
    from pyx12.x12n_document import x12n_document

    def read(path: Path) -> None:
        with (
            Path(os.devnull).open("w") as acknowledgment,
            path.with_suffix(".pyx12").open("w") as xml,
        ):
            if not x12n_document(ParamsBase(), str(path), acknowledgment, None, xml):
                raise ValueError("pyx12 finds the file invalid")

    return read


def models(module: str) -> Read:
    """The models of linuxforhealth-x12, or of x12sdk, which continues it."""
    model_reader = import_module(module).X12ModelReader

    def read(path: Path) -> None:
        with model_reader(str(path)) as reader:
            _exhaust(reader.models())

    return read


def kw_x12_parser() -> Read:
    """kw-x12-parser's objects; its data frames would need pandas besides."""
    parse: Read = import_module("kw_x12_parser.x837p.utils.hierarchical_parser").parse_837p
    return parse


PYX12: dict[str, Callable[[], Read]] = {
    "pyx12 raw reader": pyx12_raw,
    "pyx12 context reader": pyx12_context,
    "pyx12 full validation": pyx12_validation,
}
PEERS: dict[str, Callable[[], Read]] = {
    "linuxforhealth-x12": partial(models, "linuxforhealth.x12.io"),
    "x12sdk": partial(models, "x12sdk.io"),
    "kw-x12-parser": kw_x12_parser,
}
PYX12_XML = "pyx12 to XML"
READERS: dict[str, Callable[[], Read]] = {
    "floor": floor,
    "copy": copy,
    PYX12_XML: pyx12_xml,
    **PYX12,
    **PEERS,
}


def _exhaust(items: Iterable[object]) -> None:
    deque(items, maxlen=0)


def main() -> None:
    name, path = sys.argv[1:]
    read = READERS[name]()
    wall, cpu = perf_counter(), process_time()
    read(Path(path))
    print(json.dumps([perf_counter() - wall, process_time() - cpu]))


if __name__ == "__main__":
    main()
