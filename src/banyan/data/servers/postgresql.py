from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, text
from sqlalchemy.engine import Engine

from banyan.base import SettingsError
from banyan.data.servers.base import Options

# Classes of SQLSTATE: lost connections, deadlocks and failed serialisation, no room for more, stopping or starting.
_PASSING = ("08", "40", "53", "57P")
# Of an argument that the driver did not even send.
_UNSENT = "value out of int"


class PostgreSQL:
    """PostgreSQL 15 or later."""

    reading: Mapping[str, Any] = MappingProxyType({"isolation_level": "AUTOCOMMIT"})

    def url(self, url: URL) -> URL:
        if not url.database:
            raise SettingsError("database.url: name the database, for example postgresql://user@host/site")
        return url.set(drivername="postgresql+asyncpg")

    def engine_options(self, options: Options) -> Mapping[str, Any]:
        return {
            "isolation_level": "READ COMMITTED",
            "pool_recycle": 1800,
            "connect_args": {
                "timeout": options.connect_timeout,
                "command_timeout": options.timeout,
                "server_settings": {"timezone": "UTC", "application_name": "banyan", "lock_timeout": "5s"},
            },
        }

    def prepare(self, engine: Engine, options: Options) -> None:
        return

    def hung_up(self, connection: Any) -> bool:
        return bool(connection.is_closed())

    def in_transaction(self, connection: Any) -> bool:
        return bool(connection.is_in_transaction())

    def is_away(self, error: BaseException) -> bool:
        state = str(getattr(error, "sqlstate", None) or "")
        return state.startswith(_PASSING) or state == "55P03" or isinstance(error, asyncpg.InterfaceError)

    def is_out_of_range(self, error: BaseException) -> bool:
        return isinstance(error, asyncpg.NumericValueOutOfRangeError) or _UNSENT in str(error)

    def refusal(self, error: BaseException, url: URL) -> str | None:
        state = str(getattr(error, "sqlstate", None) or "")
        if state.startswith("28"):
            return f"database.url: {url.host} refuses user {url.username!r} with this password; correct one of them"
        if state == "3D000":
            return f"database.url: there is no database {url.database!r} on {url.host}; createdb {url.database}"
        if state == "42501":
            return f"database.url: user {url.username!r} may not use {url.database!r}; GRANT it the database"
        return None

    @contextmanager
    def alone(self, connection: Connection, name: str, seconds: int) -> Iterator[None]:
        # The key is the database's own. A refused wait ends the transaction, hence the tries.
        deadline = time.monotonic() + seconds
        while not connection.scalar(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": name}):
            connection.commit()
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.05)
        connection.commit()
        yield
        connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), {"name": name})
