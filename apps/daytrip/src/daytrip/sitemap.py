from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from daytrip.rows import SightRow

# More than search engines read of one file.
_MOST = 50_000


async def sitemap(session: AsyncSession) -> Sequence[str]:
    numbers = await session.scalars(select(SightRow.id).order_by(SightRow.id).limit(_MOST))
    return ["/", *(f"/attraction/{number}" for number in numbers)]
