from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

_WRITES = "banyan_writes"


class Database:
    """One engine of a process, and its transactions."""

    def __init__(self, url: URL, *, pool_size: int = 5, busy_timeout: float = 5.0) -> None:
        self.engine: AsyncEngine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=30)
        _prepare_sqlite(self.engine, busy_timeout)
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writing = async_sessionmaker(self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, *, writes: bool = True) -> AsyncIterator[AsyncSession]:
        """One transaction: begun by its first statement, committed when the block ends, rolled back if it raises.

        `writes=False` is for transactions that only read: on SQLite they run beside a writer.
        """
        async with (self._writing if writes else self._reading)() as session, session.begin():
            yield session

    async def check(self) -> None:
        """Raise whatever a trivial query raises."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(engine: AsyncEngine, busy_timeout: float) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: ConnectionPoolEntry) -> None:
        # The driver would begin transactions late and by its own rules; SQLAlchemy's "begin" below decides instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_timeout * 1000)}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would be refused at once if another wrote in between
        # (SQLITE_BUSY_SNAPSHOT): one that means to write takes the writer's lock from the start, and waits for it.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
