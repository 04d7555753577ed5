"""The mutants of a file: what is mutated, how, and what is left out as no logic."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

import libcst as cst
from libcst import matchers as m
from mutmut.mutation.mutators import mutation_operators


@dataclass(frozen=True)
class Mutant:
    """The text of a module with one fault in it."""

    path: Path
    original: str
    text: str

    @property
    def module(self) -> str:
        return ".".join(self.path.with_suffix("").parts)

    @property
    def rule(self) -> str:
        """The code of the rule that the module is; empty for any other."""
        code = re.search(r'^@rule\(\s*"(\w+)"', self.original, re.MULTILINE)
        return code[1] if code else ""

    @property
    def diff(self) -> str:
        before, after = self.original.splitlines(), self.text.splitlines()
        name = self.path.as_posix()
        return "\n".join(unified_diff(before, after, name, name, n=1, lineterm=""))

    @property
    def fault(self) -> str:
        """The lines that are in it and not in the module."""
        return "\n".join(
            line[1:].strip() for line in self.diff.splitlines()[2:] if line.startswith("+")
        )


@dataclass
class FileMutants:
    """What a file gives: mutants to test, and how many were left out as texts or declarations."""

    path: Path
    mutants: list[Mutant] = field(default_factory=list)
    left_out: int = 0


def mutants_of(path: Path) -> FileMutants:
    source = path.read_text(encoding="utf-8")
    # Copied by the wrapper, so that no two places share a node.
    module = cst.MetadataWrapper(cst.parse_module(source)).module
    visitor = _Mutations(_example_names(module))
    module.visit(visitor)
    found = FileMutants(path, left_out=visitor.left_out)
    seen = {source}
    for node, replacement in visitor.mutations:
        text = module.deep_replace(node, replacement).code
        if text not in seen:
            seen.add(text)
            found.mutants.append(Mutant(path, source, text))
    return found


def _mutated(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Each fault that this node can have."""
    if m.matches(node, m.Call(func=m.Name("len") | m.Name("isinstance"))):
        return
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)
    match node:
        case cst.Integer():
            if node.evaluated_value > 0:
                yield node.with_changes(value=str(node.evaluated_value - 1))
        case cst.If() | cst.CompIf():
            for answer in ("True", "False"):
                yield node.with_changes(test=cst.Name(answer))
        case cst.BooleanOperation():
            yield node.left
            yield node.right


class _Mutations(cst.CSTVisitor):
    """Collects the mutations of a module; those of texts and declarations are only counted."""

    def __init__(self, example_names: set[str]) -> None:
        super().__init__()
        self.mutations: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self.left_out = 0
        self._example_names = example_names
        self._inside_no_logic = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _says_nothing(node):
            return False
        self._inside_no_logic += self._is_no_logic(node)
        for replacement in _mutated(node):
            if self._inside_no_logic:
                self.left_out += 1
            else:
                self.mutations.append((node, replacement))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if not _says_nothing(original_node):
            self._inside_no_logic -= self._is_no_logic(original_node)

    def _is_no_logic(self, node: cst.CSTNode) -> bool:
        """Decorators (a rule's declaration and examples), what only they read, texts and types."""
        return (
            isinstance(node, cst.Decorator)
            or _assigned(node) in self._example_names
            or _is_text(node)
            or m.matches(node, m.Assign(value=m.Call(func=m.Name("TypeVar"))))
        )


def _says_nothing(node: cst.CSTNode) -> bool:
    """Imports, annotations and docstrings have no mutants worth a count."""
    return isinstance(node, cst.Import | cst.ImportFrom | cst.Annotation) or m.matches(
        node, m.Expr(value=m.SimpleString())
    )


def _is_text(node: cst.CSTNode) -> bool:
    """Words for a person: a literal with a blank between words."""
    return (
        isinstance(node, cst.SimpleString)
        and isinstance(node.evaluated_value, str)
        and " " in node.evaluated_value.strip()
    )


def _assigned(node: cst.CSTNode) -> str:
    """The name that a statement assigns to."""
    match node:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name
        case _:
            return ""


def _example_names(module: cst.Module) -> set[str]:
    """Constants of the module that nothing but decorators reads, and `__all__`."""
    everywhere = _names(module)
    in_decorators = sum(map(_names, m.findall(module, m.Decorator())), Counter())
    assigned = {
        _assigned(small)
        for line in module.body
        if isinstance(line, cst.SimpleStatementLine)
        for small in line.body
    }
    # Besides the decorators there is the assignment itself.
    only_there = {name for name in in_decorators if everywhere[name] == in_decorators[name] + 1}
    return assigned & only_there | {"__all__"}


def _names(node: cst.CSTNode) -> Counter[str]:
    return Counter(name.value for name in m.findall(node, m.Name()))
