from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.repositories import LoginSessions
from banyan.accounts.rows import Account, LoginSession
from banyan.base import new_token, utc_now
from banyan.config import AccountsSection
from banyan.data import table_of

SESSION_COOKIE = "banyan_session"


@dataclass(frozen=True)
class Member:
    """Who is logged in, as views need it."""

    id: int
    phone: str | None
    email: str | None
    name: str | None
    avatar_url: str | None
    created_at: datetime
    last_login_at: datetime | None


class Sessions:
    """Logins that last: a random token with the client, its hash with us."""

    def __init__(self, settings: AccountsSection) -> None:
        self._lasts = timedelta(days=settings.session_days)

    async def open(self, session: AsyncSession, account_id: int, device: str) -> tuple[str, datetime]:
        """The token, which exists nowhere else, and when it ends."""
        token = new_token()
        expires_at = utc_now() + self._lasts
        row = {"token_hash": _hash(token), "device": device, "expires_at": expires_at, "account_id": account_id}
        await session.execute(insert(table_of(LoginSession)).values(row))
        return token, expires_at

    async def member(self, session: AsyncSession, token: str) -> Member | None:
        found = await LoginSessions(session=session).find_live(_hash(token), utc_now())
        return _member(found.account) if found else None

    async def revoke(self, session: AsyncSession, token: str) -> None:
        await LoginSessions(session=session).revoke(_hash(token), utc_now())


def _member(account: Account) -> Member:
    known_by = {identity.kind: identity.value for identity in account.identities}
    return Member(
        id=account.id,
        phone=known_by.get("phone"),
        email=known_by.get("email"),
        name=account.name,
        avatar_url=account.avatar_url,
        created_at=account.created_at,
        last_login_at=account.last_login_at,
    )


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
