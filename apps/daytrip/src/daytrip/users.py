from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import (
    AlreadyRegistered,
    IdentityTaken,
    Logins,
    Member,
    Profiles,
    Registration,
    Sessions,
    TooManyAttempts,
    WrongEmail,
    WrongPassword,
    email_identity,
    ended_cookie,
    session_cookie,
)
from banyan.api import JSON, CrossSiteWrite, OwnOrigins, PublicLinks, client_address, client_device
from daytrip.user_errors import WeakPassword, WrongName, WrongPhone
from daytrip.user_inputs import (
    LONGEST_PASSWORD,
    Credentials,
    NewMember,
    ProfileInput,
    checked_name,
    checked_password,
)
from daytrip.user_outputs import Done, LoggedInOutput, WhoIsThere, who_is_there

_NOT_KEPT = {"Cache-Control": "no-store"}
AnyRequest = Request[Any, Any, Any]


class UserController(Controller):
    path = "/api"
    tags = ("user",)
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it

    @post(
        "/user",
        status_code=200,
        media_type=JSON,
        errors=(WrongEmail, WeakPassword, WrongName, AlreadyRegistered, TooManyAttempts),
    )
    async def register(
        self, request: AnyRequest, data: JSONBody[NewMember], registration: NamedDependency[Registration]
    ) -> Done:
        key, password, name = email_identity(data.email), checked_password(data.password), checked_name(data.name)
        await registration.register(key, password, None, name=name, address=client_address(request))
        return Done()

    @put("/user/auth", media_type=JSON, errors=(WrongPassword, TooManyAttempts, CrossSiteWrite))
    async def log_in(
        self,
        request: AnyRequest,
        data: JSONBody[Credentials],
        logins: NamedDependency[Logins],
        own_origins: NamedDependency[OwnOrigins],
    ) -> Response[LoggedInOutput]:
        """One answer for whoever is not let in. No other site's page logs a browser in, as somebody it chooses."""
        own_origins.check(request)
        try:
            key = email_identity(data.email)
        except WrongEmail:
            raise WrongPassword from None
        if len(data.password) > LONGEST_PASSWORD:
            raise WrongPassword
        login = await logins.log_in(
            key,
            data.password,
            address=client_address(request),
            device=client_device(request),
            tells=False,
            kind="signed",
        )
        cookies = [session_cookie(request, login)]
        return Response(LoggedInOutput(True, login.token), cookies=cookies, headers=_NOT_KEPT)

    @get("/user/auth", media_type=JSON)
    async def who(
        self, visitor: NamedDependency[Member | None], public_links: NamedDependency[PublicLinks]
    ) -> Response[WhoIsThere]:
        """Whoever is logged in, or null."""
        return Response(who_is_there(visitor, public_links), headers=_NOT_KEPT)

    @delete("/user/auth", status_code=200, media_type=JSON)
    async def log_out(
        self,
        request: AnyRequest,
        member: NamedDependency[Member],
        token: NamedDependency[str | None],
        session: NamedDependency[AsyncSession],
        sessions: NamedDependency[Sessions],
    ) -> Response[Done]:
        await sessions.revoke(session, token or "")
        return Response(Done(), cookies=[ended_cookie(request)], headers=_NOT_KEPT)

    @patch(
        ["/user", "/edit/info"],
        media_type=JSON,
        errors=(WrongName, WrongEmail, WrongPhone, IdentityTaken, TooManyAttempts),
    )
    async def change_profile(
        self,
        request: AnyRequest,
        member: NamedDependency[Member],
        data: JSONBody[ProfileInput],
        profiles: NamedDependency[Profiles],
    ) -> Done:
        """Of the member who is logged in, whatever else is sent."""
        await profiles.change(member.id, data.change(), address=client_address(request))
        return Done()
