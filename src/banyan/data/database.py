from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from banyan.base import Invalidation, current_request
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.invalidating import TAKES_POSITIONS, take_position
from banyan.data.servers import DatabaseServer, Options, server_of
from banyan.data.servers.sqlite import WRITES


class Database:
    """One engine of a process, and its transactions.

    Whatever it is asked while the database is away raises DatabaseAway, within the options' timeouts. Connections that
    a restart of the database has cut are replaced before they are used.
    """

    def __init__(self, url: URL, options: Options | None = None) -> None:
        """`url` as `database_url` makes it."""
        options = options or Options()
        server = server_of(url)
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=options.pool_size,
            max_overflow=0,
            pool_timeout=options.timeout or 30,
            # Parameters hold phones and hashes; errors are logged.
            hide_parameters=True,
            **server.engine_options(options),
        )
        server.prepare(self.engine.sync_engine, options)
        # That a connection died is told by DatabaseAway; the pool would add a traceback for each.
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
        _name_errors(self.engine.sync_engine, server)
        _replace_cut_connections(self.engine.sync_engine, server)
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writing = async_sessionmaker(
            self.engine.execution_options(**{WRITES: True}), expire_on_commit=False, info={TAKES_POSITIONS: True}
        )
        self.on_commit: list[Callable[[Invalidation], None]] = []
        """Told of what this process has invalidated, when it is committed and before anybody is answered."""

    @asynccontextmanager
    async def transaction(self, *, writes: bool = True) -> AsyncIterator[AsyncSession]:
        """One transaction: begun by its first statement, committed when the block ends, rolled back if it raises.

        `writes=False` is for transactions that only read: on SQLite they run beside a writer.
        """
        request = current_request() if writes else None
        if request:
            request.writing += 1
        try:
            async with (self._writing if writes else self._reading)() as session, session.begin():
                yield session
                invalidation = await take_position(session) if writes else None
        except PoolTimeout:
            raise DatabaseAway("every connection to the database is in use, and none came free in time") from None
        finally:
            if request:
                request.writing -= 1
        if invalidation:
            self._tell(invalidation)

    def _tell(self, invalidation: Invalidation) -> None:
        for listener in self.on_commit:
            listener(invalidation)
        request = current_request()
        if request:
            request.committed.append(invalidation)

    async def check(self) -> None:
        """Raise whatever a trivial query raises."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _name_errors(engine: Engine, server: DatabaseServer) -> None:
    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: ConnectionPoolEntry, arguments: Any, options: Any) -> Any:
        try:
            return dialect.connect(*arguments, **options)
        except (dialect.loaded_dbapi.Error, OSError) as error:
            cause = _driver_error(error)
            refusal = server.refusal(cause, engine.url)
            if refusal:
                raise DatabaseRefused(refusal) from error
            raise DatabaseAway(_silent(engine.url, cause)) from error

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, DatabaseAway):
            return
        if isinstance(error, TimeoutError | OSError):
            # Of an answer that did not come nothing is known: the connection may still get it, and must not be used.
            context.is_disconnect = True
        if isinstance(error, Exception) and (context.is_disconnect or server.is_away(_driver_error(error))):
            raise DatabaseAway(f"the database broke off: {_first_line(_driver_error(error))}")


def _replace_cut_connections(engine: Engine, server: DatabaseServer) -> None:
    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        # A ping would ask the same and cost every transaction a round trip.
        if server.hung_up(connection.driver_connection):
            raise DisconnectionError


def _driver_error(error: BaseException) -> BaseException:
    """SQLAlchemy's stand-ins for async drivers keep the driver's own error as their cause."""
    return error.__cause__ if error.__cause__ is not None and hasattr(error, "sqlstate") else error


def _silent(url: URL, error: BaseException) -> str:
    where = f"{url.host}:{url.port}" if url.port else url.host or url.render_as_string(hide_password=True)
    return f"database.url: no database answers on {where} ({_first_line(error)}); start it, or correct the address"


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
