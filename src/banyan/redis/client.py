from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis as Client
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError

from banyan.base import Breaker, SettingsError, SystemFault, Trip

T = TypeVar("T")
_LISTEN_SECONDS = 5.0
_PAUSE_SECONDS = 1.0
_logger = logging.getLogger("banyan")


class RedisAway(SystemFault):
    """It did not answer in time, or is not asked since it lately did not: whoever uses it goes on without."""

    name = "redis_away"
    status = 503
    message = "Redis does not answer."


class Redis:
    def __init__(self, url: str, *, timeout: float, connections: int = 32) -> None:
        """`timeout`: seconds for a whole call, connecting included. Raises SettingsError for what is no such URL."""
        self._timeout = timeout
        self._breaker = Breaker(Trip(failures=3, cool_down=1))
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=connections,
                timeout=timeout,
                socket_connect_timeout=timeout,
                socket_timeout=timeout,
                # Once, and only where the connection was found closed: a restart of the server is nobody's failure. An
                # answer that is late stays late.
                retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
                decode_responses=False,
            )
        except ValueError:
            raise SettingsError("redis.url: not a Redis URL; write for example redis://127.0.0.1:6379/0") from None
        self._client = Client(connection_pool=pool)

    async def call(self, use: Callable[[Client], Awaitable[T]]) -> T:
        """Whatever `use` gets from the client. Raises RedisAway, within the deadline."""
        if not self._breaker.allows():
            raise RedisAway
        try:
            async with asyncio.timeout(self._timeout):
                result = await use(self._client)
        except (RedisError, OSError, TimeoutError) as error:
            self._breaker.failed()
            _logger.warning("redis does not answer: %s", type(error).__name__)
            raise RedisAway from error
        self._breaker.succeeded()
        return result

    async def script(self, text: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        """Run a Lua script, sent whole only where the server does not know it yet."""
        return await self.call(lambda client: client.register_script(text)(keys=keys, args=arguments))

    async def messages(self, channel: str) -> AsyncIterator[bytes]:
        """What others publish there; while Redis is away nothing comes, and what was said then is not heard."""
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(channel)
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=_LISTEN_SECONDS)
                        if message:
                            yield message["data"]
            except (RedisError, OSError, TimeoutError):
                await asyncio.sleep(_PAUSE_SECONDS)

    async def check(self) -> None:
        """Raises RedisAway."""
        await self.call(lambda client: client.ping())

    async def close(self) -> None:
        await self._client.aclose()
