"""api-layer 13: a Redis that is late, dead, empty, and the clients of one that was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from banyan.lock import LockLost, Locks, LocksAway, RedisLockStore
from banyan.redis import Redis
from tests.servers.redis import RedisTestServer, redis_server

_DEADLINE = 0.5
_LONG = 60.0


@pytest.fixture
def server() -> Iterator[RedisTestServer]:
    with redis_server() as running:
        yield running


def test_point_13_without_redis_nothing_is_granted_and_the_error_has_a_name(server: RedisTestServer) -> None:
    async def refused(locks: Locks) -> None:
        before = time.monotonic()
        with pytest.raises(LocksAway) as away:
            async with locks.hold("x", wait=30):
                pytest.fail("granted by nobody")
        assert (away.value.status, away.value.retry_after) == (503, 1)
        assert time.monotonic() - before < 10

    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        locks = Locks(RedisLockStore(redis))
        with server.server.frozen():
            await refused(locks)
        server.server.kill()
        await refused(locks)
        server.server.start()
        await asyncio.sleep(1.1)
        async with locks.hold("x", wait=5):
            pass
        await locks.close()
        await redis.close()

    asyncio.run(scene())


def test_point_13_numbers_grow_though_redis_came_back_empty(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        store = RedisLockStore(redis)
        before = [await store.acquire(str(number), "a", _LONG) for number in range(100)]
        server.server.restart()
        assert server.client().dbsize() == 0
        after = await store.acquire("0", "b", _LONG)
        assert before == sorted(set(filter(None, before)))
        assert after is not None
        assert 2**53 > after > max(filter(None, before))
        await redis.close()

    asyncio.run(scene())


def test_point_13_numbers_grow_though_the_server_s_clock_was_set_back(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        store = RedisLockStore(redis)
        far = 2**52
        server.client().set("banyan:lock-fence", far)
        assert [await store.acquire(name, "a", _LONG) for name in "abc"] == [far + 1, far + 2, far + 3]
        await redis.close()

    asyncio.run(scene())


def test_point_13_a_holder_whose_lock_redis_forgot_learns_it(server: RedisTestServer) -> None:
    async def forgotten(locks: Locks) -> None:
        async with locks.hold("x", expiry=0.4) as held:
            server.client().flushall()
            async with locks.hold("x", wait=5) as other:
                await asyncio.sleep(0.4)
                assert not held.still_mine()
                other.check()

    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        locks = Locks(RedisLockStore(redis))
        with pytest.raises(LockLost):
            await forgotten(locks)
        with pytest.raises(LockLost):
            async with locks.hold("y"):
                server.client().flushall()
        await locks.close()
        await redis.close()

    asyncio.run(scene())


def test_point_13_a_moment_without_redis_loses_no_lock_and_a_longer_one_does(server: RedisTestServer) -> None:
    async def cut_off(locks: Locks) -> None:
        async with locks.hold("x", expiry=0.4, wait=5) as held:
            with server.server.frozen():
                await asyncio.sleep(0.4)
                assert not held.still_mine()

    async def scene() -> None:
        redis = Redis(server.url, timeout=0.2)
        locks = Locks(RedisLockStore(redis))
        async with locks.hold("x", expiry=2) as held:
            with server.server.frozen():
                await asyncio.sleep(0.8)
            held.check()
        with pytest.raises(LockLost):
            await cut_off(locks)
        await locks.close()
        await redis.close()

    asyncio.run(scene())


def test_an_owner_that_asks_again_since_it_got_no_answer_has_it(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        store = RedisLockStore(redis)
        first, second = await store.acquire("x", "a", _LONG), await store.acquire("x", "a", _LONG)
        assert first is not None
        assert second is not None
        assert second > first
        await redis.close()

    asyncio.run(scene())


def test_nothing_but_the_last_number_stays_in_redis(server: RedisTestServer) -> None:
    async def scene() -> None:
        redis = Redis(server.url, timeout=_DEADLINE)
        locks = Locks(RedisLockStore(redis))
        async with locks.hold("x"):
            assert 29_000 < server.client().pttl("banyan:lock:x") <= 30_000
        assert server.client().keys() == [b"banyan:lock-fence"]
        await locks.close()
        await redis.close()

    asyncio.run(scene())
