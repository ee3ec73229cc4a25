from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from banyan.base import BanyanError
from banyan.cache import Horizon
from banyan.control.follower import Follower
from banyan.control.hints import RedisHints
from banyan.data import Database, DatabaseLog

_SWEEP_EVERY = 600.0
_LOOK_EVERY = 0.2
_LOOK_AGAIN = 0.03
_KEPT_SECONDS = 24 * 3600.0


class Following:
    """The tasks of a worker that follow the site's changes, and tell of its own."""

    def __init__(
        self,
        database: Database,
        log: DatabaseLog,
        horizon: Horizon,
        follower: Follower,
        hints: RedisHints | None,
    ) -> None:
        self._horizon = horizon
        self._database = database
        self._log = log
        self._follower = follower
        self._hints = hints
        self._tasks: list[asyncio.Task[None]] = []
        database.on_commit.append(lambda _: follower.wake())
        if hints:
            database.on_commit.append(hints.announce)

    def start(self) -> None:
        work: list[Coroutine[Any, Any, None]] = [self._follower.run(), self._sweep()]
        if self._database.replicas:
            work.append(self._watch_replicas())
        if self._hints:
            work.append(self._hints.listen(lambda _: self._follower.wake()))
        self._tasks = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _watch_replicas(self) -> None:
        """Often while one is behind: until it is not, the primary is asked."""
        while True:
            position = await self._database.replicas.look()
            await asyncio.sleep(_LOOK_EVERY if position >= self._horizon.applied else _LOOK_AGAIN)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            with suppress(BanyanError):  # it is swept the next time
                await self._log.sweep(_KEPT_SECONDS)
