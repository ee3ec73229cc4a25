from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from litestar.types import Message, Scope, Send

from banyan.base import RequestContext
from banyan.cache import Flight
from banyan.edge.answer_cache import Answer, AnswerCache, entry_of
from banyan.edge.cache_control import TARGETED, Lifetime, lifetime, seconds, values_of
from banyan.edge.conditional import as_not_modified, is_not_modified

Fields = list[tuple[bytes, bytes]]
FAILURES = frozenset({500, 502, 503, 504})
"""For which a kept answer may stand in (RFC 5861 section 4)."""
_LABELS = frozenset({TARGETED, b"cache-tag"})
_NO_LIFE = Lifetime(0, 0, 0)


class Fetch:
    """One answer on its way from the handler to a client: passed on, and kept as it passes if it may be."""

    def __init__(
        self,
        cache: AnswerCache,
        request: RequestContext,
        scope: Scope,
        send: Send,
        *,
        why: bytes,
        key_of: Callable[[str], str],
        flight: Flight | None,
        keeps: bool,
        shows_failures: bool,
    ) -> None:
        """`why` it is fetched, as Cache-Status says it. `key_of` a Vary: of an answer that has it. `flight`: who waits
        for it. `keeps`: whether it may be kept. `shows_failures`: False if something can stand in."""
        self.failed_with = 0
        """The status of an answer that was not passed on."""
        self._cache = cache
        self._request = request
        self._scope = scope
        self._send = send
        self._why = why
        self._key_of = key_of
        self._flight = flight
        self._keeps = keeps and request.number is not None
        self._shows_failures = shows_failures
        self._status = 0
        self._fields: Fields = []
        self._tags: tuple[str, ...] = ()
        self._life: Lifetime | None = None
        self._parts: list[bytes] | None = None
        self._size = 0
        self._is_known = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body" and not self.failed_with:
            await self._go_on(message)

    async def _begin(self, message: Any) -> None:
        fields = [(name.lower(), value) for name, value in message["headers"]]
        self._status = message["status"]
        if self._status in FAILURES and not self._shows_failures:
            self.failed_with = self._status
            return
        self._fields = [field for field in fields if field[0] not in _LABELS]
        self._tags = tuple(tag.strip() for tag in values_of(fields, b"cache-tag").split(",") if tag.strip())
        self._life = self._lifetime(fields)
        if self._life or (self._flight and self._status in FAILURES and _is_for_all(fields)):
            self._parts = []
        stored = b"; stored" if self._life else b""
        message["headers"] = [*self._fields, (b"cache-status", b"banyan; fwd=%s%s" % (self._why, stored))]
        self._is_known = self._status == 200 and is_not_modified(self._scope["headers"], self._fields)
        await self._send(as_not_modified(message) if self._is_known else message)

    async def _go_on(self, message: Any) -> None:
        body, is_last = message.get("body", b""), not message.get("more_body")
        self._collect(body)
        if is_last and self._parts is not None:
            # Before it is sent: who has it and asks again is answered by it.
            await self._keep(b"".join(self._parts))
        if not self._is_known:
            await self._send(message)
        elif is_last:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def _lifetime(self, fields: Fields) -> Lifetime | None:
        """If it may be kept."""
        request = self._request
        if not self._keeps or request.wrote or request.degraded or self._status in (206, 304):
            return None
        if any(name == b"set-cookie" or (name == b"vary" and b"*" in value) for name, value in fields):
            return None
        length = seconds(values_of(fields, b"content-length"))
        return lifetime(fields) if length is None or length <= self._cache.largest else None

    def _collect(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._cache.largest:
            self._parts = None
        if self._parts is not None:
            self._parts.append(part)

    async def _keep(self, body: bytes) -> None:
        life, number = self._life or _NO_LIFE, self._request.number
        if number is None:
            return
        made = time.time() - (seconds(values_of(self._fields, b"age")) or 0)
        fields = [field for field in self._fields if field[0] != b"age"]
        answer = Answer(self._status, fields, body, self._tags, made, life.fresh, life.stale, life.stale_if_error)
        key, entry = self._key_of(values_of(self._fields, b"vary")), entry_of(number, answer)
        if self._life:
            await self._cache.keep(key, entry)
        if self._flight:
            # A failure too: who waited for it does not try in its turn.
            self._flight.entries = {key: entry}
            self._flight.land()


def _is_for_all(fields: Fields) -> bool:
    return not any(
        name == b"set-cookie" or (name == b"cache-control" and b"private" in value.lower()) for name, value in fields
    )
