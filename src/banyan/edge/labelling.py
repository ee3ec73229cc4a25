from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from banyan.base import current_request
from banyan.edge.cache_control import TARGETED
from banyan.edge.cache_key import narrowed, tags_of
from banyan.edge.conditional import as_not_modified, is_not_modified
from banyan.policy import Cache

Fields = list[tuple[bytes, bytes]]
_TAG = re.compile(r"[A-Za-z0-9_.:/@-]{1,200}")


class Labelling(ASGIMiddleware):
    """What the policy `Cache` says is put on the answer, for whichever cache is in front: how long it is fresh
    (CDN-Cache-Control, RFC 9213), its tags (Cache-Tag), and for browsers, which no invalidation reaches, that they ask
    each time (Cache-Control: no-cache), which costs them 304 by the strong ETag.

    The handler gets the request as the key has it. Its own Cache-Control stays. What nobody else may have is marked so:
    stand-ins, what a request read that wrote, answers with a cookie, and those to requests that say who asks.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, policy: Cache) -> None:
        self._policy = policy
        named = (*policy.vary, "Cookie") if policy.cookies else policy.vary
        self._vary = ", ".join(named).encode()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        start: Any = None

        async def send_labelled(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                # Only of what is there as a whole: nothing is held back to find out what it is.
                whole = None if message.get("more_body") else message["body"]
                start["headers"] = self._labelled(start["status"], start["headers"], scope, whole)
                if whole is not None and start["status"] == 200 and is_not_modified(scope["headers"], start["headers"]):
                    start, message = as_not_modified(start), {**message, "body": b""}
                await send(start)
                start = None
            await send(message)

        await next_app(narrowed(scope, self._policy), receive, send_labelled)

    def _labelled(self, status: int, given: Any, scope: Scope, whole: bytes | None) -> Fields:
        fields = [(name.lower(), value) for name, value in given]
        request = current_request()
        if request and (request.degraded or request.wrote):
            return [*_without(fields, b"cache-control", TARGETED), (b"cache-control", b"no-store")]
        names = {name for name, _ in fields}
        if whole is not None and status == 200 and b"etag" not in names:
            fields.append((b"etag", b'"%s"' % blake2b(whole, digest_size=12).hexdigest().encode()))
        has_own_word = bool(names & {b"cache-control", TARGETED})
        tags = tags_of(scope, self._policy)
        refusal = self._refusal(status, names, tags, scope)
        if refusal:
            return fields if has_own_word else [*fields, (b"cache-control", refusal)]
        if status != 200 or not has_own_word:
            # An error's own word is no-store; a declared one is kept all the same.
            fields = [*_without(fields, b"cache-control", TARGETED), *self._lifetime(status)]
        if tags:
            fields.append((b"cache-tag", ", ".join(tags).encode()))
        if self._vary:
            fields.append((b"vary", self._vary))
        return fields

    def _refusal(self, status: int, names: set[bytes], tags: tuple[str, ...], scope: Scope) -> bytes | None:
        """Cache-Control of what no shared cache may keep."""
        passes_by = {name.encode() for name in self._policy.passes_by()}
        if b"set-cookie" in names or any(name in passes_by for name, _ in scope["headers"]):
            return b"private, no-cache"
        if self._policy.seconds(status) is None:
            return b"no-store"
        return None if all(map(_TAG.fullmatch, tags)) else b"no-cache"

    def _lifetime(self, status: int) -> Fields:
        said = [f"max-age={self._policy.seconds(status)}"]
        if self._policy.stale:
            said.append(f"stale-while-revalidate={self._policy.stale}")
        if self._policy.stale_if_error and status == 200:
            said.append(f"stale-if-error={self._policy.stale_if_error}")
        return [(b"cache-control", b"no-cache"), (TARGETED, ", ".join(said).encode())]


def _without(fields: Fields, *names: bytes) -> Fields:
    return [field for field in fields if field[0] not in names]
