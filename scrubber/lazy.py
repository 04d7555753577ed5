"""An attribute that is worked out when first asked for.

`functools.cached_property` takes a lock for it on Python 3.11, which costs more than what most of
ours work out.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class lazy(Generic[Owner, Value]):  # noqa: N801 - used as a decorator
    """Decorates a method without arguments of a class without slots."""

    def __init__(self, work_out: Callable[[Owner], Value]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: Any = None) -> "lazy[Owner, Value]": ...
    @overload
    def __get__(self, instance: Owner, owner: Any = None) -> Value: ...

    def __get__(self, instance: Owner | None, owner: Any = None) -> "lazy[Owner, Value] | Value":
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
