"""YAML fields with the line on which each stands, so that a fault can be told by its place.

Read strictly: UTF-8, one document, no field twice, dates and all else that is neither null, yes or
no, nor a whole number as text.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import field
from typing import Any

import yaml

from scrubber.value_class import value_class

Loader = type[yaml.SafeLoader] | type[yaml.CSafeLoader]
TRUSTED: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Loads our own files ten times as fast, where libyaml is there. Not for a user's: one that nests
too deep would end the process."""

TAG = "tag:yaml.org,2002:"
TRUE = {"yes", "true", "on"}


class BadYaml(ValueError):
    """What is wrong, and the line (1-based)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@value_class()
class LocatedYaml:
    """The fields of a YAML mapping."""

    data: dict[str, Any]
    _root: yaml.MappingNode = field(repr=False)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of the field at a place (`("pairs", 0, "source")`); of a field that is not
        there, the line on which what should hold it begins."""
        node: yaml.Node = self._root
        line = node.start_mark.line
        for step in place:
            if isinstance(node, yaml.MappingNode):
                entry = next(((k, v) for k, v in node.value if k.value == step), None)
                if entry is None:
                    break
                line, node = entry[0].start_mark.line, entry[1]
            elif isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
                node = node.value[step]
                line = node.start_mark.line
        return line + 1


def read_located_yaml(raw: bytes, loader: Loader = yaml.SafeLoader) -> LocatedYaml:
    """The fields of a YAML file. Raises BadYaml."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadYaml(raw.count(b"\n", 0, error.start) + 1, "this is no UTF-8 text") from None
    try:
        root = yaml.compose(text, Loader=loader)
        if root is None:
            raise BadYaml(1, "the file is empty")
        if not isinstance(root, yaml.MappingNode):
            raise BadYaml(_line(root), "the file must hold fields with values")
        return LocatedYaml(_mapping(root), root)
    except yaml.composer.ComposerError as error:
        several = "single document" in (error.context or "")
        reason = "a second document begins; one file holds one" if several else error.problem
        raise BadYaml(_marked(error), f"{reason}") from None
    except yaml.MarkedYAMLError as error:
        raise BadYaml(_marked(error), f"this is no readable YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadYaml(line, "this is no readable YAML: a control character") from None
    except RecursionError:
        raise BadYaml(1, "this is no readable YAML: nested too deep") from None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _marked(error: yaml.MarkedYAMLError) -> int:
    return error.problem_mark.line + 1 if error.problem_mark else 1


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    data: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise BadYaml(_line(key), "the name of a field must be plain text")
        if key.value in lines:
            first = lines[key.value]
            raise BadYaml(_line(key), f"{key.value}: stands twice, first on line {first}")
        lines[key.value] = _line(key)
        data[key.value] = _value(value)
    return data


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    text = node.value
    match node.tag.removeprefix(TAG):
        case "null":
            return None
        case "bool":
            return text.lower() in TRUE
        case "int" if re.fullmatch(r"\d{1,9}", text):
            return int(text)
        case "int" | "float":
            return math.nan  # A number that no field takes.
    return text
