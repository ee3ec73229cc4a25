from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from banyan.lock.base import LockStore, boot_seconds, next_fence
from banyan.lock.errors import LocksAway

T = TypeVar("T")
# Transactions take microseconds: who waits longer waits for a process that was stopped in one.
_BUSY_SECONDS = 1.0
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS held (name TEXT PRIMARY KEY, owner TEXT NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_ends ON held (ends);
CREATE TABLE IF NOT EXISTS store (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL, fence INTEGER NOT NULL);
INSERT OR IGNORE INTO store VALUES (1, '', 0);
COMMIT;
"""


class MachineLockStore(LockStore):
    """Holds over all processes of this machine that open the same file; on another machine's disk it holds nothing.

    One SQLite file, used in a thread of its own. Times are those since boot: rows of an earlier boot are void.
    """

    def __init__(self, file: Path, *, clock: Callable[[], float] = boot_seconds, boot: str = "") -> None:
        """Opened at the first use. `boot` names the run of the machine that `clock` counts from; empty: this one."""
        self._file = file
        self._clock = clock
        self._boot = boot
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="locks")
        self._connection: sqlite3.Connection | None = None

    async def acquire(self, name: str, owner: str, expiry: float) -> int | None:
        return await self._run(lambda connection: _acquire(connection, name, owner, self._clock(), expiry))

    async def renew(self, name: str, owner: str, expiry: float) -> bool:
        return await self._run(lambda connection: _renew(connection, name, owner, self._clock(), expiry))

    async def release(self, name: str, owner: str) -> bool:
        return await self._run(lambda connection: _release(connection, name, owner, self._clock()))

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transaction, work)

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = _open(self._file, self._boot or _this_boot())
            with self._connection:
                # The clock is read after this, when the wait for others is over.
                self._connection.execute("BEGIN IMMEDIATE")
                return work(self._connection)
        except sqlite3.Error as error:
            raise LocksAway(f"{self._file.name}: {error}") from error

    def _close(self) -> None:
        if self._connection:
            self._connection.close()


def _acquire(connection: sqlite3.Connection, name: str, owner: str, now: float, expiry: float) -> int | None:
    connection.execute("DELETE FROM held WHERE ends <= ?", (now,))
    row = (name, owner, now + expiry)
    if not connection.execute("INSERT OR IGNORE INTO held VALUES (?, ?, ?)", row).rowcount:
        return None
    (last,) = connection.execute("SELECT fence FROM store").fetchone()
    fence = next_fence(last)
    connection.execute("UPDATE store SET fence = ?", (fence,))
    return fence


def _renew(connection: sqlite3.Connection, name: str, owner: str, now: float, expiry: float) -> bool:
    values = (now + expiry, name, owner, now)
    return connection.execute("UPDATE held SET ends = ? WHERE name = ? AND owner = ? AND ends > ?", values).rowcount > 0


def _release(connection: sqlite3.Connection, name: str, owner: str, now: float) -> bool:
    values = (name, owner, now)
    return connection.execute("DELETE FROM held WHERE name = ? AND owner = ? AND ends > ?", values).rowcount > 0


def _open(file: Path, boot: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        with suppress(sqlite3.OperationalError):
            # Of two that open a new file at once one is refused, without the wait: the other sets it for both.
            connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may take the last transactions with it. That costs nothing: no lock outlives it, and fencing
        # numbers go on from the clock.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM held WHERE (SELECT boot FROM store) <> ?", (boot,))
            connection.execute("UPDATE store SET boot = ?", (boot,))
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _this_boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
