from __future__ import annotations

import logging

from sqlalchemy.exc import IntegrityError

from banyan.accounts.codes import Codes
from banyan.accounts.errors import AlreadyRegistered
from banyan.accounts.identities import IdentityKey
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.repositories import Identities
from banyan.accounts.rows import Account, Identity
from banyan.base import utc_now
from banyan.data import Database


class Registration:
    """New accounts. Between the checks and the row lies a slow hash, so they are transactions of their own:
    nobody waits for a lock while a password is hashed, and the table's unique key decides a race."""

    def __init__(self, database: Database, hasher: PasswordHasher, codes: Codes, logger: logging.Logger) -> None:
        self._database = database
        self._hasher = hasher
        self._codes = codes
        self._logger = logger

    async def register(self, key: IdentityKey, password: str, code: str | None) -> int:
        """The new account's id. `code=None`: the identity is taken on trust and stays unverified.

        Raises AlreadyRegistered, WrongCode.
        """
        async with self._database.transaction(writes=False) as session:
            if await Identities(session=session).known(key):
                raise AlreadyRegistered
        if code is not None:
            await self._codes.use(key, code)
        password_hash = await self._hasher.hash(password)
        try:
            account_id = await self._insert(key, password_hash, verified=code is not None)
        except IntegrityError:
            raise AlreadyRegistered from None
        self._logger.debug("account %d registered", account_id)
        return account_id

    async def _insert(self, key: IdentityKey, password_hash: str, *, verified: bool) -> int:
        async with self._database.transaction() as session:
            identity = Identity(kind=key.kind, value=key.value, verified_at=utc_now() if verified else None)
            account = Account(password_hash=password_hash, identities=[identity])
            session.add(account)
            await session.flush()
            return account.id
