from __future__ import annotations

import asyncio

from banyan.base import BodyTooLarge
from banyan.observe import current_request_id
from banyan.observe.envelope import App, Message, Receive, Scope, Send
from banyan.policy import SiteTable, is_canonical

# A client that is still sending does not read the refusal: some of the rest is taken and thrown away first, as
# nginx does by its lingering close.
_LINGER_SECONDS = 30.0
# With method and version it has to fit one of nginx's large_client_header_buffers.
_LONGEST_TARGET = 16 * 1024 - 32


class Doorkeeper:
    """Refuses paths that are not canonical (400), request lines (414) and bodies (413) over the limit, in the shape of
    the path."""

    def __init__(self, app: App, table: SiteTable, max_body: int) -> None:
        self._app = app
        self._table = table
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        raw_path = scope["raw_path"].decode("latin-1")
        if len(raw_path) + len(scope["query_string"]) > _LONGEST_TARGET:
            await self._refuse(scope, headers, send, 414)
        elif not is_canonical(raw_path):
            await self._refuse(scope, headers, send, 400)
        elif _declared_length(headers) > self._max_body:
            await self._linger(receive)
            await self._refuse(scope, headers, send, 413)
        else:
            # Only a chunked body, which declares no length, has to be counted as it comes.
            counted = self._bounded(receive) if b"transfer-encoding" in headers else receive
            await self._app(scope, counted, send)

    def _bounded(self, receive: Receive) -> Receive:
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body:
                await self._linger(receive)
                raise BodyTooLarge
            return message

        return receive_bounded

    async def _linger(self, receive: Receive) -> None:
        try:
            async with asyncio.timeout(_LINGER_SECONDS):
                while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                    pass
        except TimeoutError:
            return

    async def _refuse(self, scope: Scope, headers: dict[bytes, bytes], send: Send, status: int) -> None:
        accept = headers.get(b"accept", b"").decode("latin-1")
        rendered = self._table.http_error(scope["path"], status, accept, current_request_id())
        answer_headers = [
            (b"content-type", rendered.content_type.encode()),
            (b"content-length", str(len(rendered.body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": answer_headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else rendered.body})


def _declared_length(headers: dict[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0
