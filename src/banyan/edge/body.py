from __future__ import annotations

import asyncio

from banyan.base import BodyTooLarge
from banyan.observe.envelope import App, Message, Receive, Scope, Send

# A client that is still sending does not read the refusal: some of the rest is taken and thrown away first, as
# nginx does by its lingering close.
_LINGER_SECONDS = 30.0
_BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})


class BodyTaken:
    """Takes a request's body to its end before the answer begins, whoever lost interest in it: a server that answers
    and closes while the other side still sends is seen as one that broke off, by nginx too (502)."""

    def __init__(self, app: App, max_body: int) -> None:
        self._app = app
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _has_body(scope):
            body = _Body(receive, self._max_body)
            receive, send = body.receive, body.read_before(send)
        await self._app(scope, receive, send)


def _has_body(scope: Scope) -> bool:
    for name, _ in scope["headers"]:  # noqa: SIM110  `any` would take longer than all else that this layer does
        if name in _BODY_HEADERS:
            return True
    return False


class _Body:
    """On its way: counted, for a chunked one declares no length."""

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
            await linger(self._receive)


async def linger(receive: Receive) -> None:
    """Throw away what still comes."""
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while _goes_on(await receive()):
                pass
    except TimeoutError:
        return


def _goes_on(message: Message) -> bool:
    return message["type"] == "http.request" and bool(message.get("more_body"))
