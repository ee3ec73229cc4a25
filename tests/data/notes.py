"""Rows of tests, in tables of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import ForeignKey, MetaData, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from banyan.data import Database, Options, Row, SoftDelete, UtcDateTime, database_url


class Tests(Row):
    __abstract__ = True
    metadata = MetaData()


class Book(Tests):
    __tablename__ = "book"

    title: Mapped[str] = mapped_column(String(50))
    notes: Mapped[list[Note]] = relationship(back_populates="book", lazy="raise")


class Note(SoftDelete, Tests):
    __tablename__ = "note"

    book_id: Mapped[int | None] = mapped_column(ForeignKey("book.id"))
    book: Mapped[Book | None] = relationship(back_populates="notes", lazy="raise")
    words: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int] = mapped_column(default=0)
    price: Mapped[Decimal] = mapped_column("price_in_shop", Numeric(8, 2), default=Decimal("1.50"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@asynccontextmanager
async def opened(url: str, folder: Path, *, pool_size: int = 3) -> AsyncIterator[Database]:
    (folder / "db").mkdir(exist_ok=True)
    database = Database(database_url(url, folder), Options(pool_size=pool_size))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(Tests.metadata.create_all)
        yield database
    finally:
        await database.close()
