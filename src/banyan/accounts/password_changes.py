from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.errors import SamePassword, WrongCurrentPassword
from banyan.accounts.member_tag import member_tag
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Accounts, LoginSessions, PasswordResets
from banyan.base import utc_now
from banyan.config import AccountsSection
from banyan.data import Database, invalidate

_WINDOW = 15 * 60


@dataclass(frozen=True, repr=False)
class Confirmed:
    """A member who has shown the current password."""

    account_id: int
    password: str
    password_hash: str


class PasswordChanges:
    """Of members who are logged in and know their password: what it was protects it from whoever found their device."""

    def __init__(
        self,
        database: Database,
        hasher: PasswordHasher,
        quotas: Quotas,
        settings: AccountsSection,
        logger: logging.Logger,
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._quotas = quotas
        self._settings = settings
        self._logger = logger

    async def confirm(self, account_id: int, password: str) -> Confirmed:
        """Raises WrongCurrentPassword; TooManyAttempts, since whoever has a session may be guessing."""
        async with self._database.transaction() as session:
            password_hash = await Accounts(session=session).hash_of(account_id)
            await self._quotas.take(session, Allowance(_tries(account_id), self._settings.failed_logins, _WINDOW))
        if password_hash is None or not await self._hasher.verify(password_hash, password):
            raise WrongCurrentPassword
        return Confirmed(account_id, password, password_hash)

    async def change(self, who: Confirmed, new: str, *, keep: int | None) -> None:
        """End every session but `keep`, and every link for a new password. Raises SamePassword, and
        WrongCurrentPassword if somebody else was quicker."""
        if new == who.password:
            raise SamePassword
        new_hash = await self._hasher.hash(new)
        async with self._database.transaction() as session:
            if not await Accounts(session=session).change_hash(who.account_id, who.password_hash, new_hash):
                raise WrongCurrentPassword
            await end_logins(session, who.account_id, keep=keep)
            await self._quotas.forgive(session, forget=_tries(who.account_id), give_back=_tries(who.account_id))
        self._logger.info("account %d changed its password", who.account_id)


def _tries(account_id: int) -> str:
    return f"password:{account_id}"


async def end_logins(session: AsyncSession, account_id: int, *, keep: int | None = None) -> None:
    """Whoever came in by the password that was, or was about to by a link, is out."""
    await LoginSessions(session=session).revoke_all(account_id, utc_now(), but=keep)
    await PasswordResets(session=session).forget(account_id)
    invalidate(session, member_tag(account_id))
