"""Looking up 100 keys: by the query, and through a cache."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from msgspec import Struct
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from banyan.base import Invalidation
from banyan.cache import Cached, Caches, CacheStore, Horizon, MemoryCacheStore, RedisCacheStore
from banyan.data import Database, Options, Row, database_url
from banyan.redis import Redis
from bench.report import Table
from tests.servers.databases import mariadb_server
from tests.servers.redis import redis_server

_ROWS = 1000
_KEYS = list(range(1, 2 * 100, 2))
_SLICE = 0.2


class SightRow(Row):
    __tablename__ = "benchmark_sight"

    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200))
    mrt: Mapped[str] = mapped_column(String(50))
    latitude: Mapped[float]
    longitude: Mapped[float]


class Sight(Struct):
    id: int
    name: str
    address: str
    mrt: str
    latitude: float
    longitude: float


SIGHTS = Cached("benchmark.sight", Sight, ttl=3600)
LookUp = Callable[[], Awaitable[object]]


def measure(seconds: float, rounds: int) -> Table:
    return asyncio.run(_measure(seconds * rounds))


async def _measure(seconds: float) -> Table:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        mariadb = stack.enter_context(mariadb_server()).new_database()
        redis = Redis(stack.enter_context(redis_server()).url, timeout=5)
        stack.push_async_callback(redis.close)
        sqlite = await _filled("sqlite:///sights.sqlite3", folder, stack)
        server = await _filled(mariadb, folder, stack)
        quiet, written = _Cache(MemoryCacheStore(2**26)), _Cache(MemoryCacheStore(2**26))
        far = _Cache(RedisCacheStore(redis))
        for cache, database in ((quiet, sqlite), (written, sqlite), (far, server)):
            await cache.fill(database)
        # Of other rows: each key's tags have to be looked at.
        written.write_others()
        costs = await _costs(
            {
                "SQLite": lambda: _query(sqlite, _KEYS),
                "memory": quiet.look_up,
                "memory, writes": written.look_up,
                "MariaDB": lambda: _query(server, _KEYS),
                "Redis": far.look_up,
            },
            seconds,
        )
    rows = (
        ("the query on SQLite, by the ORM", f"{costs['SQLite'] * 1e6:,.0f}", ""),
        ("cached in memory", f"{costs['memory'] * 1e6:,.0f}", f"{costs['SQLite'] / costs['memory']:.1f}"),
        (
            "the same, other rows written since",
            f"{costs['memory, writes'] * 1e6:,.0f}",
            f"{costs['SQLite'] / costs['memory, writes']:.1f}",
        ),
        ("the query on MariaDB, by the ORM", f"{costs['MariaDB'] * 1e6:,.0f}", ""),
        ("cached in Redis", f"{costs['Redis'] * 1e6:,.0f}", f"{costs['MariaDB'] / costs['Redis']:.1f}"),
    )
    return Table("Looking up 100 keys, one process, one after the other", ("", "µs", "× faster than the query"), rows)


class _Cache:
    """One of a process that is asked for the same keys again and again, and has them all."""

    def __init__(self, store: CacheStore) -> None:
        self._horizon = Horizon()
        self._horizon.start(1)
        self._caches = Caches(self._horizon, [store])

    async def fill(self, database: Database) -> None:
        with self._caches.reading():
            await self._caches.get_many(SIGHTS, _KEYS, lambda keys: _query(database, keys))

    def write_others(self) -> None:
        for position in range(2, 1000):
            self._horizon.note(Invalidation(position, (f"benchmark.sight:{position * 1000}",)))

    async def look_up(self) -> object:
        with self._caches.reading():
            return await self._caches.get_many(SIGHTS, _KEYS, _nothing_is_missing)


async def _nothing_is_missing(keys: Sequence[int]) -> Mapping[int, Sight]:
    raise RuntimeError(f"not cached: {keys}")


async def _filled(url: str, folder: Path, stack: AsyncExitStack) -> Database:
    database = Database(database_url(url, folder), Options(pool_size=2))
    stack.push_async_callback(database.close)
    async with database.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    async with database.transaction() as session:
        session.add_all(
            SightRow(
                name=f"sight {number}",
                address=f"{number} Xinyi Road, Xinyi District",
                mrt="Xiangshan",
                latitude=25.03 + number / 1e4,
                longitude=121.57,
            )
            for number in range(_ROWS)
        )
    return database


async def _query(database: Database, keys: Sequence[int]) -> Mapping[int, Sight]:
    async with database.transaction(writes=False) as session:
        rows = await session.scalars(select(SightRow).where(SightRow.id.in_(keys)))
        return {row.id: Sight(row.id, row.name, row.address, row.mrt, row.latitude, row.longitude) for row in rows}


async def _costs(look_ups: Mapping[str, LookUp], seconds: float) -> dict[str, float]:
    """Seconds of one look-up: in turn, a slice of time each, the median of the slices."""
    slices: dict[str, list[float]] = {name: [] for name in look_ups}
    for _ in range(max(3, round(seconds / _SLICE / len(look_ups)))):
        for name, look_up in look_ups.items():
            slices[name].append(await _slice(look_up))
    return {name: statistics.median(costs) for name, costs in slices.items()}


async def _slice(look_up: LookUp) -> float:
    began = time.perf_counter()
    count = 0
    while (passed := time.perf_counter() - began) < _SLICE or count < 3:
        await look_up()
        count += 1
    return passed / count
