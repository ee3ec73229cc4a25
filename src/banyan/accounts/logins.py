from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from banyan.accounts.attempts import LoginAttempts
from banyan.accounts.errors import NotRegistered, WrongPassword
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.repositories import Accounts, Identities
from banyan.accounts.sessions import Sessions
from banyan.base import utc_now
from banyan.data import Database


@dataclass(frozen=True)
class LoggedIn:
    account_id: int
    token: str
    expires_at: datetime

    @property
    def lasts_seconds(self) -> int:
        return int((self.expires_at - utc_now()).total_seconds())


class Logins:
    def __init__(
        self,
        database: Database,
        hasher: PasswordHasher,
        sessions: Sessions,
        attempts: LoginAttempts,
        logger: logging.Logger,
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._sessions = sessions
        self._attempts = attempts
        self._logger = logger

    async def log_in(self, key: IdentityKey, password: str, *, address: str, device: str) -> LoggedIn:
        """Raises TooManyAttempts, NotRegistered, WrongPassword."""
        await self._attempts.count(key, address)
        async with self._database.transaction(writes=False) as session:
            identity = await Identities(session=session).find(key)
        if identity is None:
            raise NotRegistered
        if not await self._hasher.verify(identity.account.password_hash, password):
            raise WrongPassword
        async with self._database.transaction() as session:
            await self._attempts.forgive(session, key, address)
            account = await Accounts(session=session).get(identity.account_id)
            account.last_login_at = utc_now()
            token, expires_at = await self._sessions.open(session, account.id, device)
        self._logger.debug("account %d logged in from %s", account.id, device)
        return LoggedIn(account.id, token, expires_at)
