from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from banyan.accounts.errors import WrongResetLink
from banyan.accounts.identities import IdentityKey
from banyan.accounts.password_changes import end_logins
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import Accounts, Identities, PasswordResets
from banyan.accounts.rows import PasswordReset
from banyan.base import new_token, utc_now
from banyan.config import AccountsSection
from banyan.data import Database
from banyan.notify import Message, Post

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600


class PasswordLinks:
    """For members who forgot their password: a link by e-mail, good for minutes and once."""

    def __init__(
        self,
        database: Database,
        hasher: PasswordHasher,
        quotas: Quotas,
        post: Post,
        settings: AccountsSection,
        public_url: str,
        logger: logging.Logger,
    ) -> None:
        """`public_url`: the site's own word for where it is. A request's Host is the client's."""
        self._database = database
        self._hasher = hasher
        self._quotas = quotas
        self._post = post
        self._settings = settings
        self._public_url = public_url
        self._logger = logger

    async def send(self, key: IdentityKey, *, page: str, address: str) -> None:
        """To `page` (a path) of the site, its token after the `#`, where no log and no other site sees it.

        Nothing tells whether somebody is known by `key`: not the answer, nor how long it takes, for the message leaves
        by itself. Raises TooManyAttempts.
        """
        token, now = new_token(), utc_now()
        async with self._database.transaction() as session:
            await self._quotas.take(
                session,
                Allowance(f"reset:{key}", 1, _MINUTE),
                Allowance(f"resets:{key}", self._settings.codes_per_day, _DAY),
                Allowance(f"resets:address:{address}", self._settings.codes_per_hour_per_address, _HOUR),
            )
            account_id = await Identities(session=session).account_of(key)
            if account_id is not None:
                links = PasswordResets(session=session)
                await links.forget(account_id, ended_by=now)
                ends = now + timedelta(minutes=self._settings.reset_minutes)
                row = PasswordReset(token_hash=_hash(token), expires_at=ends, account_id=account_id)
                await links.add(row, auto_refresh=False)
        if account_id is not None:
            values = {"link": f"{self._public_url}{page}#token={token}", "minutes": str(self._settings.reset_minutes)}
            self._post.hand_over(Message(key.kind, key.value, "password_reset", values))

    async def use(self, token: str, new: str) -> None:
        """Set the password, and end all of the account's sessions and its other links. Raises WrongResetLink."""
        token_hash = _hash(token)
        async with self._database.transaction(writes=False, primary=True) as session:
            # Hashing is for those alone who have a link.
            if await PasswordResets(session=session).live_account(token_hash, utc_now()) is None:
                raise WrongResetLink
        new_hash = await self._hasher.hash(new)
        async with self._database.transaction() as session:
            links = PasswordResets(session=session)
            account_id = await links.live_account(token_hash, utc_now())
            if account_id is None or not await links.take(token_hash, utc_now()):
                raise WrongResetLink
            await Accounts(session=session).set_hash(account_id, new_hash)
            await end_logins(session, account_id)
        self._logger.info("account %d set a new password by a link", account_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
