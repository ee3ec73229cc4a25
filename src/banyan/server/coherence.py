from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from banyan.base import LONGEST_TTL
from banyan.cache import Caches, CacheStore, Horizon, MemoryCacheStore, RedisCacheStore
from banyan.config import CacheSection
from banyan.control import Control, Follower, Following, LastGood, RedisHints
from banyan.data import Database, DatabaseLog
from banyan.edge import Switchboard
from banyan.redis import Redis


@dataclass(frozen=True)
class Coherence:
    """What keeps a process of one mind with the others: what it knows of writes and of switches, and how it learns."""

    horizon: Horizon
    switchboard: Switchboard
    control: Control
    follower: Follower
    following: Following


def start_coherence(database: Database, redis: Redis | None, last_control: Path) -> Coherence:
    """`last_control`: a file of this node's own. Needs a running event loop."""
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
    # Before anything else hears of a commit: the next request of this process must know of it.
    database.on_commit.append(horizon.note)
    following = Following(database, log, horizon, follower, RedisHints(redis) if redis else None)
    following.start()
    return Coherence(horizon, switchboard, control, follower, following)


def open_caches(coherence: Coherence, redis: Redis | None, section: CacheSection) -> Caches:
    stores: list[CacheStore] = [MemoryCacheStore(section.memory)]
    if redis:
        stores.append(RedisCacheStore(redis))
    position = coherence.switchboard.position
    # `banyan switch cache degraded` bypasses all of them, `cache.<name>` one.
    return Caches(
        coherence.horizon, stores, is_off=lambda name: "degraded" in (position("cache"), position(f"cache.{name}"))
    )
