from __future__ import annotations

import asyncio
import copy
import itertools
import ssl
import time
from contextlib import nullcontext
from dataclasses import replace
from typing import Unpack

import httpx

from banyan.base import Trip
from banyan.outbound.answers import read_answer
from banyan.outbound.call_log import described, log_answer, log_fault
from banyan.outbound.errors import OutboundFault, TooManyRedirects, UpstreamFailed, UpstreamRefused
from banyan.outbound.faults import named_faults
from banyan.outbound.guard import Guard
from banyan.outbound.lines import Lines, open_http
from banyan.outbound.named_call import ends_at, in_named_call
from banyan.outbound.retries import may_repeat, wait_before_retry
from banyan.outbound.sending import Sending, build_request, redirected
from banyan.outbound.terms import Changes, Terms
from banyan.outbound.upstreams import Upstream, Upstreams


class Outbound:
    """The one client for calls to other servers (api-layer 10): one a worker, closed with it.

    An answer is read whole, and is neither an error nor a redirect; everything else raises an OutboundFault, within the
    deadline of the terms.
    """

    def __init__(
        self,
        terms: Terms | None = None,
        *,
        connections: int = 100,
        retry_share: float = 0.1,
        trip: Trip | None = None,
        guard: Guard | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`connections`: at most so many at once, and as many for users' URLs. `retry_share`: retries as a share of
        the calls to a host. `trip`: of each host's breaker. `guard`: where users' URLs may lead."""
        trip, guard, tls = trip or Trip(), guard or Guard(), tls or httpx.create_ssl_context()
        self.terms = terms or Terms()
        self._lines = Lines(open_http(tls, connections, None), Upstreams(trip, retry_share))
        # Nothing in common: strangers' URLs must neither use up our connections nor open our breakers.
        self._user_lines = Lines(open_http(tls, connections, guard), Upstreams(trip, retry_share), guard)

    def under(self, **changes: Unpack[Changes]) -> Outbound:
        """The same client on other terms: `outbound.under(deadline=2.0)`."""
        view = copy.copy(self)
        view.terms = replace(self.terms, **changes)
        return view

    def for_user_urls(self) -> Outbound:
        """The same client for URLs that came from a user: RefusedAddress where the guard does not let them lead, after
        a redirect too."""
        view = copy.copy(self)
        view._lines = self._user_lines
        return view

    async def get(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("GET", url, **sending)

    async def head(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("HEAD", url, **sending)

    async def post(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("POST", url, **sending)

    async def put(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("PUT", url, **sending)

    async def patch(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("PATCH", url, **sending)

    async def delete(self, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        return await self.request("DELETE", url, **sending)

    async def request(self, method: str, url: str, **sending: Unpack[Sending]) -> httpx.Response:
        """Raises OutboundFault."""
        until = ends_at(self.terms.deadline)
        request = build_request(self._lines, self.terms, method, url, sending)
        for _ in range(self.terms.redirects + 1):
            answer = await self._ask(request, until)
            if answer.next_request is None:
                return answer
            request = redirected(answer.next_request, request)
        raise TooManyRedirects(f"{described(answer.request)}: redirected once too often", answer=answer)

    def upstream(self, name: str) -> Upstream:
        """What is known of a host (`host`, or `host:port` where it is not the usual one) or a named call (`@name`)."""
        return self._lines.upstreams.of(name)

    async def close(self) -> None:
        await self._lines.http.aclose()
        await self._user_lines.http.aclose()

    async def _ask(self, request: httpx.Request, until: float) -> httpx.Response:
        """One request, made again while that does no harm, may help, and is within the budget."""
        now = asyncio.get_running_loop().time
        upstream = self.upstream(request.url.netloc.decode("ascii"))
        upstream.budget.earn()
        retries = self.terms.retries if may_repeat(request) else 0
        for retry in itertools.count():
            try:
                return await self._exchange(request, upstream, until)
            except OutboundFault as fault:
                wait = wait_before_retry(retry, fault)
                if retry >= retries or wait is None or now() + wait >= until or not upstream.budget.spend():
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("it counts for ever")

    async def _exchange(self, request: httpx.Request, upstream: Upstream, until: float) -> httpx.Response:
        call = described(request)
        # A named call's breaker stands for those of its hosts; but hosts that users chose are never one thing.
        watched = nullcontext() if in_named_call.get() and not self._lines.guard else upstream.watched(call)
        with watched:
            started = time.perf_counter()
            try:
                with named_faults(call):
                    async with asyncio.timeout_at(until):
                        answer = await self._send(request, call)
            except OutboundFault as fault:
                log_fault(call, fault, started)
                raise
            # First logged, then raised: always in this order.
            log_answer(answer, started)
            raise_on_bad_status(answer, call)
            return answer

    async def _send(self, request: httpx.Request, call: str) -> httpx.Response:
        if self._lines.guard:
            self._lines.guard.check_url(request.url)
        response = await self._lines.http.send(request, stream=True)
        return await read_answer(response, self.terms.max_answer, call)


def raise_on_bad_status(answer: httpx.Response, call: str) -> None:
    if answer.is_server_error:
        raise UpstreamFailed(f"{call}: {answer.status_code}", answer=answer)
    if answer.is_client_error:
        raise UpstreamRefused(f"{call}: {answer.status_code}", answer=answer)
