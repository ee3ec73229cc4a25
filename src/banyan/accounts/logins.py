from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime

from banyan.accounts.errors import NotRegistered, WrongPassword
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Accounts
from banyan.accounts.sessions import Sessions, TokenKind
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

    async def log_in(
        self,
        key: IdentityKey,
        password: str,
        *,
        address: str,
        device: str,
        tells: bool = True,
        kind: TokenKind = "random",
    ) -> LoggedIn:
        """Raises TooManyAttempts, NotRegistered, WrongPassword.

        `tells=False`: that nobody is known by `key` is a WrongPassword too, at the cost of one, and cannot be told.
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
            verifying = self._verify(found, password, tells=tells)
        if verifying is None:
            raise NotRegistered
        if not await verifying or found is None:
            raise WrongPassword
        account_id, password_hash = found
        async with self._database.transaction() as session:
            if not await Accounts(session=session).note_login(account_id, password_hash, utc_now()):
                raise WrongPassword
            token, expires_at = await self._sessions.open(session, account_id, device, kind)
            await self._quotas.forgive(session, forget=by_identity, give_back=by_address)
        self._logger.debug("account %d logged in from %s", account_id, device)
        return LoggedIn(account_id, token, expires_at)

    def _verify(self, found: tuple[int, str] | None, password: str, *, tells: bool) -> Awaitable[bool] | None:
        if found:
            return self._hasher.verify(found[1], password)
        return None if tells else self._hasher.verify_nobodys(password)
