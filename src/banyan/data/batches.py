from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, insert
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data.database import Database
from banyan.data.keyset import Key, after, check_order, values_of
from banyan.data.rows import Row

T = TypeVar("T")
_SIZE = 1000


async def insert_many(
    session: AsyncSession, row: type[Row], values: Iterable[Mapping[str, Any]], *, size: int = _SIZE
) -> int:
    """Insert rows in as few statements as need be, `size` at a time: `values` may be any number, and made on the way.

    All have the same columns; defaults are filled in. Returns how many there were. It is one with the transaction.
    """
    waiting = iter(values)
    inserted = 0
    while block := [dict(each) for each in islice(waiting, size)]:
        await session.execute(insert(row), block)
        inserted += len(block)
    return inserted


async def read_in_blocks(
    database: Database, statement: Select[T], by: Sequence[Key], *, size: int = _SIZE
) -> AsyncIterator[list[T]]:
    """All rows of a statement in the order of `by` (as for `keyset_page`), at most `size` of them in memory.

    Each block is a transaction of its own: however slow its consumer is, it holds no connection meanwhile. Hence it is
    no snapshot: rows changed while it goes on are seen, or not, by where they stand.
    """
    check_order(by)
    ordered = statement.order_by(*by).limit(size)
    block: list[T] = []
    while not block or len(block) == size:
        wanted = ordered.where(after(by, values_of(by, block[-1]))) if block else ordered
        async with database.transaction(writes=False) as session:
            block = list(await session.scalars(wanted))
        if not block:
            return
        yield block
