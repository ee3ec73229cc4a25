from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from banyan.base import Invalidation, LogPart, utc_now
from banyan.data.database import Database
from banyan.data.invalidating import LOG, POSITION

_AT_ONCE = 1000
_SWEEP_ROWS = 1000


class DatabaseLog:
    """The invalidation log in the site's database: base.InvalidationLog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self) -> int:
        async with self._database.transaction(writes=False, primary=True) as session:
            return await session.scalar(select(POSITION.c.position)) or 0

    async def after(self, position: int) -> LogPart:
        """At most a thousand of them: with as many, there may be more.

        No further than the counter as it was read before: a snapshot of MariaDB's is not taken at one moment, and may
        show a commit but not the one before it (MDEV-15104). What had ended before it was begun, it shows whole.

        A log that ends before `position` has lost its end (a copy was restored, a replica promoted that lacked the
        last commits): it goes on beyond all that is known, so that everybody finds a gap and nobody trusts a number
        that was given twice.
        """
        async with self._database.transaction(writes=False, primary=True) as session:
            newest = await session.scalar(select(POSITION.c.position)) or 0
            if newest == position:
                return LogPart(newest)
            rows = select(LOG.c.position, LOG.c.tags).where(LOG.c.position.between(position + 1, newest))
            rows = rows.order_by(LOG.c.position).limit(_AT_ONCE)
            found = [Invalidation(at, tuple(json.loads(tags))) for at, tags in await session.execute(rows)]
        if newest < position:
            return LogPart(await self._skip_to(position + 1), gap=True)
        if not found or found[-1].position != position + len(found):
            return LogPart(newest, gap=True)
        return LogPart(found[-1].position, found)

    async def _skip_to(self, position: int) -> int:
        async with self._database.transaction() as session:
            behind = update(POSITION).where(POSITION.c.position < position)
            await session.execute(behind.values(position=position))
            return await session.scalar(select(POSITION.c.position)) or 0

    async def before(self, seconds: float) -> int:
        since = utc_now() - timedelta(seconds=seconds)
        async with self._database.transaction(writes=False, primary=True) as session:
            oldest = await session.scalar(select(func.min(LOG.c.position)).where(LOG.c.committed_at >= since))
            return oldest - 1 if oldest else await session.scalar(select(POSITION.c.position)) or 0

    async def sweep(self, seconds: float) -> None:
        """Forget what is older, a bounded number of rows at a time."""
        old = select(LOG.c.position).where(LOG.c.committed_at < utc_now() - timedelta(seconds=seconds))
        async with self._database.transaction() as session:
            positions = list(await session.scalars(old.order_by(LOG.c.position).limit(_SWEEP_ROWS)))
            await session.execute(delete(LOG).where(LOG.c.position.in_(positions)))
