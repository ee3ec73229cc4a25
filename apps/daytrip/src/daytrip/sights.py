"""The sights as everybody reads them: lists, one by its number, and what to choose from."""

from __future__ import annotations

import msgspec
from litestar.di import NamedDependency

from banyan.cache import Cached, Caches
from banyan.data import Database
from daytrip.finding import Wanted, category_names, find_sights, mrt_names, sight_by_id

CHANGED = "daytrip.sights"
"""The tag of all that shows sights: whoever changes any of them invalidates it."""
_ENGLISH = "en"


class Sight(msgspec.Struct, frozen=True):
    """As `daytrip.finding` reads it. `pictures`: see `SightRow`."""

    id: int
    name: str
    category: str
    mrt: str | None
    address: str
    transport: str
    description: str
    lat: float
    lng: float
    pictures: list[str]


class SightPage(msgspec.Struct, frozen=True):
    """`next`: the number of the page after this one, None if this is the last."""

    sights: list[Sight]
    next: int | None


def _with_all(key: str) -> tuple[str, ...]:
    return (CHANGED,)


_SIGHTS: Cached[str, Sight] = Cached("daytrip.sight", Sight, ttl=3600, tags=_with_all)
_PAGES: Cached[str, SightPage] = Cached("daytrip.page", SightPage, ttl=3600, tags=_with_all)
_CHOICES: Cached[str, list[str]] = Cached("daytrip.choices", list[str], ttl=3600, tags=_with_all)


class Sights:
    """It holds no connection while there is nothing to ask for."""

    def __init__(self, database: Database, caches: Caches) -> None:
        self._database = database
        self._caches = caches

    async def page(
        self, number: int, size: int, *, keyword: str = "", category: str = "", language: str = ""
    ) -> SightPage:
        """Page `number`, counted from 0, of the sights that fit both. `language`: `en` for the texts in English, where
        a sight has them."""
        wanted = Wanted.of(keyword, category, english=language == _ENGLISH)
        if wanted.is_impossible:
            return SightPage([], None)

        async def find(key: str) -> SightPage:
            async with self._database.transaction(writes=False) as session:
                rows = await find_sights(session, wanted, offset=number * size, limit=size + 1)
            return SightPage([Sight(*row) for row in rows[:size]], number + 1 if len(rows) > size else None)

        return await self._caches.get(_PAGES, f"{number}:{size}:{wanted.key}", find) or SightPage([], None)

    async def get(self, number: int, *, language: str = "") -> Sight | None:
        async def find(key: str) -> Sight | None:
            async with self._database.transaction(writes=False) as session:
                rows = await sight_by_id(session, number, english=language == _ENGLISH)
            return Sight(*rows[0]) if rows else None

        return await self._caches.get(_SIGHTS, f"{number}:{language == _ENGLISH:d}", find)

    async def categories(self) -> list[str]:
        """Those that any sight has, the most frequent first."""
        return await self._choices("categories")

    async def mrts(self) -> list[str]:
        """The stations that sights are near to, the one with the most first."""
        return await self._choices("mrts")

    async def _choices(self, what: str) -> list[str]:
        async def load(key: str) -> list[str]:
            async with self._database.transaction(writes=False) as session:
                return await (category_names if key == "categories" else mrt_names)(session)

        return await self._caches.get(_CHOICES, what, load) or []


def provide_sights(database: NamedDependency[Database], caches: NamedDependency[Caches]) -> Sights:
    return Sights(database, caches)
