from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.quotas.base import Allowance, Quotas
from banyan.redis import RedisAway


class HastenedQuotas(Quotas):
    """Counted in Redis while it answers, in the database while it does not: then a subject may have up to twice its
    share, and nobody is refused or let through because a helper is gone."""

    def __init__(self, fast: Quotas, sure: Quotas) -> None:
        self._fast = fast
        self._sure = sure

    async def take(self, session: AsyncSession, *allowances: Allowance) -> None:
        try:
            await self._fast.take(session, *allowances)
        except RedisAway:
            await self._sure.take(session, *allowances)

    async def forgive(self, session: AsyncSession, *, forget: str, give_back: str) -> None:
        try:
            await self._fast.forgive(session, forget=forget, give_back=give_back)
        except RedisAway:
            await self._sure.forgive(session, forget=forget, give_back=give_back)
