from __future__ import annotations

import asyncio

from banyan.base import BodyTooLarge
from banyan.observe import current_request_id
from banyan.observe.envelope import App, Message, Receive, Scope, Send
from banyan.policy import SiteTable, is_canonical, is_internal

# A client that is still sending does not read the refusal: some of the rest is taken and thrown away first, as
# nginx does by its lingering close.
_LINGER_SECONDS = 30.0
# With method and version it has to fit one of nginx's large_client_header_buffers.
_LONGEST_TARGET = 16 * 1024 - 32


class Doorkeeper:
    """Refuses paths that are not canonical (400), internal ones (404), request lines (414) and bodies (413) over the
    limit, in the shape of the path."""

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
        elif is_internal(scope["path"]):
            await self._refuse(scope, headers, send, 404)
        elif _declared_length(headers) > self._max_body:
            await _linger(receive)
            await self._refuse(scope, headers, send, 413)
        elif _has_body(headers):
            body = _Body(receive, self._max_body)
            await self._app(scope, body.receive, body.read_before(send))
        else:
            await self._app(scope, receive, send)

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


class _Body:
    """A request's body on its way: counted, for a chunked one declares no length, and taken to its end before the
    answer begins, whoever lost interest in it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._room = limit
        self._ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._ended = not _goes_on(message)
        self._room -= len(message.get("body", b""))
        if self._room < 0:
            await self._end()
            raise BodyTooLarge
        return message

    def read_before(self, send: Send) -> Send:
        async def send_at_last(message: Message) -> None:
            await self._end()
            await send(message)

        return send_at_last

    async def _end(self) -> None:
        if not self._ended:
            self._ended = True
            await _linger(self._receive)


async def _linger(receive: Receive) -> None:
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while _goes_on(await receive()):
                pass
    except TimeoutError:
        return


def _goes_on(message: Message) -> bool:
    return message["type"] == "http.request" and bool(message.get("more_body"))


def _has_body(headers: dict[bytes, bytes]) -> bool:
    return b"transfer-encoding" in headers or _declared_length(headers) > 0


def _declared_length(headers: dict[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0
