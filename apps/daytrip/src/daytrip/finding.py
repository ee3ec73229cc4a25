"""How sights are found in the database: docs/daytrip.md has the statements, their plans and their costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Executable, FromClause, Select, bindparam, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data import table_of
from daytrip.name_parts import END
from daytrip.rows import LONGEST_LABEL, LONGEST_PART, NAME_PARTS, SightRow
from daytrip.texts import label, search_key

# So many names that have the part are gathered and sorted; where there are more, the list is walked until the page is
# full, which is soon then.
_GATHERED = 1000
_SIGHTS = table_of(SightRow)
_sight = _SIGHTS.c
_LIMIT, _OFFSET, _MOST = (bindparam(name, type_=BigInteger()) for name in ("limit", "offset", "most"))
_KEYWORD: BindParameter[str] = bindparam("keyword")
_HAS_PART = NAME_PARTS.c.part.between(bindparam("part"), bindparam("part_end"))
_FREQUENT = select(NAME_PARTS.c.sight_id).where(_HAS_PART).limit(1).offset(_GATHERED)

Found = Sequence[Any]
"""Rows of what `Sight` has, in its order."""


@dataclass(frozen=True)
class Wanted:
    """`keyword`: exactly the category, exactly the station, or `part` of the name, in Chinese or in English; empty:
    whatever. `category` besides: exactly that. `english`: with the texts in English, where a sight has them."""

    keyword: str
    part: str
    category: str
    english: bool

    @classmethod
    def of(cls, keyword: str, category: str, *, english: bool = False) -> Wanted:
        """From what a client sent."""
        return cls(label(keyword), search_key(keyword), label(category), english)

    @property
    def is_impossible(self) -> bool:
        """Longer than anything there is."""
        return len(self.part) > LONGEST_PART or len(self.category) > LONGEST_LABEL

    @property
    def key(self) -> str:
        # A category has no line break in it, for that is a blank.
        return f"{self.english:d}{self.category}\n{self.keyword}"


async def find_sights(session: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> Found:
    """Those that fit, in the order of lists."""
    given = {"offset": offset, "limit": limit, **({"category": wanted.category} if wanted.category else {})}
    by_category = bool(wanted.category)
    if not wanted.keyword:
        return await _found(session, _walking(False, by_category, wanted.english), given)
    part = {"part": wanted.part, "part_end": wanted.part + END}
    given |= {"keyword": wanted.keyword}
    if (await session.execute(_FREQUENT, part)).first():
        given |= {"pattern": f"%{_escaped(wanted.part)}%"}
        return await _found(session, _walking(True, by_category, wanted.english), given)
    return await _found(session, _gathering(by_category, wanted.english), {**given, **part, "most": offset + limit})


async def sight_by_id(session: AsyncSession, number: int, *, english: bool) -> Found:
    return await _found(session, _by_id(english), {"number": number})


async def category_names(session: AsyncSession) -> list[str]:
    """Of equally frequent ones that first which is first in lists."""
    return list(await session.scalars(_by_frequency(_sight.category)))


async def mrt_names(session: AsyncSession) -> list[str]:
    """As the categories."""
    return list(await session.scalars(_by_frequency(_sight.mrt).where(_sight.mrt.is_not(None))))


async def _found(session: AsyncSession, statement: Executable, given: dict[str, Any]) -> Found:
    return (await session.execute(statement, given)).all()


@cache
def _by_id(english: bool) -> Executable:
    return select(*_shown(english)).where(_sight.id == bindparam("number"))


def _by_frequency(column: Any) -> Select[Any]:
    return select(column).group_by(column).order_by(func.count().desc(), func.min(_sight.id))


@cache
def _walking(by_keyword: bool, by_category: bool, english: bool) -> Executable:
    """Along an index that holds all that is looked at, in the order of lists."""
    ids = select(_sight.id).order_by(_sight.id).limit(_LIMIT).offset(_OFFSET)
    if by_category:
        ids = ids.where(_in_category())
    if by_keyword:
        named = _sight.name_key.like(bindparam("pattern"), escape="/")
        ids = ids.where(or_(_sight.category == _KEYWORD, _sight.mrt == _KEYWORD, named))
    if by_keyword or not by_category:
        # The optimizer would walk along the rows themselves, descriptions and all.
        ids = ids.with_hint(_SIGHTS, "FORCE INDEX (ix_sight_walk)", "mysql")
    return _whole(ids.subquery("found"), english)


@cache
def _gathering(by_category: bool, english: bool) -> Executable:
    """Each way to fit by the index that knows it, in order."""
    first = select(_sight.id).order_by(_sight.id).limit(_MOST)
    named = select(NAME_PARTS.c.sight_id.label("id")).where(_HAS_PART)
    if by_category:
        first = first.where(_in_category())
        named = named.join(_SIGHTS, _sight.id == NAME_PARTS.c.sight_id).where(_in_category())
    of_category = first.where(_sight.category == _KEYWORD).subquery("by_category")
    of_station = first.where(_sight.mrt == _KEYWORD).subquery("by_station")
    fitting = union(select(of_category.c.id), select(of_station.c.id), named).subquery("fitting")
    ids = select(fitting.c.id).order_by(fitting.c.id).limit(_LIMIT).offset(_OFFSET)
    return _whole(ids.subquery("found"), english)


def _in_category() -> Any:
    return _sight.category == bindparam("category")


def _whole(found: FromClause, english: bool) -> Executable:
    """First which, by indexes alone; then those few rows."""
    return select(*_shown(english)).join(found, found.c.id == _sight.id).order_by(_sight.id)


def _shown(english: bool) -> list[Any]:
    def text(chinese: Any, translated: Any) -> Any:
        return func.coalesce(translated, chinese) if english else chinese

    return [
        _sight.id,
        text(_sight.name, _sight.name_en),
        _sight.category,
        _sight.mrt,
        _sight.address,
        text(_sight.transport, _sight.transport_en),
        text(_sight.description, _sight.description_en),
        _sight.lat,
        _sight.lng,
        _sight.pictures,
    ]


def _escaped(part: str) -> str:
    return part.replace("/", "//").replace("%", "/%").replace("_", "/_")
