"""The sights as everybody reads them: lists, one by its number, and what to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.cache import Cached, Caches
from daytrip.finding import Wanted, category_names, find_ids, mrt_names, sights_by_id

CHANGED = "daytrip.sights"
"""The tag of all that shows sights: whoever changes any of them invalidates it."""


class Sight(msgspec.Struct, frozen=True):
    """`pictures`: see `SightRow`. English texts are there for some only."""

    id: int
    name: str
    name_en: str | None
    category: str
    mrt: str | None
    address: str
    transport: str
    transport_en: str | None
    description: str
    description_en: str | None
    lat: float
    lng: float
    pictures: list[str]


class SightPage(msgspec.Struct, frozen=True):
    """`next`: the number of the page after this one, None if this is the last."""

    sights: list[Sight]
    next: int | None


class _Ids(msgspec.Struct):
    shown: list[int]
    more: bool


def _with_all(key: str | int) -> tuple[str, ...]:
    return (CHANGED,)


_SIGHTS: Cached[int, Sight] = Cached("daytrip.sight", Sight, ttl=3600, tags=_with_all)
_PAGES: Cached[str, _Ids] = Cached("daytrip.page", _Ids, ttl=3600, tags=_with_all)
_CHOICES: Cached[str, list[str]] = Cached("daytrip.choices", list[str], ttl=3600, tags=_with_all)


class Sights:
    def __init__(self, session: AsyncSession, caches: Caches) -> None:
        self._session = session
        self._caches = caches

    async def page(self, number: int, size: int, *, keyword: str = "", category: str = "") -> SightPage:
        """Page `number`, counted from 0, of the sights that fit both."""
        wanted = Wanted.of(keyword, category)
        if wanted.is_impossible:
            return SightPage([], None)

        async def find(key: str) -> _Ids:
            ids = await find_ids(self._session, wanted, offset=number * size, limit=size + 1)
            return _Ids(ids[:size], len(ids) > size)

        ids = await self._caches.get(_PAGES, f"{number}:{size}:{wanted.key}", find)
        if ids is None:
            return SightPage([], None)
        found = await self._caches.get_many(_SIGHTS, ids.shown, self._load)
        return SightPage([sight for sight in found if sight], number + 1 if ids.more else None)

    async def get(self, number: int) -> Sight | None:
        return (await self._caches.get_many(_SIGHTS, (number,), self._load))[0]

    async def categories(self) -> list[str]:
        """Those that any sight has, the most frequent first."""
        return await self._choices("categories")

    async def mrts(self) -> list[str]:
        """The stations that sights are near to, the one with the most first."""
        return await self._choices("mrts")

    async def _choices(self, what: str) -> list[str]:
        async def load(key: str) -> list[str]:
            return await (category_names if key == "categories" else mrt_names)(self._session)

        return await self._caches.get(_CHOICES, what, load) or []

    async def _load(self, ids: Sequence[int]) -> Mapping[int, Sight]:
        rows = await sights_by_id(self._session, ids)
        return {row.id: msgspec.convert(row, Sight, from_attributes=True) for row in rows}


def provide_sights(session: NamedDependency[AsyncSession], caches: NamedDependency[Caches]) -> Sights:
    return Sights(session, caches)
