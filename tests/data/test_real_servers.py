"""MariaDB and PostgreSQL as they really are: restarted, frozen, killed, and with their own ideas of text and time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from banyan.accounts import Quota
from banyan.base import utc_now
from banyan.data import Database, DatabaseAway, DatabaseRefused, Options, Row, database_url
from tests.servers.databases import DatabaseTestServer
from tests.servers.wire import wire_to

_PATIENCE = 1.0


@pytest.fixture(params=["mariadb", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[DatabaseTestServer]:
    running: DatabaseTestServer = request.getfixturevalue(request.param)
    yield running
    if not running.answers():
        running.server.start()


@asynccontextmanager
async def opened(server: DatabaseTestServer, *, pool_size: int = 3, seconds: float = 10) -> AsyncIterator[Database]:
    url = database_url(server.new_database(), Path())
    database = Database(url, Options(pool_size=pool_size, timeout=seconds, connect_timeout=_PATIENCE))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        yield database
    finally:
        await database.close()


def row(subject: str) -> Quota:
    return Quota(subject=subject, taken=0, ends_at=utc_now())


async def write(database: Database, subject: str) -> None:
    async with database.transaction() as session:
        session.add(row(subject))


async def subjects(database: Database) -> set[str]:
    async with database.transaction(writes=False) as session:
        return set(await session.scalars(select(Quota.subject)))


def lent(database: Database) -> int:
    """Connections that the pool has not got back."""
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


def test_a_connection_that_is_kept_is_seen(server: DatabaseTestServer) -> None:
    """What the next test looks at would notice a leak."""

    async def scene() -> None:
        async with opened(server) as database:
            leaked = await database.engine.connect()
            assert lent(database) == 1
            await leaked.close()
            assert lent(database) == 0

    asyncio.run(scene())


def test_cancelled_requests_give_their_connections_back_and_mix_up_no_answers(server: DatabaseTestServer) -> None:
    pause = "SELECT SLEEP(0.02)" if server.kind == "mysql" else "SELECT pg_sleep(0.02)"

    async def scene() -> None:
        async with opened(server, pool_size=3) as database:

            async def request(number: int) -> None:
                async with database.transaction() as session:
                    session.add(row(f"cancelled {number}"))
                    await session.flush()
                    await session.execute(text(pause))
                    assert await session.scalar(text(f"SELECT {number}")) == number

            for number in range(150):
                task = asyncio.create_task(request(number))
                await asyncio.sleep(random.uniform(0, 0.04))
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            many = [asyncio.create_task(request(number)) for number in range(1000, 1030)]
            await asyncio.sleep(0.03)
            for task in many:
                task.cancel()
            await asyncio.gather(*many, return_exceptions=True)
            assert lent(database) == 0
            await asyncio.gather(*(request(number) for number in range(2000, 2010)))
            assert lent(database) == 0

    asyncio.run(scene())


@pytest.mark.parametrize("how", ["restart", "kill"])
def test_after_a_restart_no_transaction_meets_a_dead_connection(server: DatabaseTestServer, how: str) -> None:
    async def scene() -> None:
        async with opened(server, pool_size=5) as database:
            await asyncio.gather(*(write(database, f"before {number}") for number in range(20)))
            await asyncio.to_thread(server.server.kill if how == "kill" else server.server.stop)
            await asyncio.to_thread(server.server.start)
            await asyncio.gather(*(write(database, f"after {number}") for number in range(20)))
            assert len(await subjects(database)) == 40
            assert lent(database) == 0

    asyncio.run(scene())


def test_while_it_is_gone_every_transaction_says_so_at_once_and_works_when_it_is_back(
    server: DatabaseTestServer,
) -> None:
    async def scene() -> None:
        async with opened(server) as database:
            await write(database, "before")
            await asyncio.to_thread(server.server.kill)
            for _ in range(5):
                before = time.monotonic()
                # The first may still be given a connection whose end has not been read.
                with pytest.raises(DatabaseAway, match=r"no database answers on 127|broke off") as caught:
                    await write(database, "gone")
                assert caught.value.status == 503
                assert caught.value.retry_after
                assert time.monotonic() - before < _PATIENCE + 0.5
            await asyncio.to_thread(server.server.start)
            await write(database, "after")
            assert await subjects(database) == {"before", "after"}

    asyncio.run(scene())


def test_frozen_it_costs_the_timeout_and_not_more_and_thawed_it_works_at_once(server: DatabaseTestServer) -> None:
    async def attempt(work: Callable[[], Awaitable[None]]) -> None:
        before = time.monotonic()
        with pytest.raises(DatabaseAway):
            await work()
        assert time.monotonic() - before < 3 * _PATIENCE + 0.5

    async def scene() -> None:
        async with opened(server, pool_size=2, seconds=_PATIENCE) as database:
            await asyncio.gather(write(database, "before"), write(database, "also before"))
            with server.server.frozen():
                # More than there are connections: with one, and waiting for one.
                await asyncio.gather(*(attempt(lambda: write(database, "frozen")) for _ in range(6)))
            before = time.monotonic()
            await write(database, "after")
            assert time.monotonic() - before < 2
            assert {"before", "after"} <= await subjects(database)
            assert lent(database) == 0

    asyncio.run(scene())


def test_text_and_time_are_kept_as_they_are(server: DatabaseTestServer) -> None:
    """Although the database was created in latin1, where it has such a thing."""
    moment = datetime(2026, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)

    async def scene() -> None:
        async with opened(server) as database:
            async with database.transaction() as session:
                session.add(Quota(subject="榕樹 🌳 ñ", taken=0, ends_at=moment))
                session.add_all([row("Case"), row("case"), row("case ñ"), row("case n")])
            async with database.transaction(writes=False) as session:
                kept = await session.scalar(select(Quota).where(Quota.subject == "榕樹 🌳 ñ"))
                assert kept is not None
                assert kept.ends_at == moment
            with pytest.raises(IntegrityError):
                await write(database, "case")
            with pytest.raises(DBAPIError):
                await write(database, "x" * 301)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda url: url.replace(":word@", ":wrong@"), "with this password"),
        (lambda url: url.replace("/site_", "/nothing_"), "there is no database"),
    ],
    ids=["wrong password", "missing database"],
)
def test_what_will_not_pass_names_the_mend(server: DatabaseTestServer, change: Callable[[str], str], says: str) -> None:
    async def scene() -> None:
        database = Database(database_url(change(server.new_database()), Path()))
        with pytest.raises(DatabaseRefused, match=says) as caught:
            await database.check()
        await database.close()
        assert "word" not in str(caught.value).replace("password", "")

    asyncio.run(scene())


async def write_and(database: Database, subject: str, before_the_commit: Callable[[], object]) -> None:
    async with database.transaction() as session:
        session.add(row(subject))
        await session.flush()
        await asyncio.to_thread(before_the_commit)


def test_connections_that_the_network_drops_are_replaced(server: DatabaseTestServer) -> None:
    """Idle ones without a failed transaction; one in the middle of its work is told, and wrote nothing."""
    given = make_url(server.new_database())
    assert given.port

    async def scene() -> None:
        with wire_to(given.port or 0) as wire:
            through = given.set(port=wire.port).render_as_string(hide_password=False)
            database = Database(database_url(through, Path()), Options(pool_size=4, connect_timeout=_PATIENCE))
            async with database.engine.begin() as connection:
                await connection.run_sync(Row.metadata.create_all)
            await asyncio.gather(*(write(database, f"before {number}") for number in range(8)))
            assert await asyncio.to_thread(wire.drop) > 0
            await asyncio.sleep(0.1)
            await asyncio.gather(*(write(database, f"after {number}") for number in range(8)))
            with pytest.raises(DatabaseAway):
                await write_and(database, "half", wire.drop)
            with wire.down(), pytest.raises(DatabaseAway):
                await write(database, "down")
            await write(database, "up again")
            found = await subjects(database)
            assert len(found) == 17
            assert not found & {"half", "down"}
            assert lent(database) == 0
            await database.close()

    asyncio.run(scene())
