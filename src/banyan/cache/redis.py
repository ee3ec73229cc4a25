from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from redis.asyncio import Redis as Client

from banyan.base import Breaker, Trip
from banyan.cache.base import CacheStore, Entry
from banyan.redis import Redis, RedisAway

# Of number and expiry, before the value.
_HEAD = struct.Struct(">qd")
_LONGEST_KEY = 200
# A cache that lets people wait for longer is none.
_PATIENCE = 0.05


class RedisCacheStore(CacheStore):
    """In Redis, for all workers and nodes. Raises RedisAway, after 50 ms at the latest."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        # Its own: what is too late for a cache may do for a lock.
        self._breaker = Breaker(Trip(failures=3, cool_down=1))

    async def get_many(self, keys: Sequence[str]) -> Sequence[Entry | None]:
        names = [_name(key) for key in keys]
        found: list[bytes | None] = await self._call(lambda client: client.mget(names))
        return [_entry(kept) if kept else None for kept in found]

    async def set_many(self, entries: Mapping[str, Entry]) -> None:
        now = time.time()

        async def send(client: Client) -> None:
            pipeline = client.pipeline(transaction=False)
            for key, (number, expires, value) in entries.items():
                milliseconds = max(1, int((expires - now) * 1000))
                pipeline.set(_name(key), _HEAD.pack(number, expires) + value, px=milliseconds)
            await pipeline.execute()

        await self._call(send)

    async def _call(self, use: Callable[[Client], Awaitable[Any]]) -> Any:
        if not self._breaker.allows():
            raise RedisAway
        try:
            async with asyncio.timeout(_PATIENCE):
                result = await self._redis.call(use)
        except (RedisAway, TimeoutError):
            self._breaker.failed()
            raise RedisAway from None
        self._breaker.succeeded()
        return result


def _name(key: str) -> str:
    if len(key) > _LONGEST_KEY:
        key = f"{key[:_LONGEST_KEY]}:{blake2b(key.encode(), digest_size=16).hexdigest()}"
    return f"banyan:cache:{key}"


def _entry(kept: bytes) -> Entry | None:
    if len(kept) < _HEAD.size:
        return None
    number, expires = _HEAD.unpack_from(kept)
    return Entry(number, expires, kept[_HEAD.size :])
