from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request
from litestar.datastructures import State
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def provide_session(request: Request[Any, Any, Any], state: State) -> AsyncIterator[AsyncSession]:
    """The request's transaction: committed after the handler and before the first byte, rolled back on any error.

    Litestar ends a generator dependency before it makes the response, so a failed commit is the answer's error. It
    begins with its first statement: a handler that does not use it costs the database nothing.
    """
    database: Database = state.database
    async with database.transaction(writes=request.method not in SAFE_METHODS) as session:
        yield session
