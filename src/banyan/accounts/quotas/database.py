from __future__ import annotations

import math
import time
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.errors import TooManyAttempts
from banyan.accounts.quotas.base import Allowance, Quotas
from banyan.accounts.rows import Quota
from banyan.base import utc_now
from banyan.data import Database, insert_unless_there

_SWEEP_EVERY = 60.0
# Long ended, so that nobody is about to raise them.
_SWEEP_AFTER = timedelta(hours=1)
_SWEEP_ROWS = 1000


class DatabaseQuotas(Quotas):
    """One row a subject, raised by one conditional statement: the row's lock makes the hundred who try at once a
    queue."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept = time.monotonic()

    async def take(self, *allowances: Allowance) -> None:
        now = utc_now()
        async with self._database.transaction() as session:
            for allowance in allowances:
                await _take(session, allowance, now)
        await self._sweep(now)

    async def forgive(self, session: AsyncSession, *, forget: str, give_back: str) -> None:
        await session.execute(update(Quota).where(Quota.subject == forget).values(taken=0))
        await session.execute(
            update(Quota).where(Quota.subject == give_back, Quota.taken > 0).values(taken=Quota.taken - 1)
        )

    async def _sweep(self, now: datetime) -> None:
        if time.monotonic() - self._swept < _SWEEP_EVERY:
            return
        self._swept = time.monotonic()
        async with self._database.transaction() as session:
            ended = select(Quota.id).where(Quota.ends_at < now - _SWEEP_AFTER).limit(_SWEEP_ROWS)
            await session.execute(delete(Quota).where(Quota.id.in_(list(await session.scalars(ended)))))


async def _take(session: AsyncSession, allowance: Allowance, now: datetime) -> None:
    if await _raise_count(session, allowance, now):
        return
    await insert_unless_there(session, Quota, "subject", subject=allowance.subject, taken=0, ends_at=now)
    if not await _raise_count(session, allowance, now):
        ends_at = await session.scalar(select(Quota.ends_at).where(Quota.subject == allowance.subject))
        raise TooManyAttempts(retry_after=_seconds((ends_at or now) - now))


async def _raise_count(session: AsyncSession, allowance: Allowance, now: datetime) -> bool:
    over = Quota.ends_at <= now
    ends_at = now + timedelta(seconds=allowance.seconds)
    result = await session.execute(
        update(Quota)
        .where(Quota.subject == allowance.subject, or_(over, Quota.taken < allowance.limit))
        .ordered_values(
            # In this order: MySQL lets a later value see the earlier ones already changed.
            (Quota.taken, case((over, 1), else_=Quota.taken + 1)),
            (Quota.ends_at, case((over, ends_at), else_=Quota.ends_at)),
        )
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount > 0


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
