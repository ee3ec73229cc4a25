from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from banyan.accounts.errors import NotRegistered, WrongPassword
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Accounts
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
        async with self._database.transaction() as session:
            found = await Accounts(session=session).password_of(key)
            # Last: all logins from an address wait at its counter for each other's commits.
            await self._quotas.take(
                session,
                Allowance(by_identity, self._settings.failed_logins, _WINDOW),
                Allowance(by_address, self._settings.failed_logins_per_address, _WINDOW),
            )
            # Begun before the commit, which waits for the disk meanwhile.
            verifying = self._hasher.verify(found[1], password) if found else None
        if found is None or verifying is None:
            raise NotRegistered
        if not await verifying:
            raise WrongPassword
        account_id, _ = found
        async with self._database.transaction() as session:
            await Accounts(session=session).note_login(account_id, utc_now())
            token, expires_at = await self._sessions.open(session, account_id, device)
            await self._quotas.forgive(session, forget=by_identity, give_back=by_address)
        self._logger.debug("account %d logged in from %s", account_id, device)
        return LoggedIn(account_id, token, expires_at)
