"""Accounts without a site: their services on a database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from banyan.accounts import (
    Codes,
    DatabaseQuotas,
    LoggedIn,
    Logins,
    PasswordChanges,
    PasswordHasher,
    PasswordLinks,
    Profiles,
    Quota,
    RedisQuotas,
    Registration,
    Sessions,
    TokenKeys,
    phone_identity,
)
from banyan.config import AccountsSection
from banyan.data import Database, Options, database_url
from banyan.notify import Message, Post
from banyan.redis import Redis


class Outbox:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> None:
        self.sent.append(message)


class House:
    """`redis_url` empty: limits are counted in the database."""

    def __init__(self, url: str, folder: Path, redis_url: str) -> None:
        self.settings = AccountsSection()
        self.database = Database(
            database_url(url, folder), Options(pool_size=20, connect_timeout=30, timeout=60, busy_timeout=30)
        )
        self.redis = Redis(redis_url, timeout=5) if redis_url else None
        quotas = RedisQuotas(self.redis) if self.redis else DatabaseQuotas()
        self.outbox = Outbox()
        self.hasher = PasswordHasher(threads=2)
        self.codes = Codes(self.database, quotas, self.outbox, self.settings, b"secret")
        logger = logging.getLogger("test")
        self.sessions = Sessions(self.settings, TokenKeys([b"secret"]))
        self.logins = Logins(self.database, self.hasher, self.sessions, quotas, self.settings, logger)
        self.registration = Registration(self.database, self.hasher, self.codes, quotas, self.settings, logger)
        self.profiles = Profiles(self.database, quotas, self.settings)
        self.changes = PasswordChanges(self.database, self.hasher, quotas, self.settings, logger)
        self.post = Post(self.outbox, logger)
        self.links = PasswordLinks(
            self.database, self.hasher, quotas, self.post, self.settings, "https://site.test", logger
        )

    async def pass_time(self, time: timedelta) -> None:
        """As if it had passed."""
        async with self.database.transaction() as session:
            for quota in await session.scalars(select(Quota)):
                quota.ends_at -= time
        if self.redis:
            await self.redis.call(lambda client: _pass_time(client, time))

    async def log_in(self, phone: str, password: str, address: str = "a") -> LoggedIn:
        return await self.logins.log_in(phone_identity(phone), password, address=address, device="other")

    async def is_live(self, login: LoggedIn) -> bool:
        async with self.database.transaction(writes=False) as session:
            return await self.sessions.member(session, login.token) is not None

    async def link_token(self) -> str:
        """Of the last link that was sent."""
        await self.post.close()
        return self.outbox.sent[-1].values["link"].rpartition("#token=")[2]

    async def close(self) -> None:
        await self.post.close()
        self.hasher.close()
        await self.database.close()
        if self.redis:
            await self.redis.close()


Scene = Callable[[House], Coroutine[Any, Any, None]]
Play = Callable[[Scene], None]


async def _pass_time(client: Any, time: timedelta) -> None:
    for key in await client.keys("banyan:quota:*"):
        await client.pexpire(key, await client.pttl(key) - int(time.total_seconds() * 1000))
