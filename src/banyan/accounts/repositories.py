from __future__ import annotations

from datetime import datetime

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from banyan.accounts.identities import IdentityKey
from banyan.accounts.rows import Account, Identity, LoginSession, PasswordReset, SentCode
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

    async def note_login(self, account_id: int, password_hash: str, now: datetime) -> bool:
        """Whether its password is still the one that was looked at."""
        account = table_of(Account)
        result = await self.session.execute(
            update(account)
            .where(account.c.id == account_id, account.c.password_hash == password_hash)
            .values(last_login_at=now)
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has one

    async def hash_of(self, account_id: int) -> str | None:
        return await self.session.scalar(select(Account.password_hash).where(Account.id == account_id))

    async def change_hash(self, account_id: int, before: str, after: str) -> bool:
        """Whether it was still `before`."""
        result = await self.session.execute(
            update(Account).where(Account.id == account_id, Account.password_hash == before).values(password_hash=after)
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has one

    async def set_hash(self, account_id: int, password_hash: str) -> None:
        await self.session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))


class Identities(SQLAlchemyAsyncRepository[Identity]):
    model_type = Identity

    async def known(self, key: IdentityKey) -> bool:
        return await self.exists(kind=key.kind, value=key.value)

    async def account_of(self, key: IdentityKey) -> int | None:
        return await self.session.scalar(
            select(Identity.account_id).where(Identity.kind == key.kind, Identity.value == key.value)
        )

    async def of_account(self, account_id: int, kind: str) -> Identity | None:
        return await self.get_one_or_none(account_id=account_id, kind=kind)


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

    async def revoke(self, token_hash: str, now: datetime) -> int | None:
        """Whose it was."""
        await self.session.execute(
            update(LoginSession).where(LoginSession.token_hash == token_hash).values(revoked_at=now)
        )
        return await self.session.scalar(select(LoginSession.account_id).where(LoginSession.token_hash == token_hash))

    async def revoke_all(self, account_id: int, now: datetime, *, but: int | None) -> None:
        """The account's, except for the session of that id."""
        others = update(LoginSession).where(LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None))
        if but is not None:
            others = others.where(LoginSession.id != but)
        await self.session.execute(others.values(revoked_at=now))


class PasswordResets(SQLAlchemyAsyncRepository[PasswordReset]):
    model_type = PasswordReset

    async def live_account(self, token_hash: str, now: datetime) -> int | None:
        return await self.session.scalar(
            select(PasswordReset.account_id).where(
                PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now
            )
        )

    async def take(self, token_hash: str, now: datetime) -> bool:
        """Whether this call, and no other, used it."""
        result = await self.session.execute(
            delete(PasswordReset).where(PasswordReset.token_hash == token_hash, PasswordReset.expires_at > now)
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has one

    async def forget(self, account_id: int, *, ended_by: datetime | None = None) -> None:
        """Those of the account; of them, where a moment is given, those that had ended by then."""
        theirs = delete(PasswordReset).where(PasswordReset.account_id == account_id)
        if ended_by is not None:
            theirs = theirs.where(PasswordReset.expires_at <= ended_by)
        await self.session.execute(theirs)


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
