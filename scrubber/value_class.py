"""Value classes, which the type checker keeps frozen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(
    *, kw_only: bool = False, slots: bool = True
) -> Callable[[type[Class]], type[Class]]:
    """A dataclass with slots, equality and a hash, whose fields mypy lets nobody assign; one with
    lazy attributes has no slots.

    One that is frozen at run time too takes twice as long to define, which every start pays, and
    four times as long to make.
    """
    return dataclass(slots=slots, kw_only=kw_only, unsafe_hash=True)
