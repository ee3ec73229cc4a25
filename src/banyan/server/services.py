from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
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
    PasswordChanges,
    PasswordHasher,
    PasswordLinks,
    Profiles,
    Quotas,
    RedisQuotas,
    Registration,
    Sessions,
    TokenKeys,
)
from banyan.api import SAFE_METHODS, CrossSiteWrite, Dependency, OwnOrigins
from banyan.base import BanyanError
from banyan.cache import Caches
from banyan.data import Database, DatabaseAway
from banyan.edge import AnswerCache, Switchboard
from banyan.lock import Locks, MachineLockStore, RedisLockStore
from banyan.notify import Post, open_sender
from banyan.outbound import Outbound
from banyan.pages import Pages
from banyan.redis import Redis
from banyan.server.coherence import Coherence, open_caches, start_coherence
from banyan.server.connections import open_database, open_outbound, open_redis
from banyan.server.secret import read_secrets
from banyan.server.site import Site
from banyan.storage import Storage, StorageFull, StorageUnavailable, open_storage

_ACCOUNTS = ("logins", "registration", "profiles", "password_changes", "password_links")
# What handlers can be answered with because of what they ask for, by the names below; for the OpenAPI document.
DEPENDENCY_ERRORS: Mapping[str, tuple[type[BanyanError], ...]] = {
    "member": (NotLoggedIn,),
    "token": (CrossSiteWrite,),
    "storage": (StorageFull, StorageUnavailable),
    **dict.fromkeys(("session", "codes", *_ACCOUNTS), (DatabaseAway,)),
}


@dataclass(frozen=True)
class Services:
    """What a worker holds for all its requests; each is also a Litestar dependency of its own name."""

    database: Database
    redis: Redis | None
    coherence: Coherence
    caches: Caches
    answers: AnswerCache
    locks: Locks
    storage: Storage
    outbound: Outbound
    hasher: PasswordHasher
    sessions: Sessions
    codes: Codes
    logins: Logins
    registration: Registration
    profiles: Profiles
    password_changes: PasswordChanges
    password_links: PasswordLinks
    post: Post

    def state(self) -> dict[str, Any]:
        dependencies = {"database": Dependency(self.database.check)}
        if self.redis:
            dependencies["redis"] = Dependency(self.redis.check, essential=False)
        return {**vars(self), "services": self, "follower": self.coherence.follower, "readiness": dependencies}

    @cached_property
    def at_hand(self) -> Mapping[type, Any]:
        """What functions can reach that nobody hands it to: `banyan.base.reach`."""
        return {
            Switchboard: self.coherence.switchboard,
            Outbound: self.outbound,
            Locks: self.locks,
            AnswerCache: self.answers,
        }

    async def close(self) -> None:
        await self.post.close()
        await self.coherence.following.stop()
        self.hasher.close()
        await self.outbound.close()
        await self.locks.close()
        if self.redis:
            await self.redis.close()
        await self.database.close()


async def open_services(site: Site, last_control: Path) -> Services:
    """`last_control`: a file of this node's own."""
    settings = site.settings
    database = open_database(site)
    # Workers share the cores: together they hash on at most one thread a core.
    hasher = PasswordHasher(threads=max(1, (os.cpu_count() or 1) // settings.app.workers))
    secrets = read_secrets(site.loaded)
    sessions = Sessions(settings.accounts, TokenKeys(secrets))
    redis = open_redis(site)
    quotas: Quotas = DatabaseQuotas()
    if redis:
        quotas = HastenedQuotas(RedisQuotas(redis), quotas)
    locks = Locks(RedisLockStore(redis) if redis else MachineLockStore(site.folder.database / "locks.sqlite3"))
    sender = open_sender(site.loaded)
    codes = Codes(database, quotas, sender, settings.accounts, secrets[0])
    logger = logging.getLogger("banyan.accounts")
    post = Post(sender, logger)
    coherence = start_coherence(database, redis, last_control)
    return Services(
        database=database,
        redis=redis,
        coherence=coherence,
        caches=open_caches(coherence, redis, settings.cache),
        answers=AnswerCache(coherence.horizon, settings.cache.answers, coherence.switchboard.position),
        locks=locks,
        storage=open_storage(site.storage_url, spool=site.spool, **site.storage_keys),
        outbound=open_outbound(settings.outbound),
        hasher=hasher,
        sessions=sessions,
        codes=codes,
        logins=Logins(database, hasher, sessions, quotas, settings.accounts, logger),
        registration=Registration(database, hasher, codes, quotas, settings.accounts, logger),
        profiles=Profiles(database, quotas, settings.accounts),
        password_changes=PasswordChanges(database, hasher, quotas, settings.accounts, logger),
        password_links=PasswordLinks(database, hasher, quotas, post, settings.accounts, site.public_url, logger),
        post=post,
    )


def service_dependencies(site: Site) -> dict[str, Provide]:
    """`member` refuses who is not logged in; `visitor` is the member or None."""

    def of_state(name: str) -> Provide:
        def provide(state: State) -> Any:
            return getattr(state, name)

        return Provide(provide, sync_to_thread=False)

    def of_site(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    def pages(request: Request[Any, Any, Any]) -> Pages:
        return Pages(request, site.settings.site.locales, site.public_url)

    shared = ("database", "caches", "locks", "storage", "outbound", "sessions", "codes", *_ACCOUNTS)
    return {
        **{name: of_state(name) for name in shared},
        "public_url": of_site(site.public_url),
        "public_links": of_site(site.public_links),
        "own_origins": of_site(OwnOrigins(site.public_url, site.table.cors)),
        "max_pixels": of_site(site.settings.pictures.max_pixels),
        "pages": Provide(pages, sync_to_thread=False),
        "token": Provide(provide_token, sync_to_thread=False),
        "visitor": Provide(provide_visitor),
        "member": Provide(provide_member, sync_to_thread=False),
    }


def provide_token(request: Request[Any, Any, Any], own_origins: NamedDependency[OwnOrigins]) -> str | None:
    """The session token that the client shows, by cookie or as a Bearer token (RFC 6750 section 2.1). Browsers add a
    cookie by themselves, whoever makes them ask: a write by cookie is taken from the site's own pages only."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return bearer.strip()
    token = request.cookies.get(SESSION_COOKIE)
    if token and request.method not in SAFE_METHODS:
        own_origins.check(request)
    return token


async def provide_visitor(
    request: Request[Any, Any, Any],
    token: NamedDependency[str | None],
    session: NamedDependency[AsyncSession],
    database: NamedDependency[Database],
    sessions: NamedDependency[Sessions],
) -> Member | None:
    if not token:
        return None
    if request.method in SAFE_METHODS:
        return await sessions.member(session, token)
    # Not in the request's transaction: on SQLite that would be the one writer from here on, and services that have
    # transactions of their own would wait for it.
    async with database.transaction(writes=False, primary=True) as reading:
        return await sessions.member(reading, token)


def provide_member(visitor: NamedDependency[Member | None]) -> Member:
    if visitor is None:
        raise NotLoggedIn
    return visitor
