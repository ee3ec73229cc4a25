from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import URL, Connection
from sqlalchemy.engine import Engine


@dataclass(frozen=True)
class Options:
    """`timeout`: seconds for one statement's answer, None for work without a bound; `busy_timeout`: SQLite's, for
    another writer."""

    pool_size: int = 5
    timeout: float | None = 10.0
    connect_timeout: float = 2.0
    busy_timeout: float = 5.0


class DatabaseServer(Protocol):
    reading: Mapping[str, Any]
    """The execution options by which a connection begins no transaction: each statement is one."""

    def url(self, url: URL) -> URL:
        """With our driver, and with what is not the site's to choose. Raises SettingsError."""

    def engine_options(self, options: Options) -> Mapping[str, Any]:
        """For `create_async_engine`."""

    def prepare(self, engine: Engine, options: Options) -> None:
        """Listen to what the engine does."""

    def hung_up(self, connection: Any) -> bool:
        """Whether the other end has closed this driver's connection, without asking it."""

    def in_transaction(self, connection: Any) -> bool:
        """Whether one is open on this driver's connection, without asking its server."""

    def is_away(self, error: BaseException) -> bool:
        """Whether a statement failed for a reason that passes: the server stops, is full, or broke a deadlock."""

    def is_out_of_range(self, error: BaseException) -> bool:
        """Whether a number is larger than its column, or than any that the server knows."""

    def refusal(self, error: BaseException, url: URL) -> str | None:
        """What is wrong with the setting, and the mend, when a connection was refused for good."""

    def alone(self, connection: Connection, name: str, seconds: int) -> AbstractContextManager[None]:
        """Hold a name alone among all who use the database. Raises TimeoutError after so many seconds."""
