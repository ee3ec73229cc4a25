from __future__ import annotations

import logging

from sqlalchemy.exc import IntegrityError

from banyan.accounts.codes import Codes
from banyan.accounts.errors import AlreadyRegistered
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Identities
from banyan.accounts.rows import Account, Identity
from banyan.base import utc_now
from banyan.config import AccountsSection
from banyan.data import Database

_HOUR = 3600


class Registration:
    """New accounts. Between the checks and the row lies a slow hash, so they are transactions of their own:
    nobody waits for a lock while a password is hashed, and the table's unique key decides a race."""

    def __init__(
        self,
        database: Database,
        hasher: PasswordHasher,
        codes: Codes,
        quotas: Quotas,
        settings: AccountsSection,
        logger: logging.Logger,
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._codes = codes
        self._quotas = quotas
        self._settings = settings
        self._logger = logger

    async def register(
        self, key: IdentityKey, password: str, code: str | None, *, name: str | None = None, address: str | None = None
    ) -> int:
        """The new account's id. `code=None`: the identity is taken on trust and stays unverified. `address`: the
        client's, which may then ask only so often, for the answer tells who is registered.

        Raises TooManyAttempts, AlreadyRegistered, WrongCode.
        """
        if address is not None:
            async with self._database.transaction() as session:
                await self._quotas.take(session, asking(address, self._settings))
        async with self._database.transaction(writes=False) as session:
            if await Identities(session=session).known(key):
                raise AlreadyRegistered
        if code is not None:
            await self._codes.use(key, code)
        password_hash = await self._hasher.hash(password)
        account = Account(password_hash=password_hash, name=name)
        try:
            account_id = await self._insert(key, account, verified=code is not None)
        except IntegrityError:
            raise AlreadyRegistered from None
        self._logger.debug("account %d registered", account_id)
        return account_id

    async def _insert(self, key: IdentityKey, account: Account, *, verified: bool) -> int:
        async with self._database.transaction() as session:
            identity = Identity(kind=key.kind, value=key.value, verified_at=utc_now() if verified else None)
            account.identities = [identity]
            session.add(account)
            await session.flush()
            return account.id


def asking(address: str, settings: AccountsSection) -> Allowance:
    """To be told whether identities are known, as registering and changing one tell it."""
    return Allowance(f"registration:address:{address}", settings.registrations_per_hour_per_address, _HOUR)
