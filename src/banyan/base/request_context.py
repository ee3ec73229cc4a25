from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from banyan.base.invalidation import Invalidation


class RequestContext:
    """What is known of the request being served, for parts that are not handed the request itself.

    `required`: the position of the invalidation log that whoever asks knows of; -1: none. `number`: the position that
    was applied here when it began; what is read for it may be kept under that number. None: nothing may be kept.
    `sure`: it must read past caches and replicas, for it carries news that this process could not catch up with.
    `wrote`: it has begun a transaction that writes, so that caches and replicas may lack what it has to see.
    `committed`: what it has invalidated for everybody. `degraded`: the switches in whose place something else stands
    in its answer. `traceparent`: W3C trace context as it came; only those few requests that call another service have
    it read.
    """

    __slots__ = ("committed", "degraded", "id", "number", "reads_only", "required", "sure", "traceparent", "wrote")

    def __init__(self, id: str, *, reads_only: bool = True, required: int = -1) -> None:
        self.id = id
        self.reads_only = reads_only
        self.required = required
        self.number: int | None = None
        self.traceparent = b""
        self.sure = False
        self.wrote = False
        self.degraded: list[str] = []
        self.committed: list[Invalidation] = []


_current: ContextVar[RequestContext | None] = ContextVar("request", default=None)


def current_request() -> RequestContext | None:
    """None outside of a request."""
    return _current.get()


def enter_request(context: RequestContext) -> None:
    """For the rest of this task."""
    _current.set(context)


@contextmanager
def inside_request(context: RequestContext) -> Iterator[None]:
    """Within it, as `enter_request`."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
