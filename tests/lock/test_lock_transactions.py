"""api-layer 13: a lock that is taken with a session covers its commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Quota
from banyan.base import ambient, utc_now
from banyan.data import Database, Options, Row, database_url
from banyan.lock import HeldLock, LockBusy, LockLost, Locks, MemoryLockStore, lock_on

Scene = Callable[[Database, Locks], Coroutine[Any, Any, None]]


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Database]:
    (folder / "db").mkdir()
    database = Database(database_url(url, folder), Options(pool_size=10))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        yield database
    finally:
        await database.close()


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Scene], None]:
    def run(scene: Scene) -> None:
        async def act() -> None:
            async with opened("sqlite:///db/site.sqlite3", tmp_path) as database:
                locks = Locks(MemoryLockStore())
                with ambient({Locks: locks}):
                    await scene(database, locks)
                await locks.close()

        asyncio.run(act())

    return run


async def _is_free(locks: Locks, name: str = "x") -> bool:
    try:
        async with locks.hold(name, wait=0):
            return True
    except LockBusy:
        return False


@lock_on("subject")
async def count(session: AsyncSession, subject: str) -> None:
    """Reads, thinks, and writes what it read and one more."""
    row = (await session.scalars(select(Quota).where(Quota.subject == subject))).one()
    taken = row.taken
    await asyncio.sleep(0.005)
    row.taken = taken + 1


def test_point_13_the_next_holder_sees_what_the_last_one_committed(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            async with database.transaction() as session:
                session.add(Quota(subject="a", taken=0, ends_at=utc_now()))

            async def work() -> None:
                async with database.transaction() as session:
                    await count(session, "a")
                    # A lock that is let go with the function would be another's now.
                    await asyncio.sleep(0.005)

            locks = Locks(MemoryLockStore())
            with ambient({Locks: locks}):
                await asyncio.gather(*(work() for _ in range(10)))
            async with database.transaction() as session:
                assert await session.scalar(select(Quota.taken)) == 10
            await locks.close()

    asyncio.run(scene())


def test_point_13_it_is_held_until_the_end_of_the_transaction_however_it_ends(play: Callable[[Scene], None]) -> None:
    async def scene(database: Database, locks: Locks) -> None:
        for failure in (None, ZeroDivisionError):
            try:
                async with database.transaction() as session:
                    async with session.begin_nested(), locks.hold("x", session=session):
                        await session.execute(select(1))
                    assert not await _is_free(locks)
                    if failure:
                        raise failure
            except ZeroDivisionError:
                pass
            async with locks.hold("x", wait=1):
                pass

    play(scene)


def test_point_13_the_same_transaction_may_take_it_again(play: Callable[[Scene], None]) -> None:
    async def scene(database: Database, locks: Locks) -> None:
        async with database.transaction() as session:
            again = locks.hold("x", wait=0, session=session)
            async with locks.hold("x", wait=0, session=session) as first, again as second:
                assert second is first
            async with locks.hold("x", wait=0, session=session) as third:
                assert third is first
            async with locks.hold("y", wait=0, session=session):
                pass
            assert not await _is_free(locks, "y")
        assert await _is_free(locks)
        assert await _is_free(locks, "y")

    play(scene)


def test_point_13_without_an_open_transaction_it_ends_with_the_block(play: Callable[[Scene], None]) -> None:
    async def scene(database: Database, locks: Locks) -> None:
        async with AsyncSession(database.engine) as session:
            fences = []
            for _ in range(2):
                async with locks.hold("x", wait=0, session=session) as held:
                    await session.execute(select(1))
                    await session.commit()
                    fences.append(held.fence)
                assert await _is_free(locks)
            await session.execute(select(1))
            async with locks.hold("x", wait=0, session=session):
                pass
            assert not await _is_free(locks)
            await session.rollback()
            assert await _is_free(locks)
            assert fences[1] > fences[0]

    play(scene)


def test_point_13_a_lock_that_was_lost_rolls_its_transaction_back(play: Callable[[Scene], None]) -> None:
    @lock_on(expiry=0.2)
    async def write(session: AsyncSession, held: HeldLock | None = None) -> None:
        assert held is not None
        session.add(Quota(subject="a", taken=0, ends_at=utc_now()))
        await session.flush()
        held.lose()

    async def scene(database: Database, locks: Locks) -> None:
        with pytest.raises(LockLost):
            async with database.transaction() as session:
                await write(session)
        async with database.transaction() as session:
            assert await session.scalar(select(Quota.subject)) is None

    play(scene)
