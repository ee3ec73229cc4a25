"""What the tests of caches play in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager

import msgspec

from banyan.base import Invalidation, RequestContext, inside_request
from banyan.cache import Cached, Caches, CacheStore, Horizon, MemoryCacheStore, RedisCacheStore
from banyan.redis import Redis
from tests.servers.redis import RedisTestServer


class Sight(msgspec.Struct):
    id: int
    name: str


SIGHTS = Cached("sight", Sight)


class Site:
    """A process with its caches, and a table of sights that counts what it is asked."""

    def __init__(self, stores: Sequence[CacheStore]) -> None:
        self.horizon = Horizon()
        self.horizon.start(10)
        self.off: set[str] = set()
        self.caches = Caches(self.horizon, stores, is_off=self.off.__contains__)
        self.names: dict[int, str] = {number: f"sight {number}" for number in range(1, 101)}
        self.asked: list[list[int]] = []

    async def load(self, ids: Sequence[int]) -> Mapping[int, Sight]:
        self.asked.append(list(ids))
        await asyncio.sleep(0)
        return {id: Sight(id, self.names[id]) for id in ids if id in self.names}

    async def get(self, *ids: int) -> list[str | None]:
        """Names, as a request of its own sees them."""
        with self.request():
            found = await self.caches.get_many(SIGHTS, ids, self.load)
        return [sight and sight.name for sight in found]

    def request(self) -> AbstractContextManager[None]:
        context = RequestContext("test")
        context.number = self.horizon.applied
        return inside_request(context)

    def commit(self, *tags: str) -> None:
        self.horizon.note(Invalidation(self.horizon.applied + 1, tags))


@asynccontextmanager
async def redis_store(server: RedisTestServer) -> AsyncIterator[RedisCacheStore]:
    redis = Redis(server.url, timeout=1)
    await redis.check()
    try:
        yield RedisCacheStore(redis)
    finally:
        await redis.close()


def play_alone(scene: Callable[[Site], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(20):
            await scene(Site([MemoryCacheStore(10**7)]))

    asyncio.run(run())
