from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import (
    SESSION_COOKIE,
    Codes,
    DatabaseQuotas,
    HastenedQuotas,
    Logins,
    Member,
    NotLoggedIn,
    PasswordHasher,
    Quotas,
    RedisQuotas,
    Registration,
    Sessions,
)
from banyan.api import Dependency
from banyan.cache import LONGEST_TTL, Caches, CacheStore, Horizon, MemoryCacheStore, RedisCacheStore
from banyan.control import Control, Follower, Following, LastGood, RedisHints
from banyan.data import Database, DatabaseLog, Options, database_url
from banyan.edge import Switchboard
from banyan.notify import DevelopmentSender
from banyan.redis import Redis
from banyan.server.secret import read_secret
from banyan.server.site import Site
from banyan.storage import Storage, open_storage


@dataclass(frozen=True)
class Services:
    """What a worker holds for all its requests; each is also a Litestar dependency of its own name."""

    database: Database
    redis: Redis | None
    horizon: Horizon
    switchboard: Switchboard
    control: Control
    follower: Follower
    following: Following
    caches: Caches
    storage: Storage
    hasher: PasswordHasher
    sessions: Sessions
    codes: Codes
    logins: Logins
    registration: Registration

    def state(self) -> dict[str, Any]:
        dependencies = {"database": Dependency(self.database.check)}
        if self.redis:
            dependencies["redis"] = Dependency(self.redis.check, essential=False)
        return {**vars(self), "services": self, "readiness": dependencies}

    @property
    def at_hand(self) -> Mapping[type, Any]:
        """What functions can reach that nobody hands it to: `banyan.base.reach`."""
        return {Switchboard: self.switchboard}

    async def close(self) -> None:
        await self.following.stop()
        self.hasher.close()
        if self.redis:
            await self.redis.close()
        await self.database.close()


async def open_services(site: Site, last_control: Path) -> Services:
    """`last_control`: a file of this node's own."""
    settings = site.settings
    database = Database(
        database_url(settings.database.url, site.folder.root),
        Options(
            pool_size=settings.database.pool_size,
            timeout=settings.database.timeout,
            connect_timeout=settings.database.connect_timeout,
            busy_timeout=settings.database.busy_timeout,
        ),
    )
    # Workers share the cores: together they hash on at most one thread a core.
    hasher = PasswordHasher(threads=max(1, (os.cpu_count() or 1) // settings.app.workers))
    sessions = Sessions(settings.accounts)
    redis = Redis(settings.redis.url, timeout=settings.redis.timeout) if settings.redis.url else None
    horizon, switchboard = Horizon(), Switchboard()
    log = DatabaseLog(database)
    control = Control(database, log)
    follower = Follower(
        log,
        horizon,
        control,
        LastGood(last_control),
        on_control=lambda document: switchboard.turn(document.switches),
        replayed_seconds=LONGEST_TTL,
    )
    database.on_commit.append(horizon.note)
    following = Following(database, log, follower, RedisHints(redis) if redis else None)
    following.start()
    quotas: Quotas = DatabaseQuotas(database)
    if redis:
        quotas = HastenedQuotas(RedisQuotas(redis), quotas)
    cache_stores: list[CacheStore] = [MemoryCacheStore(settings.cache.memory)]
    if redis:
        cache_stores.append(RedisCacheStore(redis))
    sender = DevelopmentSender(site.folder.mail)
    codes = Codes(database, quotas, sender, settings.accounts, read_secret(site.loaded))
    logger = logging.getLogger("banyan.accounts")
    return Services(
        database=database,
        redis=redis,
        horizon=horizon,
        switchboard=switchboard,
        control=control,
        follower=follower,
        following=following,
        caches=Caches(horizon, cache_stores, is_off=lambda name: _is_off(switchboard, name)),
        storage=open_storage(site.storage_url, spool=site.spool, **site.storage_keys),
        hasher=hasher,
        sessions=sessions,
        codes=codes,
        logins=Logins(database, hasher, sessions, quotas, settings.accounts, logger),
        registration=Registration(database, hasher, codes, logger),
    )


def service_dependencies(site: Site) -> dict[str, Provide]:
    """`member` refuses who is not logged in; `visitor` is the member or None."""

    def of_state(name: str) -> Provide:
        def provide(state: State) -> Any:
            return getattr(state, name)

        return Provide(provide, sync_to_thread=False)

    def of_site(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    shared = ("database", "caches", "storage", "sessions", "codes", "logins", "registration")
    return {
        **{name: of_state(name) for name in shared},
        "public_url": of_site(site.public_url),
        "public_links": of_site(site.public_links),
        "max_pixels": of_site(site.settings.pictures.max_pixels),
        "token": Provide(provide_token, sync_to_thread=False),
        "visitor": Provide(provide_visitor),
        "member": Provide(provide_member, sync_to_thread=False),
    }


def _is_off(switchboard: Switchboard, cache: str) -> bool:
    """`banyan switch cache degraded`, or `cache.<name>`: it is bypassed."""
    return "degraded" in (switchboard.position("cache"), switchboard.position(f"cache.{cache}"))


def provide_token(request: Request[Any, Any, Any]) -> str | None:
    """The session token that the client shows, by cookie or as a Bearer token (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.cookies.get(SESSION_COOKIE)


async def provide_visitor(
    token: NamedDependency[str | None],
    session: NamedDependency[AsyncSession],
    sessions: NamedDependency[Sessions],
) -> Member | None:
    return await sessions.member(session, token) if token else None


def provide_member(visitor: NamedDependency[Member | None]) -> Member:
    if visitor is None:
        raise NotLoggedIn
    return visitor
