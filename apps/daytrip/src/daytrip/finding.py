"""How sights are found in the database, in SQL as EXPLAIN takes it: docs/daytrip.md has the plans and their costs."""

# Statements are put together from constants; what clients send is given beside them.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, Executable, text
from sqlalchemy.ext.asyncio import AsyncSession

from daytrip.name_parts import END
from daytrip.rows import LONGEST_LABEL, LONGEST_NAME
from daytrip.texts import label, search_key

# So many names that have the part are gathered and sorted; where there are more, the list is walked until the page is
# full, which is soon then.
_GATHERED = 1000
_SHOWN = (
    "sight.id, name, name_en, category, mrt, address, transport, transport_en, description, description_en, "
    "lat, lng, pictures"
)
_BY_ID = text(f"SELECT {_SHOWN} FROM sight WHERE id = :number").columns(pictures=JSON())
_FREQUENT = text(
    "SELECT sight_id FROM sight_name_part WHERE part >= :part AND part < :part_end LIMIT 1 OFFSET :gathered"
)

Found = Sequence[Any]
"""Rows of `_SHOWN`."""


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


async def find_sights(session: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> Found:
    """Those that fit, in the order of lists."""
    given = {"offset": offset, "limit": limit, **({"category": wanted.category} if wanted.category else {})}
    if not wanted.keyword:
        return await _found(session, _walking(_is_mysql(session), False, bool(wanted.category)), given)
    part = {"part": wanted.part, "part_end": wanted.part + END}
    given |= {"keyword": wanted.keyword}
    if (await session.execute(_FREQUENT, {**part, "gathered": _GATHERED})).first():
        given |= {"pattern": f"%{_escaped(wanted.part)}%"}
        return await _found(session, _walking(_is_mysql(session), True, bool(wanted.category)), given)
    return await _found(session, _gathering(bool(wanted.category)), {**given, **part, "most": offset + limit})


async def sight_by_id(session: AsyncSession, number: int) -> Found:
    return await _found(session, _BY_ID, {"number": number})


async def category_names(session: AsyncSession) -> list[str]:
    """Of equally frequent ones that first which is first in lists."""
    found = await session.scalars(text("SELECT category FROM sight GROUP BY category ORDER BY count(*) DESC, min(id)"))
    return list(found)


async def mrt_names(session: AsyncSession) -> list[str]:
    """As the categories."""
    of_all = "SELECT mrt FROM sight WHERE mrt IS NOT NULL GROUP BY mrt ORDER BY count(*) DESC, min(id)"
    return list(await session.scalars(text(of_all)))


async def _found(session: AsyncSession, statement: Executable, given: dict[str, Any]) -> Found:
    return (await session.execute(statement, given)).all()


def _is_mysql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "mysql"


@cache
def _walking(is_mysql: bool, by_keyword: bool, by_category: bool) -> Executable:
    """Along an index that holds all that is looked at, in the order of lists."""
    conditions = ["category = :category"] if by_category else []
    if by_keyword:
        conditions += ["(category = :keyword OR mrt = :keyword OR name_key LIKE :pattern ESCAPE '/')"]
    # The optimizer would walk along the rows themselves, descriptions and all.
    hint = " FORCE INDEX (ix_sight_walk)" if is_mysql and (by_keyword or not by_category) else ""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return _shown(f"SELECT id FROM sight{hint}{where} ORDER BY id LIMIT :limit OFFSET :offset")


@cache
def _gathering(by_category: bool) -> Executable:
    """Each way to fit by the index that knows it, in order."""
    also = " AND category = :category" if by_category else ""
    names = f"sight_name_part JOIN sight ON id = sight_id{also}" if by_category else "sight_name_part"
    ways = (
        f"SELECT id FROM (SELECT id FROM sight WHERE category = :keyword{also} ORDER BY id LIMIT :most) AS by_category",
        f"SELECT id FROM (SELECT id FROM sight WHERE mrt = :keyword{also} ORDER BY id LIMIT :most) AS by_station",
        f"SELECT sight_id FROM {names} WHERE part >= :part AND part < :part_end",
    )
    found = " UNION ".join(ways)
    return _shown(f"SELECT id FROM ({found}) AS fitting ORDER BY id LIMIT :limit OFFSET :offset")


def _shown(ids: str) -> Executable:
    """First which, by indexes alone; then those few rows."""
    whole = f"SELECT {_SHOWN} FROM sight JOIN ({ids}) AS found ON found.id = sight.id ORDER BY sight.id"
    return text(whole).columns(pictures=JSON())


def _escaped(part: str) -> str:
    return part.replace("/", "//").replace("%", "/%").replace("_", "/_")
