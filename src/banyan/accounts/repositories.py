from __future__ import annotations

from datetime import datetime

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from banyan.accounts.identities import IdentityKey
from banyan.accounts.rows import Account, Attempt, Identity, LoginSession, SentCode


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

    async def sent_since(self, key: IdentityKey, since: datetime) -> list[datetime]:
        """When codes were sent to an identity, oldest first."""
        query = select(SentCode.created_at).where(
            SentCode.kind == key.kind, SentCode.value == key.value, SentCode.created_at > since
        )
        return list(await self.session.scalars(query.order_by(SentCode.created_at)))

    async def asked_since(self, address: str, since: datetime) -> list[datetime]:
        query = select(SentCode.created_at).where(SentCode.address == address, SentCode.created_at > since)
        return list(await self.session.scalars(query.order_by(SentCode.created_at)))

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


class Attempts(SQLAlchemyAsyncRepository[Attempt]):
    model_type = Attempt

    async def oldest_of(self, subject: str, since: datetime, limit: int) -> datetime | None:
        """The first of the last `limit` attempts since then, or None while there are fewer."""
        query = select(Attempt.created_at).where(Attempt.subject == subject, Attempt.created_at > since)
        return await self.session.scalar(query.order_by(Attempt.created_at.desc()).offset(limit - 1).limit(1))

    async def forget(self, subject: str) -> None:
        await self.session.execute(delete(Attempt).where(Attempt.subject == subject))

    async def forget_one(self, subject: str) -> None:
        newest = await self.session.scalar(select(func.max(Attempt.id)).where(Attempt.subject == subject))
        await self.session.execute(delete(Attempt).where(Attempt.id == newest))

    async def forget_before(self, moment: datetime) -> None:
        await self.session.execute(delete(Attempt).where(Attempt.created_at < moment))
