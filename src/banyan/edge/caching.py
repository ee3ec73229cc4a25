from __future__ import annotations

import asyncio

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from banyan.base import RequestContext, current_request, reach
from banyan.cache import Flight
from banyan.edge.answer_cache import AnswerCache, Kept
from banyan.edge.cache_control import TARGETED
from banyan.edge.cache_key import RouteKey
from banyan.edge.visit import Visit
from banyan.edge.wishes import Wishes, wishes_of
from banyan.policy import Cache, SiteTable

# Seconds to wait for an answer that is fetched for another: its client may be slow to take it.
_PATIENCE = 5.0
_BODY_FIELDS = frozenset({b"content-length", b"transfer-encoding"})


class Caching(ASGIMiddleware):
    """The policy `Cache` in process, for sites without a gateway: what `Labelling` has marked is kept and served from
    memory (RFC 9111, RFC 5861); `Cache-Status` says what happened (RFC 9211)."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, policy: Cache, route: str, table: SiteTable) -> None:
        self._table = table
        self._key = RouteKey(policy)
        self._route = route
        self._passes_by = frozenset(name.encode() for name in policy.passes_by()) | _BODY_FIELDS
        self._bypasses = ("cache", "cache.http", f"cache.http.{route}")
        self._origins = ("origin", f"origin.{route}")

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        cache, request = reach(AnswerCache), current_request() or RequestContext("")
        passes_by = self._passes_by
        if any(name in passes_by for name, _ in scope["headers"]) or cache.is_turned(self._bypasses):
            cache.count(self._route, "bypass")
            await next_app(scope, receive, _unlabelled(send))
            return
        visit = Visit(self._key, cache, request, scope, send, next_app)
        visit.kept = kept = await cache.find(visit.key)
        wishes = wishes_of(scope["headers"])
        if kept and wishes.allow(kept):
            cache.count(self._route, "hit")
            await visit.show(kept, _hit(kept))
        elif kept and wishes.allow_stale(kept):
            cache.count(self._route, "stale")
            if not cache.is_turned(self._origins):
                cache.fetch_beside(visit.refresh)
            await visit.show(kept, _hit(kept))
        else:
            await self._answer_anew(visit, wishes, receive)

    async def _answer_anew(self, visit: Visit, wishes: Wishes, receive: Receive) -> None:
        if visit.cache.is_turned(self._origins):
            await self._answer_alone(visit)
        elif wishes.only_if_cached:
            await self._refuse(visit, 504)
        else:
            await self._fetch_or_wait(visit, wishes, receive)

    async def _answer_alone(self, visit: Visit) -> None:
        """The handler is not asked (checklist 83)."""
        if visit.kept and visit.kept.may_stand_in:
            visit.cache.count(self._route, "stale")
            await visit.show(visit.kept, _hit(visit.kept))
        else:
            await self._refuse(visit, 503)

    async def _fetch_or_wait(self, visit: Visit, wishes: Wishes, receive: Receive) -> None:
        """One flight a key."""
        why = b"miss" if visit.kept is None else b"request" if visit.kept.is_fresh else b"stale"
        flight = None if wishes.no_cache else visit.flight()
        if flight and await self._has_waited(visit, flight, why):
            return
        keeps, number = not wishes.no_store, visit.request.number
        if flight or number is None or not keeps:
            # What the other flight brought was for its client alone: nothing to wait for a second time.
            failed = await visit.fetch(why, receive, keeps=keeps)
        else:
            with visit.cache.flights.lead([visit.key], number) as own:
                failed = await visit.fetch(why, receive, flight=own)
        visit.cache.count(self._route, "stale" if failed else "miss")

    async def _has_waited(self, visit: Visit, flight: Flight, why: bytes) -> bool:
        """For another's answer; False if that is none for this request."""
        await asyncio.wait({flight.landed}, timeout=_PATIENCE)
        entry = flight.entries.get(visit.key_now())
        found = visit.cache.judge(entry) if entry else None
        if found is None or not (found.valid or found.is_failure):
            return False
        if found.is_failure and visit.kept and visit.kept.may_stand_in:
            found = visit.kept
        visit.cache.count(self._route, "stale" if found is visit.kept else "miss")
        await visit.show(found, b"fwd=%s; collapsed" % why)
        return True

    async def _refuse(self, visit: Visit, status: int) -> None:
        visit.cache.count(self._route, "miss")
        accept = dict(visit.scope["headers"]).get(b"accept", b"").decode("latin-1")
        rendered = self._table.http_error(visit.scope["path"], status, accept, visit.request.id)
        fields = [
            (b"content-type", rendered.content_type.encode()),
            (b"content-length", b"%d" % len(rendered.body)),
            (b"cache-control", b"no-store"),
            (b"cache-status", b"banyan; detail=none-kept"),
        ]
        if status == 503:
            fields.append((b"retry-after", b"1"))
        await visit.send({"type": "http.response.start", "status": status, "headers": fields})
        await visit.send({"type": "http.response.body", "body": rendered.body, "more_body": False})


def _hit(kept: Kept) -> bytes:
    return b"hit; ttl=%d" % (kept.answer.fresh - kept.age)


def _unlabelled(send: Send) -> Send:
    """For who is no cache."""

    async def send_unlabelled(message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = [field for field in message["headers"] if field[0].lower() not in (TARGETED, b"cache-tag")]
            message["headers"] = [*fields, (b"cache-status", b"banyan; fwd=bypass")]
        await send(message)

    return send_unlabelled
