"""api-layer 12: every committed invalidation has a position, on SQLite, MariaDB and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from banyan import control, data
from banyan.base import EVERYTHING, Invalidation, LogPart, RequestContext, inside_request, utc_now
from banyan.cache import Horizon
from banyan.control import Control, Follower, LastGood
from banyan.data import Branch, Database, DatabaseLog, Migrations, Options, database_url, invalidate
from banyan.data.invalidating import LOG, POSITION
from banyan.policy import ControlDocument
from tests.sites import data_folder


@pytest.fixture
def url(database_url_text: str) -> Iterator[tuple[str, Path]]:
    """Of a database with the tables of the log and of switches."""
    with data_folder() as folder:
        branches = [
            Branch("data", Path(data.__file__).parent / "migrations" / "versions"),
            Branch("control", Path(control.__file__).parent / "migrations"),
        ]
        Migrations(database_url(database_url_text, folder), branches).upgrade()
        yield database_url_text, folder


@asynccontextmanager
async def opened(url: tuple[str, Path], *, pool_size: int = 5) -> AsyncIterator[Database]:
    database = Database(database_url(*url), Options(pool_size=pool_size, timeout=60, busy_timeout=60))
    try:
        yield database
    finally:
        await database.close()


async def write(database: Database, *tags: str) -> None:
    async with database.transaction() as session:
        invalidate(session, *tags)


async def fail(database: Database) -> None:
    async with database.transaction() as session:
        invalidate(session, "b")
        await session.execute(update(POSITION).values(position=POSITION.c.position + 1))
        raise ZeroDivisionError


async def read_all(log: DatabaseLog, position: int) -> list[Invalidation]:
    found: list[Invalidation] = []
    while (part := await log.after(position)).invalidations:
        found += part.invalidations
        position = part.position
    assert not part.gap
    return found


def test_two_open_transactions_the_one_that_began_first_commits_last(url: tuple[str, Path]) -> None:
    """Followers get both, in the order of the commits; on SQLite the second cannot begin before the first has ended."""

    async def scene() -> None:
        async with opened(url) as database:
            log = DatabaseLog(database)
            start = await log.position()
            order: list[str] = []
            first_may_commit = asyncio.Event()
            both_open = asyncio.Barrier(2)

            async def first() -> None:
                async with database.transaction() as session:
                    invalidate(session, "first")
                    await session.execute(select(POSITION.c.position))
                    await both_open.wait()
                    await first_may_commit.wait()
                order.append("first")

            async def second() -> None:
                async with database.transaction() as session:
                    invalidate(session, "second")
                    await session.execute(select(POSITION.c.position))
                    await both_open.wait()
                order.append("second")
                # What follows now must get the other one later, although that began first.
                assert [each.tags for each in await read_all(log, start)] == [("second",)]
                first_may_commit.set()

            if url[0].startswith("sqlite"):
                await write(database, "second")
                await write(database, "first")
            else:
                await asyncio.gather(first(), second())
                assert order == ["second", "first"]
            assert await read_all(log, start) == [
                Invalidation(start + 1, ("second",)),
                Invalidation(start + 2, ("first",)),
            ]

    asyncio.run(scene())


def test_a_follower_asks_between_two_late_commits_and_hears_of_both(url: tuple[str, Path], tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(url) as database:
            log, horizon = DatabaseLog(database), Horizon()
            follower = Follower(
                log,
                horizon,
                Control(database, log),
                LastGood(tmp_path / "control.json"),
                on_control=lambda document: None,
                replayed_seconds=60,
            )
            start = await log.position()
            assert await follower.catch_up(start)
            await write(database, "one")
            await write(database, "two")
            assert await follower.catch_up(start + 1)
            assert horizon.applied == start + 2
            assert not horizon.is_fresh(start, ["one"])
            assert not horizon.is_fresh(start + 1, ["two"])
            assert horizon.is_fresh(start, ["three"])
            assert not await follower.catch_up(start + 3)
            assert follower.document == ControlDocument(start)

    asyncio.run(scene())


def test_a_rollback_has_no_position_and_leaves_no_gap(url: tuple[str, Path]) -> None:
    async def scene() -> None:
        async with opened(url) as database:
            log, heard = DatabaseLog(database), []
            database.on_commit.append(heard.append)
            start = await log.position()
            await write(database, "a")
            with pytest.raises(ZeroDivisionError):
                await fail(database)
            await write(database, "c")
            expected = [Invalidation(start + 1, ("a",)), Invalidation(start + 2, ("c",))]
            assert await read_all(log, start) == expected
            assert heard == expected
            assert await log.after(start + 2) == LogPart(start + 2)

    asyncio.run(scene())


def test_200_at_once_get_200_positions_without_a_gap_in_the_order_of_their_commits(url: tuple[str, Path]) -> None:
    async def scene() -> None:
        async with opened(url, pool_size=10) as database, opened(url, pool_size=10) as other_process:
            log, heard = DatabaseLog(database), []
            for each in (database, other_process):
                each.on_commit.append(heard.append)
            start = await log.position()

            async def watch() -> None:
                """Whoever asks meanwhile sees a beginning of the end, and never a hole."""
                position = start
                while position < start + 200:
                    part = await log.after(position)
                    assert not part.gap
                    assert [each.position for each in part.invalidations] == list(
                        range(position + 1, part.position + 1)
                    )
                    position = part.position

            writers = (write((database, other_process)[number % 2], f"row:{number}") for number in range(200))
            await asyncio.gather(watch(), *writers)
            logged = await read_all(log, start)
            assert [each.position for each in logged] == list(range(start + 1, start + 201))
            assert {each.tags for each in logged} == {(f"row:{number}",) for number in range(200)}
            assert sorted(heard, key=lambda each: each.position) == logged

    asyncio.run(scene())


def test_what_was_swept_is_a_gap_and_what_was_not_is_none(url: tuple[str, Path]) -> None:
    async def scene() -> None:
        async with opened(url) as database:
            log = DatabaseLog(database)
            start = await log.position()
            await write(database, "old")
            await log.sweep(-1)
            await write(database, "new")
            assert await log.after(start) == LogPart(start + 2, gap=True)
            assert await log.after(start + 1) == LogPart(start + 2, [Invalidation(start + 2, ("new",))])
            assert await log.before(3600) == start + 1
            await log.sweep(-1)
            assert await log.after(start + 1) == LogPart(start + 2, gap=True)
            assert await log.after(start + 2) == LogPart(start + 2)
            assert await log.before(3600) == start + 2

    asyncio.run(scene())


def test_a_hole_in_the_middle_is_a_gap_and_what_is_beyond_the_counter_is_not_told_yet(url: tuple[str, Path]) -> None:
    """MariaDB may show a commit and not the one before it; clocks of two machines may sweep in another order."""

    async def scene() -> None:
        async with opened(url) as database:
            log = DatabaseLog(database)
            start = await log.position()
            for tag in ("one", "two", "three"):
                await write(database, tag)
            async with database.transaction() as session:
                await session.execute(update(POSITION).values(position=start + 1))
            assert await log.after(start) == LogPart(start + 1, [Invalidation(start + 1, ("one",))])
            async with database.transaction() as session:
                await session.execute(update(POSITION).values(position=start + 3))
                await session.execute(delete(LOG).where(LOG.c.position == start + 2))
            assert await log.after(start) == LogPart(start + 3, gap=True)

    asyncio.run(scene())


def test_a_log_that_lost_its_end_goes_on_beyond_what_anybody_knows(url: tuple[str, Path]) -> None:
    """A copy was restored, or a replica promoted that lacked the last commits: numbers would be given twice."""

    async def scene() -> None:
        async with opened(url) as database:
            log = DatabaseLog(database)
            start = await log.position()
            for tag in ("kept", "lost", "lost"):
                await write(database, tag)
            async with database.transaction() as session:
                await session.execute(update(POSITION).values(position=start + 1))
                await session.execute(delete(LOG).where(LOG.c.position > start + 1))
            await write(database, "again")
            # This one knew of all three, that one of the first only.
            assert await log.after(start + 3) == LogPart(start + 4, gap=True)
            assert await log.after(start + 4) == LogPart(start + 4)
            assert (await log.after(start + 1)).position == start + 2
            assert await log.after(start + 2) == LogPart(start + 4, gap=True)

    asyncio.run(scene())


def test_whoever_is_ahead_of_a_log_that_lost_its_end_is_told_of_a_gap_by_a_process_that_began_after_it(
    url: tuple[str, Path], tmp_path: Path
) -> None:
    """A gateway goes on while all app nodes are started anew on a copy that was restored."""

    async def scene() -> None:
        async with opened(url) as database:
            log = DatabaseLog(database)
            start = await log.position()
            follower = Follower(
                log,
                Horizon(),
                Control(database, log),
                LastGood(tmp_path / "control.json"),
                on_control=lambda document: None,
                replayed_seconds=3600,
            )
            assert await follower.catch_up(start)
            assert await follower.after(start) == LogPart(start)
            assert await follower.after(start + 3) == LogPart(start + 4, gap=True)
            # No log can have come so far.
            assert (await follower.after(10**17)).position < 10**17

    asyncio.run(scene())


def test_a_new_log_begins_beyond_all_that_another_before_it_can_have_given(url: tuple[str, Path]) -> None:
    """Else what the old site has left in Redis would pass for fresh."""

    async def scene() -> None:
        async with opened(url) as database:
            position = await DatabaseLog(database).position()
            assert abs(position - utc_now().timestamp() * 1000) < 600_000

    asyncio.run(scene())


def test_a_request_knows_what_it_has_committed_and_that_it_wrote(url: tuple[str, Path]) -> None:
    async def scene() -> None:
        async with opened(url) as database:
            request = RequestContext("r")
            with inside_request(request):
                async with database.transaction(writes=False) as session:
                    with pytest.raises(ValueError, match="nobody would be told"):
                        invalidate(session, "x")
                assert not request.wrote
                await write(database, "x", "y")
                await write(database, *(f"row:{number}" for number in range(201)))
                await write(database, *(f"{number:0200}" for number in range(21)))
                await write(database, EVERYTHING, "z")
            assert request.wrote
            assert [each.tags for each in request.committed] == [("x", "y"), *[(EVERYTHING,)] * 3]

    asyncio.run(scene())


def test_tags_that_a_header_cannot_carry_are_refused(url: tuple[str, Path]) -> None:
    async def scene() -> None:
        async with opened(url) as database:
            for tag in ("", "a b", "a,b", "x" * 201, "ä", "a\n"):
                with pytest.raises(ValueError, match="no cache tag"):
                    await write(database, tag)

    asyncio.run(scene())
