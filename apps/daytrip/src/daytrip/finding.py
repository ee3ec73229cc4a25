"""How sights are found in the database; the plans and what they cost are in docs/daytrip.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from daytrip.name_parts import begins_with
from daytrip.rows import LONGEST_LABEL, LONGEST_NAME, NAME_PARTS, SightRow
from daytrip.texts import label, search_key

# So many that fit are gathered and sorted; where there are more, the list is walked until the page is full.
_GATHERED = 500
_SHOWN = (
    *(SightRow.id, SightRow.name, SightRow.name_en, SightRow.category, SightRow.mrt, SightRow.address),
    *(SightRow.transport, SightRow.transport_en, SightRow.description, SightRow.description_en),
    *(SightRow.lat, SightRow.lng, SightRow.pictures),
)


@dataclass(frozen=True)
class Wanted:
    """`keyword`: exactly the category, exactly the station, or `part` of the name; empty: whatever. `category` besides:
    exactly that."""

    keyword: str
    part: str
    category: str

    @classmethod
    def of(cls, keyword: str, category: str) -> Wanted:
        """From what a client sent."""
        return cls(label(keyword), search_key(keyword), label(category))

    @property
    def is_impossible(self) -> bool:
        """Longer than anything there is."""
        return len(self.part) > LONGEST_NAME or len(self.category) > LONGEST_LABEL

    @property
    def key(self) -> str:
        # A category has no line break in it, for that is a blank.
        return f"{self.category}\n{self.keyword}"


async def find_ids(session: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> Sequence[int]:
    """Of the sights that fit, in the order of lists."""
    if wanted.keyword:
        gathered = list(await session.scalars(_gathering(wanted)))
        if len(gathered) <= _GATHERED:
            return sorted(gathered)[offset : offset + limit]
    walk = _of_category(select(SightRow.id), wanted).order_by(SightRow.id).offset(offset).limit(limit)
    if wanted.keyword:
        walk = walk.where(_fits(wanted)).with_hint(SightRow, "FORCE INDEX (ix_sight_walk)", "mysql")
    return (await session.scalars(walk)).all()


async def sights_by_id(session: AsyncSession, ids: Sequence[int]) -> Sequence[Any]:
    return (await session.execute(select(*_SHOWN).where(SightRow.id.in_(ids)))).all()


async def category_names(session: AsyncSession) -> list[str]:
    return await _by_frequency(session, SightRow.category)


async def mrt_names(session: AsyncSession) -> list[str]:
    return await _by_frequency(session, SightRow.mrt)


def _gathering(wanted: Wanted) -> Select[int]:
    """Each way to fit by the index that knows it, and of each no more than decide."""
    ways = (
        select(SightRow.id).where(SightRow.category == wanted.keyword),
        select(SightRow.id).where(SightRow.mrt == wanted.keyword),
        _by_name(wanted),
    )
    some = [_of_category(way, wanted).limit(_GATHERED + 1).subquery() for way in ways]
    found = union(*(select(each.c.id) for each in some)).subquery()
    return select(found.c.id).limit(_GATHERED + 1)


def _by_name(wanted: Wanted) -> Select[int]:
    found = select(NAME_PARTS.c.sight_id.label("id")).distinct().where(begins_with(wanted.part))
    return found.join(SightRow, SightRow.id == NAME_PARTS.c.sight_id) if wanted.category else found


def _of_category(statement: Select[int], wanted: Wanted) -> Select[int]:
    return statement.where(SightRow.category == wanted.category) if wanted.category else statement


def _fits(wanted: Wanted) -> ColumnElement[bool]:
    return or_(
        SightRow.category == wanted.keyword,
        SightRow.mrt == wanted.keyword,
        SightRow.name_key.contains(wanted.part, autoescape=True),
    )


async def _by_frequency(
    session: AsyncSession, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> list[str]:
    """Of equally frequent ones that first which is first in lists."""
    names = select(column).where(column.is_not(None)).group_by(column)
    found = await session.scalars(names.order_by(func.count().desc(), func.min(SightRow.id)))
    return [name for name in found if name is not None]
