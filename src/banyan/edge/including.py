from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from hashlib import blake2b

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Receive, Scope, Send

from banyan.base import RequestContext, current_request
from banyan.edge.cache_control import directives, values_of
from banyan.edge.conditional import as_not_modified, is_not_modified, without_conditions
from banyan.edge.fragment import Fragment
from banyan.edge.whole import Fields, Whole

MOST_FRAGMENTS = 32
"""In one page; those that it names after them are left out."""
_INCLUDE = re.compile(rb'<!--# include virtual="(/[!#-;=?-~]{0,8000})" -->')
# Of a page whose parts are others than the frame's.
_OF_THE_FRAME = frozenset(
    {b"content-length", b"etag", b"last-modified", b"cache-control", b"vary", b"content-digest", b"repr-digest"}
)
_WHO_ASKS = frozenset({"cookie", "authorization"})


class Including(ASGIMiddleware):
    """Pages of the policy `Cache(includes=True)`, where no gateway puts them together: the frame from the cache, and in
    the place of each `<!--# include virtual="…" -->` the answer of that cached route. What cannot be had is left out,
    and the page then says that something is missing (`Banyan-Degraded`) and is kept by nobody."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, route: str) -> None:
        self._route = route

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        page = Whole()
        # The client's conditions are about the page, not about its frame.
        await next_app(without_conditions(scope), receive, page.send)
        fields, body = page.fields, page.body
        parts = _INCLUDE.split(body) if page.is_page else [body]
        if len(parts) > 1:
            request = current_request() or RequestContext("")
            answers = [page, *await self._put_in(parts, scope, request)]
            body = b"".join(parts)
            fields = _composed(answers, len(body), is_whole=not request.degraded)
        await _send(scope, send, page.status, fields, body)

    async def _put_in(self, parts: list[bytes], scope: Scope, request: RequestContext) -> Sequence[Whole]:
        """In the place of every second part, which is what the frame names. The answers that were."""
        named = [target.decode("latin-1") for target in parts[1::2]]
        wanted = list(dict.fromkeys(named))
        fragments = {target: Fragment(target, scope) for target in wanted[:MOST_FRAGMENTS]}
        if len(wanted) > MOST_FRAGMENTS:
            request.degraded.append(self._route)
        async with asyncio.TaskGroup() as group:
            for fragment in fragments.values():
                if fragment.name:
                    group.create_task(fragment.fetch(request))
        for fragment in fragments.values():
            request.degraded += fragment.degraded or ([] if fragment.is_there else [fragment.name or self._route])
        there = {target: fragment.answer for target, fragment in fragments.items() if fragment.is_there}
        parts[1::2] = [there[target].body if target in there else b"" for target in named]
        return list(there.values())


def _composed(answers: Sequence[Whole], length: int, *, is_whole: bool) -> Fields:
    """The fields of the frame, which is the first, as they are for all of the page."""
    fields = [field for field in answers[0].fields if field[0] not in _OF_THE_FRAME]
    vary = list({name.lower(): name for answer in answers for name in _names(answer, b"vary")}.values())
    fields += [(b"content-length", b"%d" % length), (b"cache-control", _cache_control(answers, vary))]
    if vary:
        fields.append((b"vary", ", ".join(vary).encode("latin-1")))
    etags = [answer.etag for answer in answers]
    if is_whole and all(etags):
        fields.append((b"etag", b'"%s"' % blake2b(b"\n".join(etags), digest_size=12).hexdigest().encode()))
    return fields


def _cache_control(answers: Sequence[Whole], vary: Sequence[str]) -> bytes:
    """No part of a page may be kept for longer, or for more people, than it says itself."""
    said = {name for answer in answers for name in directives(values_of(answer.fields, b"cache-control"))}
    if "no-store" in said:
        return b"no-store"
    is_private = "private" in said or not _WHO_ASKS.isdisjoint(map(str.lower, vary))
    return b"private, no-cache" if is_private else b"no-cache"


def _names(answer: Whole, field: bytes) -> list[str]:
    return [name.strip() for name in values_of(answer.fields, field).split(",") if name.strip()]


async def _send(scope: Scope, send: Send, status: int, fields: Fields, body: bytes) -> None:
    start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": fields}
    known = status == 200 and is_not_modified(scope["headers"], fields)
    await send(as_not_modified(start) if known else start)
    await send({"type": "http.response.body", "body": b"" if known else body, "more_body": False})
