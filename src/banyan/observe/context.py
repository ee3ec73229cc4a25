from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
# As it came: only those few requests that call another service have it read.
traceparent: ContextVar[bytes] = ContextVar("traceparent", default=b"")


def current_request_id() -> str:
    """The id of the request being served, or "" outside of one."""
    return request_id.get()
