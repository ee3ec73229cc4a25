from __future__ import annotations

from datetime import datetime

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from banyan.accounts.identities import IdentityKey
from banyan.accounts.rows import Account, Identity, LoginSession, SentCode


class Accounts(SQLAlchemyAsyncRepository[Account]):
    model_type = Account


class Identities(SQLAlchemyAsyncRepository[Identity]):
    model_type = Identity

    async def find(self, key: IdentityKey) -> Identity | None:
        """With its account."""
        return await self.get_one_or_none(kind=key.kind, value=key.value, load=joinedload(Identity.account))

    async def known(self, key: IdentityKey) -> bool:
        return await self.exists(kind=key.kind, value=key.value)


class LoginSessions(SQLAlchemyAsyncRepository[LoginSession]):
    model_type = LoginSession

    async def find_live(self, token_hash: str, now: datetime) -> LoginSession | None:
        """With its account and the account's identities."""
        return await self.session.scalar(
            select(LoginSession)
            .where(
                LoginSession.token_hash == token_hash,
                LoginSession.revoked_at.is_(None),
                LoginSession.expires_at > now,
            )
            .options(joinedload(LoginSession.account).selectinload(Account.identities))
        )

    async def revoke(self, token_hash: str, now: datetime) -> None:
        await self.session.execute(
            update(LoginSession).where(LoginSession.token_hash == token_hash).values(revoked_at=now)
        )


class SentCodes(SQLAlchemyAsyncRepository[SentCode]):
    model_type = SentCode

    async def latest(self, key: IdentityKey) -> SentCode | None:
        return await self.session.scalar(
            select(SentCode)
            .where(SentCode.kind == key.kind, SentCode.value == key.value)
            .order_by(SentCode.id.desc())
            .limit(1)
        )

    async def use(self, code_id: int, now: datetime) -> bool:
        """Whether this call, and no other, used it."""
        result = await self.session.execute(
            update(SentCode).where(SentCode.id == code_id, SentCode.used_at.is_(None)).values(used_at=now)
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has one

    async def count_wrong_try(self, code_id: int) -> None:
        await self.session.execute(
            update(SentCode).where(SentCode.id == code_id).values(wrong_tries=SentCode.wrong_tries + 1)
        )
