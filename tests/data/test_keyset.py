"""api-layer 8: keyset paging over lists of any depth."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from banyan.base import ParameterError, utc_now
from banyan.data import Database, insert_many, keyset_page
from banyan.data.keyset import Key
from tests.data.notes import Note, opened

ORDERS: dict[str, tuple[Key, ...]] = {
    "ids": (Note.id,),
    "latest first": (Note.created_at.desc(), Note.id.desc()),
    "mixed": (Note.rank.desc(), Note.words, Note.id.desc()),
    "by what the column is not called": (Note.price.asc(), Note.id),
}


async def filled(database: Database, count: int = 53) -> None:
    now = utc_now()
    async with database.transaction() as session:
        values = (
            {
                "words": f"字{number % 3}",
                "rank": number % 4 - 2,
                "price": Decimal(number % 5) / 2,
                "created_at": now + timedelta(microseconds=number // 6),
            }
            for number in range(count)
        )
        await insert_many(session, Note, values)


async def all_pages(database: Database, by: tuple[Key, ...], size: int) -> list[int]:
    found: list[int] = []
    cursor = None
    while True:
        async with database.transaction(writes=False) as session:
            page = await keyset_page(session, select(Note), by, size=size, cursor=cursor)
        assert len(page.items) == size or page.next is None
        found += [note.id for note in page.items]
        cursor = page.next
        if cursor is None:
            return found


def test_point_8_every_row_stands_on_one_page_in_every_order(database_url_text: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(database_url_text, tmp_path) as database:
            await filled(database)
            for by in ORDERS.values():
                async with database.transaction(writes=False) as session:
                    expected = [note.id for note in await session.scalars(select(Note).order_by(*by))]
                for size in (1, 10, 53, 54):
                    assert await all_pages(database, by, size) == expected

    asyncio.run(scene())


def test_point_8_rows_that_come_and_go_shift_no_page(tmp_path: Path) -> None:
    """Unlike an offset's."""

    async def scene() -> None:
        async with opened("sqlite:///db/x", tmp_path) as database:
            await filled(database)
            async with database.transaction() as session:
                first = await keyset_page(session, select(Note), (Note.id,), size=10)
                await session.delete(first.items[3])
                await session.flush()
                second = await keyset_page(session, select(Note), (Note.id,), size=10, cursor=first.next)
                assert [note.id for note in second.items] == list(range(11, 21))

    asyncio.run(scene())


def test_point_8_a_cursor_of_another_list_or_of_nobody_is_a_parameter_error(tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened("sqlite:///db/x", tmp_path) as database:
            await filled(database)
            async with database.transaction(writes=False) as session:
                page = await keyset_page(session, select(Note), ORDERS["mixed"], size=5)
                assert page.next is not None
                bad = ["", "x", "é", "\0", "====", "A" * 5000, page.next[:-1], page.next + "A", page.next[1:]]
                bad += [urlsafe_b64encode(b"1" + bytes(8) + b"[1,2]").decode(), page.next.swapcase()]
                bad += [
                    page.next[:n] + ("A" if page.next[n] != "A" else "B") + page.next[n + 1 :]
                    for n in range(len(page.next))
                ]
                for cursor in bad:
                    with pytest.raises(ParameterError, match=r"^cursor: "):
                        await keyset_page(session, select(Note), ORDERS["mixed"], size=5, cursor=cursor)
                with pytest.raises(ParameterError, match=r"^cursor: "):
                    await keyset_page(session, select(Note), ORDERS["ids"], size=5, cursor=page.next)

    asyncio.run(scene())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=100) | st.binary(max_size=80).map(lambda data: urlsafe_b64encode(data).decode()))
@example("MQ")
def test_point_8_any_text_as_a_cursor_is_refused(cursor: str) -> None:
    async def scene() -> None:
        with pytest.raises(ParameterError, match=r"^cursor: "):
            await keyset_page(None, select(Note), (Note.id,), size=5, cursor=cursor)  # type: ignore[arg-type]

    asyncio.run(scene())


@pytest.mark.parametrize("by", [(Note.seen_at, Note.id), (Note.rank,), (Note.id, Note.created_at)])
def test_point_8_an_order_that_would_lose_rows_is_refused(by: tuple[Key, ...], tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened("sqlite:///db/x", tmp_path) as database:
            await filled(database, 3)
            async with database.transaction(writes=False) as session:
                with pytest.raises(ValueError, match=r"^keyset: "):
                    await keyset_page(session, select(Note), by, size=2)

    asyncio.run(scene())
