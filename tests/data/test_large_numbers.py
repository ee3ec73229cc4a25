"""A number that no column holds is refused by name, and the next transaction works: no 500, no "database is away"."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from banyan.base import ParameterError
from tests.data.notes import Book, Note, opened

_LARGE = (2**63, -(2**63) - 1, 10**30)


def test_a_search_for_it(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path, pool_size=1) as database:
            for number in (2**31, 2**63 - 1, *_LARGE):
                found, refused = None, ""
                try:
                    async with database.transaction(writes=False) as session:
                        found = await session.scalar(select(Note.id).where(Note.rank == number))
                except ParameterError as error:
                    refused = error.field
                assert (found, refused) in ((None, ""), (None, "number"))
            async with database.transaction(writes=False) as session:
                assert await session.scalar(select(Note.id)) is None

    asyncio.run(scene())


def test_a_row_with_it(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path, pool_size=1) as database:
            for number in _LARGE:
                with pytest.raises(ParameterError, match="number"):
                    async with database.transaction() as session:
                        session.add(Book(title="b", notes=[Note(words="w", rank=number)]))
            async with database.transaction() as session:
                assert list(await session.scalars(select(Book.title))) == []
                session.add(Book(title="next"))

    asyncio.run(scene())
