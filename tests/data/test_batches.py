"""api-layer 8 and 11: many rows in and out, in little memory."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from banyan.base import utc_now
from banyan.data import insert_many, read_in_blocks
from tests.data.notes import Note, opened
from tests.servers.databases import DatabaseTestServer

MANY = 60_000
_MEGABYTE = 1024**2


def notes(count: int) -> Iterator[dict[str, Any]]:
    return ({"words": f"note {number}", "rank": number % 7} for number in range(count))


def test_point_11_many_rows_are_inserted_in_few_statements(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            statements: list[str] = []
            event.listen(
                database.engine.sync_engine, "before_cursor_execute", lambda *event: statements.append(event[2])
            )
            before = utc_now()
            async with database.transaction() as session:
                assert await insert_many(session, Note, notes(2500)) == 2500
            assert sum(statement.startswith("INSERT") for statement in statements) <= 3
            async with database.transaction(writes=False) as session:
                assert await session.scalar(select(func.count()).select_from(Note)) == 2500
                note = (await session.scalars(select(Note).order_by(Note.id.desc()).limit(1))).one()
                assert (note.words, note.rank, note.is_deleted) == ("note 2499", 2499 % 7, False)
                assert note.created_at >= before

    asyncio.run(scene())


def test_point_11_a_batch_is_inserted_whole_or_not_at_all(database_url_text: str, tmp_path: Path) -> None:
    def breaking_off() -> Iterator[dict[str, Any]]:
        yield from notes(1500)
        raise OSError("the file ends here")

    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            with pytest.raises(OSError, match="ends here"):
                async with database.transaction() as session:
                    await insert_many(session, Note, breaking_off())
            async with database.transaction() as session:
                assert await insert_many(session, Note, []) == 0
                assert await session.scalar(select(func.count()).select_from(Note)) == 0

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_point_8_a_large_read_comes_in_blocks_and_little_memory(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    url = "sqlite:///db/site.sqlite3"
    if kind != "sqlite":
        server: DatabaseTestServer = request.getfixturevalue(kind)
        url = server.new_database()

    async def scene() -> None:
        async with opened(url, tmp_path) as database:
            async with database.transaction() as session:
                await insert_many(session, Note, notes(MANY))
            tracemalloc.start()
            try:
                seen, last = 0, 0
                async for block in read_in_blocks(database, select(Note), (Note.id,), size=1000):
                    assert len(block) == 1000
                    assert block[0].id > last
                    seen, last = seen + len(block), block[-1].id
                    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            assert seen == MANY
            assert peak < 8 * _MEGABYTE

    asyncio.run(scene())


def test_point_8_a_read_that_is_left_early_holds_nothing(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path, pool_size=1) as database:
            async with database.transaction() as session:
                await insert_many(session, Note, notes(25))
            async for block in read_in_blocks(database, select(Note), (Note.id,), size=10):
                assert len(block) == 10
                break
            sizes = [len(block) async for block in read_in_blocks(database, select(Note), (Note.id,), size=10)]
            assert sizes == [10, 10, 5]
            even = [len(block) async for block in read_in_blocks(database, select(Note), (Note.id,), size=5)]
            assert even == [5] * 5
            none = select(Note).where(Note.rank == 99)
            assert [block async for block in read_in_blocks(database, none, (Note.id,))] == []

    asyncio.run(scene())
