from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.errors import TooManyAttempts
from banyan.accounts.identities import IdentityKey
from banyan.accounts.repositories import Attempts
from banyan.accounts.rows import Attempt
from banyan.base import utc_now
from banyan.config import AccountsSection
from banyan.data import Database

_WINDOW = timedelta(minutes=15)


class LoginAttempts:
    """How many wrong passwords an identity and an address may try.

    A try is counted before the password is looked at and forgotten when it was right, so that a hundred guesses at
    once are still a hundred.
    """

    def __init__(self, database: Database, settings: AccountsSection) -> None:
        self._database = database
        self._settings = settings

    async def count(self, key: IdentityKey, address: str) -> None:
        """Raises TooManyAttempts, with the seconds to wait, when either has had its share."""
        now = utc_now()
        async with self._database.transaction() as session:
            attempts = Attempts(session=session)
            await attempts.forget_before(now - _WINDOW)
            await self._check(attempts, str(key), self._settings.failed_logins, now)
            await self._check(attempts, _of(address), self._settings.failed_logins_per_address, now)
            session.add_all([Attempt(subject=str(key)), Attempt(subject=_of(address))])

    async def forgive(self, session: AsyncSession, key: IdentityKey, address: str) -> None:
        """A right password: the identity starts anew, the address loses this one try only."""
        attempts = Attempts(session=session)
        await attempts.forget(str(key))
        await attempts.forget_one(_of(address))

    async def _check(self, attempts: Attempts, subject: str, limit: int, now: datetime) -> None:
        first = await attempts.oldest_of(subject, now - _WINDOW, limit)
        if first is not None:
            raise TooManyAttempts(retry_after=max(1, math.ceil((first + _WINDOW - now).total_seconds())))


def _of(address: str) -> str:
    return f"address:{address}"
