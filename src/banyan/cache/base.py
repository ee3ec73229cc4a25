from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """`number`: the position that was applied when the request began for which it was read. `expires`: seconds since
    the epoch. `value`: encoded; empty: there is none."""

    number: int
    expires: float
    value: bytes


class CacheStore(ABC):
    """Where entries are kept; it may lose any of them at any time, and judges none."""

    @abstractmethod
    async def get_many(self, keys: Sequence[str]) -> Sequence[Entry | None]:
        """In the order of `keys`. Raises BanyanError when it cannot be asked."""

    @abstractmethod
    async def set_many(self, entries: Mapping[str, Entry]) -> None:
        """Raises BanyanError when it cannot be told."""
