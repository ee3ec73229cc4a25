from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from banyan.base import EVERYTHING, Invalidation, RequestContext, enter_request, new_request_id
from banyan.observe.request_log import RequestLog

if TYPE_CHECKING:
    # Not loaded by a node's main process, which writes logs by this package: see server/node.py.
    from banyan.metrics import RequestMetrics

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Of the 32 kB that the gateway takes of an answer's head (gateway/render/templates/http/proxy.conf.j2).
_LONGEST_INVALIDATIONS = 8000
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Envelope:
    """The outermost ASGI layer: who asks, the request's id, a line in the request log for every answer, and its count.

    Behind the gateway (`behind_gateway`) the client's address, scheme and the id are those that it names: its socket
    is the only way in. Otherwise such headers are anybody's claim and are passed over.
    """

    def __init__(
        self, app: App, log: RequestLog | None, *, behind_gateway: bool, metrics: RequestMetrics | None = None
    ) -> None:
        self._app = app
        self._log = log
        self._metrics = metrics
        self._behind_gateway = behind_gateway
        self.draining = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        method = scope["method"]
        headers = dict(scope["headers"])
        rid = self._note_client(scope, headers)
        status = 500

        # No coroutine of its own: every message passes here.
        def send_enveloped(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._with_own_headers(message["headers"], context)
            return send(message)

        context = RequestContext(rid, reads_only=method in _SAFE, required=self._position(headers))
        context.traceparent = headers.get(b"traceparent", b"")
        enter_request(context)
        if self._metrics:
            self._metrics.in_flight += 1
        try:
            await self._app(scope, receive, send_enveloped)
        finally:
            seconds = time.perf_counter() - started
            if self._metrics:
                self._metrics.end(method, scope.get("path_template") or "unmatched", status, seconds)
            if self._log:
                client = scope.get("client")
                self._log.note(
                    method,
                    scope["raw_path"].decode("latin-1"),
                    seconds,
                    status,
                    rid,
                    client[0] if client else "-",
                    headers.get(b"user-agent", b"").decode("latin-1"),
                )

    def _note_client(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        if not self._behind_gateway:
            return new_request_id()
        scope["client"] = (headers.get(b"x-real-ip", b"").decode("latin-1"), 0)
        scope["scheme"] = headers.get(b"x-forwarded-proto", b"http").decode("latin-1")
        return headers.get(b"x-request-id", b"").decode("latin-1") or new_request_id()

    def _position(self, headers: dict[bytes, bytes]) -> int:
        position = headers.get(b"banyan-position", b"") if self._behind_gateway else b""
        return int(position) if position.isdigit() and len(position) < 19 else -1

    def _with_own_headers(self, headers: Any, context: RequestContext) -> list[tuple[bytes, bytes]]:
        own = [*headers, (b"x-request-id", context.id.encode("latin-1"))]
        if context.degraded:
            own = _as_stand_in(own, context.degraded)
        if context.committed and self._behind_gateway:
            own.append((b"cache-invalidate", _as_one(context.committed).header.encode()))
        if self.draining:
            # Nobody keeps a connection to a worker that is about to stop: see server/node.py.
            own.append((b"connection", b"close"))
        return own


def _as_one(committed: list[Invalidation]) -> Invalidation:
    """For nginx 1.22 hears the first of several lines only. What was stale earlier is stale now. Where it is longer
    than nginx takes: everything."""
    position = max(each.position for each in committed)
    tags = tuple(dict.fromkeys(tag for each in committed for tag in each.tags))
    together = Invalidation(position, tags)
    return together if len(together.header) <= _LONGEST_INVALIDATIONS else Invalidation(position, (EVERYTHING,))


def _as_stand_in(headers: list[tuple[bytes, bytes]], degraded: list[str]) -> list[tuple[bytes, bytes]]:
    """What is degraded is shown, and nobody keeps it."""
    kept = [header for header in headers if header[0].lower() not in (b"cache-control", b"etag", b"last-modified")]
    names = ", ".join(dict.fromkeys(degraded))
    return [*kept, (b"cache-control", b"no-store"), (b"banyan-degraded", names.encode())]
