"""Rows of which a reader can tell how new they are: each write raises the version and leaves its writer's stamp.

Every answer is lines of `key version stamp`, whichever way it was made.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import Annotated

from litestar import Controller, MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.api import Module
from banyan.base import UserError
from banyan.cache import Cached, Caches
from banyan.data import invalidate
from banyan.policy import Cache

GROUP = 4
_LINE = Cached("row", str, ttl=3600)
_ROW = ("row:{key}",)
_LASTING = Cache(ttl=1, stale_if_error=600, tags=_ROW, public=True)
_RAISE = text("UPDATE ledger SET version = version + 1, stamp = :stamp WHERE id = :key")
_READ = text("SELECT id, version, stamp FROM ledger WHERE id IN :keys ORDER BY id").bindparams(
    bindparam("keys", expanding=True)
)


class Dropped(UserError):
    name = "dropped"
    status = 409


async def _lines(session: AsyncSession, *keys: int) -> str:
    return "".join(f"{key} {version} {stamp}\n" for key, version, stamp in await session.execute(_READ, {"keys": keys}))


async def _write(session: AsyncSession, key: int, stamp: str) -> str:
    await session.execute(_RAISE, {"key": key, "stamp": stamp})
    invalidate(session, f"row:{key}")
    return await _lines(session, key)


def _group(number: int) -> range:
    return range(number * GROUP, (number + 1) * GROUP)


def _includes(kind: str, key: int) -> str:
    """The others of its group."""
    others = (other for other in _group(key // GROUP) if other != key)
    return "".join(f'<!--# include virtual="/ledger/{kind}/{other}" -->' for other in others)


def _note_asked(item: str) -> None:
    with open(os.environ["LEDGER_ASKED"], "a") as file:
        file.write(f"{item}\n")


def _html(content: str) -> Response[str]:
    return Response(content, media_type=MediaType.HTML)


class Writes(Controller):
    path = "/ledger"

    @post("/write/{key:int}", status_code=200, media_type=MediaType.TEXT)
    async def write(
        self,
        key: FromPath[int],
        stamp: FromQuery[str],
        session: NamedDependency[AsyncSession],
        more: Annotated[int, QueryParameter(ge=0, le=300)] = 0,
        size: Annotated[int, QueryParameter(ge=0, le=180)] = 0,
    ) -> str:
        """`more`: so many tags beside, of `size` characters and more; with many it makes everything stale."""
        invalidate(session, *(f"{stamp}:{number:0{size or 1}}" for number in range(more)))
        return await _write(session, key, stamp)

    @post("/drop/{key:int}")
    async def drop(self, key: FromPath[int], stamp: FromQuery[str], session: NamedDependency[AsyncSession]) -> None:
        await _write(session, key, stamp)
        raise Dropped


class Reads(Controller):
    path = "/ledger"

    @get("/row/{key:int}", policies=[Cache(ttl=600, tags=_ROW, public=True)], media_type=MediaType.TEXT)
    async def row(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> str:
        return await _lines(session, key)

    @get("/brief/{key:int}", policies=[Cache(ttl=1, stale=600, tags=_ROW, public=True)], media_type=MediaType.TEXT)
    async def brief(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> str:
        return await _lines(session, key)

    @get("/group/{number:int}", policies=[Cache(ttl=600, public=True)])
    async def group(self, number: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        tags = ", ".join(f"row:{key}" for key in _group(number))
        content = await _lines(session, *_group(number))
        return Response(content, media_type=MediaType.TEXT, headers={"Cache-Tag": tags})

    @get("/page/{key:int}", policies=[Cache(ttl=600, tags=_ROW, public=True, includes=True)])
    async def page(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        """The row, and the others of its group as fragments."""
        return _html(await _lines(session, key) + _includes("fragment", key))

    @get("/fragment/{key:int}", policies=[Cache(ttl=600, tags=_ROW, public=True)])
    async def fragment(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        return _html(await _lines(session, key))

    @get("/query/{key:int}", policies=[Cache(ttl=600, tags=_ROW, public=True)], media_type=MediaType.TEXT)
    async def query(
        self, key: FromPath[int], session: NamedDependency[AsyncSession], caches: NamedDependency[Caches]
    ) -> str:
        return await self._cached(key, session, caches)

    @get("/inside/{key:int}", media_type=MediaType.TEXT)
    async def inside(
        self, key: FromPath[int], session: NamedDependency[AsyncSession], caches: NamedDependency[Caches]
    ) -> str:
        """Of the app nodes' own caches alone."""
        return await self._cached(key, session, caches)

    async def _cached(self, key: int, session: AsyncSession, caches: Caches) -> str:
        async def load(key: int) -> str:
            return await _lines(session, key)

        return await caches.get(_LINE, key, load) or ""


class Others(Controller):
    path = "/ledger"

    @get("/large/{number:int}", policies=[Cache(ttl=600, public=True)], media_type=MediaType.TEXT)
    async def large(self, number: FromPath[int]) -> str:
        """Drives others out of a small cache."""
        return "x" * 200_000

    @get("/cold/{item:str}", policies=[Cache(ttl=600, public=True)], media_type=MediaType.TEXT)
    async def cold(self, item: FromPath[str], session: NamedDependency[AsyncSession]) -> str:
        """Takes its time, and notes in a file that it was asked, whichever process that was."""
        await asyncio.sleep(0.5)
        _note_asked(item)
        return await _lines(session, 0)

    @get("/lasting/{key:int}", policies=[_LASTING])
    async def lasting(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        return _html(await _lines(session, key))

    @get("/lasting-page/{key:int}", policies=[replace(_LASTING, includes=True)])
    async def lasting_page(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        return _html(await _lines(session, key) + _includes("lasting", key))

    @get("/passing/{key:int}", policies=[Cache(ttl=1, stale_if_error=6, tags=_ROW, public=True)])
    async def passing(self, key: FromPath[int], session: NamedDependency[AsyncSession]) -> Response[str]:
        return _html(await _lines(session, key))


module = Module(name="ledger", controllers=[Writes, Reads, Others], owns=("/ledger",))
