from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from banyan.lock.base import LockStore
from banyan.lock.errors import LocksAway
from banyan.redis import Redis, RedisAway

_FENCE = "banyan:lock-fence"
# KEYS: the lock, the last fencing number; ARGV: owner, milliseconds. The owner itself may ask again: a client whose
# connection broke before the answer came sends the same once more. The number is that of `next_fence`, by the clock of
# the server: one that starts empty, or takes over from one whose last writes it has not got, goes on above it.
_ACQUIRE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
    return false
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local time = redis.call('TIME')
local fence = math.max(tonumber(redis.call('GET', KEYS[2]) or 0) + 1, time[1] * 1000000 + time[2])
redis.call('SET', KEYS[2], string.format('%.0f', fence))
return fence
"""
_RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call('DEL', KEYS[1])
"""


class RedisLockStore(LockStore):
    """Holds over all nodes that share one Redis, as long as it keeps its data: see docs/locks.md."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def acquire(self, name: str, owner: str, expiry: float) -> int | None:
        fence = await self._ask(_ACQUIRE, [_key(name), _FENCE], [owner, _milliseconds(expiry)])
        return None if fence is None else int(fence)

    async def renew(self, name: str, owner: str, expiry: float) -> bool:
        return bool(await self._ask(_RENEW, [_key(name)], [owner, _milliseconds(expiry)]))

    async def release(self, name: str, owner: str) -> bool:
        return bool(await self._ask(_RELEASE, [_key(name)], [owner]))

    async def close(self) -> None:
        """Redis itself is its owner's to close."""

    async def _ask(self, script: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        try:
            return await self._redis.script(script, keys, arguments)
        except RedisAway as error:
            raise LocksAway from error


def _key(name: str) -> str:
    return f"banyan:lock:{name}"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
