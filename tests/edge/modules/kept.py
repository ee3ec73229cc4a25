"""An origin whose answers are told what to be: what the cases of caching are played with."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from litestar import Controller, MediaType, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.api import Module
from banyan.base import UserError
from banyan.data import Database, invalidate
from banyan.policy import Cache, Degrade

AnyRequest = Request[Any, Any, Any]
_told: dict[str, dict[str, Any]] = {}
_asked: Counter[str] = Counter()
_LONG = Cache(ttl=60, stale=60, stale_if_error=600, tags=("item:{item}",), statuses={404: 30}, public=True)


class Missing(UserError):
    name = "missing"
    status = 404


async def _act(item: str, **seen: Any) -> Response[dict[str, Any]]:
    _asked[item] += 1
    number = _asked[item]
    told = _told.get(item, {})
    await asyncio.sleep(told.get("seconds", 0))
    if told.get("raises"):
        raise Missing
    return Response(
        {"n": number, **seen}, status_code=told.get("status", 200), headers=told.get("headers", {})
    )  # fmt: skip


async def _show(item: str, cookie: str | None = None) -> Response[str]:
    """A page, with its number and what it saw in it."""
    answer = await _act(item)
    told = _told.get(item, {})
    text = told.get("page", "[{n}]").replace("{n}", str(answer.content["n"])) * told.get("times", 1)
    return Response(
        text.replace("{cookie}", cookie or ""),
        media_type=MediaType.HTML,
        status_code=answer.status_code,
        headers=answer.headers,
    )


class Origin(Controller):
    path = "/origin"

    @put("/told/{item:str}")
    async def tell(self, item: FromPath[str], data: JSONBody[dict[str, Any]]) -> None:
        _told[item] = data

    @post("/written/{item:str}", status_code=204)
    async def write(self, item: FromPath[str], session: NamedDependency[AsyncSession]) -> None:
        invalidate(session, f"item:{item}")

    @post("/written/{item:str}/last", status_code=204)
    async def write_last(
        self, item: FromPath[str], database: NamedDependency[Database], session: NamedDependency[AsyncSession]
    ) -> None:
        """A transaction of its own before the request's."""
        async with database.transaction() as own:
            invalidate(own, "others")
        invalidate(session, f"item:{item}")

    @get("/asked/{item:str}")
    async def asked(self, item: FromPath[str]) -> int:
        return _asked[item]


class Kept(Controller):
    path = "/kept"

    @get("/long/{item:str}", policies=[_LONG])
    async def long(self, item: FromPath[str], request: AnyRequest) -> Response[dict[str, Any]]:
        return await _act(item, cookie=request.headers.get("cookie"), credentials=request.headers.get("authorization"))

    @get("/long/uncached", policies=[])
    async def uncached(self) -> Response[dict[str, Any]]:
        return await _act("uncached")

    @get("/brief/{item:str}", policies=[Cache(ttl=60, tags=("item:{item}",))])
    async def brief(self, item: FromPath[str]) -> Response[dict[str, Any]]:
        return await _act(item)

    @get("/key/{item:str}", policies=[Cache(ttl=60, tags=("word:{word}",), key=("page", "word"), public=True)])
    async def key(
        self,
        item: FromPath[str],
        request: AnyRequest,
        page: FromQuery[list[str] | None] = None,
        word: FromQuery[str] = "",
    ) -> Response[dict[str, Any]]:
        return await _act(item, page=page, query=request.scope["query_string"].decode())

    @get("/language/{item:str}", policies=[Cache(ttl=60, vary=("Accept-Language",), public=True)])
    async def language(self, item: FromPath[str], request: AnyRequest) -> Response[dict[str, Any]]:
        return await _act(item, language=request.headers.get("accept-language"))

    @get("/cookie/{item:str}", policies=[Cache(ttl=60, vary=("Cookie", "Authorization"))])
    async def cookie(self, item: FromPath[str], request: AnyRequest) -> Response[dict[str, Any]]:
        return await _act(item, cookie=request.headers.get("cookie"))

    @get("/named/{item:str}", policies=[Cache(ttl=60, cookies=("b", "a"), public=True)])
    async def named(self, item: FromPath[str], request: AnyRequest) -> Response[dict[str, Any]]:
        return await _act(item, cookie=request.headers.get("cookie"), credentials=request.headers.get("authorization"))

    @get("/page/{item:str}", policies=[Cache(ttl=60, tags=("item:{item}",), public=True, includes=True)])
    async def page(self, item: FromPath[str]) -> Response[str]:
        return await _show(item)

    @get("/fragment/{item:str}", policies=[Cache(ttl=60, stale_if_error=60, tags=("item:{item}",), public=True)])
    async def fragment(self, item: FromPath[str]) -> Response[str]:
        return await _show(item)

    @get("/mine/{item:str}", policies=[Cache(ttl=60, tags=("item:{item}",), cookies=("a",), vary=("Authorization",))])
    async def mine(self, item: FromPath[str], request: AnyRequest) -> Response[str]:
        return await _show(item, request.headers.get("cookie"))

    @get("/part/{item:str}", policies=[Cache(ttl=60), Degrade("kept.part", default={"n": 0})])
    async def part(self, item: FromPath[str]) -> Response[dict[str, Any]]:
        return await _act(item)

    @get("/left/{item:str}", policies=[Cache(ttl=60), Degrade("kept.left", omit=True)])
    async def left(self, item: FromPath[str]) -> Response[str]:
        return await _show(item)

    @get("/only/{item:str}", policies=[Cache(ttl=60, stale_if_error=600), Degrade("kept.only", cache_only=True)])
    async def only(self, item: FromPath[str]) -> Response[dict[str, Any]]:
        return await _act(item)

    @get("/writes/{item:str}", policies=[Cache(ttl=60)])
    async def writes(self, item: FromPath[str], database: NamedDependency[Database]) -> Response[dict[str, Any]]:
        async with database.transaction() as session:
            invalidate(session, f"other:{item}")
        return await _act(item)


module = Module(name="kept", controllers=[Origin, Kept], owns=("/origin", "/kept"))
