from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data.rows import Row


async def insert_unless_there(session: AsyncSession, row: type[Row], unique: str, **values: Any) -> None:
    """Insert a row, or leave the one that has the same value in the `unique` column; nobody's transaction fails."""
    dialect = session.get_bind().dialect.name
    if dialect == "mysql":
        # Not IGNORE: it locks the row that is there in shared mode, and the next update would meet a deadlock.
        statement: Any = mysql.insert(row).values(**values).on_duplicate_key_update({unique: values[unique]})
    elif dialect == "postgresql":
        statement = postgresql.insert(row).values(**values).on_conflict_do_nothing(index_elements=[unique])
    else:
        statement = sqlite.insert(row).values(**values).on_conflict_do_nothing(index_elements=[unique])
    await session.execute(statement)
