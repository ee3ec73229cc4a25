"""The contract of a cache's stores, over memory and Redis; and what is each one's own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from banyan.cache import CacheStore, Entry, MemoryCacheStore, RedisCacheStore
from banyan.redis import Redis, RedisAway
from tests.servers.redis import RedisTestServer, redis_server

Scene = Callable[[CacheStore], Awaitable[None]]


@pytest.fixture(params=["memory", "redis"])
def play(request: pytest.FixtureRequest) -> Iterator[Callable[[Scene], None]]:
    """Runs a scene with an empty store."""
    if request.param == "memory":
        yield lambda scene: asyncio.run(scene(MemoryCacheStore(10_000_000)))  # type: ignore[arg-type]
        return
    server: RedisTestServer = request.getfixturevalue("redis_test_server")
    server.client().flushall()

    async def with_redis(scene: Scene) -> None:
        async with opened(server) as store:
            await scene(store)

    yield lambda scene: asyncio.run(with_redis(scene))


@asynccontextmanager
async def opened(server: RedisTestServer) -> AsyncIterator[RedisCacheStore]:
    redis = Redis(server.url, timeout=1)
    await redis.check()  # the first connection takes its time on a busy machine
    try:
        yield RedisCacheStore(redis)
    finally:
        await redis.close()


def entry(number: int = 1, seconds: float = 60, value: bytes = b"value") -> Entry:
    return Entry(number, time.time() + seconds, value)


def test_what_is_set_is_found_and_what_is_not_is_none_in_the_order_asked(play: Callable[[Scene], None]) -> None:
    entries = {f"key {number}": entry(number, value=bytes([number])) for number in range(50)}

    async def scene(store: CacheStore) -> None:
        await store.set_many(entries)
        wanted = [*entries, "nothing", "key 7", "key 7"]
        random.Random(1).shuffle(wanted)
        assert list(await store.get_many(wanted)) == [entries.get(key) for key in wanted]

    play(scene)


def test_a_later_one_takes_the_place_of_the_earlier(play: Callable[[Scene], None]) -> None:
    first, second = entry(2), entry(1, value=b"")

    async def scene(store: CacheStore) -> None:
        await store.set_many({"a": first, "b": first})
        await store.set_many({"a": second})
        assert list(await store.get_many(["a", "b"])) == [second, first]

    play(scene)


def test_any_key_and_any_value(play: Callable[[Scene], None]) -> None:
    entries = {
        key: entry(2**62, value=random.Random(key).randbytes(5000))
        for key in ("", " ", "ä🌳", "a\n\0b", "x" * 10_000, "x" * 9_999 + "y", "{tag}", "*")
    }

    async def scene(store: CacheStore) -> None:
        await store.set_many(entries)
        assert list(await store.get_many(list(entries))) == list(entries.values())

    play(scene)


def test_of_none_there_are_none(play: Callable[[Scene], None]) -> None:
    async def scene(store: CacheStore) -> None:
        await store.set_many({})
        assert list(await store.get_many([])) == []

    play(scene)


def test_memory_makes_room_by_forgetting_what_was_longest_unused() -> None:
    async def scene() -> None:
        store = MemoryCacheStore(100_000)
        for number in range(1000):
            await store.set_many({f"{number}": entry(value=bytes(700))})
            assert (await store.get_many(["0"]))[0]
        found = await store.get_many([str(number) for number in range(1000)])
        kept = [number for number, each in enumerate(found) if each]
        assert kept == [0, *range(1000 - len(kept) + 1, 1000)]
        assert 90 < len(kept) < 100
        await store.set_many({"too large": entry(value=bytes(200_000))})
        await store.set_many({"small": entry()})
        assert (await store.get_many(["too large", "small"]))[1]

    asyncio.run(scene())


def test_redis_forgets_what_has_ended(redis_test_server: RedisTestServer) -> None:
    redis_test_server.client().flushall()

    async def scene() -> None:
        async with opened(redis_test_server) as store:
            await store.set_many({"ends": entry(seconds=0.001), "stays": entry(seconds=90)})
            left = {key: redis_test_server.client().pttl(key) for key in redis_test_server.client().scan_iter()}
            assert 80_000 < left[b"banyan:cache:stays"] <= 90_000
            assert left.get(b"banyan:cache:ends", 0) <= 1

    asyncio.run(scene())


@pytest.mark.parametrize("kept", [b"", b"x", b"fifteen bytes.."])
def test_what_is_no_entry_is_none(redis_test_server: RedisTestServer, kept: bytes) -> None:
    redis_test_server.client().set("banyan:cache:wrong", kept)

    async def scene() -> None:
        async with opened(redis_test_server) as store:
            assert list(await store.get_many(["wrong"])) == [None]

    asyncio.run(scene())


def test_a_key_of_another_type_is_none(redis_test_server: RedisTestServer) -> None:
    client = redis_test_server.client()
    client.delete("banyan:cache:list")
    client.rpush("banyan:cache:list", "x")

    async def scene() -> None:
        async with opened(redis_test_server) as store:
            assert list(await store.get_many(["list"])) == [None]

    asyncio.run(scene())


def test_frozen_dead_and_back_again_redis_costs_a_moment_and_then_nothing() -> None:
    async def scene() -> None:
        with redis_server() as server:
            async with opened(server) as store:
                await store.set_many({"a": entry()})
                with server.server.frozen():
                    before = time.monotonic()
                    outcomes = await asyncio.gather(*(store.get_many(["a"]) for _ in range(50)), return_exceptions=True)
                    assert {type(outcome) for outcome in outcomes} == {RedisAway}
                    assert time.monotonic() - before < 2
                    before = time.monotonic()
                    for _ in range(1000):
                        with pytest.raises(RedisAway):
                            await store.get_many(["a"])
                    assert time.monotonic() - before < 2
                await asyncio.to_thread(server.server.kill)
                with pytest.raises(RedisAway):
                    await store.set_many({"a": entry()})
                await asyncio.to_thread(server.server.start)
                await _answered(store)
                assert list(await store.get_many(["a"])) == [None]

    asyncio.run(scene())


async def _answered(store: CacheStore) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await store.get_many(["a"])
                return
            except RedisAway:
                await asyncio.sleep(0.05)
