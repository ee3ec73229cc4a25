from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from asyncmy import errors
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateTable

from banyan.base import SettingsError
from banyan.data.servers.base import Options

# Too many connections, shutdown in progress, query interrupted by it, lock wait timeout, deadlock, read-only while a
# replica is promoted, lost connections (2000 and up are the client's own).
_PASSING = {1040, 1053, 1203, 1205, 1213, 1290, 1317, 1836, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 4031}
_OUT_OF_RANGE = {1264, 1690}
# One meaning of text on every site and server: all of Unicode, compared byte by byte as SQLite and PostgreSQL do;
# nothing cut to fit, no zero dates; and no gap locks, which turn concurrent deletes into deadlocks.
_SESSION = (
    "SET NAMES utf8mb4 COLLATE utf8mb4_bin, time_zone = '+00:00', "
    "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', "
    "innodb_lock_wait_timeout = 5"
)


_READS = "banyan_reads"


class MySQL:
    """MySQL 8 and MariaDB 10.11 or later."""

    reading: Mapping[str, Any] = MappingProxyType({_READS: True})

    def url(self, url: URL) -> URL:
        if not url.database:
            raise SettingsError("database.url: name the database, for example mysql://user@host/site")
        return url.set(drivername="mysql+asyncmy").update_query_dict({"charset": "utf8mb4"})

    def engine_options(self, options: Options) -> Mapping[str, Any]:
        return {
            "isolation_level": "READ COMMITTED",
            "pool_recycle": 1800,
            "connect_args": {
                "connect_timeout": options.connect_timeout,
                "read_timeout": options.timeout,
                "init_command": _SESSION,
            },
        }

    def prepare(self, engine: Engine, options: Options) -> None:
        # It logs each of the server's notes: that a primary key keeps no name, and the like.
        logging.getLogger("asyncmy").setLevel(logging.ERROR)

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _: ConnectionPoolEntry) -> None:
            # Without it every statement begins a transaction, and a read needs a second round trip to end it.
            connection.autocommit(True)

        @event.listens_for(engine, "begin")
        def on_begin(connection: Connection) -> None:
            if not connection.get_execution_options().get(_READS):
                connection.exec_driver_sql("BEGIN")

    def hung_up(self, connection: Any) -> bool:
        # `connected` stays true until something is sent; this looks at the stream.
        return bool(connection._stream_broken)

    def in_transaction(self, connection: Any) -> bool:
        return bool(connection.get_transaction_status())

    def is_away(self, error: BaseException) -> bool:
        return isinstance(error, errors.MySQLError) and bool(error.args) and error.args[0] in _PASSING

    def is_out_of_range(self, error: BaseException) -> bool:
        return isinstance(error, errors.DataError) and bool(error.args) and error.args[0] in _OUT_OF_RANGE

    def refusal(self, error: BaseException, url: URL) -> str | None:
        code = error.args[0] if isinstance(error, errors.MySQLError) and error.args else None
        if code in (1045, 1698):
            return f"database.url: {url.host} refuses user {url.username!r} with this password; correct one of them"
        if code == 1044:
            return f"database.url: user {url.username!r} may not use {url.database!r}; GRANT it the database"
        if code == 1049:
            return (
                f"database.url: there is no database {url.database!r} on {url.host}; "
                f"CREATE DATABASE {url.database} CHARACTER SET utf8mb4"
            )
        return None

    @contextmanager
    def alone(self, connection: Connection, name: str, seconds: int) -> Iterator[None]:
        # A name is the whole server's: hence the database's in it.
        names = {"name": name, "seconds": seconds}
        if connection.scalar(text("SELECT GET_LOCK(CONCAT(MD5(DATABASE()), :name), :seconds)"), names) != 1:
            raise TimeoutError
        connection.commit()
        yield
        connection.execute(text("SELECT RELEASE_LOCK(CONCAT(MD5(DATABASE()), :name))"), names)


@compiles(CreateTable, "mysql")
def _create_table(element: CreateTable, compiler: Any, **options: Any) -> str:
    # Whatever the database's own default is.
    return f"{compiler.visit_create_table(element, **options).rstrip()} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
