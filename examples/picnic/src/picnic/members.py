from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from banyan.accounts import (
    AlreadyRegistered,
    Logins,
    Member,
    Registration,
    TooManyAttempts,
    WrongEmail,
    WrongPassword,
    email_identity,
    session_cookie,
)
from banyan.api import client_address, client_device


class Credentials(msgspec.Struct):
    email: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(min_length=8, max_length=128)]


class NewMember(Credentials):
    name: Annotated[str, Meta(min_length=1, max_length=40)]


class Who(msgspec.Struct):
    id: int
    name: str | None


class MemberController(Controller):
    path = "/members"

    @post("/", errors=(WrongEmail, AlreadyRegistered, TooManyAttempts))
    async def register(
        self, request: Request[Any, Any, Any], data: JSONBody[NewMember], registration: NamedDependency[Registration]
    ) -> Who:
        key = email_identity(data.email)
        number = await registration.register(key, data.password, None, name=data.name, address=client_address(request))
        return Who(number, data.name)

    @post("/login", status_code=200, errors=(WrongEmail, WrongPassword, TooManyAttempts))
    async def log_in(
        self, request: Request[Any, Any, Any], data: JSONBody[Credentials], logins: NamedDependency[Logins]
    ) -> Response[dict[str, str]]:
        key, address, device = email_identity(data.email), client_address(request), client_device(request)
        login = await logins.log_in(key, data.password, address=address, device=device, tells=False)
        return Response({"welcome": data.email}, cookies=[session_cookie(request, login)])

    @get("/me")
    async def me(self, member: NamedDependency[Member]) -> Who:
        return Who(member.id, member.name)
