from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Allowance:
    """At most `limit` times in `seconds`, counted from the first of them."""

    subject: str
    limit: int
    seconds: int


class Quotas(ABC):
    """Counts that hold over all workers and nodes, and however many ask at once."""

    @abstractmethod
    async def take(self, session: AsyncSession, *allowances: Allowance) -> None:
        """Take one of each, or of none: then raise TooManyAttempts with the seconds to wait. In this transaction, where
        that can be: before it is committed nothing may be done that the allowance is for."""

    @abstractmethod
    async def forgive(self, session: AsyncSession, *, forget: str, give_back: str) -> None:
        """The first subject starts anew, the second gets one back; in this transaction, where that can be."""
