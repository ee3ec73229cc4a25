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
from banyan.data import insert_unless_there, table_of

_SWEEP_EVERY = 60.0
# Long ended, so that nobody is about to raise them.
_SWEEP_AFTER = timedelta(hours=1)
_SWEEP_ROWS = 1000


class DatabaseQuotas(Quotas):
    """One row a subject, raised by one conditional statement: the row's lock makes the hundred who try at once a
    queue."""

    def __init__(self) -> None:
        self._swept = time.monotonic()

    async def take(self, session: AsyncSession, *allowances: Allowance) -> None:
        now = utc_now()
        for allowance in allowances:
            await _take(session, allowance, now)
        await self._sweep(session, now)

    async def forgive(self, session: AsyncSession, *, forget: str, give_back: str) -> None:
        # One after the other, in the order in which they are taken: two logins of one identity must not lock each
        # other out.
        quota = table_of(Quota)
        await session.execute(update(quota).where(quota.c.subject == forget).values(taken=0))
        gives_back = update(quota).where(quota.c.subject == give_back, quota.c.taken > 0)
        await session.execute(gives_back.values(taken=quota.c.taken - 1))

    async def _sweep(self, session: AsyncSession, now: datetime) -> None:
        if time.monotonic() - self._swept < _SWEEP_EVERY:
            return
        self._swept = time.monotonic()
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
    quota = table_of(Quota)
    over = quota.c.ends_at <= now
    ends_at = now + timedelta(seconds=allowance.seconds)
    result = await session.execute(
        update(quota)
        .where(quota.c.subject == allowance.subject, or_(over, quota.c.taken < allowance.limit))
        .ordered_values(
            # In this order: MySQL lets a later value see the earlier ones already changed.
            (quota.c.taken, case((over, 1), else_=quota.c.taken + 1)),
            (quota.c.ends_at, case((over, ends_at), else_=quota.c.ends_at)),
        )
    )
    return isinstance(result, CursorResult) and result.rowcount > 0


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
