"""A Redis that is there, late, dead, and back again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from banyan.base import SettingsError
from banyan.redis import Redis, RedisAway
from tests.servers.redis import RedisTestServer, redis_server

_DEADLINE = 0.2


@pytest.fixture
def server() -> Iterator[RedisTestServer]:
    with redis_server() as running:
        yield running


def test_a_dead_one_costs_a_moment_and_then_nothing_and_back_it_is_used_again(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        await redis.check()
        await asyncio.to_thread(server.server.kill)
        for _ in range(3):
            with pytest.raises(RedisAway):
                await redis.check()
        before = time.monotonic()
        for _ in range(1000):
            with pytest.raises(RedisAway):
                await redis.check()
        assert time.monotonic() - before < _DEADLINE * 5
        await asyncio.to_thread(server.server.start)
        await asyncio.sleep(1.1)
        await redis.check()
        await redis.close()

    asyncio.run(scene())


def test_a_frozen_one_costs_the_deadline_however_many_ask(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE, connections=4)
        await redis.check()
        with server.server.frozen():
            before = time.monotonic()
            outcomes = await asyncio.gather(*(redis.check() for _ in range(100)), return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {RedisAway}
            assert time.monotonic() - before < _DEADLINE * 5  # one after the other it would be 25
        await asyncio.sleep(1.1)
        await redis.check()
        await redis.close()

    asyncio.run(scene())


def test_after_a_restart_the_next_call_works(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        await asyncio.gather(*(redis.check() for _ in range(10)))
        await asyncio.to_thread(server.server.restart)
        assert await redis.script("return KEYS[1]", ["a"], []) == b"a"
        await redis.close()

    asyncio.run(scene())


def test_an_answer_of_an_abandoned_call_is_nobody_elses(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE, connections=2)
        slow = "local t = redis.call('TIME') local n = 0 for i = 1, 200000000 do n = n + i end return ARGV[1]"

        async def ask(number: int) -> bytes:
            answer: bytes = await redis.script("return ARGV[1]", [], [number])
            return answer

        with pytest.raises(RedisAway):
            await redis.script(slow, [], ["slow"])
        await asyncio.to_thread(server.client().ping)  # answered when the script has ended
        for number in range(20):
            assert await ask(number) == str(number).encode()
        await redis.close()

    asyncio.run(scene())


@pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1"])
def test_what_is_no_redis_url_names_the_mend(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^redis\.url: .*redis://"):
        Redis(url, timeout=1)
