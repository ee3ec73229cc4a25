"""api-layer 11: rows that are marked as deleted are out of every read of the ORM, unless they are asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tests.data.notes import Book, Note, opened


def test_point_11_marked_rows_are_out_of_every_read_unless_asked_for(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            async with database.transaction() as session:
                book = Book(title="b", notes=[Note(words="kept"), Note(words="marked")])
                session.add(book)
                await session.flush()
                book.notes[1].is_deleted = True
                kept, marked = (note.id for note in book.notes)
            async with database.transaction(writes=False) as session:
                other = aliased(Note)
                reads = {
                    "entities": select(Note.words),
                    "aliases": select(other.words),
                    "joins": select(Note.words).select_from(Book).join(Book.notes),
                    "a join of the other way": select(Note.words).join(Note.book),
                    "a subquery": select(select(Note.words).where(Note.rank == 0).subquery().c.words),
                    "a union": select(Note.words).union(select(Note.words)),
                }
                for name, read in reads.items():
                    assert list(await session.scalars(read)) == ["kept"], name
                    asked = read.execution_options(include_deleted=True)
                    assert sorted(await session.scalars(asked)) == ["kept", "marked"], name
                assert await session.scalar(select(func.count()).select_from(Note)) == 1
                assert await session.scalar(select(func.count(Note.id))) == 1
                assert await session.scalar(select(Book.title).where(Book.notes.any(Note.words == "marked"))) is None
                assert await session.get(Note, kept) is not None
                assert await session.get(Note, marked) is None
                assert await session.get(Note, marked, execution_options={"include_deleted": True}) is not None

    asyncio.run(scene())


def test_point_11_related_rows_too(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            async with database.transaction() as session:
                session.add(Book(title="b", notes=[Note(words="kept"), Note(words="marked", is_deleted=True)]))
            for way in (joinedload(Book.notes), selectinload(Book.notes)):
                async with database.transaction(writes=False) as session:
                    book = (await session.scalars(select(Book).options(way))).unique().one()
                    assert [note.words for note in book.notes] == ["kept"]
                async with database.transaction(writes=False) as session:
                    asked = select(Book).options(way).execution_options(include_deleted=True)
                    book = (await session.scalars(asked)).unique().one()
                    assert len(book.notes) == 2

    asyncio.run(scene())


def test_point_11_a_row_is_not_deleted_until_it_is(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            async with database.transaction() as session:
                note = Note(words="a")
                session.add(note)
                await session.flush()
                assert note.is_deleted is False
                note.is_deleted = True
                await session.flush()
                # The session that has it at hand still has it.
                await session.refresh(note)
                note.is_deleted = False
            async with database.transaction(writes=False) as session:
                assert await session.scalar(select(Note.words)) == "a"

    asyncio.run(scene())
