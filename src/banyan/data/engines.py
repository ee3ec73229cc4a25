from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import URL, event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from banyan.base import ParameterError
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.servers import DatabaseServer, Options, server_of


def open_engine(url: URL, options: Options) -> AsyncEngine:
    """Whatever it is asked while its server is away raises DatabaseAway, within the options' timeouts. Connections that
    a restart of the server has cut are replaced before they are used."""
    server = server_of(url)
    engine = create_async_engine(
        url,
        pool_size=options.pool_size,
        max_overflow=0,
        pool_timeout=options.timeout or 30,
        # Parameters hold phones and hashes; errors are logged.
        hide_parameters=True,
        json_deserializer=msgspec.json.decode,
        **server.engine_options(options),
    )
    server.prepare(engine.sync_engine, options)
    # That a connection died is told by DatabaseAway; the pool would add a traceback for each.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    _end_only_what_has_begun(engine.sync_engine, server)
    _name_errors(engine.sync_engine, server)
    _replace_cut_connections(engine.sync_engine, server)
    return engine


def _end_only_what_has_begun(engine: Engine, server: DatabaseServer) -> None:
    """SQLAlchemy ends everything with COMMIT or ROLLBACK, also where nothing has begun."""

    def if_begun(end: Callable[[Any], None]) -> Callable[[Any], None]:
        return lambda connection: end(connection) if server.in_transaction(connection.driver_connection) else None

    dialect: Any = engine.dialect
    dialect.do_commit, dialect.do_rollback = if_begun(dialect.do_commit), if_begun(dialect.do_rollback)


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
        if server.is_out_of_range(_driver_error(error)):
            # Whoever made the request chose it; that no declaration bounds it is no reason for a 500.
            raise ParameterError("number", "larger than the database keeps")


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
