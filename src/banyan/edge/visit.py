from __future__ import annotations

from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPResponseStartEvent, Message, Receive, Scope, Send
from litestar.utils.scope.state import CONNECTION_STATE_KEY, ScopeState

from banyan.base import RequestContext, enter_request, new_request_id
from banyan.cache import Flight
from banyan.edge.answer_cache import AnswerCache, Kept
from banyan.edge.cache_key import RouteKey, tags_of
from banyan.edge.conditional import as_not_modified, is_not_modified, without_conditions
from banyan.edge.fetch import Fetch


class Visit:
    """A request to a cached route."""

    def __init__(
        self, route: RouteKey, cache: AnswerCache, request: RequestContext, scope: Scope, send: Send, handler: ASGIApp
    ) -> None:
        self.cache = cache
        self.request = request
        self.scope = scope
        self.send = send
        self.key = route.of(scope)
        self.kept: Kept | None = None
        """What was found."""
        self._route = route
        self._handler = handler

    def flight(self) -> Flight | None:
        """Of another request, that may bring what is fresh for this one."""
        flight = self.cache.flights.of(self.key)
        if flight is None or not self.cache.horizon.is_fresh(flight.number, tags_of(self.scope, self._route.policy)):
            return None
        return flight

    def key_now(self) -> str:
        """What the route's answers vary by may have become known since it began."""
        return self._route.of(self.scope)

    async def show(self, kept: Kept, how: bytes) -> None:
        answer = kept.answer
        fields = [*answer.fields, (b"age", b"%d" % kept.age), (b"cache-status", b"banyan; " + how)]
        start: HTTPResponseStartEvent = {"type": "http.response.start", "status": answer.status, "headers": fields}
        known = answer.status == 200 and is_not_modified(self.scope["headers"], answer.fields)
        await self.send(as_not_modified(start) if known else start)
        await self.send({"type": "http.response.body", "body": b"" if known else answer.body, "more_body": False})

    async def fetch(self, why: bytes, receive: Receive, *, flight: Flight | None = None, keeps: bool = True) -> int:
        """From the handler. If that fails, what was kept is shown instead, and the status returned that is not."""
        stand_in = self.kept if self.kept and self.kept.may_stand_in else None
        fetch = Fetch(
            self.cache,
            self.request,
            self.scope,
            self.send,
            why=why,
            key_of=self._key_varying_by,
            flight=flight,
            keeps=keeps,
            shows_failures=stand_in is None,
        )
        await self._handler(without_conditions(self.scope), receive, fetch.send)
        if fetch.failed_with and stand_in:
            await self.show(stand_in, b"fwd=%s; fwd-status=%d" % (why, fetch.failed_with))
        return fetch.failed_with

    def _key_varying_by(self, vary: str) -> str:
        self._route.learn(vary)
        return self.key_now()

    async def refresh(self) -> None:
        """For whoever asks next: a request of its own, in a task of its own."""
        if self.flight():
            return
        request = RequestContext(new_request_id())
        applied = self.cache.horizon.applied
        request.number = None if applied < 0 else applied
        enter_request(request)
        beside = Visit(self._route, self.cache, request, _afresh(self.scope), _to_nobody, self._handler)
        beside.kept = self.kept
        with self.cache.flights.lead([self.key], applied) as flight:
            await beside.fetch(b"stale", of_nobody, flight=flight, keeps=True)


def _afresh(scope: Scope) -> Scope:
    """Without what Litestar has noted of the connection, but for who words its errors."""
    state = {name: value for name, value in scope["state"].items() if name != CONNECTION_STATE_KEY}
    afresh = scope.copy()
    afresh["state"] = state
    ScopeState.from_scope(afresh).exception_handlers = scope["route_handler"].resolve_exception_handlers()
    return afresh


async def of_nobody() -> HTTPReceiveMessage:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _to_nobody(message: Message) -> None:
    pass
