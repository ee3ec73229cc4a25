from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.base import new_token
from banyan.lock.base import LockStore, boot_seconds
from banyan.lock.errors import LockBusy, LockLost, LocksAway
from banyan.lock.held import HeldLock
from banyan.lock.names import LONGEST_NAME
from banyan.lock.transactions import locks_of

T = TypeVar("T")
# Long enough for a process that is out of breath, short enough to wait for when a holder was killed.
EXPIRY = 30.0
# Shorter than the waits for a database connection and for SQLite's writer: of two that wait for each other, one by a
# lock and one by the database, the lock's gives way.
WAIT = 2.0
_SHORTEST_EXPIRY = 0.1
_LONGEST = 3600.0
# Of its expiry: three answers may fail to come before a lock is lost.
_RENEW_EVERY = 0.25
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.2
_logger = logging.getLogger("banyan")


class Locks:
    """The locks of a site, as one process uses them. What they promise: `banyan.lock.base` and docs/locks.md."""

    def __init__(self, store: LockStore, *, clock: Callable[[], float] = boot_seconds) -> None:
        self._store = store
        self._clock = clock
        self._lines: WeakValueDictionary[str, _Line] = WeakValueDictionary()
        self._renewals: dict[str, asyncio.Task[None]] = {}
        self._background: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def hold(
        self, name: str, *, expiry: float = EXPIRY, wait: float = WAIT, session: AsyncSession | None = None
    ) -> AsyncIterator[HeldLock]:
        """Hold `name` within the block, renewed for as long as it runs; not re-entrant.

        `expiry`: seconds until it ends when this process cannot renew it. `wait`: seconds to stand in line, 0 to fail
        at once. With a `session` whose transaction is open at the end of the block it is held until that has been
        committed or rolled back, and the same transaction may hold it again.

        Raises LockBusy, LocksAway; at the end of a block that raised nothing LockLost, if it was not held throughout.
        """
        _check(name, expiry, wait)
        if session is not None and (mine := locks_of(session).held.get(name)):
            mine.check()
            yield mine
            mine.check()
            return
        held = await self._take(name, expiry, wait)
        if session is not None:
            locks_of(session).held[name] = held
        self._renewals[held.owner] = self._in_background(self._keep(held))
        try:
            held.check()
            yield held
            held.check()
        except BaseException:
            await self._let_go(held, session)
            raise
        if not await self._let_go(held, session):
            raise LockLost

    async def close(self) -> None:
        """What is still held ends by its expiry."""
        for renewal in self._renewals.values():
            renewal.cancel()
        while self._background:
            await asyncio.wait(self._background)
        await self._store.close()

    async def _take(self, name: str, expiry: float, wait: float) -> HeldLock:
        line = self._lines.setdefault(name, _Line())
        # Who comes while others wait goes to the end of the line.
        if not line.turn.locked() and (held := await self._ask(name, expiry)):
            return held
        if wait:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait), line.turn:
                    return await self._ask_until_free(line, name, expiry)
        raise LockBusy

    async def _ask_until_free(self, line: _Line, name: str, expiry: float) -> HeldLock:
        pause = _FIRST_PAUSE
        while True:
            line.freed.clear()
            if held := await self._ask(name, expiry):
                return held
            with suppress(TimeoutError):
                async with asyncio.timeout(pause * random.uniform(0.5, 1)):  # noqa: S311  nobody is to guess it
                    await line.freed.wait()
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _ask(self, name: str, expiry: float) -> HeldLock | None:
        owner, asked = new_token(), self._clock()
        asking = self._in_background(self._store.acquire(name, owner, expiry))
        try:
            fence = await asyncio.shield(asking)
        except BaseException:
            # Whoever asked has gone, or got no answer: it may have been granted all the same.
            self._in_background(self._give_back(asking, name, owner))
            raise
        if fence is None:
            return None
        return HeldLock(name, owner, fence, expiry=expiry, asked=asked, clock=self._clock)

    async def _give_back(self, asking: asyncio.Task[int | None], name: str, owner: str) -> None:
        await asyncio.wait([asking])
        with suppress(LocksAway):
            await self._store.release(name, owner)

    async def _keep(self, held: HeldLock) -> None:
        while held.still_mine():
            await asyncio.sleep(held.expiry * _RENEW_EVERY)
            await self._renew(held)
        _logger.warning("a lock was lost by its holder: %s, fence %d", _kind(held), held.fence)

    async def _renew(self, held: HeldLock) -> None:
        asked = self._clock()
        if not held.still_mine():
            return
        try:
            if await self._store.renew(held.name, held.owner, held.expiry):
                held.renewed(asked)
            else:
                held.lose()
        except LocksAway:
            _logger.warning("a lock could not be renewed: %s, fence %d", _kind(held), held.fence)

    async def _let_go(self, held: HeldLock, session: AsyncSession | None) -> bool:
        """Whether it was still there, as far as is known."""
        if session is not None and session.in_transaction():
            locks_of(session).at_end(held.name, lambda: self._in_background(self._release(held)))
            return True
        if session is not None:
            del locks_of(session).held[held.name]
        # Whoever held it may be cancelled; the next in line shall not wait for that.
        return await asyncio.shield(self._in_background(self._release(held)))

    async def _release(self, held: HeldLock) -> bool:
        self._renewals.pop(held.owner).cancel()
        try:
            released = await self._store.release(held.name, held.owner)
        except LocksAway:
            _logger.warning("a lock could not be released, and stands until it ends: %s", _kind(held))
            return True
        if not released:
            _logger.warning("a lock was gone before its holder let go: %s, fence %d", _kind(held), held.fence)
        if line := self._lines.get(held.name):
            line.freed.set()
        return released

    def _in_background(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        # The loop itself keeps no hold on its tasks.
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task


class _Line:
    """Those of this process who wait for one name: only the first asks the store, and hears when one of them lets
    go."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.freed = asyncio.Event()


def _check(name: str, expiry: float, wait: float) -> None:
    if not 0 < len(name.encode()) <= LONGEST_NAME:
        raise ValueError(f"a lock's name has 1 to {LONGEST_NAME} bytes; lock_name(…) makes one of any values")
    if not _SHORTEST_EXPIRY <= expiry <= _LONGEST or not 0 <= wait <= _LONGEST:
        raise ValueError(f"expiry is {_SHORTEST_EXPIRY} to {_LONGEST:.0f} seconds, wait at most as long")


def _kind(held: HeldLock) -> str:
    """Its name without the values, which may be somebody's phone."""
    return held.name.partition(":")[0]
