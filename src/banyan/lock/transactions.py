"""Locks that a database transaction holds: as `pg_advisory_xact_lock`, they end with it and not before.

Let go before the commit, a lock lets the next holder read what was there before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from banyan.lock.held import HeldLock

_KEY = "banyan.lock"


class TransactionLocks:
    """The locks of a session, by name, and how to release those that wait for the end of its transaction."""

    def __init__(self) -> None:
        self.held: dict[str, HeldLock] = {}
        self._at_end: dict[str, Callable[[], Any]] = {}

    def at_end(self, name: str, release: Callable[[], Any]) -> None:
        self._at_end[name] = release

    def transaction_ended(self, session: Session, transaction: SessionTransaction) -> None:
        # A savepoint has a parent.
        if transaction.parent is not None:
            return
        due, self._at_end = self._at_end, {}
        for name, release in due.items():
            del self.held[name]
            release()


def locks_of(session: AsyncSession) -> TransactionLocks:
    found: TransactionLocks | None = session.info.get(_KEY)
    if found is None:
        found = session.info[_KEY] = TransactionLocks()
        event.listen(session.sync_session, "after_transaction_end", found.transaction_ended)
    return found
