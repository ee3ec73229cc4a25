from __future__ import annotations

import math

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.errors import TooManyAttempts
from banyan.accounts.quotas.base import Allowance, Quotas
from banyan.redis import Redis

# KEYS: counters; ARGV: limit and milliseconds of each. Answers how long to wait, 0 if one of each was taken.
_TAKE = """
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[2 * i - 1]) then
        return math.max(1, redis.call('PTTL', key))
    end
end
for i, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then
        redis.call('PEXPIRE', key, ARGV[2 * i])
    end
end
return 0
"""
_FORGIVE = """
redis.call('DEL', KEYS[1])
if tonumber(redis.call('GET', KEYS[2]) or 0) > 0 then
    redis.call('DECR', KEYS[2])
end
return 0
"""


class RedisQuotas(Quotas):
    """Counters that end by themselves. Raises RedisAway."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take(self, session: AsyncSession, *allowances: Allowance) -> None:
        numbers = [number for each in allowances for number in (each.limit, each.seconds * 1000)]
        wait = await self._redis.script(_TAKE, [_key(each.subject) for each in allowances], numbers)
        if wait:
            raise TooManyAttempts(retry_after=math.ceil(int(wait) / 1000))

    async def forgive(self, session: AsyncSession, *, forget: str, give_back: str) -> None:
        await self._redis.script(_FORGIVE, [_key(forget), _key(give_back)], [])


def _key(subject: str) -> str:
    return f"banyan:quota:{subject}"
