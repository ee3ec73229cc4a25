from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import (
    AlreadyRegistered,
    Codes,
    LoggedIn,
    Logins,
    Member,
    NotRegistered,
    Registration,
    Sessions,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
    ended_cookie,
    session_cookie,
)
from banyan.api import JSON, client_address, client_device, from_body, from_query
from banyan.pages import Pages
from members.codes import Answer, answer, ok
from members.inputs import CodeRequest, Credentials, RegistrationRequest
from members.outputs import Profile
from members.settings import MembersSettings

_HOME = "members/home.html.j2"
_LANGUAGE = "zh-CN"
_LOGIN_ERRORS = (NotRegistered, WrongPassword, TooManyAttempts)
AnyRequest = Request[Any, Any, Any]


class Login(msgspec.Struct):
    token: str
    home: str
    expires_at: datetime


class UserController(Controller):
    path = "/users"
    tags = ("users",)
    opt = {"logger": "users"}  # noqa: RUF012  Litestar's own way to say it

    @post("/code", status_code=200, media_type=JSON, errors=(TooManyAttempts,))
    async def send_code(
        self, request: AnyRequest, data: JSONBody[CodeRequest], codes: NamedDependency[Codes]
    ) -> Answer[Literal["ok"]]:
        """Send a six-digit code to a phone."""
        await codes.send(data.identity, client_address(request))
        return ok()

    @post("/regist", status_code=200, media_type=JSON, errors=(AlreadyRegistered, WrongCode))
    async def register(
        self,
        data: JSONBody[RegistrationRequest],
        registration: NamedDependency[Registration],
        settings: NamedDependency[MembersSettings],
    ) -> Answer[Literal["ok"]]:
        code = data.code if settings.verify_code else None
        await registration.register(data.identity, data.password, code)
        return ok()

    @get(
        "/login",
        media_type=MediaType.HTML,
        dependencies={"credentials": from_query(Credentials)},
        errors=_LOGIN_ERRORS,
    )
    async def log_in_by_link(
        self,
        request: AnyRequest,
        credentials: NamedDependency[Credentials],
        logins: NamedDependency[Logins],
        pages: NamedDependency[Pages],
    ) -> Template:
        """The original contract, kept for web views: the home page and the session cookie."""
        logged_in = await _log_in(request, credentials, logins)
        cookies = [session_cookie(request, logged_in)]
        return pages.render(_HOME, only_in=_LANGUAGE, headers={"Cache-Control": "no-store"}, cookies=cookies)

    @post(
        "/login",
        status_code=200,
        media_type=JSON,
        dependencies={"credentials": from_body(Credentials)},
        body=Credentials,
        errors=_LOGIN_ERRORS,
    )
    async def log_in(
        self,
        request: AnyRequest,
        credentials: NamedDependency[Credentials],
        logins: NamedDependency[Logins],
        public_url: NamedDependency[str],
    ) -> Response[Answer[Login]]:
        """The way to recommend: no password in a URL. JSON or a form with `phone` and `password`."""
        logged_in = await _log_in(request, credentials, logins)
        message = Login(logged_in.token, f"{public_url}/users/home", logged_in.expires_at)
        headers = {"Cache-Control": "no-store"}
        return Response(answer(message), cookies=[session_cookie(request, logged_in)], headers=headers)

    @get("/home", media_type=MediaType.HTML)
    async def home(self, pages: NamedDependency[Pages]) -> Template:
        """The H5 home page, the same for all."""
        return pages.render(_HOME, only_in=_LANGUAGE, headers={"Cache-Control": "public, max-age=60"})

    @post("/logout", status_code=200, media_type=JSON)
    async def log_out(
        self,
        request: AnyRequest,
        token: NamedDependency[str | None],
        session: NamedDependency[AsyncSession],
        sessions: NamedDependency[Sessions],
    ) -> Response[Answer[Literal["ok"]]]:
        if token:
            await sessions.revoke(session, token)
        return Response(ok(), cookies=[ended_cookie(request)])

    @get("/me", media_type=JSON)
    async def me(self, member: NamedDependency[Member]) -> Response[Answer[Profile]]:
        profile = msgspec.convert(member, Profile, from_attributes=True)
        return Response(answer(profile), headers={"Cache-Control": "no-store"})


async def _log_in(request: AnyRequest, who: Credentials, logins: Logins) -> LoggedIn:
    return await logins.log_in(
        who.identity, who.password, address=client_address(request), device=client_device(request)
    )
