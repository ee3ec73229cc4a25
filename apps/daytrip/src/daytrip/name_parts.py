"""The index by parts of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from daytrip.rows import NAME_PARTS, SightRow
from daytrip.texts import search_key

END = "\U0010ffff"
"""A part of a name is whatever stands, by code points, from itself to itself and this."""
_BLOCK = 1000


def name_key(name: str, english: str | None) -> str:
    """Both as they are searched, a line each: no part of a name has a line break in it, for that is a blank."""
    return "\n".join(search_key(each) for each in (name, english) if each)


def parts_of(row_id: int, key: str) -> list[dict[str, Any]]:
    """Rows of the index for one sight."""
    # Two names may end alike.
    parts = {each[start:] for each in key.split("\n") for start in range(len(each))}
    return [{"part": part, "sight_id": row_id} for part in parts]


def part_blocks(keys: Iterable[tuple[int, str]]) -> Iterator[list[dict[str, Any]]]:
    """Those of all sights, by their numbers and keys, as many at a time as one statement may have."""
    parts = (part for row_id, key in keys for part in parts_of(row_id, key))
    while block := list(islice(parts, _BLOCK)):
        yield block


async def index_names(session: AsyncSession, sights: Iterable[SightRow]) -> None:
    """Anew, for sights that are new or are called otherwise than before."""
    sights = list(sights)
    if not sights:
        return
    await session.execute(delete(NAME_PARTS).where(NAME_PARTS.c.sight_id.in_([sight.id for sight in sights])))
    for block in part_blocks((sight.id, sight.name_key) for sight in sights):
        await session.execute(insert(NAME_PARTS), block)
