from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from banyan.accounts.errors import NotRegistered, WrongPassword
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Accounts, Identities
from banyan.accounts.sessions import Sessions
from banyan.base import utc_now
from banyan.config import AccountsSection
from banyan.data import Database

_WINDOW = 15 * 60


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
        quotas: Quotas,
        settings: AccountsSection,
        logger: logging.Logger,
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._sessions = sessions
        self._quotas = quotas
        self._settings = settings
        self._logger = logger

    async def log_in(self, key: IdentityKey, password: str, *, address: str, device: str) -> LoggedIn:
        """Raises TooManyAttempts, NotRegistered, WrongPassword.

        A try is counted before the password is looked at and forgotten when it was right, so that a hundred guesses at
        once are still a hundred.
        """
        by_identity, by_address = f"login:{key}", f"login:address:{address}"
        await self._quotas.take(
            Allowance(by_identity, self._settings.failed_logins, _WINDOW),
            Allowance(by_address, self._settings.failed_logins_per_address, _WINDOW),
        )
        async with self._database.transaction(writes=False) as session:
            identity = await Identities(session=session).find(key)
        if identity is None:
            raise NotRegistered
        if not await self._hasher.verify(identity.account.password_hash, password):
            raise WrongPassword
        async with self._database.transaction() as session:
            await self._quotas.forgive(session, forget=by_identity, give_back=by_address)
            account = await Accounts(session=session).get(identity.account_id)
            account.last_login_at = utc_now()
            token, expires_at = await self._sessions.open(session, account.id, device)
        self._logger.debug("account %d logged in from %s", account.id, device)
        return LoggedIn(account.id, token, expires_at)
