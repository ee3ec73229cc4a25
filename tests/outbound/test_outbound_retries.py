"""api-layer 10: retries where they do no harm, within a budget and the deadline; a breaker a host."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.base import Breaker, Trip, utc_now
from banyan.outbound import (
    BreakerOpen,
    DeadlineExceeded,
    Outbound,
    OutboundFault,
    ReadTimeout,
    UpstreamFailed,
    UpstreamRefused,
)
from banyan.outbound.retries import wait_before_retry
from tests.outbound.scene import ROOMY, run
from tests.outbound.scripted_server import ScriptedServer, broken_off, silent, whole

_PATIENT = replace(ROOMY, retries=2)
_TOUCHY = Trip(failures=3, cool_down=5)


class Clock:
    """A breaker's, which no busy machine can advance."""

    now = 0.0

    def __init__(self, breaker: Breaker) -> None:
        breaker._clock = self

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("failure", [whole(500), whole(503), broken_off(), broken_off(b""), silent])
def test_point_10_an_idempotent_call_that_fails_is_made_again(failure: object) -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        for method in ("GET", "OPTIONS", "PUT", "DELETE"):
            url = server.script("/", failure, whole(200))
            assert (await outbound.request(method, url)).status_code == 200
        assert len(server.received) == 8

    run(scene, replace(_PATIENT, read_timeout=0.5) if failure is silent else _PATIENT)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("failure", [whole(500), whole(503, Retry_After="0"), broken_off(), silent])
def test_point_10_one_that_is_not_idempotent_is_never_made_again(method: str, failure: object) -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", failure, whole(200))
        with pytest.raises(OutboundFault):
            await outbound.request(method, url, json={})
        assert len(server.received) == 1

    run(scene, replace(_PATIENT, read_timeout=0.2))


def test_point_10_a_refusal_is_not_asked_again_and_retries_end() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        with pytest.raises(UpstreamRefused):
            await outbound.get(server.script("/no", whole(404), whole(200)))
        assert len(server.received) == 1
        with pytest.raises(UpstreamFailed):
            await outbound.get(server.script("/down", whole(500)))
        assert len(server.received) == 1 + 3

    run(scene, _PATIENT)


def test_point_10_a_short_retry_after_is_honoured_and_a_long_one_ends_the_call() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        for status in (429, 503):
            began = time.monotonic()
            await outbound.get(server.script("/", whole(status, Retry_After="1"), whole(200)))
            assert time.monotonic() - began >= 1.0
        server.received.clear()
        for status in (429, 503):
            with pytest.raises(OutboundFault):
                await outbound.get(server.script("/", whole(status, Retry_After="60"), whole(200)))
        assert len(server.received) == 2

    run(scene, _PATIENT)


@settings(deadline=None)
@given(st.text(max_size=40) | st.integers().map(str) | st.datetimes().map(format_datetime))
def test_point_10_whatever_retry_after_says_the_wait_is_bounded(said: str) -> None:
    headers = [(b"retry-after", said.encode("utf-8", "surrogatepass"))]
    fault = UpstreamFailed("", answer=httpx.Response(503, headers=headers))
    wait = wait_before_retry(3, fault)
    assert wait is None or 0 <= wait <= 2


def test_point_10_retry_after_may_be_a_date() -> None:
    soon = format_datetime(utc_now() + timedelta(seconds=2), usegmt=True)
    wait = wait_before_retry(0, UpstreamFailed("", answer=httpx.Response(503, headers={"Retry-After": soon})))
    assert wait is not None
    assert wait > 0.5


def test_point_10_waits_are_spread_over_all_of_a_growing_span() -> None:
    for retry, span in enumerate([0.1, 0.2, 0.4, 0.8, 1.0, 1.0]):
        waits = [wait_before_retry(retry, UpstreamFailed("")) or 0.0 for _ in range(2000)]
        assert min(waits) < span * 0.05
        assert span * 0.95 < max(waits) <= span


def test_point_10_retries_are_a_share_of_the_calls_in_an_outage() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(500))
        for _ in range(10):
            outcomes = await asyncio.gather(*(outbound.get(url) for _ in range(20)), return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {UpstreamFailed}
        # Ten were saved up; without a budget there would be 400.
        assert 10 <= len(server.received) - 200 <= 10 + 0.1 * 200

    run(scene, _PATIENT, trip=Trip(failures=100_000, calls=100_000))


def test_point_10_retries_end_with_the_deadline() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", silent)
        began = time.monotonic()
        with pytest.raises((ReadTimeout, DeadlineExceeded)):
            await outbound.under(read_timeout=0.1, deadline=0.5, retries=10).get(url)
        assert time.monotonic() - began < 5
        with pytest.raises(UpstreamFailed):
            await outbound.under(deadline=2).get(server.script("/", whole(503, Retry_After="2")))

    run(scene, _PATIENT)


def test_point_10_a_body_that_is_gone_once_sent_is_not_sent_again() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(503), whole(200))
        with pytest.raises(UpstreamFailed):
            await outbound.put(url, files={"a": b"x"})
        assert len(server.received) == 1

    run(scene, _PATIENT)


@pytest.mark.parametrize("failure", [whole(500), silent, broken_off()])
def test_point_10_a_breaker_keeps_calls_from_a_host_that_fails_and_one_trial_closes_it(failure: object) -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        clock = Clock(outbound.upstream(f"127.0.0.1:{server.port}").breaker)
        url, other = server.script("/", failure), server.url("/", host="localhost")
        for _ in range(3):
            with pytest.raises(OutboundFault):
                await outbound.post(url)
        for _ in range(100):
            with pytest.raises(BreakerOpen) as raised:
                await outbound.post(url)
        assert raised.value.retry_after == 5
        assert len(server.received) == 3
        server.script("/", whole(200))
        await outbound.post(other)
        clock.now += 5
        await outbound.post(url)
        await outbound.post(url)

    run(scene, replace(ROOMY, read_timeout=0.2), trip=_TOUCHY)


def test_point_10_refusals_and_what_was_given_up_do_not_open_it() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(404))
        for _ in range(10):
            with pytest.raises(UpstreamRefused):
                await outbound.get(url)
        server.script("/", silent)
        for _ in range(5):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(outbound.get(url), 0.02)
        server.script("/", whole(200))
        await outbound.get(url)

    run(scene, trip=_TOUCHY)


def test_point_10_a_deadline_that_passes_opens_it() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", silent)
        for _ in range(3):
            with pytest.raises(DeadlineExceeded):
                await outbound.under(deadline=0.05).get(url)
        with pytest.raises(BreakerOpen):
            await outbound.get(url)

    run(scene, trip=_TOUCHY)


def test_point_10_of_many_hosts_only_so_many_are_remembered() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        kept = outbound.upstream("kept")
        for number in range(2000):
            outbound.upstream(f"host-{number}")
            assert outbound.upstream("kept") is kept
        assert len(outbound._lines.upstreams) == 256

    run(scene)


def test_point_10_a_connection_that_the_server_closed_while_it_idled_fails_no_call() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(200))
        for _ in range(5):
            assert (await outbound.post(url)).status_code == 200
            await server.drop_connections()

    run(scene)
