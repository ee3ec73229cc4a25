from __future__ import annotations

import fcntl
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import ConnectionPoolEntry

from banyan.base import SettingsError
from banyan.data.servers.base import Options

_READS = "banyan_reads"
_AWAY = ("database is locked", "database or disk is full", "disk I/O error")


class SQLite:
    reading: Mapping[str, Any] = MappingProxyType({_READS: True})

    def url(self, url: URL) -> URL:
        if not url.database or url.database == ":memory:":
            raise SettingsError("database.url: name a file; a database in memory would differ in every worker")
        return url.set(drivername="sqlite+aiosqlite")

    def engine_options(self, options: Options) -> Mapping[str, Any]:
        return {}

    def prepare(self, engine: Engine, options: Options) -> None:
        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _: ConnectionPoolEntry) -> None:
            # The driver would begin transactions late and by its own rules; SQLAlchemy's "begin" below decides instead.
            connection.isolation_level = None
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={int(options.busy_timeout * 1000)}")
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()

        @event.listens_for(engine, "begin")
        def on_begin(connection: Connection) -> None:
            # A transaction that reads first and writes later would be refused at once if another wrote in between
            # (SQLITE_BUSY_SNAPSHOT): it takes the writer's lock from the start, and waits for it.
            if not connection.get_execution_options().get(_READS):
                connection.exec_driver_sql("BEGIN IMMEDIATE")

    def hung_up(self, connection: Any) -> bool:
        return False

    def in_transaction(self, connection: Any) -> bool:
        return bool(connection.in_transaction)

    def is_away(self, error: BaseException) -> bool:
        return isinstance(error, sqlite3.OperationalError) and any(words in str(error) for words in _AWAY)

    def is_out_of_range(self, error: BaseException) -> bool:
        return isinstance(error, OverflowError)

    def refusal(self, error: BaseException, url: URL) -> str | None:
        return f"database.url: {url.database} cannot be opened ({error}); check the folder and who owns it"

    @contextmanager
    def alone(self, connection: Connection, name: str, seconds: int) -> Iterator[None]:
        with Path(f"{connection.engine.url.database}.{name}").open("w") as file:
            deadline = time.monotonic() + seconds
            while not _locked(file):
                if time.monotonic() > deadline:
                    raise TimeoutError
                time.sleep(0.02)
            yield


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
