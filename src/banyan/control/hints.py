from __future__ import annotations

import asyncio
from collections.abc import Callable

from banyan.base import Invalidation
from banyan.redis import Redis, RedisAway

_CHANNEL = "banyan:positions"


class RedisHints:
    """Tells the other processes of a position sooner than they would find it in the log. Nothing rests on it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._newest = 0
        self._announcing: asyncio.Task[None] | None = None

    def announce(self, invalidation: Invalidation) -> None:
        """Without making anybody wait; of several at once the newest is enough."""
        self._newest = max(self._newest, invalidation.position)
        if self._announcing is None or self._announcing.done():
            self._announcing = asyncio.create_task(self._announce())

    async def told(self) -> None:
        """Wait until what was announced is out, or cannot be."""
        if self._announcing:
            await self._announcing

    async def listen(self, on_position: Callable[[int], None]) -> None:
        """Until it is cancelled."""
        async for message in self._redis.messages(_CHANNEL):
            if message.isdigit():
                on_position(int(message))

    async def _announce(self) -> None:
        announced = 0
        while announced < self._newest:
            announced = self._newest
            position = str(announced)
            try:
                await self._redis.call(lambda client: client.publish(_CHANNEL, position))  # noqa: B023  awaited at once
            except RedisAway:
                return
