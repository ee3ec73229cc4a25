from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from advanced_alchemy.base import IdentityBase
from sqlalchemy import DateTime, Table, TypeDecorator
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from banyan.base import utc_now


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware, in UTC, to the microsecond on every database (MySQL's own would keep whole seconds)."""

    impl = DateTime(timezone=True).with_variant(DATETIME(fsp=6), "mysql")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs a time zone; take banyan.base.utc_now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(IdentityBase):
    """The base of every table: `id` (64 bits, by the database), `created_at` and `updated_at` (aware, UTC)."""

    __abstract__ = True

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, sort_order=3002)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now, sort_order=3003)


def table_of(row: type[Row]) -> Table:
    """For statements in the core's manner: they do not look among the session's objects for what they change."""
    return cast("Table", row.__table__)
