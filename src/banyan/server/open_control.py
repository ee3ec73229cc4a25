from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from banyan.control import Control, RedisHints
from banyan.data import DatabaseLog
from banyan.redis import Redis
from banyan.server.connections import open_database, open_redis
from banyan.server.site import Site


@asynccontextmanager
async def open_control(site: Site) -> AsyncIterator[Control]:
    """For a program beside the site, which may run or not; running nodes are told at once where there is Redis."""
    database, redis = open_database(site), open_redis(site)
    hints = RedisHints(redis) if redis else None
    if hints:
        database.on_commit.append(hints.announce)
    try:
        yield Control(database, DatabaseLog(database))
        if hints:
            await hints.told()
    finally:
        await _close(redis)
        await database.close()


async def _close(redis: Redis | None) -> None:
    if redis:
        await redis.close()
