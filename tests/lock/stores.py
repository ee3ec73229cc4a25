from __future__ import annotations

from pathlib import Path

from banyan.lock import LockStore, MachineLockStore, RedisLockStore
from banyan.redis import Redis


def open_store(address: str) -> LockStore:
    if address.startswith("redis:"):
        return _OwnRedis(Redis(address, timeout=1.0))
    return MachineLockStore(Path(address))


class _OwnRedis(RedisLockStore):
    """With a connection of its own, closed with it."""

    async def close(self) -> None:
        await self._redis.close()
