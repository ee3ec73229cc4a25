"""What a read costs the database, and what it may not do to it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data import Database, database_url
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
