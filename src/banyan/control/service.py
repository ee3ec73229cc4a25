from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast, get_args

from sqlalchemy import select

from banyan.base import InvalidationLog, ParameterError
from banyan.control.rows import Change, Switch
from banyan.data import Database, insert_unless_there, invalidate
from banyan.policy import CONTROL_TAG, ControlDocument, Position

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class Control:
    """What is turned at run time: kept with its history, and told to all workers and nodes by the invalidation log."""

    def __init__(self, database: Database, log: InvalidationLog) -> None:
        self._database = database
        self._log = log

    async def turn_switch(self, name: str, position: Position, *, actor: str) -> Position:
        """Where it stood before. Raises ParameterError for what is no name or position."""
        if len(name) > 100 or not _NAME.fullmatch(name):
            raise ParameterError("name", "a switch is named like student.grade")
        if position not in get_args(Position):
            raise ParameterError("position", f"one of {', '.join(get_args(Position))}")
        async with self._database.transaction() as session:
            await insert_unless_there(session, Switch, "name", name=name, position="auto")
            switch = (await session.scalars(select(Switch).where(Switch.name == name).with_for_update())).one()
            before = cast("Position", switch.position)
            switch.position = position
            session.add(Change(actor=actor[:200], subject=f"switch {name}", before=before, after=position))
            invalidate(session, CONTROL_TAG)
        return before

    async def purge(self, tags: Sequence[str], *, actor: str) -> None:
        """Whatever is cached anywhere under one of the tags is stale from here on. Raises ParameterError for what is
        no tag."""
        async with self._database.transaction() as session:
            try:
                invalidate(session, *tags)
            except ValueError as error:
                raise ParameterError("tags", str(error)) from None
            session.add(Change(actor=actor[:200], subject="cache", before="", after=", ".join(tags)[:1000]))

    async def document(self) -> ControlDocument:
        # First the version: the document may be newer than it says, never older.
        version = await self._log.position()
        async with self._database.transaction(writes=False, primary=True) as session:
            rows = await session.execute(select(Switch.name, Switch.position).where(Switch.position != "auto"))
            return ControlDocument(version, {name: cast("Position", position) for name, position in rows})

    async def history(self, subject: str, *, limit: int = 20) -> Sequence[Change]:
        """The newest first."""
        changes = select(Change).where(Change.subject == subject).order_by(Change.id.desc()).limit(limit)
        async with self._database.transaction(writes=False, primary=True) as session:
            return (await session.scalars(changes)).all()
