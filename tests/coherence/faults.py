"""What is done to a fleet while it is read and written."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from banyan.config import DataFolder
from banyan.server.processes import children_of
from banyan.server.running import node_pids
from tests.coherence.fleet import Fleet
from tests.servers.databases import DatabaseTestServer
from tests.servers.process import Server
from tests.servers.redis import RedisTestServer

_MOMENT = 0.3
# A worker that ends twice within seconds is taken for one that crashes by itself.
_RESPITE = 6.0
_CONNECTIONS = {
    "mysql": "SELECT concat('KILL ', id) FROM information_schema.processlist WHERE user = 'site'",
    "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    " AND pid <> pg_backend_pid()",
}


class Faults:
    """Each named by what happens; `any` does one of them."""

    def __init__(
        self, fleet: Fleet, dice: random.Random, database: DatabaseTestServer | None, redis: RedisTestServer | None
    ) -> None:
        self._fleet, self._dice = fleet, dice
        self._database, self._redis = database, redis
        self._spared: dict[int, float] = {}
        self.all: dict[str, Callable[[], object]] = {
            "an app worker is killed": self._kill_app_worker,
            "an app worker stands still": self._freeze_app_worker,
            "a worker of a gateway is killed": self._kill_gateway_worker,
            "a gateway is reloaded": self._reload_gateway,
            "the log is swept": self._sweep,
            "the database stands still": self._freeze_database,
        }
        if database:
            self.all["the database's connections break"] = self._break_connections
        if redis:
            self.all["Redis stands still"] = lambda: self._freeze(redis.server)
            self.all["Redis is emptied"] = lambda: redis.client().flushall()
            self.all["Redis is killed"] = self._restart_redis

    async def any(self) -> str:
        name = self._dice.choice(list(self.all))
        await asyncio.to_thread(self.all[name])
        return name

    def _app_workers(self) -> list[int]:
        """Of the node that was left alone the longest."""
        node = min(node_pids(DataFolder(self._fleet.site.data)), key=lambda pid: self._spared.get(pid, 0))
        if time.monotonic() - self._spared.get(node, 0) < _RESPITE:
            return []
        self._spared[node] = time.monotonic()
        return children_of(node)

    def _kill_app_worker(self) -> None:
        self._to_one_of(self._app_workers(), signal.SIGKILL)

    def _freeze_app_worker(self) -> None:
        for pid in self._app_workers()[:1]:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(2 * _MOMENT)
            os.kill(pid, signal.SIGCONT)

    def _kill_gateway_worker(self) -> None:
        self._to_one_of(self._gateway_pids()[1], signal.SIGKILL)

    def _reload_gateway(self) -> None:
        os.kill(self._gateway_pids()[0], signal.SIGHUP)

    def _gateway_pids(self) -> tuple[int, list[int]]:
        return self._dice.choice(list(self._fleet.gateways.values())).pids()

    def _to_one_of(self, pids: list[int], number: signal.Signals) -> None:
        if pids:
            with suppress(ProcessLookupError):
                os.kill(self._dice.choice(pids), number)

    def _sweep(self) -> None:
        if self._database:
            self._fleet.site.query("DELETE FROM invalidation")
        else:
            with self._sqlite() as connection:
                connection.execute("DELETE FROM invalidation")

    def _freeze_database(self) -> None:
        if self._database:
            self._freeze(self._database.server)
            return
        # Nobody else can write meanwhile.
        with self._sqlite() as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(_MOMENT)

    def _sqlite(self) -> sqlite3.Connection:
        return sqlite3.connect(self._fleet.site.data / "db" / "site.sqlite3", timeout=20)

    def _break_connections(self) -> None:
        assert self._database
        told = self._database.sql(_CONNECTIONS[self._database.kind])
        if self._database.kind == "mysql":
            for statement in told.splitlines():
                # It may have gone by itself.
                with suppress(subprocess.CalledProcessError):
                    self._database.sql(statement)

    def _freeze(self, server: Server) -> None:
        with server.frozen():
            time.sleep(_MOMENT)

    def _restart_redis(self) -> None:
        assert self._redis
        self._redis.server.kill()
        time.sleep(_MOMENT)
        self._redis.server.start()
