"""api-layer 10: as a decorator, which keeps what it wraps."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time

import httpx
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery

from banyan.base import Trip, ambient
from banyan.outbound import (
    BreakerOpen,
    BrokenAnswer,
    DeadlineExceeded,
    Outbound,
    OutboundFault,
    ReadTimeout,
    Terms,
    Unreachable,
    UpstreamFailed,
    UpstreamRefused,
    calls,
)
from tests.outbound.scene import run
from tests.outbound.scripted_server import ScriptedServer, silent, whole

_TOUCHY = Trip(failures=3, cool_down=1)


async def _undecorated(client: Outbound, url: str, *, times: int = 1) -> str:
    """What is there."""
    return "".join([(await client.get(url)).text for _ in range(times)])


fetch = calls("things", deadline=10)(_undecorated)


async def _through_a_dependency(outbound: NamedDependency[Outbound], url: FromQuery[str]) -> str:
    """As a Litestar dependency."""
    return (await outbound.get(url)).text


fetched = calls("things")(_through_a_dependency)


def test_point_10_name_docstring_and_signature_stay() -> None:
    assert (fetch.__name__, fetch.__doc__, fetch.__module__) == ("_undecorated", "What is there.", __name__)
    assert fetch.__qualname__ == _undecorated.__qualname__
    assert inspect.signature(fetch) == inspect.signature(_undecorated)
    assert inspect.get_annotations(fetch) == inspect.get_annotations(_undecorated)
    assert inspect.iscoroutinefunction(fetch)


def test_point_10_only_an_async_function_can_be_one() -> None:
    with pytest.raises(TypeError, match="not an async function"):

        @calls("x")  # type: ignore[arg-type]
        def plain() -> None: ...

    with pytest.raises(ValueError, match="more than 0"):
        calls("x", deadline=0)


def test_point_10_it_gives_what_the_function_gives() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(body=b"a"))
        assert await fetch(outbound, url, times=3) == "aaa"
        assert await fetch(client=outbound, url=url) == "a"

    run(scene)


def test_point_10_all_of_it_together_ends_by_the_deadline(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "banyan.outbound")

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", silent)

        @calls("patient", deadline=0.3)
        async def patient(client: Outbound) -> None:
            """Tries on where one call failed."""
            for _ in range(100):
                try:
                    await client.under(read_timeout=0.1, retries=5).get(url)
                except ReadTimeout:
                    continue

        began = time.monotonic()
        with pytest.raises(DeadlineExceeded, match="patient"):
            await patient(outbound)
        assert 0.3 <= time.monotonic() - began < 5

    run(scene, Terms())
    assert "outbound patient outbound_deadline in " in caplog.text


def test_point_10_its_breaker_bears_its_name_and_spares_the_host() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url, good = server.script("/", whole(500)), server.script("/good", whole(body=b"a"))

        @calls("good")
        async def other(client: Outbound) -> str:
            return (await client.get(good)).text

        for _ in range(3):
            with pytest.raises(UpstreamFailed):
                await fetch(outbound, url)
        with pytest.raises(BreakerOpen, match="things"):
            await fetch(outbound, good)
        assert await other(outbound) == "a"
        assert (await outbound.get(good)).text == "a"
        await asyncio.sleep(1)
        assert await fetch(outbound, good) == "a"
        assert await fetch(outbound, good) == "a"

    run(scene, trip=_TOUCHY)


def test_point_10_a_refusal_or_the_functions_own_errors_do_not_open_it() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", whole(404))

        @calls("strict")
        async def strict(client: Outbound) -> None:
            raise ValueError("what came makes no sense")

        for _ in range(5):
            with pytest.raises(UpstreamRefused):
                await fetch(outbound, url)
            with pytest.raises(ValueError, match="no sense"):
                await strict(outbound)

    run(scene, trip=_TOUCHY)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (httpx.ReadTimeout("x"), ReadTimeout),
        (httpx.ReadError("x"), BrokenAnswer),
        (TimeoutError(), DeadlineExceeded),
        (ConnectionRefusedError(), Unreachable),
    ],
)
def test_point_10_a_function_that_asks_by_another_library_has_the_same_errors(
    error: Exception, fault: type[OutboundFault]
) -> None:
    @calls("other-library")
    async def ask() -> None:
        raise error

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        with ambient({Outbound: outbound}):
            for _ in range(3):
                with pytest.raises(fault):
                    await ask()
            with pytest.raises(BreakerOpen):
                await ask()

    run(scene, trip=_TOUCHY)


def test_point_10_a_file_that_is_missing_is_no_fault_of_the_network() -> None:
    @calls("reader")
    async def read() -> None:
        raise FileNotFoundError

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        with ambient({Outbound: outbound}), pytest.raises(FileNotFoundError):
            await read()

    run(scene)


def test_point_10_without_a_client_it_is_the_sites_and_outside_of_one_a_mistake() -> None:
    with pytest.raises(LookupError, match="Outbound"):
        asyncio.run(calls("x")(asyncio.sleep)(0))


def test_point_10_it_can_be_a_litestar_dependency() -> None:
    @get("/")
    async def handler(thing: NamedDependency[str]) -> str:
        return thing

    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        app = Litestar(
            [handler],
            dependencies={
                "outbound": Provide(lambda: outbound, sync_to_thread=False),
                "thing": Provide(fetched),
            },
        )
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test")
        answer = await client.get("/", params={"url": server.script("/", whole(body=b"a"))})
        assert (answer.status_code, answer.text) == (200, "a")

    run(scene)


def test_point_10_one_within_another_ends_with_the_outer() -> None:
    async def scene(outbound: Outbound, server: ScriptedServer) -> None:
        url = server.script("/", silent)

        @calls("inner", deadline=10)
        async def inner(client: Outbound) -> None:
            await client.under(read_timeout=10).get(url)

        @calls("outer", deadline=0.1)
        async def outer(client: Outbound) -> None:
            await inner(client)

        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await outer(outbound)
        assert time.monotonic() - began < 5

    run(scene)
