from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from banyan.base import new_request_id
from banyan.observe.context import request_id as request_id_var
from banyan.observe.devices import device_type

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_logger = logging.getLogger("request")


class Envelope:
    """The outermost ASGI layer: who asks, the request's id, and a line in the request log for every answer.

    Behind the gateway (`behind_gateway`) the client's address, scheme and the id are those that it names: its socket
    is the only way in. Otherwise such headers are anybody's claim and are passed over.
    """

    def __init__(self, app: App, site: str, *, behind_gateway: bool, log_requests: bool = True) -> None:
        self._app = app
        self._site = site
        self._behind_gateway = behind_gateway
        self._log_requests = log_requests
        self.draining = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = dict(scope["headers"])
        rid = self._note_client(scope, headers)
        status = 500

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._with_own_headers(message["headers"], rid)
            await send(message)

        token = request_id_var.set(rid)
        try:
            await self._app(scope, receive, send_enveloped)
        finally:
            if self._log_requests and _logger.isEnabledFor(logging.INFO):
                self._log(scope, headers, rid, status, time.perf_counter() - started)
            request_id_var.reset(token)

    def _note_client(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        rid = ""
        if self._behind_gateway:
            scope["client"] = (headers.get(b"x-real-ip", b"").decode("latin-1"), 0)
            scope["scheme"] = headers.get(b"x-forwarded-proto", b"http").decode("latin-1")
            rid = headers.get(b"x-request-id", b"").decode("latin-1")
        return rid or new_request_id()

    def _with_own_headers(self, headers: Any, rid: str) -> list[tuple[bytes, bytes]]:
        own = [*headers, (b"x-request-id", rid.encode("latin-1"))]
        if self.draining:
            # Nobody keeps a connection to a worker that is about to stop: see server/node.py.
            own.append((b"connection", b"close"))
        return own

    def _log(self, scope: Scope, headers: dict[bytes, bytes], rid: str, status: int, seconds: float) -> None:
        # The path alone: a query can hold a password (members' GET /users/login), and no log may.
        client = scope.get("client")
        _logger.info(
            "[stat_ctx] %s: %s %s response in %.4f status=%d id=%s client=%s device=%s",
            self._site,
            scope["method"],
            scope.get("raw_path", b"").decode("latin-1") or scope["path"],
            seconds,
            status,
            rid,
            client[0] if client else "-",
            device_type(headers.get(b"user-agent", b"").decode("latin-1")),
        )
