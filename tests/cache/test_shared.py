"""api-layer 12: through Redis, which others write too, and which may be silent or wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

import pytest
from prometheus_client import REGISTRY

from banyan.base import BanyanError
from banyan.cache import CacheStore, Entry, MemoryCacheStore
from tests.cache.scene import SIGHTS, Site, play_alone, redis_store
from tests.servers.redis import RedisTestServer, redis_server


def test_what_one_process_has_read_another_finds_and_judges_by_what_it_knows(
    redis_test_server: RedisTestServer,
) -> None:
    redis_test_server.client().flushall()

    async def scene() -> None:
        async with redis_store(redis_test_server) as store:
            one, other = (Site([MemoryCacheStore(10**7), store]) for _ in range(2))
            await one.get(1)
            assert await other.get(1) == ["sight 1"]
            assert await other.get(1) == ["sight 1"]
            assert other.asked == []
            one.commit("sight:1")
            one.names[1] = "new"
            assert await one.get(1) == ["new"]
            # It has not heard: what its own memory keeps will do until it has.
            assert await other.get(1) == ["sight 1"]
            other.commit("sight:1")
            assert await other.get(1) == ["new"]
            assert other.asked == []

    asyncio.run(scene())


@pytest.mark.parametrize(
    "kept",
    [b"", b"x", bytes(16), bytes(100), b"\xff" * 40],
)
def test_wrong_bytes_are_a_miss(redis_test_server: RedisTestServer, kept: bytes) -> None:
    async def scene() -> None:
        async with redis_store(redis_test_server) as store:
            site = Site([store])
            redis_test_server.client().set(f"banyan:cache:{SIGHTS.prefix}1", kept)
            assert await site.get(1) == ["sight 1"]
            assert site.asked == [[1]]

    asyncio.run(scene())


def test_a_value_that_cannot_be_decoded_is_a_miss_and_an_error() -> None:
    async def scene(site: Site) -> None:
        await site.caches._stores[0].set_many({f"{SIGHTS.prefix}1": Entry(10, time.time() + 30, b"\xc1nonsense")})
        before = REGISTRY.get_sample_value("cache_errors_total", {"cache": "sight"}) or 0
        assert await site.get(1) == ["sight 1"]
        assert REGISTRY.get_sample_value("cache_errors_total", {"cache": "sight"}) == before + 1

    play_alone(scene)


def test_without_redis_it_goes_on_and_nobody_waits() -> None:
    async def scene() -> None:
        with redis_server() as server:
            async with redis_store(server) as store:
                site = Site([MemoryCacheStore(10**7), store])
                await site.get(1)
                with server.server.frozen():
                    for id in range(1, 30):
                        before = time.monotonic()
                        assert await site.get(id) == [f"sight {id}"]
                        assert time.monotonic() - before < 0.2
                await asyncio.to_thread(server.server.kill)
                assert await site.get(*range(1, 60)) == [f"sight {id}" for id in range(1, 60)]
                assert site.asked[-1] == list(range(30, 60))

    asyncio.run(scene())


class Broken(CacheStore):
    async def get_many(self, keys: Sequence[str]) -> Sequence[Entry | None]:
        raise BanyanError

    async def set_many(self, entries: Mapping[str, Entry]) -> None:
        raise BanyanError


def test_a_store_that_fails_is_passed_over() -> None:
    async def scene() -> None:
        site = Site([Broken(), MemoryCacheStore(10**6)])
        for _ in range(2):
            assert await site.get(1, 999) == ["sight 1", None]
        assert site.asked == [[1, 999]]

    asyncio.run(scene())
