"""A module that takes parameters in every way there is, and says what it got."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody, URLEncodedBody
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Account
from banyan.api import Module, from_body, from_query, from_request, read_file_parts


class Wanted(msgspec.Struct):
    text: Annotated[str, Meta(max_length=2000)] = ""
    number: Annotated[int, Meta(ge=0, le=1000)] = 0
    ratio: float = 0.0
    large: int = 0
    tags: Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(max_length=10)] = []


class Signed(msgspec.Struct):
    """There are dependencies of this name."""

    token: str


class Lookup(msgspec.Struct):
    name: str


@get("/intake/query", dependencies={"wanted": from_query(Wanted)})
async def by_query(wanted: NamedDependency[Wanted]) -> Wanted:
    return wanted


@post("/intake/body", status_code=200, dependencies={"wanted": from_body(Wanted)})
async def by_body(wanted: NamedDependency[Wanted]) -> Wanted:
    return wanted


@post("/intake/merged", status_code=200, dependencies={"wanted": from_request(Wanted)})
async def merged(wanted: NamedDependency[Wanted]) -> Wanted:
    return wanted


@post("/intake/json", status_code=200)
async def by_json(data: JSONBody[Wanted]) -> Wanted:
    return data


@post("/intake/form", status_code=200)
async def by_form(data: URLEncodedBody[Wanted]) -> Wanted:
    return data


@post("/intake/multipart", status_code=200)
async def by_multipart(data: MultipartBody[Wanted]) -> Wanted:
    return data


class Sent(msgspec.Struct):
    title: str
    file: UploadFile


@post("/intake/file", status_code=200)
async def by_file(data: MultipartBody[Sent]) -> dict[str, str | int]:
    return {"title": data.title, "size": len(await data.file.read())}


@post("/intake/roomy", status_code=200, max_json=4 * 1024**2)
async def roomy(data: JSONBody[dict[str, str]]) -> int:
    return len(data)


@post("/intake/twice", status_code=200)
async def twice(request: Request) -> int:  # type: ignore[type-arg]
    """The body is gone by the time that it is asked for."""
    async for _ in read_file_parts(request):
        pass
    return len(await request.body())


@get("/intake/path/{number:int}")
async def by_path(number: FromPath[int]) -> int:
    return number


@post("/intake/found", status_code=200)
async def found(data: JSONBody[Lookup], session: NamedDependency[AsyncSession]) -> int:
    """Whatever text comes reaches the database."""
    return len((await session.scalars(select(Account).where(Account.name == data.name))).all())


@post("/intake/signed", status_code=200)
async def signed(data: JSONBody[Signed], session: NamedDependency[AsyncSession]) -> str:
    return data.token


module = Module(
    name="intake",
    controllers=[
        by_query,
        by_body,
        merged,
        by_json,
        by_form,
        by_multipart,
        by_file,
        roomy,
        twice,
        by_path,
        found,
        signed,
    ],
    owns=("/intake",),
)
