from __future__ import annotations

import asyncio

import msgspec
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from banyan.base import reach_or
from banyan.edge.switchboard import Switchboard
from banyan.observe import current_request_id
from banyan.policy import Degrade, RenderedError, SiteTable, policy_of


class Degrading(ASGIMiddleware):
    """The policy `Degrade` on handlers: an answer of 500 and up, or none in time, is replaced before its first byte."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, table: SiteTable) -> None:
        self._table = table
        self._own_board = Switchboard()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        degrade = policy_of(scope["route_handler"].opt, Degrade)
        if degrade is None:
            await next_app(scope, receive, send)
            return
        board = reach_or(Switchboard, self._own_board)
        if not board.lets_try(degrade) or not await _answered(degrade, board, scope, receive, send, next_app):
            board.note(degrade)
            await self._send_stand_in(degrade, scope, send)

    async def _send_stand_in(self, degrade: Degrade, scope: Scope, send: Send) -> None:
        rendered = self._stand_in(degrade, scope)
        headers = [(b"content-length", str(len(rendered.body)).encode()), (b"cache-control", b"no-store")]
        if rendered.content_type:
            headers.append((b"content-type", rendered.content_type.encode()))
        if rendered.status == 503:
            headers.append((b"retry-after", str(degrade.wait or 1).encode()))
        await send({"type": "http.response.start", "status": rendered.status, "headers": headers})
        await send({"type": "http.response.body", "body": rendered.body, "more_body": False})

    def _stand_in(self, degrade: Degrade, scope: Scope) -> RenderedError:
        if degrade.wait or degrade.cache_only:
            accept = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
            return self._table.http_error(scope["path"], 503, accept, current_request_id())
        if degrade.omit:
            return RenderedError(204, "", b"")
        if degrade.page:
            return RenderedError(200, "text/html; charset=utf-8", degrade.page.encode())
        return RenderedError(200, "application/json", msgspec.json.encode(degrade.default))


async def _answered(
    degrade: Degrade, board: Switchboard, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
) -> bool:
    """Whether the client has got the handler's own answer; not, when it is to be replaced."""
    status = 0
    replaced = False

    async def send_unless_replaced(message: Message) -> None:
        nonlocal status, replaced
        if message["type"] == "http.response.start":
            status = message["status"]
            # What has begun may take its time.
            deadline.reschedule(None)
            replaced = status >= 500 and board.failed(degrade, f"status {status}")
        if not replaced:
            await send(message)

    try:
        async with asyncio.timeout(degrade.timeout) as deadline:
            await next_app(scope, receive, send_unless_replaced)
    except TimeoutError:
        if board.failed(degrade, f"no answer in {degrade.timeout} s"):
            return False
        raise
    if not replaced and status < 500:
        board.succeeded(degrade)
    return not replaced
