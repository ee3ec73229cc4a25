from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

EVERYTHING = "*"
"""The tag that every entry has."""
LONGEST_TTL = 3600.0
"""Seconds. Whoever caches must know what was invalidated within them."""


@dataclass(frozen=True, slots=True)
class Invalidation:
    """A committed write made `tags` stale. Positions follow the order of commits, without gaps."""

    position: int
    tags: tuple[str, ...]

    @property
    def header(self) -> str:
        """As the gateway is told by the write's answer: the value of `Cache-Invalidate`."""
        return f"{', '.join(self.tags)}; position={self.position}"


@dataclass(frozen=True, slots=True)
class LogPart:
    """What the log has after a position, in order. `gap`: some of it has been forgotten, and only `position`, the
    newest, is known."""

    position: int
    invalidations: Sequence[Invalidation] = ()
    gap: bool = False


class InvalidationLog(Protocol):
    """The truth about what was invalidated. Raises what its store raises when it cannot be asked."""

    async def position(self) -> int:
        """Of the newest committed invalidation; 0: there never was one."""

    async def after(self, position: int) -> LogPart: ...

    async def before(self, seconds: float) -> int:
        """A position that everything of the last `seconds` comes after."""
