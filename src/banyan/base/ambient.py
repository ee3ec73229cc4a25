"""The running site's services, for functions that nobody hands them to: what decorators such as `degradable` and
`lock_on` stand on. A handler asks for what it needs as a dependency instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
_services: ContextVar[Mapping[type, Any]] = ContextVar("services", default=MappingProxyType({}))


def reach(kind: type[T]) -> T:
    """The service of that type. Raises LookupError outside of a site, which is a mistake of the caller's program."""
    try:
        service: T = _services.get()[kind]
    except KeyError:
        raise LookupError(f"no {kind.__name__} here: call this in a request, or inside `with ambient(…)`") from None
    return service


def reach_or(kind: type[T], default: T) -> T:
    service: T = _services.get().get(kind, default)
    return service


@contextmanager
def ambient(services: Mapping[type, Any]) -> Iterator[None]:
    """Within it, `services` can be reached by their types, besides those that already could."""
    token = _services.set({**_services.get(), **services})
    try:
        yield
    finally:
        _services.reset(token)


def set_ambient(services: Mapping[type, Any]) -> None:
    """For the rest of this task: what a server does for each request."""
    _services.set(services)
