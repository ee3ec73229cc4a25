"""A write says what it makes stale; its commit gets a position (design: "tags and positions")."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, event, func, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from banyan.base import EVERYTHING, Invalidation, utc_now
from banyan.data.rows import Row, UtcDateTime

POSITION = Table(
    "invalidation_position",
    Row.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
)
LOG = Table(
    "invalidation",
    Row.metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("tags", Text, nullable=False),
    Column("committed_at", UtcDateTime, nullable=False, index=True),
)
COUNTED = "takes one however little it made stale"
_BEGUN = "has done anything"
_TAGS = "tags that this transaction makes stale"
# What a header's list can carry as it is.
_TAG = re.compile(r"[A-Za-z0-9_.:/@-]{1,200}")
# Who makes more stale at once makes everything stale, instead of a header that is longer than nginx takes.
_MOST_TAGS = 200
_LONGEST = 4000


class WritingSession(Session):
    """One whose commits have positions."""


@event.listens_for(WritingSession, "after_begin")
def _note_begun(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    session.info[_BEGUN] = True


def invalidate(session: AsyncSession, *tags: str) -> None:
    """When this transaction commits, whatever was cached under one of `tags` is stale everywhere: letters, digits and
    `_.:/@-`, at most 200, for example `sight:7`. The session must be one of `Database.transaction`."""
    for tag in tags:
        if tag != EVERYTHING and not _TAG.fullmatch(tag):
            raise ValueError(f"{tag!r} is no cache tag: 1 to 200 of letters, digits and _.:/@-")
    if not isinstance(session.sync_session, WritingSession):
        raise ValueError("invalidate: this session is not one of Database.transaction(), nobody would be told")
    session.info.setdefault(_TAGS, {}).update(dict.fromkeys(tags))


async def take_position(session: AsyncSession) -> Invalidation | None:
    """The last that a transaction does before it commits: the counter's row lock makes positions follow the order of
    commits, and a rollback gives the number back."""
    noted = session.info.pop(_TAGS, {})
    if not noted and not (session.info[COUNTED] and session.info.get(_BEGUN)):
        return None
    fits = len(noted) <= _MOST_TAGS and sum(map(len, noted)) <= _LONGEST and EVERYTHING not in noted
    tags = tuple(noted) if fits else (EVERYTHING,)
    await session.flush()
    position = await _raise_counter(session)
    row = {"position": position, "tags": json.dumps(tags, separators=(",", ":")), "committed_at": utc_now()}
    await session.execute(insert(LOG).values(row))
    return Invalidation(position, tags)


async def _raise_counter(session: AsyncSession) -> int:
    raised = update(POSITION).where(POSITION.c.id == 1)
    if session.get_bind().dialect.name == "mysql":
        # It has no RETURNING here. What is given to LAST_INSERT_ID() comes back with the statement's own answer.
        result: Any = await session.execute(raised.values(position=func.last_insert_id(POSITION.c.position + 1)))
        return int(result.lastrowid)
    raised = raised.values(position=POSITION.c.position + 1).returning(POSITION.c.position)
    position: int = (await session.scalars(raised)).one()
    return position
