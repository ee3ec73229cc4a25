from __future__ import annotations

from datetime import datetime

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from banyan.accounts.identities import IdentityKey
from banyan.accounts.rows import Account, Identity, LoginSession, SentCode
from banyan.data import table_of


class Accounts(SQLAlchemyAsyncRepository[Account]):
    model_type = Account

    async def password_of(self, key: IdentityKey) -> tuple[int, str] | None:
        """The account's id and the hash."""
        account, identity = table_of(Account), table_of(Identity)
        found = await self.session.execute(
            select(account.c.id, account.c.password_hash)
            .join(identity, identity.c.account_id == account.c.id)
            .where(identity.c.kind == key.kind, identity.c.value == key.value)
        )
        row = found.one_or_none()
        return (row.id, row.password_hash) if row else None

    async def note_login(self, account_id: int, now: datetime) -> None:
        account = table_of(Account)
        await self.session.execute(update(account).where(account.c.id == account_id).values(last_login_at=now))


class Identities(SQLAlchemyAsyncRepository[Identity]):
    model_type = Identity

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
