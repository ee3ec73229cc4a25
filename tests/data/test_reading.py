"""What a read costs the database, and what it may not do to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Quota
from banyan.base import utc_now
from banyan.data import Database, Row, database_url
from tests.servers.databases import DatabaseTestServer

_COUNTED = "SHOW STATUS WHERE Variable_name IN ('Com_begin', 'Com_commit', 'Com_rollback', 'Com_select')"


async def counts(session: AsyncSession) -> dict[str, int]:
    """This connection's own, which asking for them does not change."""
    return {name: int(count) for name, count in await session.execute(text(_COUNTED))}


def test_a_read_on_mariadb_is_one_question(mariadb: DatabaseTestServer) -> None:
    async def scene() -> tuple[dict[str, int], dict[str, int]]:
        database = Database(database_url(mariadb.new_database(), Path()))
        try:
            async with database.transaction(writes=False) as session:
                before = await counts(session)
            async with database.transaction(writes=False) as session:
                await session.execute(text("SELECT 1"))
            async with database.transaction(writes=False) as session:
                return before, await counts(session)
        finally:
            await database.close()

    before, after = asyncio.run(scene())
    assert after == {**before, "Com_select": before["Com_select"] + 1}


def test_a_reader_on_sqlite_sees_what_is_committed_between_its_statements(tmp_path: Path) -> None:
    async def scene() -> list[int]:
        database = Database(database_url("sqlite:///x", tmp_path))
        try:
            async with database.transaction() as session:
                await session.execute(text("CREATE TABLE note (id INTEGER)"))
            seen = []
            async with database.transaction(writes=False) as reader:
                for number in range(3):
                    seen.append(await reader.scalar(text("SELECT count(*) FROM note")))
                    async with database.transaction() as session:
                        await session.execute(text("INSERT INTO note VALUES (:number)"), {"number": number})
            return seen
        finally:
            await database.close()

    assert asyncio.run(scene()) == [0, 1, 2]


def _row(subject: str) -> Quota:
    return Quota(subject=subject, taken=0, ends_at=utc_now())


async def _add_and_leave(session: AsyncSession) -> None:
    session.add(_row("new"))


async def _add_and_flush(session: AsyncSession) -> None:
    session.add(_row("new"))
    await session.flush()


async def _change_what_was_read(session: AsyncSession) -> None:
    (await session.scalars(select(Quota))).one().taken = 7


async def _delete_what_was_read(session: AsyncSession) -> None:
    await session.delete((await session.scalars(select(Quota))).one())


async def _insert(session: AsyncSession) -> None:
    await session.execute(insert(Quota), [{"subject": "new", "taken": 0, "ends_at": utc_now()}])


async def _update(session: AsyncSession) -> None:
    await session.execute(update(Quota).values(taken=7))


async def _delete(session: AsyncSession) -> None:
    await session.execute(delete(Quota))


@pytest.mark.parametrize(
    "write",
    [_add_and_leave, _add_and_flush, _change_what_was_read, _delete_what_was_read, _insert, _update, _delete],
)
def test_whoever_writes_while_reading_is_told_so_and_nothing_is_written(
    tmp_path: Path, write: Callable[[AsyncSession], Awaitable[None]]
) -> None:
    async def scene() -> list[tuple[str, int]]:
        database = Database(database_url("sqlite:///x", tmp_path))
        try:
            async with database.engine.begin() as connection:
                await connection.run_sync(Row.metadata.create_all)
            async with database.transaction() as session:
                session.add(_row("kept"))
            with pytest.raises(ValueError, match="only reads"):
                async with database.transaction(writes=False) as session:
                    await write(session)
            async with database.transaction(writes=False) as session:
                return [(row.subject, row.taken) for row in await session.scalars(select(Quota))]
        finally:
            await database.close()

    assert asyncio.run(scene()) == [("kept", 0)]
