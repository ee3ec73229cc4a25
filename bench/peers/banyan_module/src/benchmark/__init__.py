"""The benchmark's endpoints as a Banyan module."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Annotated, Any

from litestar import MediaType, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Codes, DatabaseQuotas, Logins, PasswordHasher, Registration, Sessions, phone_identity
from banyan.api import Module
from banyan.config import AccountsSection
from banyan.data import Database
from banyan.policy import Cache

ITEMS = [{"id": 41 + number, "name": f"item {number}"} for number in range(5)]
_QUIET = logging.getLogger("benchmark")


@get("/items")
async def items(
    page: Annotated[int, QueryParameter(ge=1)] = 1,
    page_size: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    tag: Annotated[str, QueryParameter(max_length=20)] = "",
) -> dict[str, Any]:
    return {"page": page, "page_size": page_size, "tag": tag, "items": ITEMS}


@get("/kept/{size:int}", media_type=MediaType.TEXT, policies=[Cache(ttl=3600, tags=("benchmark",), public=True)])
async def kept(size: FromPath[int]) -> str:
    return "x" * size


@get("/constant/{size:int}", media_type=MediaType.TEXT)
async def constant(size: FromPath[int]) -> str:
    return "x" * size


@get("/rows")
async def rows(session: NamedDependency[AsyncSession]) -> list[dict[str, Any]]:
    # Of day trip, where the site has it.
    from daytrip.rows import SightRow

    found = await session.scalars(select(SightRow).order_by(SightRow.id).limit(12))
    return [{"id": row.id, "name": row.name, "mrt": row.mrt} for row in found]


class NoHash(PasswordHasher):
    """What is left of registration and login without their slow hash."""

    def __init__(self) -> None: ...

    async def hash(self, password: str) -> str:
        return password

    def verify(self, password_hash: str, password: str) -> Awaitable[bool]:
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        answer.set_result(password_hash == password)
        return answer


@post("/unhashed/register", status_code=200)
async def register(
    request: Request[Any, Any, Any], database: NamedDependency[Database], codes: NamedDependency[Codes]
) -> dict[str, int]:
    body = await request.json()
    registration = Registration(database, NoHash(), codes, DatabaseQuotas(), AccountsSection(), _QUIET)
    await registration.register(phone_identity(body["phone"]), body["password"], None)
    return {"code": 0}


@post("/unhashed/login", status_code=200)
async def login(
    request: Request[Any, Any, Any], database: NamedDependency[Database], sessions: NamedDependency[Sessions]
) -> dict[str, int]:
    body = await request.json()
    settings = AccountsSection(failed_logins_per_address=10**9)
    logins = Logins(database, NoHash(), sessions, DatabaseQuotas(), settings, _QUIET)
    await logins.log_in(phone_identity(body["phone"]), body["password"], address="bench", device="other")
    return {"code": 0}


module = Module(
    name="benchmark",
    controllers=[items, kept, constant, rows, register, login],
    owns=("/items", "/kept", "/constant", "/rows", "/unhashed"),
)
