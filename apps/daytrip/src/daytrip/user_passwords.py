from __future__ import annotations

from typing import Any

from litestar import Controller, Request, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from banyan.accounts import (
    Member,
    PasswordChanges,
    PasswordLinks,
    SamePassword,
    TooManyAttempts,
    WrongCurrentPassword,
    WrongEmail,
    WrongResetLink,
    email_identity,
)
from banyan.api import JSON, client_address
from daytrip.user_errors import PasswordsDiffer, WeakPassword
from daytrip.user_inputs import PasswordInput, ResetInput, ResetRequest, checked_pair
from daytrip.user_outputs import Done

RESET_PAGE = "/member/password-reset"
AnyRequest = Request[Any, Any, Any]


class UserPasswordController(Controller):
    path = "/api"
    tags = ("user",)
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it

    @patch(
        ["/user/password", "/edit/password"],
        media_type=JSON,
        errors=(WrongCurrentPassword, PasswordsDiffer, SamePassword, WeakPassword, TooManyAttempts),
    )
    async def change(
        self,
        member: NamedDependency[Member],
        data: JSONBody[PasswordInput],
        password_changes: NamedDependency[PasswordChanges],
    ) -> Done:
        """The member's other sessions end."""
        confirmed = await password_changes.confirm(member.id, data.old)
        await password_changes.change(confirmed, checked_pair(data.new, data.repeat), keep=member.session_id)
        return Done()

    @post("/user/password-reset", status_code=200, media_type=JSON, errors=(WrongEmail, TooManyAttempts))
    async def send_link(
        self,
        request: AnyRequest,
        data: JSONBody[ResetRequest],
        password_links: NamedDependency[PasswordLinks],
    ) -> Done:
        """A link for a new password, to the e-mail address if a member has it; the answer is the same if nobody has."""
        await password_links.send(email_identity(data.email), page=RESET_PAGE, address=client_address(request))
        return Done()

    @put("/user/password-reset", media_type=JSON, errors=(PasswordsDiffer, WeakPassword, WrongResetLink))
    async def set_by_link(self, data: JSONBody[ResetInput], password_links: NamedDependency[PasswordLinks]) -> Done:
        """`token` is what stands after `#token=` in the link. All of the member's sessions end."""
        await password_links.use(data.token, checked_pair(data.new, data.repeat))
        return Done()
