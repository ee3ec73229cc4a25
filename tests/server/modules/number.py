"""One number in the database, read through the query cache."""

from __future__ import annotations

from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.api import Module
from banyan.cache import Cached, Caches
from banyan.data import invalidate

NUMBER = Cached("number", int, ttl=600)


@get("/number")
async def read(session: NamedDependency[AsyncSession], caches: NamedDependency[Caches]) -> dict[str, int | None]:
    async def load(key: int) -> int | None:
        found: int | None = await session.scalar(text("SELECT value FROM number WHERE id = :id"), {"id": key})
        return found

    return {"value": await caches.get(NUMBER, 1, load)}


@put("/number/{value:int}")
async def write(value: FromPath[int], session: NamedDependency[AsyncSession]) -> dict[str, int]:
    await session.execute(text("UPDATE number SET value = :value WHERE id = 1"), {"value": value})
    invalidate(session, "number:1")
    return {"value": value}


module = Module(name="number", controllers=[read, write], owns=("/number",))
