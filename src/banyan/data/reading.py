from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import ORMExecuteState, Session

from banyan.data.servers import server_of

_MEND = "this session only reads (a GET, or writes=False); write in `async with database.transaction() as session`"


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same connections, for statements that only read: each is a transaction of its own, in one round trip."""
    return engine.execution_options(**server_of(engine.url).reading)


class ReadingSession(Session):
    """One without a transaction: what it wrote could not be rolled back, and nobody would be told of it. ValueError
    for whoever tries, as far as it is not the text of a statement."""


def check_only_read(session: Session) -> None:
    if session.new or session.deleted or any(map(session.is_modified, session.dirty)):
        raise ValueError(_MEND)


@event.listens_for(ReadingSession, "before_flush")
def _on_flush(session: ReadingSession, *_: Any) -> None:
    check_only_read(session)


@event.listens_for(ReadingSession, "do_orm_execute")
def _on_execute(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise ValueError(_MEND)
