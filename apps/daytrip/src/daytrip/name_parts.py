"""The index by parts of names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from daytrip.rows import NAME_PARTS, SightRow

END = "\U0010ffff"
"""A part of a name is whatever stands, by code points, from itself to itself and this."""
_BLOCK = 1000


def parts_of(row_id: int, name_key: str) -> list[dict[str, Any]]:
    """Rows of the index for one sight."""
    return [{"part": name_key[start:], "sight_id": row_id} for start in range(len(name_key))]


async def index_names(session: AsyncSession, sights: Iterable[SightRow]) -> None:
    """Anew, for sights that are new or are called otherwise than before."""
    sights = list(sights)
    if not sights:
        return
    await session.execute(delete(NAME_PARTS).where(NAME_PARTS.c.sight_id.in_([sight.id for sight in sights])))
    parts = [part for sight in sights for part in parts_of(sight.id, sight.name_key)]
    for start in range(0, len(parts), _BLOCK):
        await session.execute(insert(NAME_PARTS), parts[start : start + _BLOCK])
