from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from banyan.control import RedisHints
from banyan.data import Database
from banyan.server.connections import open_database, open_redis
from banyan.server.site import Site


@asynccontextmanager
async def open_beside(site: Site) -> AsyncIterator[Database]:
    """The database for a program beside the site, which may run or not; of what it invalidates running nodes are told
    at once where there is Redis, and read in the log where not."""
    database, redis = open_database(site), open_redis(site)
    hints = RedisHints(redis) if redis else None
    if hints:
        database.on_commit.append(hints.announce)
    try:
        yield database
        if hints:
            await hints.told()
    finally:
        if redis:
            await redis.close()
        await database.close()
