from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.member_tag import member_tag
from banyan.accounts.repositories import LoginSessions
from banyan.accounts.rows import LoginSession
from banyan.accounts.tokens import TokenKeys, is_signed
from banyan.base import new_token, utc_now
from banyan.config import AccountsSection
from banyan.data import invalidate, table_of

SESSION_COOKIE = "banyan_session"
TokenKind = Literal["random", "signed"]


@dataclass(frozen=True)
class Member:
    """Who is logged in, as views need it. `phone` and `email` are identities, `contact_phone` is no way to log in."""

    id: int
    session_id: int
    phone: str | None
    email: str | None
    name: str | None
    avatar_url: str | None
    contact_phone: str | None
    created_at: datetime
    last_login_at: datetime | None


class Sessions:
    """Logins that last: a token with the client, its hash with us.

    A `random` token is 256 bits that say nothing; a `signed` one (JWT) says whose it is and carries the session's id.
    Either is good only while the session's row is: it is asked for every time.
    """

    def __init__(self, settings: AccountsSection, keys: TokenKeys) -> None:
        self._lasts = timedelta(days=settings.session_days)
        self._keys = keys

    async def open(
        self, session: AsyncSession, account_id: int, device: str, kind: TokenKind = "random"
    ) -> tuple[str, datetime]:
        """The token, which exists nowhere else, and when it ends."""
        now = utc_now()
        expires_at = now + self._lasts
        secret = new_token()
        if kind == "signed":
            token, token_hash = self._keys.sign(account_id, secret, now, expires_at), _sid_hash(secret)
        else:
            token, token_hash = secret, _token_hash(secret)
        row = {"token_hash": token_hash, "device": device, "expires_at": expires_at, "account_id": account_id}
        await session.execute(insert(table_of(LoginSession)).values(row))
        return token, expires_at

    async def member(self, session: AsyncSession, token: str) -> Member | None:
        if (token_hash := self._hash(token)) is None:
            return None
        found = await LoginSessions(session=session).find_live(token_hash, utc_now())
        return _member(found) if found else None

    async def revoke(self, session: AsyncSession, token: str) -> None:
        if token_hash := self._hash(token):
            account_id = await LoginSessions(session=session).revoke(token_hash, utc_now())
            if account_id is not None:
                invalidate(session, member_tag(account_id))

    def _hash(self, token: str) -> str | None:
        """By which the session is found; None: nobody's."""
        if not is_signed(token):
            return _token_hash(token)
        claims = self._keys.read(token)
        return _sid_hash(claims.sid) if claims else None


def _member(login: LoginSession) -> Member:
    account = login.account
    known_by = {identity.kind: identity.value for identity in account.identities}
    return Member(
        id=account.id,
        session_id=login.id,
        phone=known_by.get("phone"),
        email=known_by.get("email"),
        name=account.name,
        avatar_url=account.avatar_url,
        contact_phone=account.contact_phone,
        created_at=account.created_at,
        last_login_at=account.last_login_at,
    )


def _token_hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _sid_hash(sid: str) -> str:
    """Another function than for tokens: the id in a signed token is not a token by itself."""
    return hashlib.blake2b(sid.encode(), digest_size=32, person=b"session id").hexdigest()
