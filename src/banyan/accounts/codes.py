from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from banyan.accounts.errors import WrongCode
from banyan.accounts.identities import IdentityKey
from banyan.accounts.quotas import Allowance, Quotas
from banyan.accounts.repositories import SentCodes
from banyan.accounts.rows import SentCode
from banyan.base import utc_now
from banyan.config import AccountsSection
from banyan.data import Database
from banyan.notify import Message, Sender

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
# Six digits stand a million guesses; five of them end the code.
_WRONG_TRIES = 5


class Codes:
    """Six-digit codes that prove an identity: sent within limits, valid for minutes, used once."""

    def __init__(
        self, database: Database, quotas: Quotas, sender: Sender, settings: AccountsSection, secret: bytes
    ) -> None:
        self._database = database
        self._quotas = quotas
        self._sender = sender
        self._settings = settings
        self._secret = secret

    async def send(self, key: IdentityKey, address: str) -> None:
        """Raises TooManyAttempts, with the seconds to wait, over any of the limits."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        now = utc_now()
        async with self._database.transaction() as session:
            await self._quotas.take(
                session,
                Allowance(f"code:{key}", 1, _MINUTE),
                Allowance(f"codes:{key}", self._settings.codes_per_day, _DAY),
                Allowance(f"codes:address:{address}", self._settings.codes_per_hour_per_address, _HOUR),
            )
            codes = SentCodes(session=session)
            row = SentCode(
                kind=key.kind,
                value=key.value,
                digest=self._digest(key, code),
                address=address,
                expires_at=now + timedelta(minutes=self._settings.code_minutes),
            )
            await codes.add(row, auto_refresh=False)
        await self._sender.send(Message(key.kind, key.value, "code", {"code": code}))

    async def use(self, key: IdentityKey, code: str) -> None:
        """Raises WrongCode unless it is the latest that was sent, unexpired and unused.

        In a transaction of its own, so that a wrong try is counted although the request fails.
        """
        now = utc_now()
        async with self._database.transaction() as session:
            codes = SentCodes(session=session)
            latest = await codes.latest(key)
            usable = latest is not None and latest.expires_at > now and latest.wrong_tries < _WRONG_TRIES
            right = False
            if latest is not None and usable:
                if hmac.compare_digest(latest.digest, self._digest(key, code)):
                    right = await codes.use(latest.id, now)
                else:
                    await codes.count_wrong_try(latest.id)
        if not right:
            raise WrongCode

    def _digest(self, key: IdentityKey, code: str) -> str:
        # Keyed: a million codes are soon hashed by whoever reads the table alone.
        return hmac.new(self._secret, f"{key} {code}".encode(), hashlib.sha256).hexdigest()
