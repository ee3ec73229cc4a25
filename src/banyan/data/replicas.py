from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from banyan.data.errors import DatabaseAway
from banyan.data.invalidating import POSITION
from banyan.data.reading import ReadingSession, reading

_PATIENCE = 1.0


class Replicas:
    """Servers that follow the primary, each with the position of the invalidation log that it was last seen at. One
    that does not answer is left out until it does."""

    def __init__(self, engines: Sequence[AsyncEngine]) -> None:
        self._replicas = [_Replica(engine) for engine in engines]
        self._turn = 0

    def __bool__(self) -> bool:
        return bool(self._replicas)

    async def choose(self, position: int) -> async_sessionmaker[AsyncSession] | None:
        """One that has at least come to `position` and lets us in, in turn; None: read the primary."""
        fit = [replica for replica in self._replicas if replica.position >= position]
        self._turn += 1
        for number in range(len(fit)):
            replica = fit[(self._turn + number) % len(fit)]
            if await replica.lets_in():
                return replica.sessions
        return None

    async def look(self) -> int:
        """See how far each has come. The lowest position; -1 while one does not answer."""
        await asyncio.gather(*(replica.look() for replica in self._replicas))
        return min((replica.position for replica in self._replicas), default=0)

    async def close(self) -> None:
        for replica in self._replicas:
            await replica.engine.dispose()


class _Replica:
    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = reading(engine)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=ReadingSession)
        self.position = -1

    async def lets_in(self) -> bool:
        """A connection is at hand, or can be had: one that just died must not cost the request."""
        try:
            async with self.engine.connect():
                return True
        except (DatabaseAway, PoolTimeout):
            self.position = -1
            return False

    async def look(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE), self.engine.connect() as connection:
                position = await connection.scalar(select(POSITION.c.position))
        except (DatabaseAway, PoolTimeout, TimeoutError):
            position = None
        self.position = -1 if position is None else position
