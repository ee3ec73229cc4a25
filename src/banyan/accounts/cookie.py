from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from banyan.accounts.logins import LoggedIn
from banyan.accounts.sessions import SESSION_COOKIE
from banyan.api import is_secure


def session_cookie(request: Request[Any, Any, Any], login: LoggedIn) -> Cookie:
    """By which a browser stays logged in: no script reads it, no other site's page sends it along with a write."""
    return _cookie(login.token, login.lasts_seconds, secure=is_secure(request))


def ended_cookie(request: Request[Any, Any, Any]) -> Cookie:
    """By which a browser forgets it."""
    return _cookie("", 0, secure=is_secure(request))


def _cookie(value: str, seconds: int, *, secure: bool) -> Cookie:
    return Cookie(SESSION_COOKIE, value=value, path="/", max_age=seconds, httponly=True, samesite="lax", secure=secure)
